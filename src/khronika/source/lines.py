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


def lines(stream: IO[bytes], limit: int | None = None) -> Iterator[Line]:
    r"""Yield the lines of `stream`.

    Parameters
    ----------
    stream : binary stream
        Read to its end, piece by piece.
    limit : int, optional
        Bytes that a line has at most; `MAX_LINE_BYTES` if not given.

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
    number, start = 1, 0
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
