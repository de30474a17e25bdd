"""Compressed streams, told by the ending of a file's name, with bounded reads."""

import gzip
import sys
import zlib
from typing import IO, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DAMAGES = (EOFError, zlib.error, gzip.BadGzipFile, zstd.ZstdError)
"""What reading raises if a compressed file was cut off or damaged."""


def is_compressed(name: str) -> bool:
    """Tell whether the file `name` is compressed."""
    return name.endswith((".gz", ".zst"))


def decompressed(stream: IO[bytes], name: str) -> IO[bytes]:
    """Return a stream of what `stream`, the content of the file `name`, is when decompressed.

    It never decompresses much more than it is asked for, and raises one of `DAMAGES` where a
    member of the file does not end.
    """
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="rb"))
    if name.endswith(".zst"):
        return cast("IO[bytes]", zstd.ZstdFile(stream, "rb"))
    return stream


def compressing(stream: IO[bytes], name: str) -> IO[bytes]:
    """Return a stream that writes what the file `name` should hold into `stream`.

    The same content gives the same bytes: no file name and no time is among them.
    """
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.GzipFile("", "wb", 6, stream, mtime=0))
    if name.endswith(".zst"):
        options: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}
        return cast("IO[bytes]", zstd.ZstdFile(stream, "wb", options=options))
    return stream
