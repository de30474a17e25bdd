"""A weekday in a date, or beside it, is the weekday of its value.

## What it checks
DATE and TIME whose value is one day, and every value with a weekday of its own (`XXXX-WXX-5`).
The weekday stands in the surface («пятница, 24 октября»), right before it («в пятницу,
24 октября») or right after it («24 октября (пятница)», «24 октября, в пятницу»). One that is
marked as a date of its own after this one, or that another day follows («23 октября, в пятницу,
24 октября»), belongs to that. Of «ночь с пятницы на субботу», either will do.

It is silent on what is counted from a weekday («на следующий день после пятницы») and on days
before 14 February 1918, which Russian texts give by the Julian calendar. «Среда» is a Wednesday
where its preposition says so.

## Why it matters
Number and weekday check one another. If they disagree, the year or the week was guessed wrong,
or the article was published on another day than its `dct` says.

## Wrong
```json
{"id": "d3", "start": 275, "end": 283, "surface": "1 ноября",
 "type": "DATE", "value": "2024-11-01", "anchor": "dct"}
```

in «в субботу, 1 ноября»: 1 November 2024 was a Friday.

## Right
```json
{"id": "d3", "start": 275, "end": 283, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01", "anchor": "dct"}
```

## How to fix
Compare the value with the passage and with the `dct`, and correct the one that is wrong. If the
publisher wrote a weekday that does not fit, waive the finding and say so.
"""

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.date_prepositions import PLAIN
from khronika.lexicon.weekdays import ENVIRONMENT, WEDNESDAY_PHRASES, WEEKDAYS
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import (
    either,
    normalised,
    read,
    readable_dates,
    understand,
    weekdays,
)
from khronika.spans import RoleSpan
from khronika.subject import Subject
from khronika.timex import Timex

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY_VALUE = re.compile(r"[0-9X]{4}-W[0-9X]{2}-([1-7])(?:T.*)?")
_REACH = 24  # code points: a preposition, the longest weekday, a comma and a bracket
_DAY = f"(?P<day>{either(WEEKDAYS)})"
_BEFORE = re.compile(rf"(?:(?P<lead>\w+)\s)?\b{_DAY},?\s?\(?$", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:,\s|\s?\()(?:(?P<lead>{either(PLAIN)})\s)?{_DAY}\b(?!,?\s\d)", re.IGNORECASE
)
_FORMS = tuple(WEEKDAYS)
_REFORM = datetime.date(1918, 2, 14)


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:
    text = subject.text
    return _by_kind(subject, corpus) and (
        text is None
        or all(
            _finds_nothing_beside(text, date)
            for layer in subject.of("dates")
            for date in layer.record.annotations
        )
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    starts: dict[int, list[int]] = {}
    for layer in subject.of("dates"):
        starts[id(layer.file)] = sorted(date.start for date in layer.record.annotations)
    for layer, span, date, timex, surface in readable_dates(subject):
        if within := _wrongly_within(timex, surface):
            yield _problem(span, date, timex, within, "names")
        elif subject.text is not None and (expected := _expected_beside(date)):
            beside = _beside(subject.text, date, starts[id(layer.file)])
            if beside and beside[0] not in expected:
                weekday, start, end = beside
                shown = shortened(subject.text[start:end])
                yield _problem(span, date, timex, weekday, f"stands beside {shown},")


def _finds_nothing_within(date: Date) -> bool:
    understood = understand(date)
    return understood is None or _wrongly_within(*understood) is None


def _wrongly_within(timex: Timex, surface: str) -> int | None:
    """Return a weekday that the surface names and the value does not have, if there is one."""
    within, expected = _within(surface), _weekdays_of(timex)
    return min(within) if within and expected and not within & expected else None


def _finds_nothing_beside(text: str, date: Date) -> bool:
    expected = _expected_beside(date)
    beside = _beside(text, date) if expected else None
    return beside is None or beside[0] in expected


def _expected_beside(date: Date) -> frozenset[int]:
    """Return the weekdays that a weekday beside may be; none where it is not held against any."""
    return _expected(date.surface, date.type, date.value)


@lru_cache(maxsize=1 << 12)
def _expected(surface: str | None, type_: str, value: str) -> frozenset[int]:
    understood = understand(Date("", 0, 0, surface, type_, value))
    if understood is None or _within(understood[1]) or not read(understood[1], type_).days:
        return frozenset()
    return frozenset(_weekdays_of(understood[0]))


def _weekdays_of(timex: Timex) -> set[int]:
    """Return the weekdays that the words may name; none if the value has no weekday."""
    if found := _WEEKDAY_VALUE.fullmatch(timex.value):
        first = int(found[1])
    else:
        earliest, latest = timex.interval
        if earliest is None or earliest != latest or earliest < _REFORM:
            return set()
        first = earliest.isoweekday()
    # A night has two days, and «ночь на субботу» is told by the later one.
    return {first, first % 7 + 1} if timex.value.endswith("TNI") else {first}


def _within(surface: str) -> set[int]:
    """Return the weekdays in a surface that is not counted from them."""
    found = {day for day, _ in weekdays(surface)}
    return found if found and not read(surface, "DATE").is_counted else set()


def _beside(text: str, date: Date, starts: Sequence[int] = ()) -> tuple[int, int, int] | None:
    """Return the weekday right before or right after, and where it is.

    `starts` are those of all dates: a weekday after this one may be another date.
    """
    before = text[max(date.start - _REACH, 0) : date.start].rpartition("\n")[2]
    first = date.start - len(before)
    if _ends_in_weekday(before) and (found := _BEFORE.search(before)) and _is_day(found):
        weekday = WEEKDAYS[normalised(found["day"])]
        return weekday, first + found.start("day"), first + found.end("day")
    after = text[date.end : date.end + _REACH]
    if ("," in after[:1] or "(" in after[:2]) and (found := _AFTER.match(after)) and _is_day(found):
        start, end = date.end + found.start("day"), date.end + found.end("day")
        following = bisect_left(starts, date.end)
        if following == len(starts) or starts[following] >= end:
            return WEEKDAYS[normalised(found["day"])], start, end
    return None


def _ends_in_weekday(before: str) -> bool:
    """Tell whether a weekday stands at the end, as `_BEFORE` asks; a comma may follow it."""
    return before.rstrip("(").rstrip().rstrip(",").casefold().endswith(_FORMS)


def _is_day(found: re.Match[str]) -> bool:
    day = normalised(found["day"])
    if day not in ENVIRONMENT or not found["lead"]:
        return True
    return f"{normalised(found['lead'])} {day}" in WEDNESDAY_PHRASES


def _problem(span: RoleSpan, date: Date, timex: Timex, weekday: int, doing: str) -> Problem:
    day = timex.interval.earliest
    found = _WEEKDAY_VALUE.fullmatch(date.value)
    number = int(found[1]) if found else day.isoweekday() if day else 0
    return problem_at(
        span,
        f"{shortened(date.surface or '')} {doing} a {_NAMES[weekday - 1]}, but `value`, "
        f"`{date.value}`, is a {_NAMES[number - 1]}",
        help=_help(day, weekday, names_day=doing != "names")
        if day
        else f"set the weekday of `value` to {weekday}",
        path=(*span.path, "value"),
    )


def _help(day: datetime.date, weekday: int, *, names_day: bool) -> str:
    ahead = (weekday - day.isoweekday()) % 7
    near = {day.toordinal() + ahead - 7, day.toordinal() + ahead}
    same_week = [
        str(datetime.date.fromordinal(number))
        for number in sorted(near)
        if 1 <= number <= datetime.date.max.toordinal()
    ]
    name = _NAMES[weekday - 1]
    years = [
        year
        for year in range(max(day.year - 6, 1), min(day.year + 7, 9999))
        if _weekday(year, day.month, day.day) == weekday
    ]
    year = min(years, key=lambda year: abs(year - day.year), default=None)
    or_year = f", and {day.replace(year=year)} is one" if year and names_day else ""
    return (
        f"the {name}s around it are {' and '.join(same_week)}{or_year}: correct "
        "`value`; if the text itself is wrong, waive this with that reason"
    )


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return datetime.date(year, month, day).isoweekday()
    except ValueError:
        return None  # 29 February


_by_kind = spared_by(_finds_nothing_within)

RULE = Rule(
    "K503",
    "weekday-mismatch",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
