"""The days that the parts of a TIMEX3 value can stand for, and which of them no calendar holds.

An X is any digit that makes the whole a real date: ``202X-02-29`` runs from 2020-02-29 to
2028-02-29. Weeks are those of ISO 8601-1; seasons are meteorological.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from itertools import product
from typing import NamedTuple

__all__ = ["PARTS_OF_YEAR", "ImpossibleDate", "Interval", "check_clock", "days_of"]


class ImpossibleDate(ValueError):
    """A value that fits the grammar but that no calendar or clock holds (rule K502).

    The message names the part that is wrong and the range allowed there.

    Examples
    --------
    >>> from khronika.timex import parse
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
    >>> from khronika.timex import parse
    >>> parse("2025-W43", "DATE").interval.latest
    datetime.date(2025, 10, 26)
    """

    earliest: datetime.date | None
    latest: datetime.date | None


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


PARTS_OF_YEAR = {
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
"""First month, last month (over 12: in the next year) and EDTF code of the parts of a year."""


def _group_interval(years: range, group: str) -> Interval:
    if group not in PARTS_OF_YEAR:
        quarters = ("quarter", "quarters 1 to 4")
        part, allowed = quarters if group[0] == "Q" else ("half", "halves 1 and 2")
        raise ImpossibleDate(f"{part} {group[1]} does not exist: a year has {allowed}")
    first_month, last_month, _ = PARTS_OF_YEAR[group]
    earliest = datetime.date(years[0], first_month, 1)
    carry, month = divmod(last_month - 1, 12)
    year = years[-1] + carry
    if year > datetime.MAXYEAR:
        return Interval(earliest, None)
    return Interval(earliest, datetime.date(year, month + 1, monthrange(year, month + 1)[1]))


def check_clock(parts: dict[str, str]) -> None:
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


def days_of(unit: str, parts: dict[str, str]) -> Interval:
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
