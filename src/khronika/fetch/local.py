"""Files of a release that lie on this machine."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from khronika.fetch.origin import Answer, Unavailable
from khronika.fetch.template import scheme_of
from khronika.source.reading import Unreadable, open_named, reason_of

CHUNK = 1024 * 1024
"""Bytes that are read at once."""


class Local:
    """Paths and file:// URLs.

    Links are followed, since nothing is believed before its hash fits.
    """

    @contextmanager
    def open(
        self,
        address: str,
        start: int,
        validator: str | None,  # noqa: ARG002  # files have none
    ) -> Iterator[Answer]:
        """Open the file at `address` from the byte `start` on."""
        path = _path(address)
        if not path.exists():
            raise Unavailable("there is no such file", "see that it is there", is_missing=True)
        try:
            stream = open_named(path)
        except Unreadable as error:
            raise Unavailable(error.reason, "see that it is a file, and may be read") from error
        with stream:
            size = os.fstat(stream.fileno()).st_size
            stream.seek(min(start, size))
            yield Answer(min(start, size), size, None, False, _chunks(stream))


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := _read(stream):
        yield chunk


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(CHUNK)
    except OSError as error:
        raise Unavailable(
            f"it cannot be read: {reason_of(error)}",
            "see that the disk or share it is on works",
            passing=error.errno in (errno.EIO, errno.ESTALE),
        ) from error


def _path(address: str) -> Path:
    if scheme_of(address) != "file":
        return Path(address)
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        raise Unavailable(
            "a file URL names a file of this machine", "write three slashes: file:///…"
        )
    return Path(url2pathname(parts.path))
