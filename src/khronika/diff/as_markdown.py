"""A difference as the *Data* section of a changelog: what counts for users, in a few lines."""

import re
import textwrap
from collections.abc import Iterator

from msgspec import UNSET

from khronika.diff.structs import (
    AnnotationChange,
    ArticleChange,
    Difference,
    FieldChange,
    LayerChange,
    RecordChange,
)
from khronika.diff.wording import (
    NOUNS,
    counts,
    described,
    first_of,
    outlined,
    records,
    value_of,
)
from khronika.excerpt import printable

WIDTH = 100
MOST = 8
"""Things of one kind that are shown in one place; the rest are counted."""

LONGEST = 60
"""Code points of one value that are shown."""

_GLUE = "\0"
"""Stands for a space at which a line must not be broken; `printable` lets none of it through."""

Items = Iterator[tuple[int, str]]
"""List items with their depth."""


def render(found: Difference) -> str:
    """Return a difference as Markdown, ending in a newline.

    Everything from the data stands in code spans, so that nothing in it is markup.
    """
    lines = ["### Data", ""]
    items = list(_items(found))
    for depth, item in items:
        indent = "  " * depth
        wrapped = textwrap.wrap(
            item, WIDTH, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        lines += [line.replace(_GLUE, " ") for line in wrapped]
    return "\n".join([*lines, *([] if items else ["No changes."])]) + "\n"


def code(text: str) -> str:
    """Return `text` as a code span, whatever is in it.

    Examples
    --------
    >>> code("<b>").replace("\\0", " "), code("a`b").replace("\\0", " ")
    ('`<b>`', '``a`b``')
    """
    text = printable(f"{text[:LONGEST]}…" if len(text) > LONGEST else text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace(" ", _GLUE)


def _items(found: Difference) -> Items:
    numbers = list(counts(found))
    if numbers:
        told = "; ".join(f"{NOUNS[kind][1]}: {_sides(of_kind)}" for kind, of_kind in numbers)
        yield 0, _capital(told) + "."
    for change in (*found.narrowed, *found.widened):
        yield 0, _capital(change) + "."
    articles = found.articles
    for article in articles.added:
        yield 0, f"Added: {code(article.id)} ({outlined(article)})."
    for article in articles.removed:
        reason = f": {code(article.reason)}" if article.reason is not UNSET else ""
        word = "Retired" if article.retired is True else "Removed"
        yield 0, f"{word}: {code(article.id)} ({outlined(article)}){reason}."
    for both in articles.changed:
        yield from _article(both)
    for kind in found.records:
        yield from _records(kind, records(found, kind))


def _noun(kind: str) -> str:
    return _capital(NOUNS[kind][1])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sides(numbers: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {side}" for side, number in numbers.items())


def _article(article: ArticleChange) -> Items:
    yield 0, f"{code(article.id)}:"
    if article.text is not UNSET:
        yield 1, "The text changed."
    for field in article.fields:
        yield 1, _field(field) + "."
    if article.other_fields:
        yield 1, "Other fields changed."
    for name, layer in article.layers.items():
        yield from _layer(name, layer)


def _layer(name: str, layer: LayerChange) -> Items:
    told = []
    for side, found in (("added", layer.added), ("removed", layer.removed)):
        if found:
            shown, left = first_of(found, MOST)
            listed = ", ".join([*map(_annotation, shown), *([f"{left:,} more"] if left else [])])
            told.append(f"{len(found):,} {side} ({listed})")
    if layer.changed:
        told.append(f"{len(layer.changed):,} changed")
    fields = layer.fields if isinstance(layer.fields, list) else []
    told += map(_field, fields)
    yield 1, f"{_noun(name)}: {'; '.join(told) or 'changed'}."
    shown, left = first_of(layer.changed, MOST)
    for one in shown:
        fields = one.fields if isinstance(one.fields, list) else []
        was = [f"was {code(one.was)}"] if isinstance(one.was, str) else []
        changes = "; ".join([*was, *map(_field, fields)])
        yield 2, f"{_annotation(one)}{changes and f': {changes}'}."
    if left:
        yield 2, f"{left:,} more."


def _annotation(one: AnnotationChange) -> str:
    if not isinstance(one.surface, str):
        return f"{code(one.id)} at {one.start}..{one.end}"
    label = next((f" {value}" for name, value in described(one) if name in ("label", "type")), "")
    return f"{code(one.surface)}{label} ({code(one.id)})"


def _field(one: FieldChange) -> str:
    return f"{one.field} {code(value_of(one.before))} → {code(value_of(one.after))}"


def _records(kind: str, found: list[RecordChange]) -> Items:
    if not found:
        return
    yield 0, f"{_noun(kind)}:"
    shown, left = first_of(found, MOST)
    for one in shown:
        fields = one.fields if isinstance(one.fields, list) else []
        if one.change == "changed" and not fields and one.before is not UNSET:
            fields = [FieldChange("", one.before, one.after)]
        told = "; ".join(_field(field).strip() for field in fields)
        yield 1, f"{code(one.id)} {one.change}{told and f': {told}'}."
    if left:
        yield 1, f"{left:,} more."
