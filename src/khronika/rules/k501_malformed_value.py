"""The value of a date is written as TIMEX3 writes values of its type.

## What it checks
`value` against the grammar of `type`: a DATE is a day, week, month, quarter, season, half, year,
decade, century or a reference; a TIME is a day and a time of day; a DURATION counts units; a SET
is what recurs. Unknown digits are X.

## Why it matters
First and last day, sorting and every comparison are computed from the value. One that cannot be
read has none of them.

## Wrong
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "01.11.2025", "anchor": "dct"}
```

## Right
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01", "anchor": "dct"}
```

## How to fix
Write the value in one of the forms that the help lists. If it is a value of another type, the
message says so: then correct `type`.
"""

from collections.abc import Iterator

from khronika.calendar_days import ImpossibleDate
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
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
            except MalformedValue as error:
                expected, _, found = str(error).rpartition("; found ")
                yield problem_at(
                    span,
                    f"`value` does not fit `type` {date.type}: found {found}",
                    help=expected,
                    path=(*span.path, "value"),
                )
            except ImpossibleDate:
                continue  # K502


def _finds_nothing(date: Date) -> bool:
    try:
        parse(date.value, date.type)
    except MalformedValue:
        return False
    except ImpossibleDate:
        return True
    return True


RULE = Rule(
    "K501",
    "malformed-value",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=spared_by(_finds_nothing),
)
