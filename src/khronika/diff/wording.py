"""What the text and the changelog of a difference have in common: counts, and values in words."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from msgspec import UNSET

from khronika import changes
from khronika.diff.structs import AnnotationChange, ArticleOutline, Difference, RecordChange
from khronika.excerpt import printable
from khronika.model import LAYERS, Quote

NOUNS = changes.NOUNS | {
    "retired": ("entry of retired.json", "entries of retired.json"),
    "entities": ("entity", "entities"),
    "dates": ("date", "dates"),
    "quotes": ("quote", "quotes"),
    "articles": ("article", "articles"),
}
"""What one and many of each kind are called."""

_SIDES = ("added", "removed", "retired", "changed")
_T = TypeVar("_T")


def counts(found: Difference) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield, for every kind of thing that differs, how many were added, removed and changed.

    Annotations are those of articles that are on both sides.
    """
    articles = found.articles
    retired = sum(article.retired is True for article in articles.removed)
    gone = {"removed": len(articles.removed) - retired, "retired": retired}
    yield from _counted(
        "articles", {"added": len(articles.added), **gone, "changed": len(articles.changed)}
    )
    for layer in LAYERS:
        total: Counter[str] = Counter()
        for article in articles.changed:
            if change := article.layers.get(layer):
                total.update({side: len(getattr(change, side, ())) for side in _SIDES})
        yield from _counted(layer, total)
    for kind in found.records:
        yield from _counted(kind, Counter(record.change for record in records(found, kind)))


def _counted(kind: str, numbers: dict[str, int]) -> Iterator[tuple[str, dict[str, int]]]:
    there = {side: numbers[side] for side in _SIDES if numbers.get(side)}
    if there:
        yield kind, there


def records(found: Difference, kind: str) -> list[RecordChange]:
    """Return the records of a kind that differ, but for what is told with an article."""
    told = {article.id for article in found.articles.removed} if kind == "retired" else ()
    return [record for record in found.records.get(kind, ()) if record.id not in told]


def number_of(number: int, kind: str) -> str:
    """Return a number of things of a kind.

    Examples
    --------
    >>> number_of(1, "registry"), number_of(2000, "entities")
    ('1 registry entry', '2,000 entities')
    """
    return f"{number:,} {NOUNS[kind][number != 1]}"


def outlined(article: ArticleOutline) -> str:
    """Return the split of an article and what is annotated in it."""
    numbers = article.annotations.items()
    there = [number_of(number, layer) for layer, number in numbers if number]
    return ", ".join([article.split, *there])


def value_of(value: Any) -> str:
    """Return a value as a reader should see it, on one line.

    Examples
    --------
    >>> value_of("CITY"), value_of([{"start": 3, "end": 7}]), value_of([]), value_of(UNSET)
    ('CITY', '3..7', 'none', 'none')
    """
    if value is UNSET or value in ([], ()):
        return "none"
    if isinstance(value, str):
        return printable(value) if value.strip() else json.dumps(value)
    if isinstance(value, list | tuple):
        return " + ".join(map(value_of, value))
    if isinstance(value, dict):
        if value.keys() == {"start", "end"}:
            return f"{value['start']}..{value['end']}"
        return ", ".join(f"{printable(key)} {value_of(inner)}" for key, inner in value.items())
    return json.dumps(value)


def described(change: AnnotationChange) -> list[tuple[str, str]]:
    """Return what an annotation that was added or removed says, apart from where: by field."""
    value = change.value if isinstance(change.value, dict) else {}
    return [
        (name, value_of(told))
        for name, told in value.items()
        if name not in ("start", "end", *Quote.ROLES) and told is not None and told != []
    ]


def first_of(items: Sequence[_T], most: int) -> tuple[Sequence[_T], int]:
    """Return as many of `items` as are shown, and how many are left out.

    Examples
    --------
    >>> first_of("abcde", 3), first_of("abcd", 3)
    (('abc', 2), ('abcd', 0))
    """
    return (items[:most], len(items) - most) if len(items) > most + 1 else (items, 0)
