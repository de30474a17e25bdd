"""A quote inside the content of another has it as its parent, and no two contents cross.

## What it checks
If the content of a quote lies in the content of others, the smallest of these is its `parent`, or
the parent's parent, and so on. Two quotes with the same content lie in each other: one is the
parent of the other. If two contents overlap in any other way, they cross.

## Why it matters
Without `parent`, what Лужин promised according to Верескова would be counted as reported by the
newspaper itself. Contents that cross cannot be put in any order.

## Wrong
Other fields left out:

```json
{"id": "q2",
 "content": [{"start": 136, "end": 176, "surface": "что Марк Лужин обещал продлить навигацию"}],
 "parent": null},
{"id": "q3", "content": [{"start": 158, "end": 176, "surface": "продлить навигацию"}],
 "parent": null}
```

## Right
```json
{"id": "q2",
 "content": [{"start": 136, "end": 176, "surface": "что Марк Лужин обещал продлить навигацию"}],
 "parent": null},
{"id": "q3", "content": [{"start": 158, "end": 176, "surface": "продлить навигацию"}],
 "parent": "q2"}
```

## How to fix
Set `parent` to the quote that the help names. Of two contents that cross, one has a wrong edge:
let one contain the other, or end the first before the second.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.model import Quote, Span
from khronika.rules.base import Problem, Rule
from khronika.rules.nesting import Family, family_of, in_order, lies_within, overlapping
from khronika.spans import Layer
from khronika.subject import Subject


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the content of the quote that has this index."""

    index: int
    start: int
    end: int


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return all(_is_a_tree(layer) for layer in subject.of("quotes"))


def _is_a_tree(layer: Layer) -> bool:
    """Tell whether every content that lies in another is of a quote whose parent is that one."""
    parts = [
        (part.start, -part.end, number, quote)
        for number, quote in enumerate(layer.record.annotations)
        for part in quote.content
    ]
    around: list[tuple[int, Quote]] = []
    for start, end, _, quote in sorted(parts):
        while around and around[-1][0] <= start:
            around.pop()
        if around and (-end > around[-1][0] or quote.parent != around[-1][1].id):
            return False
        around.append((-end, quote))
    return len(layer.ids) == len(layer.record.annotations)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("quotes"):
        quotes: tuple[Quote, ...] = layer.record.annotations
        family = family_of(layer)
        parts = [
            _Part(index, part.start, part.end)
            for index, quote in enumerate(quotes)
            if _is_clear(subject, family, quote)
            for part in quote.content
        ]
        yield from _judge(layer, quotes, family, parts)


def _is_clear(subject: Subject, family: Family, quote: Quote) -> bool:
    """Tell whether nothing is wrong with the quote that another rule reports.

    That is: a wrong offset (K301, K302), parts in disorder (K309), an id given twice (K201), a
    parent that is not there (K202), that leads into a cycle (K203) or that does not contain the
    quote (K606).
    """
    if not in_order(quote.content) or not all(map(subject.is_sound, quote.content)):
        return False
    if family.depth.get(quote.id) is None:
        return False
    parent = family.by_id.get(quote.parent) if quote.parent else None
    return quote.parent is None or (parent is not None and _contains(parent, quote))


def _contains(outer: Quote, inner: Quote) -> bool:
    return all(lies_within(part, outer.content) for part in inner.content)


def _judge(
    layer: Layer, quotes: tuple[Quote, ...], family: Family, parts: list[_Part]
) -> Iterator[Problem]:
    """Look at every two quotes whose contents overlap, once."""
    related: dict[int, list[int]] = defaultdict(list)
    unrelated: dict[int, list[int]] = defaultdict(list)
    seen = set()
    for one, other in overlapping(parts):
        pair = min(one.index, other.index), max(one.index, other.index)
        if one.index == other.index or pair in seen:
            continue
        seen.add(pair)
        first, second = quotes[pair[0]], quotes[pair[1]]
        if family.is_around(first.id, second.id):
            related[pair[1]].append(pair[0])
        elif family.is_around(second.id, first.id):
            related[pair[0]].append(pair[1])
        elif _contains(first, second):
            unrelated[pair[1]].append(pair[0])
        elif _contains(second, first):
            unrelated[pair[0]].append(pair[1])
        else:
            yield _crossing(layer, quotes, one, other)
    for index, others in unrelated.items():
        innermost = min(others, key=lambda other: _size(quotes[other]))
        parents = related[index]
        # If a parent is nearer, it is the parent that lacks this quote around it.
        if all(_size(quotes[innermost]) < _size(quotes[parent]) for parent in parents):
            yield _unparented(layer, quotes, index, innermost)


def _size(quote: Quote) -> int:
    return sum(part.end - part.start for part in quote.content)


def _unparented(layer: Layer, quotes: tuple[Quote, ...], index: int, around: int) -> Problem:
    quote, outer = quotes[index], quotes[around]
    same = _contains(quote, outer)
    return Problem(
        f"the content of `{quote.id}` {'is the same as' if same else 'lies inside'} that of "
        f"`{outer.id}`, but its `parent` is {f'`{quote.parent}`' if quote.parent else 'null'}",
        help=f"set `parent` of `{quote.id}` to `{outer.id}`"
        + (f", or the reverse; if both are one quote, remove `{quote.id}`" if same else ""),
        file=layer.file,
        path=("annotations", index, "parent"),
        span=_extent(quote.content[0]),
        layer=layer.name,
        annotation=quote.id,
    )


def _crossing(layer: Layer, quotes: tuple[Quote, ...], first: _Part, second: _Part) -> Problem:
    one, other = quotes[first.index], quotes[second.index]
    return Problem(
        f"the content of `{other.id}` crosses that of `{one.id}`: they share "
        f"{second.start}..{min(first.end, second.end)}, and neither contains the other",
        help="let one contain all of the other, or leave what they share to one of them",
        file=layer.file,
        path=("annotations", second.index),
        span=(second.start, second.end),
        layer=layer.name,
        annotation=other.id,
    )


def _extent(span: Span) -> tuple[int, int]:
    return span.start, span.end


RULE = Rule("K613", "unparented-quote", Severity.ERROR, __doc__, document=_document, spares=_spares)
