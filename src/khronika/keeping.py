"""Keeping a release in the repository of its corpus, so that later states compare with it."""

from pathlib import Path

from khronika import baseline, kept
from khronika.errors import BuildRefused
from khronika.formatting import write_all
from khronika.release.builder import Release
from khronika.release.manifest import NAME as MANIFEST
from khronika.source.layout import RELEASES
from khronika.source.tree import Tree


def keep(root: Path, release: Release, *, force: bool = False) -> bool:
    """Write `releases/<version>/` into the corpus at `root`, from which `release` was just built.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds `corpus/` and `annotations/`.
    release : Release
        The release.
    force : bool
        Replace what is kept under this version, if it is something else.

    Returns
    -------
    bool
        Whether anything changed: False if the same was kept already.

    Raises
    ------
    BuildRefused
        If the release is not one of the corpus as it is, or another one of its version is kept.
    """
    now = baseline.of_source(Tree(root), f"release {release.version}")
    if now.articles != baseline.read(str(release.path), root).articles:
        raise BuildRefused(
            f"{release.path} is not a release of the corpus as it is now at {root}, so nothing was "
            "kept; build it again"
        )
    folder = root / RELEASES / release.version
    files = {
        folder / MANIFEST: (release.path / MANIFEST).read_bytes(),
        folder / kept.NAME: kept.compose(now),
    }
    there = {path: path.read_bytes() for path in files if path.exists()}
    if there == files:
        return False
    if there and not force:
        raise BuildRefused(
            f"another release {release.version} is kept in {folder}: raise `version` in "
            "corpus.json; if that one was never published, replace it with --force"
        )
    write_all(files)
    return True
