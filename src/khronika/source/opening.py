"""From what a user names to a source that can be read."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from khronika import bundled
from khronika.errors import UnusableSource
from khronika.source import Source
from khronika.source.layout import MARKER
from khronika.source.tree import Tree

Sources = str | PathLike[str] | Sequence[str | PathLike[str]]
"""Shards: a folder, a glob, a file or a URL, or several of them."""


def is_bundle(folder: Path) -> bool:
    """Tell whether a folder is read as shards with the files about their corpus."""
    return not (folder / MARKER).exists() and (folder / "corpus.json").is_file()


def open_source(
    path: str | Path | None, shards: Sources | None = None, here: Path = Path()
) -> Source:
    """Open the corpus at `path`, a tree or a bundle, or the one that `shards` make up.

    With neither, it is the corpus that ships with the package. Relative paths of shards start from
    `here`, which is the current folder if not given.

    Raises
    ------
    CorpusNotFound
        If there is no corpus at `path`.
    UnusableSource
        If `shards` name nothing that can be read, or `path` is given as well.

    Examples
    --------
    >>> "vestikavkaza-2025-10-24-putin-aliyev-call" in open_source(None).ids()
    True
    """
    if shards is not None:
        if path is not None:
            raise UnusableSource("name either the folder of a corpus or shards, not both")
        from khronika.source.shards import Shards  # late, as below: a tree does not need it

        return Shards([shards] if isinstance(shards, str | PathLike) else shards, here)
    root = Path(path) if path is not None else bundled.root()
    if is_bundle(root):
        from khronika.source.shards import Shards

        return Shards([root])
    return Tree(root)
