"""The value of a date names a day that there is.

## What it checks
That the calendar has the day, week, month, quarter or half that `value` names, and the clock its
time. Where digits are unknown (X), one of the dates they can stand for must exist.

## Why it matters
A value such as `2025-02-30` has no first and last day, so the date would be missing from every
table and every count that goes by day. It is mostly a slip of a finger that hides another date.

## Wrong
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-31", "anchor": "dct"}
```

## Right
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01", "anchor": "dct"}
```

## How to fix
Read the passage again and give the date it means. If the text itself names a day that does not
exist, write X for what cannot be known: `2025-02-XX`.
"""

from collections.abc import Iterator

from khronika.calendar_days import ImpossibleDate
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.subject import Subject
from khronika.timex import MalformedValue, parse


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("dates"):
        for span, date in zip(layer.spans(), layer.record.annotations, strict=True):
            try:
                parse(date.value, date.type)
            except ImpossibleDate as error:
                yield problem_at(
                    span,
                    f"`value` is {shortened(date.value)}, but {error}",
                    help="give the date that the passage means; if the text itself names a day "
                    "that does not exist, write X for the digits nobody can know",
                    path=(*span.path, "value"),
                )
            except MalformedValue:
                continue  # K501


def _finds_nothing(date: Date) -> bool:
    try:
        parse(date.value, date.type)
    except ImpossibleDate:
        return False
    except MalformedValue:
        return True
    return True


RULE = Rule(
    "K502",
    "impossible-date",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=spared_by(_finds_nothing),
)
