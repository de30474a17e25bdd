"""A label that is used is used often enough, and in every split.

## What it checks
From 20 articles on, the labels of all three layers: the label of a mention, the type of a date, the
type of a quote. One that occurs at all occurs five times or more, and in every split that has
articles. Kept passes do not count.

## Why it matters
What has four examples is not learnt, and what is absent from the test is not measured. Figures for
such a label are chance, and an average over labels takes them in.

## Wrong
Of 24 articles, one names a law, twice, and it is in `train`.

## Right
Six laws are named, in articles of `train`, `validation` and `test`.

## How to fix
Add articles in which the label occurs, in the splits that lack it; articles that are released stay
where they are. Until there are some, leave the label out of averages. The finding is about the
corpus, not about an article, so it cannot be waived; it is a warning, and may stay.
"""

from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import LayerInfo
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule, Tally
from khronika.statistics import LABELS
from khronika.subject import Subject

ENOUGH_ARTICLES = 20
"""Articles from which on a label can be expected to be there more than once or twice."""

ENOUGH_USES = 5
"""Uses of a label that are not rare."""


class _Tally(Tally):
    """Articles by split, and annotations by layer, label and split."""

    def __init__(self, corpus: CorpusFiles) -> None:  # noqa: ARG002
        self.articles: Counter[str] = Counter()
        self.uses: Counter[tuple[str, str, str]] = Counter()

    def add(self, subject: Subject) -> None:
        if subject.article is None:
            return
        split = subject.article.split
        self.articles[split] += 1
        for layer in subject.layers:
            if layer.annotator is None:
                label_of = attrgetter(LABELS[layer.name][0])
                for label, times in Counter(map(label_of, layer.record.annotations)).items():
                    self.uses[layer.name, label, split] += times

    def merge(self, later: "_Tally") -> None:
        self.articles.update(later.articles)
        self.uses.update(later.uses)

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        articles = self.articles.total()
        if articles < ENOUGH_ARTICLES:
            return
        splits = sorted(self.articles)
        for layer, (_, labels) in LABELS.items():
            for label in labels:
                total = sum(self.uses[layer, label, split] for split in splits)
                lacking = [split for split in splits if not self.uses[layer, label, split]]
                if total and (total < ENOUGH_USES or lacking):
                    yield Problem(
                        f"in {layer}, {_message(label, total, articles, lacking)}",
                        help=_help(total, lacking),
                        layer=layer,
                        **_definition(layer, label, corpus),
                    )


def _message(label: str, total: int, articles: int, lacking: list[str]) -> str:
    times = "once" if total == 1 else f"{total} times"
    absent = f", and not in {_listed(lacking)}" if lacking else ""
    rare = f"; expected are {ENOUGH_USES} times or more" if total < ENOUGH_USES else ""
    return f"`{label}` occurs {times} in {articles} articles{absent}{rare}"


def _help(total: int, lacking: list[str]) -> str:
    where = f" to {_listed(lacking)}" if lacking else ""
    until = f" until it occurs {ENOUGH_USES} times" if total < ENOUGH_USES else ""
    return f"add articles with it{where}{until}"


def _listed(splits: list[str]) -> str:
    return ", ".join(f"`{split}`" for split in splits)


def _definition(layer: str, label: str, corpus: CorpusFiles) -> dict[str, Any]:
    """Return the place where the corpus defines the label, if it does."""
    for file in corpus.files:
        if isinstance(file.record, LayerInfo) and file.record.layer == layer:
            defined = [one.label for one in file.record.labels]
            if label in defined:
                return {"file": file, "path": ("labels", defined.index(label))}
    return {"file_path": corpus.paths.corpus}


RULE = Rule("K703", "rare-label", Severity.WARNING, __doc__, tally=_Tally)
