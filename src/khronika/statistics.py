"""Counting what is in a corpus."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import Any

from khronika.document import Document
from khronika.model import DATE_TYPES, ENTITY_LABELS, QUOTE_TYPES

LABELS = {
    "entities": ("label", ENTITY_LABELS),
    "dates": ("type", DATE_TYPES),
    "quotes": ("type", QUOTE_TYPES),
}
"""For each layer, the field that is its label and the labels there are, in their order."""


_LABEL_OF = {layer: attrgetter(name) for layer, (name, _) in LABELS.items()}

Labelled = Counter[tuple[str, str, str]]
"""Annotations by layer, label and split."""


def labels_in(documents: Collection[Document]) -> Labelled:
    """Count the annotations of some documents, to be summed over a corpus."""
    found: Labelled = Counter()
    for layer, label_of in _LABEL_OF.items():
        by_split: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            by_split[document.article.split] += map(label_of, document.annotations(layer))
        for split, labels in by_split.items():
            for label, times in Counter(labels).items():
                found[layer, label, split] = times
    return found


def by_layer(labels: Labelled, splits: Iterable[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Return ``{layer: {label: {split: annotations}}}``, those that do not occur too."""
    return {
        layer: {label: {split: labels[layer, label, split] for split in splits} for label in known}
        for layer, (_, known) in LABELS.items()
    }


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
    labels: Labelled = Counter()
    for document in documents:
        splits[document.article.split] += 1
        labels.update(labels_in([document]))
    return {"splits": dict(sorted(splits.items())), "layers": by_layer(labels, sorted(splits))}
