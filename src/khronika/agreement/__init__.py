"""How far annotators agree: independent passes against what is released, and against each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import Any

from msgspec import Struct

from khronika.agreement.counting import MEASURES, Side, count
from khronika.agreement.measures import Measure
from khronika.document import Document
from khronika.model import LAYERS

Pair = tuple[str | None, str | None]
"""Two annotators that are compared; None stands for what is released."""


class LayerAgreement(Struct, frozen=True):
    """How far two sides agree in one layer.

    Attributes
    ----------
    articles : int
        Articles that both sides annotated in this layer.
    annotations : tuple of (int, int)
        Annotations of the first and of the second side in them.
    measures : dict of str to Measure
        By name, in the order of `MEASURES`.
    """

    articles: int
    annotations: tuple[int, int]
    measures: dict[str, Measure]


class Comparison(Struct, frozen=True):
    """How far two sides agree, by layer; a side that is None is what is released."""

    first: str | None
    second: str | None
    layers: dict[str, LayerAgreement]


def annotators_of(documents: Iterable[Document]) -> list[str]:
    """Return whose passes there are."""
    return sorted({annotator for document in documents for annotator in document.passes})


def pairs_of(annotators: Iterable[str], *, among: bool) -> list[Pair]:
    """Return what to compare: each pass with what is released, and passes `among` themselves.

    Examples
    --------
    >>> pairs_of(["anna", "boris"], among=True)
    [(None, 'anna'), (None, 'boris'), ('anna', 'boris')]
    """
    names = sorted(annotators)
    released: list[Pair] = [(None, name) for name in names]
    return released + list(combinations(names, 2)) if among else released


def agreement(
    documents: Iterable[Document], pairs: Sequence[Pair], layers: Collection[str] = LAYERS
) -> list[Comparison]:
    """Measure how far annotators agree.

    Parameters
    ----------
    documents : iterable of Document
        Sound documents. An article takes part in a layer if both sides annotated that.
    pairs : sequence of (str or None, str or None)
        Who is compared, see `pairs_of`.
    layers : collection of str
        In which layers.

    Returns
    -------
    list of Comparison
        One for each of `pairs`, without the layers that have no article.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> agreement(open_corpus(), [(None, None)])[0].layers["dates"].measures["value"].score.value
    1.0
    """
    tally = Tally(pairs, layers)
    for document in documents:
        tally.add(document)
    return tally.comparisons()


class Tally:
    """What agreement is measured from: taken from one document at a time.

    Parameters
    ----------
    pairs : sequence of (str or None, str or None), optional
        Who is compared; without it, all whose passes turn up, and among themselves.
    layers : collection of str
        In which layers.
    """

    def __init__(
        self, pairs: Sequence[Pair] | None = None, layers: Collection[str] = LAYERS
    ) -> None:
        self.annotators: set[str] = set()
        self._pairs = pairs
        self._layers = [name for name in LAYERS if name in layers]
        self._counts: dict[tuple[Pair, str], dict[str, _Counted]] = defaultdict(dict)

    def add(self, document: Document) -> None:
        """Count what a document's annotations share."""
        self.annotators |= document.passes.keys()
        pairs = pairs_of(document.passes, among=True) if self._pairs is None else self._pairs
        for pair in pairs:
            first, second = (_side(document, annotator) for annotator in pair)
            for layer in self._layers:
                if layer in first and layer in second:
                    found = count(layer, document.text, first, second)
                    size = len(first[layer].annotations), len(second[layer].annotations)
                    self._counts[pair, layer][document.id] = found, size

    def merge(self, other: "Tally") -> None:
        """Add what was taken from other documents."""
        self.annotators |= other.annotators
        for key, counted in other._counts.items():
            self._counts[key] |= counted

    def comparisons(self) -> list[Comparison]:
        """Measure each pair; in whatever order the documents came, the outcome is the same."""
        pairs = pairs_of(self.annotators, among=True) if self._pairs is None else self._pairs
        return [
            Comparison(
                *pair,
                {
                    layer: _measured(layer, self._counts[pair, layer])
                    for layer in self._layers
                    if (pair, layer) in self._counts
                },
            )
            for pair in pairs
        ]


_Counted = tuple[dict[str, Any], tuple[int, int]]


def _side(document: Document, annotator: str | None) -> Side:
    return document.layers if annotator is None else document.passes.get(annotator, {})


def _measured(layer: str, by_article: dict[str, _Counted]) -> LayerAgreement:
    counted = [by_article[article] for article in sorted(by_article)]
    measures = {
        name: measure([counts[name] for counts, _ in counted])
        for name, measure in MEASURES[layer].items()
    }
    first, second = (sum(size[side] for _, size in counted) for side in (0, 1))
    return LayerAgreement(len(counted), (first, second), measures)
