"""The check: documents in, a report out.

Each document is examined by itself; what came of documents is gathered, which can be done in parts,
and concluded upon at the end.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from khronika import baseline, parsed_bundle
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Finding, Report
from khronika.errors import UnusableSource
from khronika.examining import Examined, examine
from khronika.gathering import Gathered, conclude, gather
from khronika.history import Snapshot
from khronika.source import Source
from khronika.source.layout import CHANGELOG
from khronika.source.opening import Sources, open_source
from khronika.source.tree import Tree, find_root
from khronika.subject import decode_utf8

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much."""


def silent(doing: str, done: int, total: int) -> None:
    """Show nothing."""


@dataclass
class Check:
    """A check of one source, document by document, for whoever needs the documents too.

    Attributes
    ----------
    corpus : CorpusFiles
        The corpus's own files, parsed.
    baseline : Snapshot, optional
        What the corpus was before; without it, the rules of history have nothing to say.
    """

    source: Source
    baseline: Snapshot | None = None
    corpus: CorpusFiles = field(init=False)

    def __post_init__(self) -> None:
        self.corpus = parsed_bundle.corpus_files(self.source)
        if self.baseline:
            changelog = self.source.beside([CHANGELOG]).get(CHANGELOG)
            self.corpus.baseline = self.baseline
            self.corpus.changelog = decode_utf8(changelog)

    def examine_all(self, only: Collection[str] | None = None) -> Iterator[Examined]:
        """Yield what comes of each document, or of those whose id is in `only`."""
        for raw in self.source.documents(only):
            yield examine(raw, self.corpus)

    def gather(self, progress: Progress = silent, only: Collection[str] | None = None) -> Gathered:
        """Examine all documents, or those whose id is in `only`."""
        total, done = self.source.total(only), 0

        def tell(weight: int) -> None:
            nonlocal done
            done += weight
            progress("checking", done, total)

        return gather(self.source.documents(only), self.corpus, tell)


def check(
    path: str | Path | None = None,
    *,
    source: Sources | None = None,
    only: Sequence[str] | None = None,
    against: str | Literal[False] | None = None,
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
    progress : callable, optional
        Called after each document with ``("checking", done, total)``, in documents of a tree or
        in bytes of shards.

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
    before = baseline.chosen(against, root, articles)
    run = Check(opened, before)
    report = conclude(run.gather(progress, articles), run.corpus)
    if articles is None:
        return report
    touched = tuple(f for f in report.findings if f.article in articles or _is_under(f, only or ()))
    return Report(touched, report.articles, report.annotations)


def _articles_under(source: Source, paths: Sequence[str]) -> set[str] | None:
    if isinstance(source, Tree):
        return source.articles_under(paths)
    raise UnusableSource("a part of a corpus can be checked in a tree only, not in shards")


def _is_under(finding: Finding, paths: Sequence[str]) -> bool:
    return any(f"{finding.location.path}/".startswith(f"{path}/") for path in paths)
