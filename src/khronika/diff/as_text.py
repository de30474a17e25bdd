"""A difference for people, on a terminal."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from msgspec import UNSET

from khronika.diff.structs import (
    AnnotationChange,
    ArticleChange,
    ArticleOutline,
    Difference,
    FieldChange,
    LayerChange,
    RecordChange,
    Side,
    TextChange,
)
from khronika.diff.wording import counts, described, first_of, outlined, records, value_of
from khronika.excerpt import clipped, printable

MOST = 20
"""Things of one kind that are shown in one place; the rest are counted."""

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "~": "\x1b[33m"}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"

_T = TypeVar("_T")

Lines = Iterator[tuple[int, str]]
"""Lines with their depth."""


def render(found: Difference, *, width: int = 80, colour: bool = False) -> str:
    """Return a difference as text for a terminal of `width` cells, ending in a newline."""
    written = []
    for depth, line in _lines(found):
        indent = "  " * depth
        told = clipped(printable(line), max(width - len(indent), 20))
        written.append(f"{indent}{_painted(told, depth) if colour else told}".rstrip())
    for note in found.notes:
        written += ["", *textwrap.wrap(printable(f"note: {note}"), max(width, 20))]
    return "\n".join(written) + "\n"


def _painted(line: str, depth: int) -> str:
    paint = _COLOURS.get(line[:1]) or ("" if depth else _BOLD)
    return f"{paint}{line}{_PLAIN}" if paint and line else line


def _lines(found: Difference) -> Lines:
    yield 0, " → ".join(map(_side, (found.before, found.after)))
    yield 0, ""
    numbers = list(counts(found))
    for kind, of_kind in numbers:
        told = ", ".join(f"{number:,} {side}" for side, number in of_kind.items())
        yield 1, f"{kind:<11} {told}"
    if not numbers and not found.widened and not found.narrowed:
        yield 1, "nothing differs"
    yield 0, ""
    yield from _bump(found)
    for block in _blocks(found):
        lines = list(block)
        if lines:
            yield 0, ""
            yield from lines


def _side(side: Side) -> str:
    told = side.version in side.name
    return side.name if told else f"{side.name} (version {side.version})"


def _bump(found: Difference) -> Lines:
    bump = found.bump
    size = f"at least {bump.lowest} ({bump.step})" if bump.reasons else f"may stay {bump.lowest}"
    verdict = "it is" if bump.enough else "too low: it is"
    yield 0, f"version {size}; {verdict} {found.after.version}"
    for reason in bump.reasons:
        yield 1, reason


def _blocks(found: Difference) -> Iterator[Lines]:
    articles = found.articles
    yield ((0, f"- {told}") for told in found.narrowed)
    yield ((0, f"+ {told}") for told in found.widened)
    yield _limited(articles.added, lambda one: [(0, f"+ {one.id}: {outlined(one)}")])
    yield _limited(articles.removed, lambda one: [(0, f"- {_gone(one)}")])
    for article in first_of(articles.changed, MOST)[0]:
        yield _article(article)
    yield _left_out(first_of(articles.changed, MOST)[1])
    for kind in found.records:
        yield _records(kind, records(found, kind))


def _limited(
    items: Sequence[_T], lines_of: Callable[[_T], Iterable[tuple[int, str]]], depth: int = 0
) -> Lines:
    shown, left = first_of(items, MOST)
    for item in shown:
        yield from lines_of(item)
    yield from _left_out(left, depth)


def _left_out(number: int, depth: int = 0) -> Lines:
    if number:
        yield depth, f"… and {number:,} more (--format json has them all)"


def _gone(article: ArticleOutline) -> str:
    why = {True: "retired", False: "gone, but not in retired.json", UNSET: "gone"}[article.retired]
    reason = f" ({article.reason})" if article.reason is not UNSET else ""
    return f"{article.id}: {why}{reason}; {outlined(article)}"


def _article(article: ArticleChange) -> Lines:
    yield 0, f"~ {article.id}"
    if isinstance(article.text, TextChange):
        yield 1, f"~ text{_parted(article.text)}"
    yield from _fields(article.fields, 1)
    if article.other_fields:
        yield 1, "~ other fields, which are known by a hash alone"
    for name, layer in article.layers.items():
        yield from _layer(name, layer)


def _parted(text: TextChange) -> str:
    if text.at is UNSET:
        return ""
    ways = (value_of(way) if way else "its end" for way in (text.was, text.now))
    return f" at {text.at}: {' → '.join(ways)}"


def _layer(name: str, layer: LayerChange) -> Lines:
    revisions = ["none" if one is None else str(one) for one in (layer.before, layer.after)]
    yield 1, f"{name} (revision {' → '.join(dict.fromkeys(revisions))})"
    if layer.fields is not UNSET:
        yield from _fields(layer.fields, 2)
    for change in _SIGNS:
        found: list[AnnotationChange] = getattr(layer, change)
        yield from _limited(found, partial(_annotation, change), 2)


def _annotation(change: str, one: AnnotationChange) -> Lines:
    read = f" «{one.surface}»" if one.surface is not UNSET else ""
    was = f", before {one.was}" if one.was is not UNSET else ""
    told = ", ".join(f"{name} {value}" for name, value in described(one))
    yield 2, f"{_SIGNS[change]} {one.id} {one.start}..{one.end}{read}{was}" + (told and f": {told}")
    if one.fields is not UNSET:
        yield from _fields(one.fields, 3)


def _fields(fields: list[FieldChange], depth: int) -> Lines:
    for one in fields:
        yield depth, f"{one.field}: {value_of(one.before)} → {value_of(one.after)}"


def _records(kind: str, found: list[RecordChange]) -> Lines:
    if found:
        yield 0, kind
    yield from _limited(found, _record, 1)


def _record(one: RecordChange) -> Lines:
    sign = _SIGNS[one.change]
    value = one.after if one.change == "added" else one.before
    whole = value is not UNSET and one.fields is UNSET and one.change != "changed"
    told = {key: part for key, part in value.items() if key != "id"} if whole else None
    if one.change == "changed" and one.fields is UNSET and one.before is not UNSET:
        yield 1, f"{sign} {one.id}: {value_of(one.before)} → {value_of(one.after)}"
    else:
        yield 1, f"{sign} {one.id}" + (f": {value_of(told)}" if told else "")
    if one.fields is not UNSET:
        yield from _fields(one.fields, 2)
