"""What is known of a release when it is described: in its card, its pictures and its manifest.

Nothing here holds a document: counts take one at a time, and can be merged with those of others.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from khronika import agreement, coverage, statistics
from khronika.corpus_files import CorpusFiles
from khronika.document import Document
from khronika.model import LAYERS, CorpusInfo

Entry = dict[str, Any]
"""What the manifest says of a config or of a file."""


class Making(NamedTuple):
    """How one layer of one article was made, as its layer document says."""

    layer: str
    status: str
    annotators: tuple[str, ...]
    preannotated_by: tuple[str, ...]
    adjudicator: str | None


@dataclass
class Counts:
    """What is counted over documents.

    Attributes
    ----------
    articles : Counter
        Articles by a fact about them, such as `split` or `license`, its value, and their split.
    labels : Counter
        Annotations by layer, label and split.
    makings : Counter
        Articles by how their layers were made.
    phenomena : Counter
        What `khronika stats --coverage` counts.
    passes : agreement.Tally
        What agreement is measured from.
    """

    articles: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    labels: statistics.Labelled = field(default_factory=Counter)
    makings: Counter[Making] = field(default_factory=Counter)
    phenomena: coverage.Found = field(default_factory=Counter)
    passes: agreement.Tally = field(default_factory=agreement.Tally)

    def add(self, document: Document) -> None:
        """Count what is in a document."""
        split = document.article.split
        self.articles.update((*fact, split) for fact in _facts(document).items())
        self.labels.update(statistics.labels_in(document))
        self.makings.update(_makings(document))
        self.phenomena.update(coverage.found_in(document))
        self.passes.add(document)

    def merge(self, other: "Counts") -> None:
        """Add what was counted over other documents."""
        self.articles.update(other.articles)
        self.labels.update(other.labels)
        self.makings.update(other.makings)
        self.phenomena.update(other.phenomena)
        self.passes.merge(other.passes)

    def values(self, fact: str) -> Counter[str]:
        """Return how many articles have each value of a fact, by value."""
        found: Counter[str] = Counter()
        for (name, value, _), count in sorted(self.articles.items()):
            if name == fact:
                found[value] += count
        return found

    @property
    def total(self) -> int:
        """The number of articles."""
        return self.values("split").total()


def _facts(document: Document) -> dict[str, str]:
    article = document.article
    return {
        "split": article.split,
        "language": article.language,
        "license": article.rights.license,
        "source": article.source.kind,
    }


def _makings(document: Document) -> Iterable[Making]:
    for name in LAYERS:
        if layer := document.layers.get(name):
            who = layer.annotators, layer.preannotated_by, layer.adjudicator
            yield Making(name, layer.status, *who)


@dataclass
class Described:
    """What is known of a release when it is described.

    Attributes
    ----------
    info, corpus
        The corpus's own files: `corpus.json`, layers, annotators, scores.
    counts : Counts
        What was counted over the documents.
    configs : list of dict
        The manifest's entries for the configs that were written; those without rows are counted,
        but cannot be loaded.
    tables : list of dict
        The manifest's entries for the Parquet files that were written.
    """

    info: CorpusInfo
    corpus: CorpusFiles
    counts: Counts = field(default_factory=Counts)
    configs: list[Entry] = field(default_factory=list)
    tables: list[Entry] = field(default_factory=list)

    @property
    def loadable(self) -> list[Entry]:
        """The configs that have rows.

        With no files to name for a config, `datasets` would take every file of the folder for it.
        """
        return [entry for entry in self.configs if entry["splits"]]

    def kinds_of(self, annotators: Iterable[str]) -> list[str]:
        """Return the kinds of annotators, each once: human, model or tool."""
        return sorted({self.corpus.annotators[annotator].kind for annotator in annotators})

    def annotator_kinds(self) -> list[str]:
        """Return the kinds of those who annotated what is released, each once."""
        return self.kinds_of(who for making in self.counts.makings for who in making.annotators)
