"""How far the dates of an article lie from the day it was written."""

from datetime import date
from functools import lru_cache
from itertools import pairwise

from khronika.model import Date
from khronika.timex import parse

_EDGES = (1, 8, 32, 366, 3653)
"""Days at which one distance ends and the next begins."""
_NAMES = ("1 to 7 days", "8 to 31 days", "1 to 12 months", "1 to 10 years", "over 10 years")
_WITHIN = "that day, or around it"
_NO_DAY = "no calendar date"
_NO_DCT = "day of writing unknown"

DISTANCES = (
    *(f"{name} before" for name in reversed(_NAMES)),
    _WITHIN,
    *(f"{name} after" for name in _NAMES),
    _NO_DAY,
    _NO_DCT,
)
"""The distances, from the past to the future, and what has none."""


def distance(one: Date, written: date | None) -> str:
    """Return which of `DISTANCES` a date lies at.

    Parameters
    ----------
    one : Date
        A date with calendar dates is as far away as the nearest of them.
    written : datetime.date, optional
        The article's creation date, if that is known.

    Examples
    --------
    >>> friday = Date("d1", 0, 7, "пятница", "DATE", "2025-10-24", anchor="dct")
    >>> distance(friday, date(2025, 10, 27))
    '1 to 7 days before'
    >>> distance(Date("d1", 0, 4, "2025", "DATE", "2025"), date(2025, 10, 27))
    'that day, or around it'
    """
    return _distance(one.value, one.type, written)


@lru_cache(maxsize=1 << 14)
def _distance(value: str, type_: str, written: date | None) -> str:
    interval = parse(value, type_).interval
    if interval.earliest is None or interval.latest is None:
        return _NO_DAY
    if written is None:
        return _NO_DCT
    if interval.earliest <= written <= interval.latest:
        return _WITHIN
    if interval.latest < written:
        return f"{_named((written - interval.latest).days)} before"
    return f"{_named((interval.earliest - written).days)} after"


def _named(days: int) -> str:
    steps = zip(pairwise(_EDGES), _NAMES, strict=False)
    return next((name for (_, end), name in steps if days < end), _NAMES[-1])
