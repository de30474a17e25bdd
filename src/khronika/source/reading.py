"""Reading one file, whatever stands at its path: bounded, and never through a link.

The descriptor that was tested is the one that is read, so that nothing can be swapped in between.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class Unreadable(Exception):
    """A file was left alone. `reason` says why, and `advice` what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}; {advice}")
        self.reason = reason
        self.advice = advice


def too_large(size: int, limit: int) -> Unreadable:
    """Return what is wrong with a file of `size` bytes, where `limit` are read at most."""
    reason = f"it has {size:,} bytes; at most {limit:,} are read"
    return Unreadable(reason, "split it, or use shards")


REGULAR = "put a regular file with the content itself here"
LINK = ("this is a symbolic link", REGULAR)
READABLE = "make it readable for the user who runs the check"

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | _NO_LINK | getattr(os, "O_DIRECTORY", 0)
# O_NONBLOCK keeps a FIFO from stopping the run.
_FILE = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def reason_of(error: OSError) -> str:
    """Return what the system says went wrong, for the middle of a sentence."""
    return (error.strerror or str(error)).lower()


def unreadable(error: OSError) -> Unreadable:
    """Return what to say about a file that the system does not let us read."""
    return Unreadable(f"it cannot be read: {reason_of(error)}", READABLE)


def open_inside(root: Path, path: str) -> BinaryIO:
    """Open the regular file at `path`, relative to `root`, with ``/``.

    No link is followed on the way from `root`, not even one that has just been put there.

    Raises
    ------
    Unreadable
        If it is a link, or behind one, no regular file, or cannot be opened.
    """
    *folders, name = path.split("/")
    try:
        with _folder(root, folders) as (descriptor, place):
            return _regular(os.open(place / name, _FILE, dir_fd=descriptor))
    except OSError as error:
        # A folder that became a link is, to a system that was told to open a folder, no folder.
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise Unreadable(*LINK) from None
        raise unreadable(error) from None


def open_named(path: Path) -> BinaryIO:
    """Open the regular file at `path` that the user has named, links or not.

    Raises
    ------
    Unreadable
        If it is no regular file, or cannot be opened.
    """
    try:
        return _regular(os.open(path, _FILE & ~_NO_LINK))
    except OSError as error:
        raise unreadable(error) from None


def read_inside(root: Path, path: str, limit: int) -> bytes:
    """Read the file that `open_inside` opens, of at most `limit` bytes.

    Raises
    ------
    Unreadable
        If it is a link, or behind one, no regular file, too long, or cannot be read.
    """
    return _whole(open_inside(root, path), limit)


def read_named(path: Path, limit: int) -> bytes:
    """Read the file that `open_named` opens, of at most `limit` bytes.

    Raises
    ------
    Unreadable
        If it is no regular file, too long, or cannot be read.
    """
    return _whole(open_named(path), limit)


@contextmanager
def _folder(root: Path, folders: list[str]) -> Iterator[tuple[int | None, Path]]:
    """Open folder after folder; where the system cannot, name the last one by its path."""
    if os.open not in os.supports_dir_fd:
        yield None, root.joinpath(*folders)
        return
    descriptor = os.open(root, _FOLDER & ~_NO_LINK)
    try:
        for folder in folders:
            inner = os.open(folder, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, Path()
    finally:
        os.close(descriptor)


def _regular(descriptor: int) -> BinaryIO:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("this is not a regular file", REGULAR)
    return os.fdopen(descriptor, "rb")


def _whole(stream: BinaryIO, limit: int) -> bytes:
    with stream:
        try:
            size = os.fstat(stream.fileno()).st_size
            if size <= limit:
                data = stream.read(limit + 1)  # it may have grown since
                size = len(data)
        except OSError as error:
            raise unreadable(error) from None
    if size > limit:
        raise too_large(size, limit)
    return data
