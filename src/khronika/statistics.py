"""Counting what is in a corpus."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from khronika.document import Document
from khronika.model import DATE_TYPES, ENTITY_LABELS, QUOTE_TYPES

LABELS = {
    "entities": ("label", ENTITY_LABELS),
    "dates": ("type", DATE_TYPES),
    "quotes": ("type", QUOTE_TYPES),
}
"""For each layer, the field that is its label and the labels there are, in their order."""


def count(documents: Iterable[Document]) -> dict[str, Any]:
    """Count articles by split, and annotations by layer, label and split.

    Returns
    -------
    dict
        ``{"splits": {split: articles}, "layers": {layer: {label: {split: annotations}}}}``;
        every label of a layer is there, also those that do not occur.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> counts = count(open_corpus())
    >>> sorted(counts["splits"])
    ['test', 'train', 'validation']
    >>> sorted(counts["layers"]["quotes"])
    ['direct', 'indirect', 'mixed']
    """
    splits: Counter[str] = Counter()
    labels: Counter[tuple[str, str, str]] = Counter()
    for document in documents:
        split = document.article.split
        splits[split] += 1
        for layer, (field, _) in LABELS.items():
            for annotation in document.annotations(layer):
                labels[layer, getattr(annotation, field), split] += 1
    return {
        "splits": dict(sorted(splits.items())),
        "layers": {
            layer: {
                label: {split: labels[layer, label, split] for split in sorted(splits)}
                for label in known
            }
            for layer, (_, known) in LABELS.items()
        },
    }
