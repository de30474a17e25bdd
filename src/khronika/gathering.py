"""What came of documents, part by part, and the report over all of them.

Rules about the whole corpus decide once, at the end, from their tallies.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from khronika.changes import changes
from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import Waiver
from khronika.diagnostics import Finding, Report, Severity
from khronika.examining import Examined, examine, finding_of, not_waived
from khronika.rules import RULES
from khronika.rules.base import Problem, Rule
from khronika.source import RawDocument, RawLine
from khronika.whole import whole_of

MOST_OF_ALL = 100_000
"""Findings of one code in all documents; the rest is counted, and a note says so."""


class Gathered:
    """What came of some documents, to be joined with what came of those behind them.

    It holds no document. Of each rule it keeps so many findings as one would read, and counts the
    others.

    Attributes
    ----------
    codes : frozenset of str
        The codes of the rules that were asked, for functions do not go from process to process.
    findings : list of Finding
        At most `MOST_OF_ALL` of each rule, the first ones.
    more : Counter
        How many others there are, by code.
    articles, annotations : int
        How many were examined.
    waivers : set of int
        The places of the waivers that some finding needed.
    understood : dict
        Whether each article was understood, by its id; of a corpus with waivers only.
    differing : dict
        Whether each article differs from the baseline, by its id; beside a baseline only.
    """

    def __init__(self, corpus: CorpusFiles, rules: Sequence[Rule] = RULES) -> None:
        self.codes = frozenset(rule.code for rule in rules)
        self.findings: list[Finding] = []
        self.more: Counter[str] = Counter()
        self.articles = 0
        self.annotations = 0
        self.waivers: set[int] = set()
        self.understood: dict[str, bool] = {}
        self.differing: dict[str, bool] = {}
        self._kept: Counter[str] = Counter()
        self._has_waivers = bool(corpus.waivers)
        self._has_baseline = corpus.baseline is not None
        self._tallies = {rule.code: rule.tally(corpus) for rule in rules if rule.tally}

    def add(self, one: Examined) -> None:
        """Add what came of one document."""
        for tally in self._tallies.values():
            tally.add(one.subject)
        self._keep(one.findings)
        self.articles += bool(one.id)
        released = (layer for layer in one.subject.layers if layer.annotator is None)
        self.annotations += sum(len(layer.record.annotations) for layer in released)
        self.waivers |= one.waivers
        if self._has_waivers:
            before = self.understood.get(one.id, True)
            self.understood[one.id] = before and one.is_understood
        if self._has_baseline:
            self.differing[one.id] = one.differs

    def merge(self, later: "Gathered") -> None:
        """Add what came of the documents behind these."""
        for code, tally in self._tallies.items():
            tally.merge(later._tallies[code])
        self._keep(later.findings)
        self.more.update(later.more)
        self.articles += later.articles
        self.annotations += later.annotations
        self.waivers |= later.waivers
        self.differing |= later.differing
        for id_, understood in later.understood.items():
            self.understood[id_] = self.understood.get(id_, True) and understood

    def _keep(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if self._kept[finding.code] < MOST_OF_ALL:
                self._kept[finding.code] += 1
                self.findings.append(finding)
            else:
                self.more[finding.code] += 1

    def problems(self, rule: Rule, corpus: CorpusFiles) -> Iterable[Problem]:
        """Return what a rule finds in all documents together."""
        return self._tallies[rule.code].problems(corpus) if rule.tally else ()


Each = Callable[[RawDocument | RawLine, Examined], None]
"""Called with each document and what came of it."""


def _nothing(raw: RawDocument | RawLine, one: Examined) -> None:
    pass


def gather(
    raws: Iterable[RawDocument | RawLine],
    corpus: CorpusFiles,
    each: Each = _nothing,
    rules: Sequence[Rule] = RULES,
) -> Gathered:
    """Examine documents by `rules` one after the other, and call `each` with them."""
    gathered = Gathered(corpus, rules)
    for raw in raws:
        one = examine(raw, corpus, rules)
        gathered.add(one)
        each(raw, one)
    return gathered


def conclude(gathered: Gathered, corpus: CorpusFiles) -> Report:
    """Join what came of the documents with the findings about the corpus as a whole."""
    findings, waivers = list(gathered.findings), set(gathered.waivers)
    _compare(gathered, corpus)
    asked = [rule for rule in RULES if rule.code in gathered.codes]
    for rule in asked:
        problems: list[Problem] = []
        if rule.refusal:
            for refusal in corpus.refusals:
                problems.extend(rule.refusal(refusal))
        if rule.file:
            for file in corpus.files:
                problems.extend(rule.file(file))
        if rule.corpus:
            problems.extend(rule.corpus(corpus))
        problems.extend(gathered.problems(rule, corpus))
        concluded = (finding_of(rule, problem, None) for problem in problems)
        findings += not_waived(rule, concluded, corpus, waivers)
    idle = [
        place
        for place, waiver in enumerate(corpus.waivers)
        if place not in waivers and not _may_be_hidden(waiver, gathered, findings, corpus)
    ]
    ids = gathered.understood
    for rule in asked:
        if rule.idle:
            findings += (
                finding_of(rule, problem, None) for problem in rule.idle(idle, corpus, ids)
            )
    return Report(
        tuple(findings),
        articles=gathered.articles,
        annotations=gathered.annotations,
        notes=tuple(_notes(gathered, corpus)),
    )


def _notes(gathered: Gathered, corpus: CorpusFiles) -> Iterator[str]:
    if corpus.is_missing:
        yield _NOTHING_TO_REFER_TO
    for code, count in sorted(gathered.more.items()):
        yield f"{count:,} more findings {code} are left out; mend those that are shown first"


def _compare(gathered: Gathered, corpus: CorpusFiles) -> None:
    """Find out what has changed since the baseline, once for all rules that ask."""
    now = whole_of(corpus)
    if corpus.baseline and now:
        corpus.changes = changes(corpus.baseline, now, gathered.differing)


_NOTHING_TO_REFER_TO = (
    "these are bare shards: without corpus.json and registry.jsonl beside them, references to "
    "entities, annotators, layers and splits were not checked"
)


def _may_be_hidden(
    waiver: Waiver,
    gathered: Gathered,
    findings: Iterable[Finding],
    corpus: CorpusFiles,
) -> bool:
    """Tell whether an error that was found may hide the finding that `waiver` accepts.

    That is so where the article, or the annotation, could not be looked into as a whole.
    """
    if not any(rule.code == waiver.code and rule.waivable for rule in RULES):
        return False
    understood = gathered.understood.get(waiver.article)
    if understood is None:
        return any(not refusal.unexpected for refusal in corpus.refusals)
    return not understood or any(
        finding.article == waiver.article
        and finding.severity is Severity.ERROR
        and finding.annotation in (None, waiver.annotation)
        for finding in findings
    )
