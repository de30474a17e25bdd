"""Content, cue, source and addressee of one quote share no character.

## What it checks
Within each quote, every two spans of different roles. Two quotes may overlap, because one can
be told inside another (K606 and K613 look at that).

## Why it matters
The roles answer different questions: what was said, by which word, by whom, to whom. A word that
is in two of them is counted twice, and what a speaker is reported to have said then includes the
reporter's own words.

## Wrong
The text reads «Марк Лужин обещал продлить навигацию»:

```json
"content": [{"start": 151, "end": 176, "surface": "обещал продлить навигацию"}],
"cue": [{"start": 151, "end": 157, "surface": "обещал"}]
```

## Right
```json
"content": [{"start": 158, "end": 176, "surface": "продлить навигацию"}],
"cue": [{"start": 151, "end": 157, "surface": "обещал"}]
```

## How to fix
Leave each word to one role. The conjunction «что» belongs to the content, the verb and a
preposition it governs to the cue.
"""

from collections.abc import Iterator
from itertools import groupby

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Quote
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.nesting import are_apart, overlapping
from khronika.spans import RoleSpan
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return all(
        are_apart([*quote.content, *quote.cue, *quote.source, *quote.addressee])
        for layer in subject.of("quotes")
        for quote in layer.record.annotations
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("quotes"):
        for _, group in groupby(layer.spans(), key=lambda span: span.path[:2]):
            for pair in overlapping(span for span in group if subject.is_sound(span)):
                # The narrower role is the one to correct more often, so it gives the place.
                other, span = sorted(pair, key=lambda one: Quote.ROLES.index(one.role or ""))
                if other.role != span.role:
                    yield problem_at(
                        span,
                        f"{_named(span)} overlaps {_named(other)}",
                        help=f"{_shared(subject, span, other)} is in both: leave it to one of them",
                    )


def _shared(subject: Subject, one: RoleSpan, other: RoleSpan) -> str:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return f"{start}..{end}" if subject.text is None else shortened(subject.text[start:end])


def _named(span: RoleSpan) -> str:
    surface = f" {shortened(span.surface)}" if span.surface else ""
    return f"`{span.role}`{surface} ({span.start}..{span.end})"


RULE = Rule(
    "K603", "overlapping-roles", Severity.ERROR, __doc__, document=_document, spares=_spares
)
