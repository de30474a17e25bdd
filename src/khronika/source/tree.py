"""The corpus as a folder of files, one article to a file: the form that people edit."""

import os
from pathlib import Path

from khronika.errors import CorpusNotFound
from khronika.source import RawFile, Refusal
from khronika.source.layout import DEEPEST, MARKER, TOPS, Layout, limit_of
from khronika.source.reading import LINK, READABLE, Unreadable, read_inside, reason_of


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
            self._refuse(folder, f"this folder cannot be read: {reason_of(error)}", READABLE)
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

    def _has(self, name: str) -> bool:
        return os.path.lexists(self.root / name)

    def _read(self, path: str) -> RawFile | Refusal:
        try:
            return RawFile(path, read_inside(self.root, path, limit_of(path)))
        except Unreadable as error:
            return Refusal(path, error.reason, error.advice, unexpected=False)
