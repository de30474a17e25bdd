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
    counts: dict[tuple[Pair, str], list[dict[str, Any]]] = defaultdict(list)
    sizes: dict[tuple[Pair, str], list[tuple[int, int]]] = defaultdict(list)
    for document in documents:
        for pair in pairs:
            first, second = (_side(document, annotator) for annotator in pair)
            for layer in (name for name in LAYERS if name in layers):
                if layer in first and layer in second:
                    counts[pair, layer].append(count(layer, document.text, first, second))
                    size = len(first[layer].annotations), len(second[layer].annotations)
                    sizes[pair, layer].append(size)
    return [
        Comparison(
            *pair,
            {
                layer: _measured(layer, counts[pair, layer], sizes[pair, layer])
                for layer in LAYERS
                if counts[pair, layer]
            },
        )
        for pair in pairs
    ]


def _side(document: Document, annotator: str | None) -> Side:
    return document.layers if annotator is None else document.passes.get(annotator, {})


def _measured(
    layer: str, counts: list[dict[str, Any]], sizes: list[tuple[int, int]]
) -> LayerAgreement:
    measures = {
        name: measure([one[name] for one in counts]) for name, measure in MEASURES[layer].items()
    }
    first, second = (sum(size[side] for size in sizes) for side in (0, 1))
    return LayerAgreement(len(counts), (first, second), measures)
