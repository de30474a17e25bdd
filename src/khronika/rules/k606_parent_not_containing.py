"""A quote with a parent lies in the content of that parent.

## What it checks
Every span of a quote that names a `parent` (content, cue, source, addressee) lies within one part
of the parent's content. At most three quotes lie around any quote.

## Why it matters
`parent` says that somebody's words are reported inside somebody else's: «добавила, что Лужин
обещал …». Cue and source are then words of the outer speaker too. Where they are outside, either
the parent is the wrong one or the outer content ends too early. News does not report a report of
a report of a report of a report; a chain of four parents is a mistake.

## Wrong
The text reads «Она добавила, что Марк Лужин обещал продлить навигацию» (other fields left out):

```json
{"id": "q2", "content": [{"start": 158, "end": 176, "surface": "продлить навигацию"}],
 "parent": null},
{"id": "q3", "content": [{"start": 158, "end": 176, "surface": "продлить навигацию"}],
 "source": [{"start": 140, "end": 150, "surface": "Марк Лужин"}], "parent": "q2"}
```

## Right
```json
{"id": "q2",
 "content": [{"start": 136, "end": 176, "surface": "что Марк Лужин обещал продлить навигацию"}],
 "parent": null},
{"id": "q3", "content": [{"start": 158, "end": 176, "surface": "продлить навигацию"}],
 "source": [{"start": 140, "end": 150, "surface": "Марк Лужин"}], "parent": "q2"}
```

## How to fix
Extend the content of the parent to all that its speaker says, name the quote that does contain
this one, or set `parent` to null. Where the parent is interrupted («П, — а, — п»), interrupt the
quote inside it at the same place.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.model import Quote
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.nesting import Family, family_of, in_order, lies_within
from khronika.spans import Layer, RoleSpan
from khronika.subject import Subject

_DEEPEST = 3


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return all(
        not layer.references
        or (len(layer.ids) == len(layer.record.annotations) and _are_contained(layer))
        for layer in subject.of("quotes")
    )


def _are_contained(layer: Layer) -> bool:
    """Tell whether every quote lies in its parent, and none too deep."""
    by_id = {quote.id: quote for quote in layer.record.annotations}
    around = {id_: by_id.get(parent) for id_, (parent,) in layer.references}
    for id_, parent in around.items():
        if parent and not _lies_in(by_id[id_], parent):
            return False
        for _ in range(_DEEPEST):
            parent = around.get(parent.id) if parent else None
        if parent:
            return False
    return True


def _lies_in(quote: Quote, parent: Quote) -> bool:
    parts = (*quote.content, *quote.cue, *quote.source, *quote.addressee)
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    if any(part.start <= start and end <= part.end for part in parent.content):
        return True
    return all(lies_within(part, parent.content) for part in parts)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("quotes"):
        family = family_of(layer)
        for id_, group in groupby(layer.spans(), key=lambda span: span.annotation):
            parent = family.parent_of(id_) if id_ in family.by_id else None
            depth = family.depth.get(id_)
            if parent is None or depth is None:
                continue
            spans = [span for span in group if subject.is_sound(span)]
            content = family.by_id[parent].content
            is_clear = in_order(content) and all(subject.is_sound(part) for part in content)
            outside = [span for span in spans if is_clear and not lies_within(span, content)]
            if outside:
                yield _outside(outside, family.by_id[parent], _around(subject, family, id_, spans))
            # What lies deeper still is mended together with this one.
            if depth == _DEEPEST + 1:
                yield _too_deep(family, layer, spans[0] if spans else None, id_)


def _outside(outside: list[RoleSpan], parent: Quote, around: str | None) -> Problem:
    first = outside[0]
    roles = list(dict.fromkeys(f"`{span.role}`" for span in outside))
    listed = " and ".join(filter(None, [", ".join(roles[:-1]), roles[-1]]))
    gap = _gap(first, parent)
    if around:
        help_ = f"set `parent` to `{around}`, which contains all of it"
    elif gap:
        help_ = f"interrupt it where `{parent.id}` is interrupted, at {gap[0]}..{gap[1]}"
    else:
        help_ = (
            f"extend the content of `{parent.id}`, name the quote that contains all of "
            f"`{first.annotation}`, or set `parent` to null"
        )
    return problem_at(
        first,
        f"{listed} of `{first.annotation}` {'does' if len(roles) == 1 else 'do'} not lie within "
        f"the content of its parent, `{parent.id}`",
        help=help_,
    )


def _gap(span: RoleSpan, parent: Quote) -> tuple[int, int] | None:
    """Return the first gap between the parts of the parent that `span` runs over."""
    for left, right in pairwise(parent.content):
        if left.start <= span.start < left.end and right.start < span.end <= right.end:
            return left.end, right.start
    return None


def _around(subject: Subject, family: Family, id_: str, spans: list[RoleSpan]) -> str | None:
    """Return the smallest quote in whose content all of the quote lies, if there is one.

    Only those are looked at that begin before it and nearest to it.
    """
    before = family.beginning_by(min(span.start for span in spans))
    around = [
        other
        for other in before
        if other.id != id_
        and not family.is_around(id_, other.id)
        and all(subject.is_sound(part) for part in other.content)
        and all(lies_within(span, other.content) for span in spans)
    ]
    smallest = min(
        around, key=lambda quote: sum(part.end - part.start for part in quote.content), default=None
    )
    return smallest.id if smallest else None


def _too_deep(family: Family, layer: Layer, span: RoleSpan | None, id_: str) -> Problem:
    chain = [id_]
    while (above := family.parent_of(chain[-1])) is not None:
        chain.append(above)
    index = family.place[id_]
    listed = ", in ".join(f"`{above}`" for above in chain[1:])
    return Problem(
        f"`{id_}` lies in {listed}: at most {_DEEPEST} quotes may lie around one",
        help="take out the quote that nobody reports, or set a `parent` to null",
        file=layer.file,
        path=("annotations", index, "parent"),
        span=(span.start, span.end) if span else None,
        layer=layer.name,
        annotation=id_,
    )


RULE = Rule(
    "K606", "parent-not-containing", Severity.ERROR, __doc__, document=_document, spares=_spares
)
