"""A span lies in the text: it starts before it ends, and ends before the text does.

## What it checks
Every span of every layer: `0 ≤ start < end ≤ length`, where `length` counts the Unicode code
points of the article's text. A span may end exactly where the text ends.

## Why it matters
Slicing with such offsets raises no error. It gives an empty or a shortened string, so the
mistake would reach the tables unseen. No other rule looks at a span while this one objects.

## Wrong
The text has 360 code points:

```json
{"id": "d4", "start": 355, "end": 361, "surface": "в год.", "type": "SET", "value": "P1Y"}
```

## Right
```json
{"id": "d4", "start": 353, "end": 358, "surface": "в год", "type": "SET", "value": "P1Y"}
```

## How to fix
Take the offsets that the help names. If many spans of one article are out of range, they were
made for another text, or counted in bytes or in UTF-16 code units, which the message then says:
make them again from this text.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.misplaced import whereabouts
from khronika.spans import RoleSpan
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return subject.is_sound_throughout


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for span in subject.spans:
        if 0 <= span.start < span.end <= len(text):
            continue
        fix, hint = whereabouts(span, text, subject.occurrences)
        bound, message = _broken(span, len(text))
        yield problem_at(
            span,
            message + hint,
            help=fix.title
            if fix
            else "the surface occurs nowhere in the text: correct it and the offsets, or remove "
            "the annotation",
            path=(*span.path, bound),
            fix=fix,
        )


def _broken(span: RoleSpan, length: int) -> tuple[str, str]:
    """Name the bound that is wrong, and say why."""
    ends = f"the text ends at {length}"
    if span.start == span.end < length:
        return "end", f"`start` and `end` are both {span.end}: the span is empty"
    if span.start >= span.end:
        beyond = f", and {ends}" if span.end > length else ""
        return (
            "end",
            f"`end` is {span.end}, which is not after `start`, {span.start}{beyond}",
        )
    if span.start >= length:
        return "start", f"`start` is {span.start} and `end` is {span.end}, but {ends}"
    return "end", f"`end` is {span.end}, but {ends}"


RULE = Rule(
    "K302",
    "span-out-of-range",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
)
