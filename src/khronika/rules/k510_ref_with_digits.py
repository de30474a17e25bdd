"""A date that names a number, a month or a weekday has a value with digits, not a reference.

## What it checks
DATE and TIME with the value `PAST_REF`, `PRESENT_REF` or `FUTURE_REF`: the surface has no digit,
no name of a month and no weekday. A digit behind the letters of a word is part of a name
(«времена Covid-19») and does not count.

## Why it matters
A reference has no days. It is for «сейчас» and «недавно», where there is nothing to compute; a
surface that names a day or a number of years can be placed, and would be lost to every search
by date.

## Wrong
```json
{"id": "d1", "start": 38, "end": 45, "surface": "пятницу",
 "type": "DATE", "value": "PAST_REF", "anchor": "dct"}
```

## Right
```json
{"id": "d1", "start": 38, "end": 45, "surface": "пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## How to fix
Compute the value from its anchor. If the surface says how long and not when («последние
3 года»), `type` is DURATION and the value `P3Y`. What nothing tells is X: `XXXX-11-01`.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.number_words import COUNTS_OF_TIME
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import either, names_month, readable_dates, understand, weekdays
from khronika.subject import Subject
from khronika.timex import Timex

_DIGIT = re.compile(rf"(?<![\w-])[0-9]|[0-9][ -]?(?:{either(COUNTS_OF_TIME)})")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for _, span, date, timex, surface in readable_dates(subject):
        if fault := _fault(timex, surface):
            named, example = fault
            yield problem_at(
                span,
                f"{shortened(date.surface or '')} names {named}, but `value` is `{date.value}`, "
                "which has no day",
                help=f"set `value` to {example}",
                path=(*span.path, "value"),
            )


def _finds_nothing(date: Date) -> bool:
    understood = understand(date)
    return understood is None or _fault(*understood) is None


def _fault(timex: Timex, surface: str) -> tuple[str, str] | None:
    """Return what is named and not in the value, and what value would have it."""
    if not timex.is_reference:
        return None
    if names_month(surface):
        return "a month", "`2025-11-01` or `2025-11`, and `XXXX` for an unknown year"
    if weekdays(surface):
        return "a weekday", "the day itself, or `XXXX-WXX-5` if nothing tells which"
    if _DIGIT.search(surface):
        return "a number", "digits; if it says how long, make it a DURATION (`P3Y`)"
    return None


RULE = Rule(
    "K510",
    "ref-with-digits",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=spared_by(_finds_nothing),
)
