"""TIMEX3 values: their grammar, the calendar, the days they cover, and EDTF.

A value is checked in two steps that never mix. The *shape* of its digits is grammar: a value of
no known shape raises `MalformedValue` (rule K501). The *range* of its digits is calendar: a value
of a known shape that no calendar holds raises `ImpossibleDate` (rule K502).

X stands for an unknown digit. Once a digit of a field is X, so are the digits after it in that
field: ``202X``, ``2025-10-2X``, ``XXXX-WXX-5``. Every unknown digit is taken as anything that
makes the whole value a real date, so ``202X-02-29`` runs from 2020-02-29 to 2028-02-29.

Sources: ISO-TimeML (ISO 24617-1) and the TIMEX3 guidelines of TimeML 1.2.1 for the values,
ISO 8601-1 for weeks and clock times, ISO 8601-2 (EDTF) for the exchange form.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import NamedTuple

__all__ = ["ImpossibleDate", "Interval", "MalformedValue", "Timex", "parse"]


class MalformedValue(ValueError):
    """A value that does not fit the grammar of its type (rule K501).

    The message lists the forms that the type takes, with examples, and shows what was found.

    Examples
    --------
    >>> try:
    ...     parse("каждую пятницу", "SET")
    ... except MalformedValue as error:
    ...     print(str(error)[-24:])
    ; found 'каждую пятницу'
    """


class ImpossibleDate(ValueError):
    """A value that fits the grammar but that no calendar or clock holds (rule K502).

    The message names the part that is wrong and the range allowed there.

    Examples
    --------
    >>> try:
    ...     parse("2025-02-30", "DATE")
    ... except ImpossibleDate as error:
    ...     print(error)
    day 30 does not exist: February 2025 has 28 days, 01 to 28
    """


class Interval(NamedTuple):
    """The span of days a value denotes, both ends included (TIMEX3; Gregorian calendar).

    Attributes
    ----------
    earliest, latest : datetime.date or None
        First and last calendar day. Both are None where the value has no span of its own: an
        unknown year, a DURATION, a SET, a reference. One alone is None only where it lies after
        9999-12-31, which `datetime.date` cannot hold (the end of ``9999-WI`` or ``9999-W52``).

    Examples
    --------
    >>> parse("2025-W43", "DATE").interval.latest
    datetime.date(2025, 10, 26)
    """

    earliest: datetime.date | None
    latest: datetime.date | None


@dataclass(frozen=True, slots=True)
class Timex:
    """A TIMEX3 value that has been checked; `parse` makes it, nothing else should.

    Attributes
    ----------
    type : str
        DATE, TIME, DURATION or SET.
    value : str
        The value as written (ISO-TimeML).
    granularity : str
        The unit that the form names: century, decade, year, half, quarter, season, month, week,
        weekend, day, part-of-day, hour, minute, second, duration or reference. An X does not
        change it: ``2025-10-XX`` is a day whose number is unknown.
    has_year : bool
        Whether the value fixes at least one digit of the year (``19``, ``202``, ``20XX``, all
        four). A DURATION or a reference never does.
    interval : Interval
        The days that the value denotes. `mod` is not applied: «в конце октября» is the whole of
        October. Seasons are meteorological, and the winter of a year begins on its 1 December,
        as in HeidelTime. A TIME covers its day as written, whatever its UTC offset; 24:00 stays
        on the day it ends. A SET has no span, for it recurs.
    edtf : str or None
        The same in EDTF (ISO 8601-2, level 2), never finer than the value. Weeks and weekends
        become intervals. A time without seconds and a part of day become the day, ``QX`` and
        ``HX`` the year, for EDTF has nothing closer. None for weeks with an X, because an
        interval would claim the whole span, for a week that ends after 9999-12-31, and for a
        DURATION, a SET and a reference.

    Examples
    --------
    >>> winter = parse("2025-WI", "DATE")
    >>> winter.granularity, winter.edtf, str(winter.interval.latest)
    ('season', '2025-24', '2026-02-28')
    """

    type: str
    value: str
    granularity: str = field(repr=False)
    has_year: bool = field(repr=False)
    interval: Interval = field(repr=False)
    edtf: str | None = field(repr=False)

    @property
    def is_reference(self) -> bool:
        """Whether the value is PAST_REF, PRESENT_REF or FUTURE_REF (TIMEX3).

        Examples
        --------
        >>> parse("PRESENT_REF", "DATE").is_reference
        True
        """
        return self.granularity == "reference"


# --- The forms: what each type takes, most frequent first ---------------------------------------

_Forms = tuple[tuple[str, re.Pattern[str]], ...]


def _digits(name: str, width: int) -> str:
    """Pattern of a field of so many digits; after the first X there are only X."""
    # [0-9] and never \d, which takes the digits of every script.
    shapes = (f"[0-9]{{{known}}}X{{{width - known}}}" for known in range(width, -1, -1))
    return f"(?P<{name}>{'|'.join(shapes)})"


def _compiled(*table: tuple[str, str]) -> _Forms:
    return tuple((unit, re.compile(pattern)) for unit, pattern in table)


_YEAR = _digits("year", 4)
_MONTH = f"{_YEAR}-{_digits('month', 2)}"
_WEEK = f"{_YEAR}-W{_digits('week', 2)}"
_DAYS = (f"{_MONTH}-{_digits('day', 2)}", f"{_WEEK}-{_digits('weekday', 1)}")

_HOUR = _digits("hour", 2)
_MINUTE = f"{_HOUR}:{_digits('minute', 2)}"
_ZONE = "(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
_CLOCKS = (
    ("minute", _MINUTE + _ZONE),
    ("part-of-day", "(?:MO|MI|AF|EV|NI|DT)"),
    ("hour", _HOUR + _ZONE),
    ("second", f"{_MINUTE}:{_digits('second', 2)}{_ZONE}"),
)

_COUNT = r"(?:[0-9]+(?:\.[0-9]+)?|X)"  # X is «несколько»
_COUNTED_DAYS = "".join(f"(?:{_COUNT}{unit})?" for unit in "YMWD")
_COUNTED_HOURS = "".join(f"(?:{_COUNT}{unit})?" for unit in "HMS")
# The lookaheads ask for a component after P, one after T, and a decimal fraction in the smallest
# unit only (ISO 8601-1).
_LENGTH = (
    r"P(?=[0-9XT])(?!.*\.[0-9]+[A-Z]+[0-9X])" + f"{_COUNTED_DAYS}(?:T(?=[0-9X]){_COUNTED_HOURS})?"
)

_DATE_FORMS = _compiled(
    ("day", _DAYS[0]),
    ("year", _YEAR),
    ("month", _MONTH),
    ("week", _WEEK),
    ("day", _DAYS[1]),
    ("weekend", f"{_WEEK}-WE"),
    ("quarter", f"{_YEAR}-(?P<group>Q[0-9X])"),
    ("half", f"{_YEAR}-(?P<group>H[0-9X])"),
    ("season", f"{_YEAR}-(?P<group>SP|SU|FA|WI)"),
    ("decade", "(?P<year>[0-9]{3})"),
    ("century", "(?P<year>[0-9]{2})"),
)
_TIME_FORMS = _compiled(
    *((unit, f"{day}T{clock}") for day, (unit, clock) in product(_DAYS, _CLOCKS))
)
# Decades, centuries, quarters and weekends are TimeML's own units and stand alone.
_DURATION_FORMS = _compiled(("duration", _LENGTH), ("duration", f"P{_COUNT}(?:DE|CE|Q|WE)"))
_REFERENCE_FORMS = _compiled(("reference", "(?:PAST|PRESENT|FUTURE)_REF"))

_FORMS = {
    "DATE": _DATE_FORMS + _REFERENCE_FORMS,
    "TIME": _TIME_FORMS + _REFERENCE_FORMS,
    "DURATION": _DURATION_FORMS,
    "SET": _DATE_FORMS + _TIME_FORMS + _DURATION_FORMS,
}

_EXPECTED = {
    "DATE": (
        "a day `2025-10-24`, month `2025-10`, year `2025` (X for unknown digits: `XXXX-10-24`), "
        "decade `202`, century `19`, week `2025-W43`, its weekday `2025-W43-5` or weekend "
        "`2025-W43-WE`, season `2025-SP|SU|FA|WI`, quarter `2025-Q4`, half `2025-H1`, "
        "or PAST_REF, PRESENT_REF, FUTURE_REF"
    ),
    "TIME": (
        "a day `2025-10-24` or `2025-W43-5` (X for unknown digits: `XXXX-XX-XX`), then T and "
        "`09`, `09:00` or `09:00:00`, optionally with `Z` or `+03:00`, or a part of day "
        "MO MI AF EV NI DT: `2025-10-24T09:00`, `2025-10-24TEV`; "
        "or PAST_REF, PRESENT_REF, FUTURE_REF"
    ),
    "DURATION": (
        "P and counts of Y, M, W, D in this order, then T and counts of H, M, S: `P3Y`, `P1Y6M`, "
        "`PT2H30M`; X for a vague count: `PXM`; a fraction in the smallest unit: `P1.5Y`; "
        "or one count of DE (decades), CE (centuries), Q (quarters), WE (weekends): `P2DE`"
    ),
    "SET": "a DATE, TIME or DURATION value without _REF: `XXXX-WXX-5`, `XXXX-XX-XXT09:00`, `P1M`",
}


# --- The calendar: which numbers a field can stand for ------------------------------------------


def _candidates(digits: str, low: int, high: int) -> range:
    """Every number from low to high that the digits can stand for, X being any digit."""
    first, last = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    return range(max(low, first), min(high, last) + 1)


def _numbers(part: str, digits: str, low: int, high: int, allowed: str) -> range:
    """Like `_candidates`, but there must be one."""
    numbers = _candidates(digits, low, high)
    if not numbers:
        raise ImpossibleDate(f"{part} {digits} does not exist: {allowed}")
    return numbers


# Any eight years in a row hold a 29 February and a week 53, so no search for one goes further.
_ENOUGH = slice(8)


def _first_day(years: range, months: range, days: range) -> datetime.date | None:
    """First real date in the order given; ranges that run backwards find the last one."""
    for year, month, day in product(years[_ENOUGH], months, days):
        if day <= monthrange(year, month)[1]:
            return datetime.date(year, month, day)
    return None


def _first_monday(years: range, weeks: range) -> datetime.date | None:
    """Monday of the first real ISO week in the order given, like `_first_day`."""
    for year, week in product(years[_ENOUGH], weeks):
        if week <= _weeks_in(year):
            return datetime.date.fromisocalendar(year, week, 1)
    return None


def _weeks_in(year: int) -> int:
    return datetime.date(year, 12, 28).isocalendar().week  # 28 December is always in the last one


# Not calendar.month_name, which follows the locale.
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _length_of_month(years: range, months: range) -> str:
    """How many days there are, in words for an error message."""
    if len(months) > 1:
        return "a month has at most 31 days, 01 to 31"
    days = max(monthrange(year, months[0])[1] for year in years[_ENOUGH])
    month = _MONTH_NAMES[months[0] - 1] + (f" {years[0]:04}" if len(years) == 1 else "")
    at_most = "at most " if month == "February" else ""
    return f"{month} has {at_most}{days} days, 01 to {days}"


def _calendar_interval(years: range, month: str, day: str) -> Interval:
    months = _numbers("month", month, 1, 12, "a year has 12 months, 01 to 12")
    days = _candidates(day, 1, 31)
    earliest = _first_day(years, months, days)
    if earliest is None:
        raise ImpossibleDate(f"day {day} does not exist: {_length_of_month(years, months)}")
    return Interval(earliest, _first_day(years[::-1], months[::-1], days[::-1]))


def _week_interval(years: range, week: str, weekdays: range) -> Interval:
    weeks = _candidates(week, 1, 53)
    first, last = _first_monday(years, weeks), _first_monday(years[::-1], weeks[::-1])
    if first is None or last is None:
        allowed = "a year has 52 or 53 ISO weeks, 01 to 53"
        if len(years) == 1:
            count = _weeks_in(years[0])
            allowed = f"{years[0]:04} has {count} ISO weeks, 01 to {count}"
        raise ImpossibleDate(f"week {week} does not exist: {allowed}")
    return Interval(_days_after(first, weekdays[0] - 1), _days_after(last, weekdays[-1] - 1))


def _days_after(day: datetime.date, count: int) -> datetime.date | None:
    """Return the day so many days later, None where that is after 9999-12-31."""
    try:
        return day + datetime.timedelta(days=count)
    except OverflowError:
        return None


# First month, last month (over 12: in the next year) and EDTF code of the parts of a year.
_GROUPS = {
    "SP": (3, 5, "-21"),
    "SU": (6, 8, "-22"),
    "FA": (9, 11, "-23"),
    "WI": (12, 14, "-24"),
    "Q1": (1, 3, "-33"),
    "Q2": (4, 6, "-34"),
    "Q3": (7, 9, "-35"),
    "Q4": (10, 12, "-36"),
    "QX": (1, 12, ""),
    "H1": (1, 6, "-40"),
    "H2": (7, 12, "-41"),
    "HX": (1, 12, ""),
}


def _group_interval(years: range, group: str) -> Interval:
    if group not in _GROUPS:
        quarters = ("quarter", "quarters 1 to 4")
        part, allowed = quarters if group[0] == "Q" else ("half", "halves 1 and 2")
        raise ImpossibleDate(f"{part} {group[1]} does not exist: a year has {allowed}")
    first_month, last_month, _ = _GROUPS[group]
    earliest = datetime.date(years[0], first_month, 1)
    carry, month = divmod(last_month - 1, 12)
    year = years[-1] + carry
    if year > datetime.MAXYEAR:
        return Interval(earliest, None)
    return Interval(earliest, datetime.date(year, month + 1, monthrange(year, month + 1)[1]))


def _check_clock(parts: dict[str, str]) -> None:
    """Refuse an hour, minute, second or UTC offset that no clock shows."""
    hours = _numbers("hour", parts["hour"], 0, 24, "hours run from 00 to 23, and 24:00 ends a day")
    for part in ("minute", "second"):
        # Leap seconds (:60) are left out: datetime has none, and news never names one.
        last, allowed = 59, f"{part}s run from 00 to 59"
        if hours[0] == 24:
            last, allowed = 0, f"after hour 24 the {part} is 00"
        _numbers(part, parts.get(part, "00"), 0, last, allowed)
    zone = parts["zone"]
    if zone == "-00:00":
        raise ImpossibleDate("UTC offset -00:00 does not exist: UTC is Z or +00:00")
    if zone not in ("", "Z") and (zone[1:] > "14:00" or zone[4:] > "59"):
        # The range of XML Schema; ISO 8601 names none.
        allowed = "offsets run from -14:00 to +14:00, minutes from 00 to 59"
        raise ImpossibleDate(f"UTC offset {zone} does not exist: {allowed}")


# --- From the parts of a value to its days and its EDTF -----------------------------------------


def _interval(unit: str, parts: dict[str, str]) -> Interval:
    """Return the days from the first to the last possible one; this is what checks them."""
    years = _numbers("year", parts["year"], 1, 9999, "years run from 0001 to 9999")
    if "group" in parts:
        return _group_interval(years, parts["group"])
    if "week" not in parts:
        return _calendar_interval(years, parts.get("month", "XX"), parts.get("day", "XX"))
    weekdays = range(6, 8) if unit == "weekend" else range(1, 8)
    if "weekday" in parts:
        allowed = "weekdays run from 1 (Monday) to 7 (Sunday)"
        weekdays = _numbers("weekday", parts["weekday"], 1, 7, allowed)
    return _week_interval(years, parts["week"], weekdays)


def _edtf(unit: str, parts: dict[str, str], interval: Interval) -> str | None:
    if "group" in parts:
        return parts["year"] + _GROUPS[parts["group"]][2]
    if "week" in parts:
        day = _week_edtf(parts, interval)
    else:
        day = "-".join(parts[name] for name in ("year", "month", "day") if name in parts)
    if unit == "second" and day is not None:
        clock = f"{parts['hour']}:{parts['minute']}:{parts['second']}"
        if "X" not in day + clock:
            return f"{day}T{clock}{parts['zone']}"
    return day


def _week_edtf(parts: dict[str, str], interval: Interval) -> str | None:
    """EDTF has no weeks: write the days, if they are known and can be written."""
    known = "X" not in parts["year"] + parts["week"] + parts.get("weekday", "")
    if not known or interval.earliest is None or interval.latest is None:
        return None
    if "weekday" in parts:
        return str(interval.earliest)
    return f"{interval.earliest}/{interval.latest}"


def _malformed(value: str, timex_type: str) -> MalformedValue:
    shown = f"{value[:60]!r}{'…' if len(value) > 60 else ''}"
    message = f"a {timex_type} value is {_EXPECTED[timex_type]}; found {shown}"
    for other, forms in _FORMS.items():
        if any(pattern.fullmatch(value) for _, pattern in forms):
            return MalformedValue(f"{message}, which is a {other} value")
    return MalformedValue(message)


def _timex(value: str, timex_type: str, unit: str, parts: dict[str, str]) -> Timex:
    nowhere = Interval(None, None)
    if "year" not in parts:
        return Timex(timex_type, value, unit, has_year=False, interval=nowhere, edtf=None)
    parts["year"] = parts["year"].ljust(4, "X")  # decade 202 is 202X, century 19 is 19XX
    if "hour" in parts:
        _check_clock(parts)
    interval = _interval(unit, parts)  # always, for it is what finds impossible dates
    has_year = parts["year"] != "XXXX"
    if timex_type == "SET":
        return Timex(timex_type, value, unit, has_year, nowhere, None)
    edtf = _edtf(unit, parts, interval)
    return Timex(timex_type, value, unit, has_year, interval if has_year else nowhere, edtf)


@lru_cache(maxsize=1 << 14)
def _parse(value: str, timex_type: str) -> Timex:
    for unit, pattern in _FORMS[timex_type]:
        # fullmatch, never match with $, which lets a final newline through.
        if match := pattern.fullmatch(value):
            return _timex(value, timex_type, unit, match.groupdict(""))
    raise _malformed(value, timex_type)


def parse(value: str, type: str) -> Timex:  # noqa: A002  (the name TIMEX3 gives it)
    """Check a TIMEX3 value and say which days it denotes.

    Parameters
    ----------
    value : str
        The value, case-sensitive and without surrounding space (ISO-TimeML, TIMEX3).
    type : str
        DATE, TIME, DURATION or SET.

    Returns
    -------
    Timex
        The value with its granularity, its interval (calendar days) and its EDTF (ISO 8601-2).

    Raises
    ------
    MalformedValue
        The value does not fit the grammar of its type.
    ImpossibleDate
        It does, but there is no such day, week, part of the year or time of day.
    ValueError
        The type is none of the four.

    Examples
    --------
    «в прошлом месяце», written on 24 October 2025:

    >>> month = parse("2025-09", "DATE")
    >>> str(month.interval.earliest), str(month.interval.latest), month.edtf
    ('2025-09-01', '2025-09-30', '2025-09')

    «каждую пятницу» recurs, so it has no days of its own:

    >>> parse("XXXX-WXX-5", "SET").interval
    Interval(earliest=None, latest=None)
    """
    if type not in _FORMS:
        raise ValueError(f"unknown type {type!r}; expected {', '.join(_FORMS)}")
    return _parse(value, type)
