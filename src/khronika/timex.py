"""TIMEX3 values: their grammar, the days they cover, and EDTF.

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

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from khronika.calendar_days import PARTS_OF_YEAR, Interval, check_clock, days_of

__all__ = ["MalformedValue", "Timex", "parse"]


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


# --- From the parts of a value to its EDTF, and all together ------------------------------------


def _edtf(unit: str, parts: dict[str, str], interval: Interval) -> str | None:
    if "group" in parts:
        return parts["year"] + PARTS_OF_YEAR[parts["group"]][2]
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
        check_clock(parts)
    interval = days_of(unit, parts)  # always, for it is what finds impossible dates
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
