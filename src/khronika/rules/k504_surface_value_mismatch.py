"""The day, the month and the year that a date names are those of its value.

## What it checks
DATE, TIME and SET: a day with its month («9 октября», «девятого октября», «09.10.2025»), the name
of a month, a year («2025», «98 года», «две тысячи пятый»), a decade («1990-е», «девяностых») and
a century («XXI век» is `20`) in the surface against the digits of `value`. X stands for any digit.
Where the surface names several («24–26 октября», «2024/25»), the value is one of them. A night
has two days: «ночь на 5 мая» may be `2025-05-04TNI` or `2025-05-05TNI`. A quarter, season, half
or week must have a day in the month that is named.

It is silent on DURATION, and on what is counted from the day it names («накануне 9 мая»).

## Why it matters
These are the dates that need no thought, so that a wrong one is a slip of the fingers; and they
are what others are counted from.

## Wrong
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-10", "anchor": "dct"}
```

## Right
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01", "anchor": "dct"}
```

## How to fix
Correct what the message names in `value`. If the value is right, the span is not: move it to the
words that the value was read from.
"""

import datetime
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.months import ENGLISH
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import Reading, calendar_digits, read, readable_dates, understand
from khronika.subject import Subject
from khronika.timex import Timex


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for _, span, date, timex, surface in readable_dates(subject):
        if fault := _fault(date, timex, surface):
            named, help_ = fault
            yield problem_at(
                span,
                f"{shortened(date.surface or '')} names {named}, but `value` is `{date.value}`",
                help=f"{help_}; or move the span to the words that the value was read from",
                path=(*span.path, "value"),
            )


def _finds_nothing(date: Date) -> bool:
    understood = understand(date)
    return understood is None or _fault(date, *understood) is None


def _fault(date: Date, timex: Timex, surface: str) -> tuple[str, str] | None:
    """Return what is named and not in the value, and what to do."""
    if date.type == "DURATION" or timex.granularity in ("reference", "duration"):
        return None
    reading = read(surface, date.type)
    return None if reading.is_counted else _unlike(reading, timex)


def _unlike(reading: Reading, timex: Timex) -> tuple[str, str] | None:
    digits = calendar_digits(timex)
    year = digits[0] if digits else timex.value[:4]
    if digits and timex.granularity not in ("decade", "century"):
        if fault := _day_fault(reading, timex, *digits):
            return fault
    elif digits is None and reading.months and timex.has_year and not _covers(reading, timex):
        return _listed(reading.months), "give a value that has a day in that month"
    return _year_fault(reading, year) if year.strip("X") else None


def _day_fault(
    reading: Reading, timex: Timex, year: str, month: str, day: str
) -> tuple[str, str] | None:
    pairs = [(day, month)]
    earliest, latest = timex.interval
    if timex.value.endswith("TNI") and earliest and earliest == latest != datetime.date.max:
        morrow = earliest + datetime.timedelta(days=1)
        pairs.append((f"{morrow:%d}", f"{morrow:%m}"))
    if reading.days and (day or len(reading.days) == 1):
        named = [(f"{d:02}", f"{m:02}") for d, m in sorted(reading.days)]
        if not any(_fits(d, *pair) for d in named for pair in pairs):
            right = [f"`{year}-{m}-{d}{_time(timex)}`" for d, m in named]
            days = " and ".join(f"{int(d)} {ENGLISH[int(m) - 1]}" for d, m in named)
            return days, f"set `value` to {' or '.join(right)}"
    elif reading.months and (month or len(reading.months) == 1):
        is_there = any(_fit(f"{m:02}", pair[1]) for m in reading.months for pair in pairs)
        if not is_there:
            right = [
                f"`{'-'.join(filter(None, [year, f'{m:02}', day]))}{_time(timex)}`"
                for m in sorted(reading.months)
            ]
            return _listed(reading.months), f"set `value` to {' or '.join(right)}"
    return None


def _year_fault(reading: Reading, year: str) -> tuple[str, str] | None:
    """Hold the known digits of a year against every year, decade and century that is named."""
    known = year.rstrip("X")
    exact = {f"{named:04}" for named in reading.years}
    if not reading.names_a_year or any(named.startswith(known) for named in exact):
        return None
    # A decade or a century holds years: of those, either may have more digits.
    for decade in reading.decades:
        digits = f"{decade:03}" if decade > 9 else known[:2] + str(decade)
        if digits.startswith(known) or known.startswith(digits):
            return None
    for short in reading.short_years:
        if len(known) < 3 or f"{short:02}".startswith(known[2:]):
            return None
    for century in reading.centuries:
        digits = f"{century - 1:02}"
        if digits.startswith(known) or known.startswith(digits) or known == f"{century}00":
            return None
    named = [f"the year {number}" for number in sorted(reading.years)]
    named += [f"the year ..{number:02}" for number in sorted(reading.short_years)]
    named += [
        f"the {number if number > 9 else f'..{number}'}0s" for number in sorted(reading.decades)
    ]
    named += [f"century {number}" for number in sorted(reading.centuries)]
    right = [f"`{number:04}`" for number in sorted(reading.years)]
    right += [f"`{number:03}` (a decade)" for number in sorted(reading.decades) if number > 9]
    right += [f"`{number - 1:02}` (a century has its first two digits)"
              for number in sorted(reading.centuries)]  # fmt: skip
    if right:
        begins = f"let `value` begin with {' or '.join(right)}"
    elif reading.decades:
        digits = " or ".join(f"`{number}`" for number in sorted(reading.decades))
        begins = f"let the third digit of `value` be {digits}"
    else:
        digits = " or ".join(f"`{number:02}`" for number in sorted(reading.short_years))
        begins = f"let the year of `value` end in {digits}"
    return " and ".join(named), begins


def _covers(reading: Reading, timex: Timex) -> bool:
    """Tell whether the days of a quarter, season, half or week touch a month that is named."""
    earliest, latest = timex.interval
    if earliest is None or latest is None:
        return True
    first = earliest.year * 12 + earliest.month
    last = latest.year * 12 + latest.month
    return any((number - 1) % 12 + 1 in reading.months for number in range(first, last + 1))


def _fits(named: tuple[str, str], day: str, month: str) -> bool:
    return _fit(named[0], day) and _fit(named[1], month)


def _fit(named: str, digits: str) -> bool:
    """Tell whether `digits`, of which X is any and which may be missing, are those named."""
    pairs = zip(named, digits, strict=False)
    return bool(digits) and all(digit in (one, "X") for one, digit in pairs)


def _time(timex: Timex) -> str:
    _, mark, clock = timex.value.partition("T")
    return mark + clock


def _listed(months: set[int]) -> str:
    return " and ".join(ENGLISH[month - 1] for month in sorted(months))


RULE = Rule(
    "K504",
    "surface-value-mismatch",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=spared_by(_finds_nothing),
)
