"""The check: documents in, a report out.

Each document is examined by itself; what came of documents is gathered, which can be done in parts,
and concluded upon at the end.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from khronika import baseline
from khronika.diagnostics import Finding, Report
from khronika.engine import engine
from khronika.errors import UnusableSource
from khronika.gathering import Gathered, conclude
from khronika.opened import Check, Opening, Shared, gather_part, in_parts
from khronika.progress import Progress, silent
from khronika.source import Source
from khronika.source.opening import Sources, open_source
from khronika.source.tree import Tree, find_root


def check(
    path: str | Path | None = None,
    *,
    source: Sources | None = None,
    only: Sequence[str] | None = None,
    against: str | Literal[False] | None = None,
    workers: int = 1,
    dask: str | None = None,
    progress: Progress = silent,
) -> Report:
    """Check a corpus with every rule.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder that holds `corpus/` and `annotations/`, or a bundle. Without it, the corpus
        that ships with the package is checked.
    source : str, os.PathLike or a sequence of them, optional
        Shards in place of `path`: folders, globs, files, or URLs that `fsspec` knows.
    only : sequence of str, optional
        Files or folders of a tree, relative to `path`: articles that no file of theirs belongs
        to are left out, and so are findings about the corpus as a whole. A file that every
        article may refer to, such as the registry, means all of them.
    against : str or False, optional
        The last release, as a release folder, a version that is kept under `releases/`, or a
        revision of the Git repository that `path` lies in. What it holds counts as released, and
        the rules K801 to K806 compare with it. For shards, that is the repository that the
        current folder lies in. Without it, a tree is compared with the newest release that it
        keeps, if any; False compares with nothing.
    workers : int
        How many processes to share the work out to; the report is the same with any number. More
        than one of them need the usual ``if __name__ == "__main__":`` in a script.
    dask : str, optional
        The address of a Dask scheduler, or the path of its file, to share the work out to the
        workers of its cluster instead; the report is the same.
    progress : callable, optional
        Called now and then with ``("checking", done, total)``, in documents of a tree or in bytes
        of shards.

    Returns
    -------
    Report
        Every finding, sorted; ``report.ok`` if there is no error.

    Raises
    ------
    CorpusNotFound
        If there is no corpus at `path`.
    UnusableSource
        If the shards cannot be read as one corpus.
    BaselineNotFound
        If `against` names nothing that the corpus can be compared with.
    UnusableCluster
        If there is no cluster at `dask`, or one of its workers cannot take part.
    WorkerLost
        If one of the processes was killed, or the workers of the cluster are gone.

    Examples
    --------
    >>> check().ok
    True
    """
    opened = open_source(path, source)
    articles = _articles_under(opened, only) if only is not None else None
    root = opened.root if isinstance(opened, Tree) else find_root(Path.cwd()) or Path.cwd()
    if against is None and not isinstance(opened, Tree):
        against = False  # shards keep no releases
    run = Check(opened, baseline.chosen(against, root, articles))
    opening = Opening.of(path, source, against, root, articles)
    shared = Shared(run, opening)
    report = conclude(_gathered(shared, workers, dask, progress), run.corpus)
    if articles is None:
        return report
    touched = tuple(f for f in report.findings if f.article in articles or _is_under(f, only or ()))
    return Report(touched, report.articles, report.annotations)


def _gathered(shared: Shared, workers: int, dask: str | None, progress: Progress) -> Gathered:
    parts = shared.parts()
    gathered = Gathered(shared.check.corpus)
    with engine(min(workers, len(parts)), dask, shared) as run:
        for of_part in in_parts(shared, parts, run, gather_part, progress):
            gathered.merge(of_part)
    return gathered


def _articles_under(source: Source, paths: Sequence[str]) -> set[str] | None:
    if isinstance(source, Tree):
        return source.articles_under(paths)
    raise UnusableSource("a part of a corpus can be checked in a tree only, not in shards")


def _is_under(finding: Finding, paths: Sequence[str]) -> bool:
    return any(f"{finding.location.path}/".startswith(f"{path}/") for path in paths)
