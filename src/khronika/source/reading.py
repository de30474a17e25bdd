"""Reading one file, whatever stands at its path: bounded, and never through a link.

The descriptor that was tested is the one that is read, so that nothing can be swapped in between.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def read_inside(root: Path, path: str, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes at `path`, relative to `root`, with ``/``.

    No link is followed on the way from `root`, not even one that has just been put there.

    Raises
    ------
    Unreadable
        If it is a link, or behind one, no regular file, too long, or cannot be read.
    """
    *folders, name = path.split("/")
    try:
        with _folder(root, folders) as (descriptor, place):
            return _read(os.open(place / name, _FILE, dir_fd=descriptor), limit)
    except OSError as error:
        # A folder that became a link is, to a system that was told to open a folder, no folder.
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise Unreadable(*LINK) from None
        raise Unreadable(f"it cannot be read: {reason_of(error)}", READABLE) from None


def read_named(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes that the user has named, links or not.

    Raises
    ------
    Unreadable
        If it is no regular file, too long, or cannot be read.
    """
    try:
        return _read(os.open(path, _FILE & ~_NO_LINK), limit)
    except OSError as error:
        raise Unreadable(f"it cannot be read: {reason_of(error)}", READABLE) from None


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


def _read(descriptor: int, limit: int) -> bytes:
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("this is not a regular file", REGULAR)
        size = status.st_size
        if size <= limit:
            data = stream.read(limit + 1)  # it may have grown since
            size = len(data)
        if size > limit:
            raise too_large(size, limit)
        return data
