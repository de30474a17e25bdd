"""What is known of a release when it is described: in its card, its pictures and its manifest.

Nothing here holds a document: counts take a few at a time, and can be merged with those of others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from khronika import agreement, coverage, statistics
from khronika.citation import Citation
from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import CorpusInfo
from khronika.document import Document
from khronika.model import LAYERS
from khronika.release.distances import distance
from khronika.release.preview import Preview

Entry = dict[str, Any]
"""What the manifest says of a config or of a file."""


_SAID = attrgetter("type", "resolution")
_MADE = attrgetter("status", "annotators", "preannotated_by", "adjudicator")


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
    makings, annotations : Counter
        Articles, and annotations, by how their layers were made.
    phenomena : coverage.Found
        What `khronika stats --coverage` counts.
    distances : Counter
        Dates by how far they lie from the day their article was written.
    quotes : Counter
        Quotes by type and resolution.
    passes : agreement.Tally
        What agreement is measured from.
    preview : Preview
        Sentences to show.
    attributed : int
        Quotes whose speakers are in the registry.
    written : set of datetime.date
        The earliest and the latest creation date, of those that are known.
    """

    articles: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    labels: statistics.Labelled = field(default_factory=Counter)
    makings: Counter[Making] = field(default_factory=Counter)
    annotations: Counter[Making] = field(default_factory=Counter)
    phenomena: coverage.Found = field(default_factory=coverage.Found)
    distances: Counter[str] = field(default_factory=Counter)
    quotes: Counter[tuple[str, str]] = field(default_factory=Counter)
    passes: agreement.Tally = field(default_factory=agreement.Tally)
    preview: Preview = field(default_factory=Preview)
    attributed: int = 0
    written: set[date] = field(default_factory=set)

    def add(self, documents: Sequence[Document]) -> None:
        """Count what is in some documents."""
        for document in documents:
            split = document.article.split
            self.articles.update((*fact, split) for fact in _facts(document).items())
            self.passes.add(document)
        self.labels.update(statistics.labels_in(documents))
        self._add_makings(documents)
        self.phenomena.add(documents)
        self.distances.update(
            distance(one, document.article.dct.value)
            for document in documents
            for one in document.dates
        )
        quotes = [quote for document in documents for quote in document.annotations("quotes")]
        self.quotes.update(map(_SAID, quotes))
        self.attributed += sum(1 for quote in quotes if quote.speaker_ids)
        self.preview.add(documents)
        days = {document.article.dct.value for document in documents}
        self._span(self.written | {day for day in days if day})

    def _add_makings(self, documents: Iterable[Document]) -> None:
        for name in LAYERS:
            sizes: dict[tuple[Any, ...], list[int]] = defaultdict(list)
            for document in documents:
                if layer := document.layers.get(name):
                    sizes[_MADE(layer)].append(len(layer.annotations))
            for made, of_layers in sizes.items():
                making = Making(name, *made)
                self.makings[making] += len(of_layers)
                self.annotations[making] += sum(of_layers)

    def merge(self, other: "Counts") -> None:
        """Add what was counted over other documents."""
        self.articles.update(other.articles)
        self.labels.update(other.labels)
        self.makings.update(other.makings)
        self.annotations.update(other.annotations)
        self.phenomena.merge(other.phenomena)
        self.distances.update(other.distances)
        self.quotes.update(other.quotes)
        self.attributed += other.attributed
        self.passes.merge(other.passes)
        self.preview.merge(other.preview)
        self._span(self.written | other.written)

    def _span(self, days: set[date]) -> None:
        self.written = {min(days), max(days)} if days else days

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
    publisher = article.source.publisher
    is_as_received = article.source.received_sha256 == article.text.sha256
    return {
        "split": article.split,
        "language": article.language,
        "license": article.rights.license,
        "source": article.source.kind,
        "genre": article.genre,
        "dct": article.dct.status,
        "text": "shown" if article.rights.redistribute else "withheld",
        "received": "as it is" if is_as_received else "altered",
        "passes": "some" if document.passes else "none",
        **({"publisher": publisher} if publisher else {}),
    }


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
    citation : Citation, optional
        `CITATION.cff`, if there is one.
    """

    info: CorpusInfo
    corpus: CorpusFiles
    citation: Citation | None = None
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
        """Return the kinds of those who annotated or adjudicated what is released, each once."""
        makings = self.counts.makings
        annotators = {who for making in makings for who in making.annotators}
        adjudicators = {making.adjudicator for making in makings if making.adjudicator}
        return self.kinds_of(annotators | adjudicators)
