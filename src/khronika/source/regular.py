"""Opening files that somebody else may have prepared: regular ones only, and no links."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read as a whole, and longest line of a shard; more is refused."""

READABLE = "make it readable for the user who runs the check"
_REGULAR = "put a regular file with the content itself here"
LINK = ("this is a symbolic link", _REGULAR)


class Unopened(Exception):
    """A file was not opened; says why, and what to do.

    Attributes
    ----------
    reason, advice : str
        As in a `khronika.source.Refusal`.
    """

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason, self.advice = reason, advice


def open_regular(path: str | Path, *, follow: bool = False) -> BinaryIO:
    """Open the regular file at `path`; with `follow`, also through a symbolic link.

    The descriptor that was tested is the one that is read, so that the file cannot be swapped in
    between; O_NONBLOCK keeps a FIFO from stopping the run.

    Raises
    ------
    Unopened
        If there is anything else, or nothing, or it may not be read.
    """
    no_links = 0 if follow else getattr(os, "O_NOFOLLOW", 0)
    flags = os.O_RDONLY | no_links | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unopened(*LINK) from None
        raise unreadable(error) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unopened("this is not a regular file", _REGULAR)
    return os.fdopen(descriptor, "rb")


def unreadable(error: OSError) -> Unopened:
    """Return what to say about a file that the system does not let us read."""
    return Unopened(f"it cannot be read: {reason(error)}", READABLE)


def reason(error: OSError) -> str:
    """Return what the system says, in lower case."""
    return (error.strerror or str(error)).lower()
