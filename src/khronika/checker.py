"""The check: documents in, a report out.

Each document is parsed and shown to every rule by `examine`, a pure function of the document
and the corpus's own files; rules about the whole corpus decide once, at the end, from the
summaries that `examine` returned.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from khronika import baseline, parsed_bundle, parsed_shards
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Finding, Location, Report, Severity
from khronika.document import Document
from khronika.errors import UnusableSource
from khronika.excerpt import Excerpt
from khronika.history import Baseline
from khronika.model import Waiver
from khronika.parsed import ParsedFile
from khronika.rules import RULES
from khronika.rules.base import Problem, Rule
from khronika.source import RawDocument, RawLine, Source
from khronika.source.layout import CHANGELOG
from khronika.source.opening import Sources, open_source
from khronika.source.tree import Tree, find_root
from khronika.subject import Subject, decode_utf8

MOST_FINDINGS = 10_000
"""Findings of one code in one document; the rest is left out, and a last one says so."""


@dataclass
class Examined:
    """What came of one document: its findings, its summaries, and itself if it was understood.

    `id` is empty where it could not be read. `is_understood` tells whether the rules could look at
    all of it, its text included. `waivers` are the places, in their list, of the waivers that some
    finding needed. Where many documents are examined, `document` is let go.
    """

    id: str
    findings: list[Finding]
    summaries: dict[str, Any]
    annotations: int
    document: Document | None
    is_understood: bool
    waivers: set[int]


def examine(raw: RawDocument | RawLine, corpus: CorpusFiles) -> Examined:
    """Parse one document and run every rule of document scope over it."""
    subject = parsed_shards.subject(raw)
    subject.before = corpus.baseline.articles.get(subject.id) if corpus.baseline else None
    findings: list[Finding] = []
    waivers: set[int] = set()
    for rule in RULES:
        found = (_finding(rule, problem, subject) for problem in _problems(rule, subject, corpus))
        kept = list(_bounded(rule, subject, _not_waived(rule, found, corpus, waivers)))
        findings += kept
        if len(kept) > MOST_FINDINGS:  # what accepts those left out is not idle
            about = (rule.code, subject.id)
            for key, places in corpus.waivers_by_key.items():
                waivers.update(places if key[:2] == about else ())
    summaries = {rule.code: rule.summarise(subject) for rule in RULES if rule.summarise is not None}
    released = [layer for layer in subject.layers if layer.annotator is None]
    document = subject.document(corpus.registry)
    return Examined(
        subject.id,
        findings,
        summaries,
        sum(len(layer.record.annotations) for layer in released),
        document,
        document is not None and document.text is not None,
        waivers,
    )


def _problems(rule: Rule, subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    if rule.refusal:
        for refusal in subject.refusals:
            yield from rule.refusal(refusal)
    if rule.file:
        for file in subject.files:
            yield from rule.file(file)
    if rule.document:
        yield from rule.document(subject if rule.of_passes else subject.released, corpus)


def conclude(examined: Iterable[Examined], corpus: CorpusFiles) -> Report:
    """Join what came of the documents with the findings about the corpus as a whole."""
    examined = list(examined)
    findings = [finding for one in examined for finding in one.findings]
    waivers = {place for one in examined for place in one.waivers}
    for rule in RULES:
        problems: list[Problem] = []
        if rule.refusal:
            for refusal in corpus.refusals:
                problems.extend(rule.refusal(refusal))
        if rule.file:
            for file in corpus.files:
                problems.extend(rule.file(file))
        if rule.decide:
            problems.extend(rule.decide([one.summaries[rule.code] for one in examined], corpus))
        concluded = (_finding(rule, problem, None) for problem in problems)
        findings += _not_waived(rule, concluded, corpus, waivers)
    ids = [one.id for one in examined]
    idle = [
        place
        for place, waiver in enumerate(corpus.waivers)
        if place not in waivers and not _may_be_hidden(waiver, examined, findings, corpus)
    ]
    for rule in RULES:
        if rule.idle:
            findings += (_finding(rule, problem, None) for problem in rule.idle(idle, corpus, ids))
    return Report(
        tuple(findings),
        articles=sum(1 for one in examined if one.id),
        annotations=sum(one.annotations for one in examined),
        notes=(_NOTHING_TO_REFER_TO,) if corpus.is_missing else (),
    )


_NOTHING_TO_REFER_TO = (
    "these are bare shards: without corpus.json and registry.jsonl beside them, references to "
    "entities, annotators, layers and splits were not checked"
)


def _may_be_hidden(
    waiver: Waiver,
    examined: Sequence[Examined],
    findings: Iterable[Finding],
    corpus: CorpusFiles,
) -> bool:
    """Tell whether an error that was found may hide the finding that `waiver` accepts.

    That is so where the article, or the annotation, could not be looked into as a whole.
    """
    if not any(rule.code == waiver.code and rule.waivable for rule in RULES):
        return False
    understood = [one.is_understood for one in examined if one.id == waiver.article]
    if not understood:
        return any(not refusal.unexpected for refusal in corpus.refusals)
    return not all(understood) or any(
        finding.article == waiver.article
        and finding.severity is Severity.ERROR
        and finding.annotation in (None, waiver.annotation)
        for finding in findings
    )


def _not_waived(
    rule: Rule, findings: Iterable[Finding], corpus: CorpusFiles, used: set[int]
) -> Iterator[Finding]:
    """Yield the findings that no waiver accepts; add the places of those that do to `used`."""
    for finding in findings:
        about = (finding.code, finding.article)
        keys = {(*about, None), (*about, finding.annotation)} if rule.waivable else ()
        accepting = [corpus.waivers_by_key[key] for key in keys if key in corpus.waivers_by_key]
        for places in accepting:
            if places[0] not in used:
                used.update(places)
        if not accepting:
            yield finding


def _bounded(rule: Rule, subject: Subject, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of one rule, and ask for no more of them than anyone could mend."""
    for number, finding in enumerate(findings):
        if number == MOST_FINDINGS:
            message = f"there are more than {MOST_FINDINGS:,} findings of this kind in this article"
            help_ = "mend those that are shown; the next check shows the others"
            yield _finding(rule, Problem(message, help_, file_path=subject.article_path), subject)
            return
        yield finding


def _finding(rule: Rule, problem: Problem, subject: Subject | None) -> Finding:
    location, text_location, excerpt = _place(problem, subject)
    start, end = problem.span or (None, None)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message=problem.message,
        location=location,
        help=problem.help,
        article=(subject.id or None) if subject else problem.article,
        layer=problem.layer,
        annotation=problem.annotation,
        start=start,
        end=end,
        fix=problem.fix,
        text_location=text_location,
        excerpt=excerpt,
    )


def _place(
    problem: Problem, subject: Subject | None
) -> tuple[Location, Location | None, Excerpt | None]:
    """Return where to edit, where that is in the article's text, and what to show of it."""
    text = subject.text if subject else None
    if problem.span and subject and text is not None and problem.span[0] < len(text):
        start, end = problem.span
        text_location = subject.locate(start, min(max(start, end), len(text)))
        excerpt = Excerpt.of(text, *problem.span, subject.lines.position(start)[0])
        if problem.file is None:
            return text_location, None, excerpt
        return problem.file.line_of(problem.path), text_location, excerpt
    if problem.file is None:
        return _whole_file(problem), None, None
    if problem.offset is not None:
        end = min(problem.offset + 1, len(problem.file.text))
        excerpt = problem.file.excerpt(problem.offset, problem.offset + 1)
        return problem.file.locate(problem.offset, end), None, excerpt
    return _place_in_json(problem.file, problem)


def _whole_file(problem: Problem) -> Location:
    where = problem.file_path
    return where if isinstance(where, Location) else Location(where or "", problem.line)


def _place_in_json(
    file: ParsedFile, problem: Problem
) -> tuple[Location, Location | None, Excerpt | None]:
    if not problem.path:
        return file.beginning, None, None
    start, end = file.extent(problem.path)
    return file.locate(start, end), None, file.excerpt(start, end)


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
    baseline : Baseline, optional
        What the corpus was before; without it, the rules of history have nothing to say.
    """

    source: Source
    baseline: Baseline | None = None
    corpus: CorpusFiles = field(init=False)

    def __post_init__(self) -> None:
        self.corpus = parsed_bundle.corpus_files(self.source)
        if self.baseline:
            changelog = self.source.beside([CHANGELOG]).get(CHANGELOG)
            self.corpus.baseline = self.baseline
            self.corpus.changelog = decode_utf8(changelog)

    def examine_all(
        self,
        progress: Progress = silent,
        only: Collection[str] | None = None,
    ) -> Iterator[Examined]:
        """Yield what comes of each document, or of those whose id is in `only`."""
        total, done = self.source.total(only), 0
        for raw in self.source.documents(only):
            yield examine(raw, self.corpus)
            done += raw.weight
            progress("checking", done, total)


def check(
    path: str | Path | None = None,
    *,
    source: Sources | None = None,
    only: Sequence[str] | None = None,
    against: str | None = None,
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
    against : str, optional
        The last release, as a release folder or a revision of the Git repository that `path`
        lies in. What it holds counts as released, and the rules K801 to K806 compare with it.
        For shards, that is the repository that the current folder lies in.
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
    before = baseline.read(against, root, articles) if against is not None else None
    run = Check(opened, before)
    examined = run.examine_all(progress, articles)
    report = conclude((replace(one, document=None) for one in examined), run.corpus)
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
