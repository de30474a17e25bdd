"""The lines of a stream, of bounded length, without ever holding more than one of them."""

from collections.abc import Iterator
from typing import IO, NamedTuple

MAX_LINE_BYTES = 64 * 1024 * 1024
"""Longest line of a shard; a longer one is not held, and what stands behind it is not read."""

CHUNK = 1024 * 1024
"""Bytes that are read at once."""


class Line(NamedTuple):
    r"""One line: its number from 1, its first byte from 0, and its bytes.

    `end` is what was taken off it: ``\n``, ``\r\n``, or nothing at the end of a stream.
    """

    number: int
    start: int
    data: bytes
    end: bytes


class LineTooLong(ValueError):
    """A line has more than `limit` bytes."""


class Stretch:
    """The bytes of a seekable stream from `start` to `end`, as a stream of its own."""

    def __init__(self, stream: IO[bytes], start: int, end: int) -> None:
        stream.seek(start)
        self._stream = stream
        self._left = end - start

    def read(self, size: int) -> bytes:
        """Return at most so many of the bytes that are left."""
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data


def cuts(stream: IO[bytes], size: int) -> Iterator[tuple[int, int, int]]:
    r"""Yield stretches of whole lines that have `size` bytes or a little more.

    Each is its first byte, the byte behind it, and the number of its first line.

    Examples
    --------
    >>> import io
    >>> list(cuts(io.BytesIO(b"{}\n{}\n{}"), 2))
    [(0, 3, 1), (3, 6, 2), (6, 8, 3)]
    """
    start, read, line, ended = 0, 0, 1, 0
    while chunk := stream.read(CHUNK):
        begin = 0
        while read + len(chunk) - start >= size:
            at = chunk.find(b"\n", max(begin, start + size - 1 - read))
            if at < 0:
                break
            ended += chunk.count(b"\n", begin, at + 1)
            yield start, read + at + 1, line
            start, line, begin = read + at + 1, line + ended, at + 1
            ended = 0
        ended += chunk.count(b"\n", begin)
        read += len(chunk)
    if read > start:
        yield start, read, line


def lines(
    stream: "IO[bytes] | Stretch", limit: int | None = None, number: int = 1, start: int = 0
) -> Iterator[Line]:
    r"""Yield the lines of `stream`.

    Parameters
    ----------
    stream : binary stream
        Read to its end, piece by piece.
    limit : int, optional
        Bytes that a line has at most; `MAX_LINE_BYTES` if not given.
    number, start : int
        What the first line is counted as, and its first byte.

    Raises
    ------
    LineTooLong
        When a line is longer; it is not held, and nothing behind it is read.

    Examples
    --------
    >>> import io
    >>> [line.data for line in lines(io.BytesIO(b"{}\n{}"))]
    [b'{}', b'{}']
    """
    limit = MAX_LINE_BYTES if limit is None else limit
    pieces: list[bytes] = []
    held = 0
    while chunk := stream.read(CHUNK):
        begin = 0
        while (end := chunk.find(b"\n", begin)) >= 0:
            _refuse_above(limit, held + end - begin)
            pieces.append(chunk[begin:end])
            data = b"".join(pieces)
            yield _line(number, start, data, b"\n")
            number, start, begin = number + 1, start + len(data) + 1, end + 1
            pieces, held = [], 0
        held += len(chunk) - begin
        _refuse_above(limit, held)
        pieces.append(chunk[begin:])
    if held:
        yield _line(number, start, b"".join(pieces), b"")


def _line(number: int, start: int, data: bytes, end: bytes) -> Line:
    if data.endswith(b"\r"):
        return Line(number, start, data[:-1], b"\r" + end)
    return Line(number, start, data, end)


def _refuse_above(limit: int, size: int) -> None:
    if size > limit:
        raise LineTooLong(f"the line has more than {limit:,} bytes")
