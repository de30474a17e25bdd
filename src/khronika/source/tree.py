"""The corpus as a folder of files, one article to a file: the form that people edit."""

import errno
import os
import stat
from pathlib import Path, PurePosixPath

from khronika.errors import CorpusNotFound
from khronika.source import RawFile, Refusal
from khronika.source.layout import (
    DEEPEST,
    LINK,
    MARKER,
    MAX_BYTES,
    REGULAR,
    TOPS,
    Layout,
    too_large,
)


def find_root(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that holds a corpus, if there is one."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / MARKER).exists()), None)


class Tree(Layout):
    """Reads a corpus from a folder.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds `corpus/` and `annotations/`.

    Raises
    ------
    khronika.CorpusNotFound
        If there is no `corpus/corpus.json` under `root`.
    """

    def __init__(self, root: Path) -> None:
        if not (root / MARKER).exists():
            raise CorpusNotFound(
                f"expected a corpus at {root}, found no {MARKER} there; "
                "name a folder that holds one, or run the command inside it"
            )
        super().__init__()
        self.root = root
        for top in TOPS:
            if (root / top).is_symlink():
                self._refuse(top, *LINK)
            else:
                self._list(top)

    def _list(self, folder: str) -> None:
        """Sort the files under `folder` by what they belong to, following no links."""
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            self._refuse(folder, f"this folder cannot be read: {_reason(error)}", _READABLE)
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.is_symlink():
                self._refuse(path, *LINK)
            elif entry.is_dir(follow_symlinks=False) and path.count("/") < DEEPEST:
                self._list(path)
            else:
                self._sort(path)

    def _refuse(self, path: str, reason: str, advice: str) -> None:
        self._refusals.append(Refusal(path, reason, advice, unexpected=False))

    def _read(self, path: str) -> RawFile | Refusal:
        """Read a regular file of bounded size; anything else is refused unopened.

        The descriptor that was tested is the one that is read, so that the file cannot be
        swapped in between; O_NONBLOCK keeps a FIFO from stopping the run.
        """
        folder = self.root / PurePosixPath(path).parent
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(folder / PurePosixPath(path).name, flags)
        except OSError as error:
            if error.errno == errno.ELOOP:
                return Refusal(path, *LINK, unexpected=False)
            return Refusal(path, f"it cannot be read: {_reason(error)}", _READABLE, False)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Refusal(path, "this is not a regular file", REGULAR, unexpected=False)
            if refusal := too_large(path, status.st_size):
                return refusal
            try:
                data = stream.read(MAX_BYTES + 1)
            except OSError as error:
                return Refusal(path, f"it cannot be read: {_reason(error)}", _READABLE, False)
        return RawFile(path, data)


_READABLE = "make it readable for the user who runs the check"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
