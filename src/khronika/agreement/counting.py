"""Counting, in one article and one layer, what two annotations of the same text share."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from khronika.agreement import measures
from khronika.agreement.matching import Marked, Part, marked, match, shared
from khronika.agreement.measures import Measure, Numbers
from khronika.agreement.speakers import same_ids, speakers_agree
from khronika.model import DATE_TYPES, ENTITY_LABELS, QUOTE_TYPES, LayerDocument, Quote
from khronika.release.derived import outermost
from khronika.text import tokens

_LABELS = {"entities": ENTITY_LABELS, "dates": DATE_TYPES, "quotes": QUOTE_TYPES}
_TOKEN_LABELS = {**_LABELS, "quotes": ("content",)}

_Measuring = Callable[[Sequence[Any]], Measure]

Side = dict[str, LayerDocument]
"""The layers of one article by one annotator."""

_SPANS: dict[str, _Measuring] = {
    "exact": measures.overlap,
    "overlap": measures.overlap,
    "exact_label": measures.overlap,
    "label": measures.share,
    "kappa": measures.kappa,
}
MEASURES: dict[str, dict[str, _Measuring]] = {
    "entities": {**_SPANS, "level": measures.share, "alpha": measures.alpha},
    "dates": {
        **_SPANS,
        "value": measures.share,
        "mod": measures.share,
        "anchor": measures.share,
        "alpha": measures.alpha,
    },
    "quotes": {
        **_SPANS,
        **{
            f"{role}_{how}": measures.overlap
            for role in Quote.ROLES
            for how in ("exact", "characters")
        },
        "speakers": measures.share,
        "resolution": measures.share,
        "form": measures.share,
        "attitude": measures.share,
        "alpha": measures.alpha,
    },
}
"""What is measured in each layer, and from what: counts or tables, article by article."""


def count(layer: str, text: str | None, first: Side, second: Side) -> dict[str, Any]:
    """Count what every measure of a layer asks for.

    Parameters
    ----------
    layer : str
        A layer that both sides have.
    text : str or None
        The article's text; without it, there are no tokens to count.
    first, second : dict of str to LayerDocument
        The layers of both sides.
    """
    sides = first[layer].annotations, second[layer].annotations
    marks = [*map(marked, sides[0])], [*map(marked, sides[1])]
    places = match(*marks)
    pairs = [(sides[0][one], sides[1][other]) for one, other in places]
    paired = [(marks[0][one], marks[1][other]) for one, other in places]
    counts = _of_spans(layer, marks, paired)
    if layer == "entities":
        counts["level"] = _agreeing(pairs, "level")
    elif layer == "dates":
        counts |= _of_dates(pairs)
    else:
        mentions = [
            side["entities"].annotations if "entities" in side else () for side in (first, second)
        ]
        counts |= _of_quotes(sides, pairs)
        counts["speakers"] = speakers_agree(pairs, same_ids(*mentions))
    counts["alpha"] = _of_tokens(layer, text or "", *sides)
    return counts


def _of_spans(
    layer: str, marks: tuple[list[Marked], list[Marked]], paired: list[tuple[Marked, Marked]]
) -> dict[str, Any]:
    size = len(marks[0]), len(marks[1])
    exact = [(one, other) for one, other in paired if one.parts == other.parts]
    return {
        "exact": (len(exact), *size),
        "overlap": (len(paired), *size),
        "exact_label": (sum(one.label == other.label for one, other in exact), *size),
        "label": (sum(one.label == other.label for one, other in paired), len(paired)),
        "kappa": _table(_LABELS[layer], [(one.label, other.label) for one, other in paired]),
    }


def _agreeing(pairs: Sequence[tuple[Any, Any]], field: str) -> tuple[int, int]:
    same = sum(getattr(one, field) == getattr(other, field) for one, other in pairs)
    return same, len(pairs)


def _of_dates(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    meant = {other.id: one.id for one, other in pairs}
    anchored = sum(
        one.anchor == (meant.get(other.anchor) if _is_date(other.anchor) else other.anchor)
        for one, other in pairs
    )
    return {
        "value": _agreeing(pairs, "value"),
        "mod": _agreeing(pairs, "mod"),
        "anchor": (anchored, len(pairs)),
    }


def _is_date(anchor: str | None) -> bool:
    return anchor not in (None, "dct")


def _of_quotes(
    sides: tuple[Sequence[Quote], Sequence[Quote]], pairs: list[tuple[Quote, Quote]]
) -> dict[str, Any]:
    counts: dict[str, Any] = {
        field: _agreeing(pairs, field) for field in ("resolution", "form", "attitude")
    }
    for role in Quote.ROLES:
        all_parts = [[part for quote in side for part in _parts(quote, role)] for side in sides]
        paired = [(_parts(one, role), _parts(other, role)) for one, other in pairs]
        exact = sum((Counter(one) & Counter(other)).total() for one, other in paired)
        common = sum(shared(one, other) for one, other in paired)
        counts[f"{role}_exact"] = (exact, *map(len, all_parts))
        counts[f"{role}_characters"] = (common, *map(_length, all_parts))
    return counts


def _parts(quote: Quote, role: str) -> list[Part]:
    return [(span.start, span.end) for span in getattr(quote, role)]


def _length(parts: list[Part]) -> int:
    return sum(end - start for start, end in parts)


def _of_tokens(layer: str, text: str, *sides: Sequence[Any]) -> Numbers:
    """Count the tokens that have each pair of labels, `O` being the last label.

    A token has the label of the outermost annotation that touches it. Tokens are not cut at the
    edges of annotations, so that what is counted does not depend on who annotated.
    """
    known = _TOKEN_LABELS[layer]
    words = tokens(text, 0, len(text))
    tags = [list(_tags(words, _stretches(layer, side))) for side in sides]
    return _table((*known, "O"), list(zip(*tags, strict=True)))


def _stretches(layer: str, side: Sequence[Any]) -> list[tuple[int, int, str]]:
    """Return the stretches of text that a side labelled, sorted and disjoint."""
    if layer != "quotes":
        in_order = sorted(side, key=lambda one: (one.start, -one.end))
        return [(*marked(one).parts[0], marked(one).label) for one in outermost(in_order)]
    found: list[tuple[int, int, str]] = []
    for start, end in sorted(part for quote in side for part in _parts(quote, "content")):
        begin = max(start, found[-1][1]) if found else start
        if begin < end:
            found.append((begin, end, "content"))
    return found


def _tags(words: Sequence[Part], stretches: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    ahead = iter(stretches)
    current = next(ahead, None)
    for start, end in words:
        while current and current[1] <= start:
            current = next(ahead, None)
        yield current[2] if current and current[0] < end else "O"


def _table(labels: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Numbers:
    index = {label: place for place, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for (one, other), times in Counter(pairs).items():
        table[index[one], index[other]] = times
    return table
