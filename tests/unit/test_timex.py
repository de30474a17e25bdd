"""TIMEX3 values: what is accepted, what is refused and why, and the days a value denotes."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import doctest
import fnmatch
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika import timex
from khronika.calendar_days import ImpossibleDate, Interval
from khronika.timex import MalformedValue, Timex, parse

NOWHERE = Interval(None, None)
REFERENCES = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")


def interval(text: str | None) -> Interval:
    """Read `first..last`, one day, or None; an end that is `?` cannot be represented."""
    if text is None:
        return NOWHERE
    first, _, last = text.partition("..")
    ends = [
        None if end == "?" else datetime.date.fromisoformat(end) for end in (first, last or first)
    ]
    return Interval(*ends)


# value, granularity, days, EDTF
DATES = [
    # calendar dates
    ("2025", "year", "2025-01-01..2025-12-31", "2025"),
    ("2025-10", "month", "2025-10-01..2025-10-31", "2025-10"),
    ("2025-02", "month", "2025-02-01..2025-02-28", "2025-02"),
    ("2024-02", "month", "2024-02-01..2024-02-29", "2024-02"),
    ("2025-10-24", "day", "2025-10-24", "2025-10-24"),
    ("2024-02-29", "day", "2024-02-29", "2024-02-29"),
    ("2000-02-29", "day", "2000-02-29", "2000-02-29"),
    ("0001-01-01", "day", "0001-01-01", "0001-01-01"),
    ("9999-12-31", "day", "9999-12-31", "9999-12-31"),
    # unknown digits
    ("202X", "year", "2020-01-01..2029-12-31", "202X"),
    ("20XX", "year", "2000-01-01..2099-12-31", "20XX"),
    ("2XXX", "year", "2000-01-01..2999-12-31", "2XXX"),
    ("000X", "year", "0001-01-01..0009-12-31", "000X"),
    ("XXXX", "year", None, "XXXX"),
    ("2025-XX", "month", "2025-01-01..2025-12-31", "2025-XX"),
    ("2025-0X", "month", "2025-01-01..2025-09-30", "2025-0X"),
    ("2025-1X", "month", "2025-10-01..2025-12-31", "2025-1X"),
    ("202X-10", "month", "2020-10-01..2029-10-31", "202X-10"),
    ("XXXX-10", "month", None, "XXXX-10"),
    ("2025-10-XX", "day", "2025-10-01..2025-10-31", "2025-10-XX"),
    ("2025-10-2X", "day", "2025-10-20..2025-10-29", "2025-10-2X"),
    ("2025-10-0X", "day", "2025-10-01..2025-10-09", "2025-10-0X"),
    ("2025-10-3X", "day", "2025-10-30..2025-10-31", "2025-10-3X"),
    ("2025-02-2X", "day", "2025-02-20..2025-02-28", "2025-02-2X"),
    ("2025-XX-24", "day", "2025-01-24..2025-12-24", "2025-XX-24"),
    ("2025-0X-31", "day", "2025-01-31..2025-08-31", "2025-0X-31"),
    ("2025-XX-XX", "day", "2025-01-01..2025-12-31", "2025-XX-XX"),
    ("202X-02-29", "day", "2020-02-29..2028-02-29", "202X-02-29"),
    ("19XX-02-29", "day", "1904-02-29..1996-02-29", "19XX-02-29"),
    ("XXXX-02-29", "day", None, "XXXX-02-29"),
    ("XXXX-10-24", "day", None, "XXXX-10-24"),
    ("XXXX-XX-24", "day", None, "XXXX-XX-24"),
    ("XXXX-XX-XX", "day", None, "XXXX-XX-XX"),
    # decades and centuries
    ("202", "decade", "2020-01-01..2029-12-31", "202X"),
    ("000", "decade", "0001-01-01..0009-12-31", "000X"),
    ("999", "decade", "9990-01-01..9999-12-31", "999X"),
    ("19", "century", "1900-01-01..1999-12-31", "19XX"),
    ("00", "century", "0001-01-01..0099-12-31", "00XX"),
    # weeks
    ("2025-W43", "week", "2025-10-20..2025-10-26", "2025-10-20/2025-10-26"),
    ("2025-W01", "week", "2024-12-30..2025-01-05", "2024-12-30/2025-01-05"),
    ("2026-W53", "week", "2026-12-28..2027-01-03", "2026-12-28/2027-01-03"),
    ("0001-W01", "week", "0001-01-01..0001-01-07", "0001-01-01/0001-01-07"),
    ("2025-WXX", "week", "2024-12-30..2025-12-28", None),
    ("2026-WXX", "week", "2025-12-29..2027-01-03", None),
    ("2025-W4X", "week", "2025-09-29..2025-12-07", None),
    ("2025-W5X", "week", "2025-12-08..2025-12-28", None),
    ("202X-W53", "week", "2020-12-28..2027-01-03", None),
    ("XXXX-W43", "week", None, None),
    ("XXXX-WXX", "week", None, None),
    ("2025-W43-1", "day", "2025-10-20", "2025-10-20"),
    ("2025-W43-5", "day", "2025-10-24", "2025-10-24"),
    ("2025-W43-7", "day", "2025-10-26", "2025-10-26"),
    ("2026-W53-5", "day", "2027-01-01", "2027-01-01"),
    ("2025-W43-X", "day", "2025-10-20..2025-10-26", None),
    ("2025-WXX-5", "day", "2025-01-03..2025-12-26", None),
    ("XXXX-W53-5", "day", None, None),
    ("XXXX-WXX-5", "day", None, None),
    ("2025-W43-WE", "weekend", "2025-10-25..2025-10-26", "2025-10-25/2025-10-26"),
    ("2025-WXX-WE", "weekend", "2025-01-04..2025-12-28", None),
    ("XXXX-WXX-WE", "weekend", None, None),
    # parts of a year
    ("2025-SP", "season", "2025-03-01..2025-05-31", "2025-21"),
    ("2025-SU", "season", "2025-06-01..2025-08-31", "2025-22"),
    ("2025-FA", "season", "2025-09-01..2025-11-30", "2025-23"),
    ("2025-WI", "season", "2025-12-01..2026-02-28", "2025-24"),
    ("2023-WI", "season", "2023-12-01..2024-02-29", "2023-24"),
    ("202X-SU", "season", "2020-06-01..2029-08-31", "202X-22"),
    ("XXXX-SU", "season", None, "XXXX-22"),
    ("2025-Q1", "quarter", "2025-01-01..2025-03-31", "2025-33"),
    ("2025-Q2", "quarter", "2025-04-01..2025-06-30", "2025-34"),
    ("2025-Q3", "quarter", "2025-07-01..2025-09-30", "2025-35"),
    ("2025-Q4", "quarter", "2025-10-01..2025-12-31", "2025-36"),
    ("2025-QX", "quarter", "2025-01-01..2025-12-31", "2025"),
    ("202X-QX", "quarter", "2020-01-01..2029-12-31", "202X"),
    ("XXXX-Q4", "quarter", None, "XXXX-36"),
    ("2025-H1", "half", "2025-01-01..2025-06-30", "2025-40"),
    ("2025-H2", "half", "2025-07-01..2025-12-31", "2025-41"),
    ("2025-HX", "half", "2025-01-01..2025-12-31", "2025"),
    # the end of what datetime.date can hold
    ("9999-WI", "season", "9999-12-01..?", "9999-24"),
    ("9998-WI", "season", "9998-12-01..9999-02-28", "9998-24"),
    ("9999-Q4", "quarter", "9999-10-01..9999-12-31", "9999-36"),
    ("999X-WI", "season", "9990-12-01..?", "999X-24"),
    ("9999-W52", "week", "9999-12-27..?", None),
    ("9999-W52-5", "day", "9999-12-31", "9999-12-31"),
    ("9999-W52-7", "day", "?", None),
    ("9999-W52-WE", "weekend", "?", None),
]

TIMES = [
    ("2025-10-24T09", "hour", "2025-10-24", "2025-10-24"),
    ("2025-10-24T09:00", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T09:00:00", "second", "2025-10-24", "2025-10-24T09:00:00"),
    ("2025-10-24T23:59:59", "second", "2025-10-24", "2025-10-24T23:59:59"),
    ("2025-10-24T09:00:00Z", "second", "2025-10-24", "2025-10-24T09:00:00Z"),
    ("2025-10-24T01:00:00+03:00", "second", "2025-10-24", "2025-10-24T01:00:00+03:00"),
    ("2025-10-24T23:00:00-14:00", "second", "2025-10-24", "2025-10-24T23:00:00-14:00"),
    ("2025-10-24T09:00+05:45", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T09Z", "hour", "2025-10-24", "2025-10-24"),
    ("2025-10-24T00:00", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T24", "hour", "2025-10-24", "2025-10-24"),
    ("2025-10-24T24:00", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T24:00:00", "second", "2025-10-24", "2025-10-24T24:00:00"),
    ("2025-10-24T24:XX", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T2X", "hour", "2025-10-24", "2025-10-24"),
    ("2025-10-24T2X:30", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T09:XX", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24TXX:30", "minute", "2025-10-24", "2025-10-24"),
    ("2025-10-24T09:00:XX", "second", "2025-10-24", "2025-10-24"),
    ("2025-10-24T09:0X:00", "second", "2025-10-24", "2025-10-24"),
    *((f"2025-10-24T{part}", "part-of-day", "2025-10-24", "2025-10-24")
      for part in ("MO", "MI", "AF", "EV", "NI", "DT")),
    ("2025-W43-5T09:00", "minute", "2025-10-24", "2025-10-24"),
    ("2025-W43-5T09:00:00", "second", "2025-10-24", "2025-10-24T09:00:00"),
    ("2025-W43-5TEV", "part-of-day", "2025-10-24", "2025-10-24"),
    ("2025-W43-XT09:00:00", "second", "2025-10-20..2025-10-26", None),
    ("2025-10-XXT09:00:00", "second", "2025-10-01..2025-10-31", "2025-10-XX"),
    ("XXXX-10-24T09:00:00", "second", None, "XXXX-10-24"),
    ("XXXX-XX-XXT09:00", "minute", None, "XXXX-XX-XX"),
    ("XXXX-WXX-5T09:00", "minute", None, None),
    ("XXXX-WXX-5TMO", "part-of-day", None, None),
]  # fmt: skip

DURATIONS = [
    "P3Y", "P1M", "P2W", "P10D", "PT2H", "PT30M", "PT45S", "P0D", "P007D", "P100Y",
    "P1Y6M", "P1Y2M3W4D", "P1W2D", "P1DT12H", "P1Y2M3DT4H5M6S", "PT1H30M", "P1MT1M",
    "P2DE", "P1CE", "P2Q", "P1WE",
    "PXM", "PXY", "PXW", "PXD", "PTXM", "PTXH", "PXDE", "PXQ", "P1YXM", "PXDTXH",
    "P1.5Y", "P0.5D", "PT1.5H", "P1Y1.5M", "P1DT1.5H", "P1.5CE",
]  # fmt: skip

REPEATED = [
    ("XXXX-WXX-5", "day"),
    ("XXXX-WXX-WE", "weekend"),
    ("XXXX-WXX", "week"),
    ("XXXX-XX-XX", "day"),
    ("XXXX-12-31", "day"),
    ("XXXX-XX-01", "day"),
    ("XXXX-SU", "season"),
    ("XXXX-QX", "quarter"),
    ("XXXX", "year"),
    ("2025-WXX-5", "day"),
    ("2025-10-24", "day"),
    ("XXXX-XX-XXT09:00", "minute"),
    ("XXXX-XX-XXT09:00:00", "second"),
    ("XXXX-WXX-5TEV", "part-of-day"),
    ("P1M", "duration"),
    ("P1D", "duration"),
    ("P1WE", "duration"),
    ("PXM", "duration"),
]

VALID = [
    *(("DATE", row[0]) for row in DATES),
    *(("TIME", row[0]) for row in TIMES),
    *(("DURATION", value) for value in DURATIONS),
    *(("SET", row[0]) for row in REPEATED),
    *((timex_type, value) for timex_type in ("DATE", "TIME") for value in REFERENCES),
]

MALFORMED = [
    *((timex_type, value) for timex_type in ("DATE", "TIME", "DURATION", "SET") for value in (
        "", " ", "X", "2", "октябрь 2025", "24.10.2025", "2025/10/24", "NOW_REF", "PAST_REF ",
        "past_ref", "PAST_REFX", "None", "P", "PT", "P1", "P1YT", "p1y", "P-1Y", "-P1Y", "P1,5Y",
        "P1M1Y", "PT1M1H", "P1Y1Y", "P1H", "PXXM", "P1XM", "P.5Y", "P1.Y", "P1.5Y6M", "P1.5DT1H",
        "P1D1H", "P1DE2Y", "PT1DE", "P1Y2", "P１Y",
    )),
    *((timex_type, value) for timex_type in ("DATE", "SET") for value in (
        "20251024", "2025-1", "2025-1-1", "2025-10-", "2025-10-2", "2025-10-240", "25-10-24",
        "20255", "-2025", "+2025", "2025-297", "2X25", "X025", "2025-X0", "2025-10-X4", "20X",
        "1X", "xxxx-10-24", "2025-10-24 ", "2025-w43", "2025W43", "2025-W4", "2025-W43-",
        "2025-W43-WD", "2025-W43-12", "2025-WX3", "2025-su", "2025-WN", "2025-SUM",
        "2025-SX", "2025-Q", "2025-Q44", "2025-4Q", "2025-H", "202-SU", "20-W01", "2025-10-SU",
        "BC0044", "٢٠٢٥", "2025-10-２４", "२०२५-10-24",
    )),
    *((timex_type, value) for timex_type in ("TIME", "SET") for value in (
        "2025-10-24T", "2025-10-24T9", "2025-10-24T9:00", "2025-10-24T0900", "2025-10-24T09:0",
        "2025-10-24T09:00:0", "2025-10-24T09:00:00.5", "2025-10-24 09:00", "2025-10-24t09:00",
        "2025-10-24T09:00z", "2025-10-24T09:00+3", "2025-10-24T09:00+03", "2025-10-24T09:00+0300",
        "2025-10-24T09:00+XX:00", "2025-10-24TX9", "2025-10-24TMOZ", "2025-10-24TMN", "T09:00",
        "TEV", "2025-10T09:00", "2025T09:00", "202TMO", "2025-W43T09:00", "2025-W43-WET09:00",
        "2025-SUT09:00", "2025-10-24T09:00T10:00", "2025-10-24T٠٩:00",
    )),
    # right for another type
    ("DATE", "2025-10-24T09:00"), ("DATE", "P3Y"),
    ("TIME", "2025-10-24"), ("TIME", "2025"), ("TIME", "PT2H"),
    ("DURATION", "2025"), ("DURATION", "2025-10-24T09:00"),
    *((timex_type, value) for timex_type in ("DURATION", "SET") for value in REFERENCES),
]  # fmt: skip

# type, value, what the message must say
IMPOSSIBLE = [
    ("DATE", "0000", "year 0000 does not exist: years run from 0001 to 9999"),
    ("DATE", "0000-01-01", "year 0000 does not exist: years run from 0001 to 9999"),
    ("DATE", "2025-13", "month 13 does not exist: a year has 12 months, 01 to 12"),
    ("DATE", "2025-43", "month 43 does not exist: a year has 12 months, 01 to 12"),
    ("DATE", "2025-00", "month 00 does not exist: a year has 12 months, 01 to 12"),
    ("DATE", "2025-2X", "month 2X does not exist: a year has 12 months, 01 to 12"),
    ("DATE", "XXXX-13-01", "month 13 does not exist: a year has 12 months, 01 to 12"),
    ("DATE", "2025-02-30", "day 30 does not exist: February 2025 has 28 days, 01 to 28"),
    ("DATE", "2025-02-29", "day 29 does not exist: February 2025 has 28 days, 01 to 28"),
    ("DATE", "1900-02-29", "day 29 does not exist: February 1900 has 28 days, 01 to 28"),
    ("DATE", "2024-02-30", "day 30 does not exist: February 2024 has 29 days, 01 to 29"),
    ("DATE", "2025-02-3X", "day 3X does not exist: February 2025 has 28 days, 01 to 28"),
    ("DATE", "XXXX-02-30", "day 30 does not exist: February has at most 29 days, 01 to 29"),
    ("DATE", "202X-02-30", "day 30 does not exist: February has at most 29 days, 01 to 29"),
    ("DATE", "2025-04-31", "day 31 does not exist: April 2025 has 30 days, 01 to 30"),
    ("DATE", "XXXX-04-31", "day 31 does not exist: April has 30 days, 01 to 30"),
    ("DATE", "2025-10-00", "day 00 does not exist: October 2025 has 31 days, 01 to 31"),
    ("DATE", "2025-12-32", "day 32 does not exist: December 2025 has 31 days, 01 to 31"),
    ("DATE", "2025-10-4X", "day 4X does not exist: October 2025 has 31 days, 01 to 31"),
    ("DATE", "0005-01-32", "day 32 does not exist: January 0005 has 31 days, 01 to 31"),
    ("DATE", "2025-XX-32", "day 32 does not exist: a month has at most 31 days, 01 to 31"),
    ("DATE", "2025-W53", "week 53 does not exist: 2025 has 52 ISO weeks, 01 to 52"),
    ("DATE", "2025-W53-5", "week 53 does not exist: 2025 has 52 ISO weeks, 01 to 52"),
    ("DATE", "2026-W54", "week 54 does not exist: 2026 has 53 ISO weeks, 01 to 53"),
    ("DATE", "2025-W00", "week 00 does not exist: 2025 has 52 ISO weeks, 01 to 52"),
    ("DATE", "2025-W6X", "week 6X does not exist: 2025 has 52 ISO weeks, 01 to 52"),
    ("DATE", "XXXX-W54", "week 54 does not exist: a year has 52 or 53 ISO weeks, 01 to 53"),
    ("DATE", "2025-W43-0", "weekday 0 does not exist: weekdays run from 1 (Monday) to 7 (Sunday)"),
    ("DATE", "2025-W43-8", "weekday 8 does not exist: weekdays run from 1 (Monday) to 7 (Sunday)"),
    ("DATE", "2025-Q0", "quarter 0 does not exist: a year has quarters 1 to 4"),
    ("DATE", "2025-Q5", "quarter 5 does not exist: a year has quarters 1 to 4"),
    ("DATE", "XXXX-Q5", "quarter 5 does not exist: a year has quarters 1 to 4"),
    ("DATE", "2025-H0", "half 0 does not exist: a year has halves 1 and 2"),
    ("DATE", "2025-H3", "half 3 does not exist: a year has halves 1 and 2"),
    ("TIME", "2025-10-24T25", "hour 25 does not exist: hours run from 00 to 23, and 24:00 ends"),
    ("TIME", "2025-10-24T3X", "hour 3X does not exist: hours run from 00 to 23, and 24:00 ends"),
    ("TIME", "2025-10-24T24:01", "minute 01 does not exist: after hour 24 the minute is 00"),
    ("TIME", "2025-10-24T24:3X", "minute 3X does not exist: after hour 24 the minute is 00"),
    ("TIME", "2025-10-24T24:00:01", "second 01 does not exist: after hour 24 the second is 00"),
    ("TIME", "2025-10-24T09:60", "minute 60 does not exist: minutes run from 00 to 59"),
    ("TIME", "2025-10-24T09:6X", "minute 6X does not exist: minutes run from 00 to 59"),
    ("TIME", "2025-10-24T23:59:60", "second 60 does not exist: seconds run from 00 to 59"),
    ("TIME", "2025-10-24T09+14:01", "UTC offset +14:01 does not exist: offsets run from -14:00"),
    ("TIME", "2025-10-24T09-15:00", "UTC offset -15:00 does not exist: offsets run from -14:00"),
    ("TIME", "2025-10-24T09+03:60", "UTC offset +03:60 does not exist: offsets run from -14:00"),
    ("TIME", "2025-10-24T09-00:00", "UTC offset -00:00 does not exist: UTC is Z or +00:00"),
    ("TIME", "2025-02-30T09:00", "day 30 does not exist: February 2025 has 28 days"),
    ("TIME", "2025-02-30TMO", "day 30 does not exist: February 2025 has 28 days"),
    ("TIME", "2025-W53-5T09:00", "week 53 does not exist: 2025 has 52 ISO weeks"),
    ("TIME", "2025-W43-8TEV", "weekday 8 does not exist"),
    ("SET", "XXXX-13-01", "month 13 does not exist"),
    ("SET", "XXXX-WXX-8", "weekday 8 does not exist"),
    ("SET", "XXXX-XX-XXT25:00", "hour 25 does not exist"),
]


# --- Accepted ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "granularity", "days", "edtf"), DATES)
def test_date(value: str, granularity: str, days: str | None, edtf: str | None) -> None:
    date = parse(value, "DATE")
    assert (date.type, date.value) == ("DATE", value)
    assert (date.granularity, date.interval, date.edtf) == (granularity, interval(days), edtf)


@pytest.mark.parametrize(("value", "granularity", "days", "edtf"), TIMES)
def test_time(value: str, granularity: str, days: str | None, edtf: str | None) -> None:
    time = parse(value, "TIME")
    assert (time.type, time.value) == ("TIME", value)
    assert (time.granularity, time.interval, time.edtf) == (granularity, interval(days), edtf)


@pytest.mark.parametrize("value", DURATIONS)
def test_a_duration_has_neither_days_nor_edtf(value: str) -> None:
    duration = parse(value, "DURATION")
    assert duration.granularity == "duration"
    assert (duration.interval, duration.edtf, duration.has_year) == (NOWHERE, None, False)


@pytest.mark.parametrize(("value", "granularity"), REPEATED)
def test_a_set_has_neither_days_nor_edtf(value: str, granularity: str) -> None:
    repeated = parse(value, "SET")
    assert (repeated.type, repeated.granularity) == ("SET", granularity)
    assert (repeated.interval, repeated.edtf) == (NOWHERE, None)


@pytest.mark.parametrize("value", [row[0] for row in DATES + TIMES] + DURATIONS)
def test_a_set_takes_every_form_of_the_other_types(value: str) -> None:
    assert parse(value, "SET").value == value


@pytest.mark.parametrize("timex_type", ["DATE", "TIME"])
@pytest.mark.parametrize("value", REFERENCES)
def test_a_reference_says_nothing_about_the_calendar(value: str, timex_type: str) -> None:
    reference = parse(value, timex_type)
    assert reference.is_reference
    assert reference.granularity == "reference"
    assert (reference.interval, reference.edtf, reference.has_year) == (NOWHERE, None, False)


@pytest.mark.parametrize(
    ("timex_type", "value"), [pair for pair in VALID if pair[1] not in REFERENCES]
)
def test_nothing_else_is_a_reference(timex_type: str, value: str) -> None:
    assert not parse(value, timex_type).is_reference


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025", True), ("2025-10-24", True), ("2025-W43-5", True), ("2025-SU", True),
        ("2025-Q4", True), ("202", True), ("19", True), ("202X", True), ("20XX-10", True),
        ("2XXX", True), ("XXXX", False), ("XXXX-10-24", False), ("XXXX-WXX-5", False),
        ("XXXX-SU", False), ("XXXX-Q4", False), ("PAST_REF", False),
    ],
)  # fmt: skip
def test_a_date_has_a_year_when_it_fixes_a_digit_of_it(value: str, expected: bool) -> None:
    assert parse(value, "DATE").has_year is expected


@pytest.mark.parametrize(
    ("value", "timex_type", "expected"),
    [
        ("2025-10-24T09:00", "TIME", True),
        ("XXXX-XX-XXT09:00", "TIME", False),
        ("2025-WXX-5", "SET", True),
        ("XXXX-WXX-5", "SET", False),
    ],
)
def test_times_and_sets_have_a_year_too(value: str, timex_type: str, expected: bool) -> None:
    assert parse(value, timex_type).has_year is expected


@pytest.mark.parametrize(
    ("surface", "timex_type", "value", "days"),
    [
        ("9 октября", "DATE", "2025-10-09", "2025-10-09"),
        ("этого года", "DATE", "2025", "2025-01-01..2025-12-31"),
        ("прошлом месяце", "DATE", "2025-09", "2025-09-01..2025-09-30"),
        ("сейчас", "DATE", "PRESENT_REF", None),
        ("не так давно", "DATE", "PAST_REF", None),
        ("последних нескольких месяцев", "DURATION", "PXM", None),
        ("конце октября", "DATE", "2025-10", "2025-10-01..2025-10-31"),
        ("около трёх лет", "DURATION", "P3Y", None),
        ("каждую пятницу", "SET", "XXXX-WXX-5", None),
        ("дважды в месяц", "SET", "P1M", None),
        ("2030 году", "DATE", "2030", "2030-01-01..2030-12-31"),
        ("не позднее 1 мая", "DATE", "2026-05-01", "2026-05-01"),
        ("прошлой зимой", "DATE", "2024-WI", "2024-12-01..2025-02-28"),
        ("девяностые", "DATE", "199", "1990-01-01..1999-12-31"),
    ],
)
def test_values_of_russian_news(
    surface: str, timex_type: str, value: str, days: str | None
) -> None:
    assert parse(value, timex_type).interval == interval(days), surface


def test_a_timex_cannot_be_changed() -> None:
    date: Any = parse("2025-10-24", "DATE")
    with pytest.raises(dataclasses.FrozenInstanceError):
        date.value = "2025-10-25"


def test_equal_values_of_different_types_differ() -> None:
    assert parse("2025-10-24", "DATE") == parse("2025-10-24", "DATE")
    assert parse("2025-10-24", "DATE") != parse("2025-10-24", "SET")


def test_a_timex_shows_only_what_was_written() -> None:
    assert repr(parse("2025-W43", "DATE")) == "Timex(type='DATE', value='2025-W43')"


# --- Refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("timex_type", "value"), MALFORMED)
def test_malformed(timex_type: str, value: str) -> None:
    with pytest.raises(MalformedValue) as refused:
        parse(value, timex_type)
    message = str(refused.value)
    assert message.startswith(f"a {timex_type} value is ")
    assert f"found {value!r}" in message


@pytest.mark.parametrize(("timex_type", "value", "message"), IMPOSSIBLE)
def test_impossible(timex_type: str, value: str, message: str) -> None:
    with pytest.raises(ImpossibleDate) as refused:
        parse(value, timex_type)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    "around",
    ["{}\n", "\n{}", " {}", "{} ", "{}\r", "{}\x00", "{}\u200b", "\ufeff{}", "{};", "{}/{}"],
)
def test_nothing_slips_in_around_a_value(around: str) -> None:
    for timex_type, value in VALID:
        with pytest.raises(MalformedValue):
            parse(around.format(value, value), timex_type)


@pytest.mark.parametrize(
    ("value", "timex_type", "example"),
    [
        ("?", "DATE", "`2025-10-24`"),
        ("?", "TIME", "`2025-10-24T09:00`"),
        ("?", "DURATION", "`P3Y`"),
        ("?", "SET", "`XXXX-WXX-5`"),
    ],
)
def test_a_refusal_shows_an_example_of_the_type(value: str, timex_type: str, example: str) -> None:
    with pytest.raises(MalformedValue, match=example):
        parse(value, timex_type)


@pytest.mark.parametrize(
    ("value", "timex_type", "right"),
    [
        ("P3Y", "DATE", "DURATION"),
        ("2025-10-24T09:00", "DATE", "TIME"),
        ("2025-10-24", "TIME", "DATE"),
        ("XXXX-WXX-5", "DURATION", "DATE"),
        ("PAST_REF", "SET", "DATE"),
    ],
)
def test_a_refusal_names_the_type_that_fits(value: str, timex_type: str, right: str) -> None:
    with pytest.raises(MalformedValue) as refused:
        parse(value, timex_type)
    assert str(refused.value).endswith(f"found {value!r}, which is a {right} value")


def test_a_refusal_escapes_and_shortens_what_it_found() -> None:
    with pytest.raises(MalformedValue) as refused:
        parse("\x1b[31m\n" + "9" * 10_000, "DATE")
    assert "\\x1b[31m\\n99" in str(refused.value)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize("timex_type", ["", "date", "DATES", "FREQUENCY", "Дата"])
def test_an_unknown_type_is_neither_malformed_nor_impossible(timex_type: str) -> None:
    with pytest.raises(ValueError, match="expected DATE, TIME, DURATION, SET") as refused:
        parse("2025", timex_type)
    assert not isinstance(refused.value, MalformedValue | ImpossibleDate)


# --- Properties ----------------------------------------------------------------------------------


def masked(digits: str, unknown: int) -> str:
    return digits[: len(digits) - unknown] + "X" * unknown


def days_of_decade(year: int) -> list[datetime.date]:
    """Every day from a year before the decade to a year after it, for ISO years overlap."""
    first = datetime.date(max(year // 10 * 10 - 1, 1), 1, 1).toordinal()
    last = datetime.date(min(year // 10 * 10 + 10, 9999), 12, 31).toordinal()
    return [datetime.date.fromordinal(ordinal) for ordinal in range(first, last + 1)]


@given(st.dates())
def test_every_real_day_denotes_itself(day: datetime.date) -> None:
    date = parse(day.isoformat(), "DATE")
    assert date.interval == Interval(day, day)
    assert date.edtf == date.value == day.isoformat()


@given(st.dates())
def test_every_real_week_date_denotes_its_day(day: datetime.date) -> None:
    iso = day.isocalendar()
    date = parse(f"{iso.year:04}-W{iso.week:02}-{iso.weekday}", "DATE")
    assert date.interval == Interval(day, day)
    assert date.edtf == day.isoformat()


@given(st.datetimes(), st.sampled_from(["", "Z", "+03:00", "-09:30"]))
def test_every_real_second_is_its_own_edtf(moment: datetime.datetime, zone: str) -> None:
    value = moment.replace(microsecond=0).isoformat() + zone
    time = parse(value, "TIME")
    assert time.edtf == value
    assert time.interval == Interval(moment.date(), moment.date())


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
def test_a_day_is_possible_exactly_when_datetime_has_it(year: int, month: int, day: int) -> None:
    value = f"{year:04}-{month:02}-{day:02}"
    try:
        datetime.date(year, month, day)
    except ValueError:
        with pytest.raises(ImpossibleDate):
            parse(value, "DATE")
    else:
        assert parse(value, "DATE").value == value


@settings(deadline=None)
@given(st.dates(), st.integers(0, 1), st.integers(0, 2), st.integers(0, 2))
def test_an_unknown_digit_means_every_real_day_that_fits(
    day: datetime.date, in_year: int, in_month: int, in_day: int
) -> None:
    year, month, number = day.isoformat().split("-")
    value = f"{masked(year, in_year)}-{masked(month, in_month)}-{masked(number, in_day)}"
    shape = value.replace("X", "?")
    fitting = [d for d in days_of_decade(day.year) if fnmatch.fnmatchcase(d.isoformat(), shape)]
    date = parse(value, "DATE")
    assert date.interval == Interval(fitting[0], fitting[-1])
    assert date.edtf == value


@settings(deadline=None)
@given(
    st.dates(max_value=datetime.date(9989, 1, 1)),  # after it, some ends cannot be represented
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, 1),
)
def test_an_unknown_digit_of_a_week_date_means_every_day_that_fits(
    day: datetime.date, in_year: int, in_week: int, in_weekday: int
) -> None:
    def written(other: datetime.date) -> str:
        iso = other.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}-{iso.weekday}"

    year, week, weekday = written(day).split("-")
    value = f"{masked(year, in_year)}-W{masked(week[1:], in_week)}-{masked(weekday, in_weekday)}"
    shape = value.replace("X", "?")
    decade = days_of_decade(day.isocalendar().year)
    fitting = [other for other in decade if fnmatch.fnmatchcase(written(other), shape)]
    assert parse(value, "DATE").interval == Interval(fitting[0], fitting[-1])


def test_29_february_is_found_in_every_decade_and_century() -> None:
    for century in range(100):
        leap = [y for y in range(max(century * 100, 1), century * 100 + 100) if calendar.isleap(y)]
        found = parse(f"{century:02}XX-02-29", "DATE").interval
        assert found == Interval(datetime.date(leap[0], 2, 29), datetime.date(leap[-1], 2, 29))
    for decade in range(1000):
        leap = [y for y in range(max(decade * 10, 1), decade * 10 + 10) if calendar.isleap(y)]
        found = parse(f"{decade:03}X-02-29", "DATE").interval
        assert found == Interval(datetime.date(leap[0], 2, 29), datetime.date(leap[-1], 2, 29))


def test_week_53_is_found_in_every_decade() -> None:
    for decade in range(1000):
        long = [
            year
            for year in range(max(decade * 10, 1), decade * 10 + 10)
            if datetime.date(year, 12, 31).isocalendar().week == 53
        ]
        found = parse(f"{decade:03}X-W53-1", "DATE").interval
        mondays = [datetime.date.fromisocalendar(year, 53, 1) for year in (long[0], long[-1])]
        assert found == Interval(*mondays)


@pytest.mark.parametrize("year", [1, 1899, 1900, 2000, 2024, 2025, 2026, 9998])
@pytest.mark.parametrize("unit", [4, 2])
def test_quarters_and_halves_tile_the_year(year: int, unit: int) -> None:
    letter = "Q" if unit == 4 else "H"
    parts = [parse(f"{year:04}-{letter}{n}", "DATE").interval for n in range(1, unit + 1)]
    check_tiling(parts)
    assert (parts[0].earliest, parts[-1].latest) == parse(f"{year:04}", "DATE").interval


@pytest.mark.parametrize("year", [1, 1899, 1903, 2000, 2024, 2025, 9997])
def test_seasons_follow_each_other_without_a_gap(year: int) -> None:
    seasons = [f"{year:04}-{season}" for season in ("SP", "SU", "FA", "WI")]
    check_tiling([parse(value, "DATE").interval for value in (*seasons, f"{year + 1:04}-SP")])


def check_tiling(intervals: list[Interval]) -> None:
    for before, after in itertools.pairwise(intervals):
        assert before.latest is not None
        assert before.latest + datetime.timedelta(days=1) == after.earliest


TYPES = st.sampled_from(["DATE", "TIME", "DURATION", "SET"])
# Text that is close to a value: pieces of values in any order, and values with one slip.
PIECES = st.sampled_from([*"0123456789X-WQHPTYMDS:.+Z\n", "SU", "WE", "DE", "_REF", "PAST", "2025"])
SLIPS = st.builds(
    lambda pair, at, slip: pair[1][:at] + slip + pair[1][at + 1 :],
    st.sampled_from(VALID),
    st.integers(0, 20),
    st.one_of(st.just(""), st.characters(), st.sampled_from("0123456789X")),
)


@settings(deadline=None, max_examples=examples(500))
@given(st.one_of(st.text(), st.lists(PIECES).map("".join), SLIPS), TYPES)
def test_any_text_gives_a_timex_or_one_of_the_two_errors(value: str, timex_type: str) -> None:
    try:
        found = parse(value, timex_type)
    except (MalformedValue, ImpossibleDate) as error:
        assert str(error)
    else:
        check_consistent(found)
        assert (found.value, found.type) == (value, timex_type)


@pytest.mark.parametrize(("timex_type", "value"), VALID)
def test_what_a_value_says_is_consistent(timex_type: str, value: str) -> None:
    check_consistent(parse(value, timex_type))


def check_consistent(found: Timex) -> None:
    earliest, latest = found.interval
    if earliest is not None and latest is not None:
        assert earliest <= latest
    if earliest is None:
        assert latest is None
    if earliest is not None:
        assert found.has_year
        assert found.type in ("DATE", "TIME")
    if found.type in ("DURATION", "SET") or found.is_reference:
        assert (found.interval, found.edtf) == (NOWHERE, None)
    assert found.value.isascii()


# --- Documentation -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", timex.__all__)
def test_every_public_name_has_an_example_that_works(name: str) -> None:
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(getattr(timex, name), name, module=timex)
    result = doctest.DocTestRunner().run(example)
    assert result.attempted > 0
    assert result.failed == 0
