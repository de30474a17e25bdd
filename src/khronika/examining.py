"""Every rule over one document: a pure function of the document and the corpus's own files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from khronika import parsed_shards
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Finding, Location
from khronika.document import Document
from khronika.excerpt import Excerpt
from khronika.parsed import ParsedFile
from khronika.rules import RULES
from khronika.rules.base import Problem, Rule
from khronika.source import RawDocument, RawLine
from khronika.subject import Subject

MOST_FINDINGS = 10_000
"""Findings of one code in one document; the rest is left out, and a last one says so."""


@dataclass
class Examined:
    """What came of one document: its findings, and what was understood of it.

    `waivers` are the places, in their list, of the waivers that some finding needed. `differs`
    tells whether it differs from what it was at the baseline.
    """

    subject: Subject
    findings: list[Finding]
    waivers: set[int]
    document: Document | None
    differs: bool

    @property
    def is_understood(self) -> bool:
        """Whether the rules could look at all of it, its text included."""
        return self.document is not None and self.document.text is not None

    @property
    def id(self) -> str:
        """The article's id; empty where it could not be read."""
        return self.subject.id


def examine(
    raw: RawDocument | RawLine, corpus: CorpusFiles, rules: Sequence[Rule] = RULES
) -> Examined:
    """Parse one document and run every one of `rules` that looks at documents over it."""
    subject = parsed_shards.subject(raw)
    findings: list[Finding] = []
    waivers: set[int] = set()
    for rule in rules:
        asked = _problems(rule, subject, corpus)
        if asked == ():  # as of nearly every rule in nearly every document
            continue
        problems = iter(asked)
        first = next(problems, None)
        if first is None:
            continue
        found = (finding_of(rule, problem, subject) for problem in chain([first], problems))
        kept = list(_bounded(rule, subject, not_waived(rule, found, corpus, waivers)))
        findings += kept
        if len(kept) > MOST_FINDINGS:  # what accepts those left out is not idle
            about = (rule.code, subject.id)
            for key, places in corpus.waivers_by_key.items():
                waivers.update(places if key[:2] == about else ())
    before = corpus.before(subject.id)
    differs = bool(before and subject.state and subject.state.differs(before))
    return Examined(subject, findings, waivers, subject.document(corpus.registry), differs)


def _problems(rule: Rule, subject: Subject, corpus: CorpusFiles) -> Iterable[Problem]:
    """Return what a rule finds; it is asked only where it may find something."""
    problems: Iterable[Problem] = ()
    if rule.document is not None:
        held = subject if rule.of_passes else subject.released
        if rule.spares is None or not rule.spares(held, corpus):
            problems = rule.document(held, corpus)
    if rule.file is not None:
        files = subject.files_out_of_order if rule.of_faults else subject.files
        problems = chain(chain.from_iterable(map(rule.file, files)), problems)
    if rule.refusal is not None and subject.refusals:
        problems = chain(chain.from_iterable(map(rule.refusal, subject.refusals)), problems)
    return problems


def not_waived(
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
            yield finding_of(rule, Problem(message, help_, file_path=subject.article_path), subject)
            return
        yield finding


def finding_of(rule: Rule, problem: Problem, subject: Subject | None) -> Finding:
    """Return what a report says of a problem, in a document or in the corpus as a whole."""
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
