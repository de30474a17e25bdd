"""A value is no finer than the words that it was read from.

## What it checks
DATE and TIME whose surface consists of nothing but words that are known: units (века,
десятилетие, год, полугодие, квартал, времена года, месяц, неделя, выходные), names of months,
years, decades such as «1990-е», and what points to them (этот, прошлый, начало, конец). The value
may be as fine as the finest of these: «этого года» a year, «конце октября 2025 года» a month.
With a day, a weekday, a part of day or any other word in the surface, the rule is silent, and so
it is after «через»: «через [год]» may be a day.
Trailing fields that are unknown (`2025-XX`) do not count.

## Why it matters
A day that the text does not name was guessed or looked up. In a release it cannot be told from
one that was read; counts by day and orders of events would rest on it.

## Wrong
```json
{"id": "d10", "start": 2830, "end": 2840, "surface": "этого года",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## Right
```json
{"id": "d10", "start": 2830, "end": 2840, "surface": "этого года",
 "type": "DATE", "value": "2025", "anchor": "dct"}
```

## How to fix
Cut the value to the unit that the help names; «начало», «середина» and «конец» go into `mod`. If
the passage does name the day, let the span take in the words that do.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.calendar_units import NEUTRAL, UNITS
from khronika.lexicon.date_prepositions import AFTER_A_TIME
from khronika.lexicon.months import MONTHS
from khronika.lexicon.number_words import DECADE_ENDINGS, YEAR_ENDINGS
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import either, readable_dates, understand
from khronika.subject import Subject
from khronika.timex import Timex

_ORDER = (
    "century", "decade", "year", "half", "season", "quarter", "month", "week", "weekend", "day",
)  # fmt: skip
_RANK = {unit: rank for rank, unit in enumerate(_ORDER)} | {"quarter": _ORDER.index("season")}
_UNIT_OF = {form: unit for unit, forms in UNITS.items() for form in forms}
_UNIT_OF |= dict.fromkeys(MONTHS, "month")
_WORD = re.compile(r"[^\s,()–—]+")
_DECADE = re.compile(rf"\d{{3}}0-?(?:{either(DECADE_ENDINGS)})")
_YEAR = re.compile(rf"\d{{4}}(?:-?(?:{either(YEAR_ENDINGS)}))?\.?")
_UNKNOWN = re.compile(r"(?:-W?XX|-X)+$")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for _, span, date, timex, surface in readable_dates(subject):
        fault = _fault(date, timex, surface)
        if fault is None or _counted(subject.text, span.start):
            continue
        named, found = fault
        yield problem_at(
            span,
            f"{shortened(date.surface or '')} names nothing finer than a {named}, but `value`, "
            f"`{date.value}`, is a {found}",
            help=_help(timex, named),
            path=(*span.path, "value"),
        )


def _finds_nothing(date: Date) -> bool:
    understood = understand(date)
    return understood is None or _fault(date, *understood) is None


def _fault(date: Date, timex: Timex, surface: str) -> tuple[str, str] | None:
    """Return the finest unit that is named and that of the value, where that is finer still."""
    if date.type not in ("DATE", "TIME") or timex.is_reference:
        return None
    named, found = _named(surface), _granularity(timex)
    if named is None or _RANK.get(found, len(_ORDER)) <= _RANK[named]:
        return None
    return named, found


def _named(surface: str) -> str | None:
    """Return the finest unit in a surface; None if there is a word whose part in it is unknown."""
    units = []
    for found in _WORD.finditer(surface):
        word = found[0].rstrip(".")
        if word in _UNIT_OF:
            units.append(_UNIT_OF[word])
        elif _DECADE.fullmatch(word):
            units.append("decade")
        elif _YEAR.fullmatch(word):
            units.append("year")
        elif word not in NEUTRAL:
            return None
    return max(units, key=lambda unit: _RANK[unit], default=None)


def _counted(text: str | None, start: int) -> bool:
    """Tell whether the date is counted, so that its length is not its precision: «через [год]»."""
    return text is not None and text[max(start - 6, 0) : start].casefold().split() == [AFTER_A_TIME]


def _granularity(timex: Timex) -> str:
    """Return how fine a value is without its unknown fields at the end."""
    cut = _UNKNOWN.search(timex.value)
    if timex.granularity not in ("day", "month", "week") or cut is None:
        return timex.granularity
    known = timex.value[: cut.start()]
    return "year" if len(known) == 4 else "week" if "W" in known else "month"


def _help(timex: Timex, named: str) -> str:
    year, month = timex.value[:4], timex.value[5:7]
    forms = {"century": year[:2], "decade": year[:3], "year": year}
    if month.isdecimal() and "W" not in timex.value:
        number = int(month)
        forms |= {
            "half": f"{year}-H{(number + 5) // 6}",
            "quarter": f"{year}-Q{(number + 2) // 3}",
            "month": f"{year}-{month}",
        }
    earliest = timex.interval.earliest
    if earliest is not None and earliest == timex.interval.latest:
        week = earliest.isocalendar()
        forms |= {
            "week": f"{week.year}-W{week.week:02}",
            "weekend": f"{week.year}-W{week.week:02}-WE",
        }
    if named in forms:
        return f"set `value` to `{forms[named]}`, or let the span take in the words that say more"
    return f"give the {named} alone, or let the span take in the words that say more"


RULE = Rule(
    "K509",
    "overprecise-value",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=spared_by(_finds_nothing),
)
