"""A date says what it was computed from, exactly when it was computed.

## What it checks
DATE and TIME need an `anchor` if their value is a reference (`PAST_REF`, `PRESENT_REF`,
`FUTURE_REF`) or has a year that the surface does not name. The surface names the year with its
four digits («2025», «2020-х»), with two where they can be nothing else («24.10.25», «98 года»),
with words («девяностых», «две тысячи пятом») or, for a century, with its number («XX века»). The
day of «25-го» is not a year.

The other way round, a date whose surface has the very four digits of its year was not computed
from the creation time: it has no `anchor` `dct`. An anchor to another date may stand («через два
года после 2020-го»).

Nothing refers to the creation time (`dct`) of an article where that is unknown, neither `anchor`
nor `begin` nor `end_point`. There, a reference needs no anchor.

## Why it matters
An anchored value is only as good as what it was computed from. When the creation time of an
article is corrected, the anchors say which values must be looked at again, and which need not.

## Wrong
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01"}
```

## Right
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01", "anchor": "dct"}
```

## How to fix
Set `anchor` to `dct` if the value follows from the day of publication, or to the id of the date
it is counted from («неделю спустя»). If nothing says which year is meant, write `XXXX` for it.
"""

import re
from collections.abc import Iterator
from typing import Literal

from khronika.calendar_days import ImpossibleDate
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.letters import ROMAN, SMALL
from khronika.lexicon.number_words import (
    AGO,
    CENTURIES,
    COARSE_COUNTED,
    THOUSANDS_OF_YEARS,
    THOUSANDTH,
    YEAR,
    YEAR_GENITIVE,
    YEAR_SHORT,
)
from khronika.lexicon.numerals import DECADE_ENDINGS, DECADE_STEMS, LAST_ORDINALS
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import either
from khronika.spans import RoleSpan
from khronika.subject import Subject
from khronika.timex import MalformedValue, Timex, parse

_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_TWO_DIGITS = re.compile(  # but «25 месяцев» counts
    rf"(?<![0-9])[0-9]{{2}}(?![0-9])(?!\s*(?:{either(COARSE_COUNTED)}))"
)
# What has no day and no week in it has no number of two digits but that of the year.
_COARSE = ("decade", "year", "half", "quarter", "season", "month")
_ENDING = f"(?:-?[{SMALL}]{{1,3}})?"
_SHORT_YEARS = (
    re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1(?P<year>[0-9]{2})(?![0-9])"),  # 24.10.25
    re.compile(
        rf"(?<![0-9])(?P<year>[0-9]{{2}}){_ENDING}\s*"
        rf"(?:(?!{YEAR_GENITIVE}\s+{AGO}){YEAR}|{YEAR_SHORT}{{1,2}}\b)"
    ),
    re.compile(r"['’](?P<year>[0-9]{2})(?![0-9])"),
)
_ORDINAL = rf"(?:{either(LAST_ORDINALS)})[{SMALL}]*"
# две тысячи пятом, тысяча девятьсот девяносто пятом, двухтысячном; not тысячи дней
_YEAR_IN_WORDS = re.compile(
    rf"{THOUSANDTH}|(?:{either(THOUSANDS_OF_YEARS)})\s+(?:[{SMALL}]+\s+){{0,2}}{_ORDINAL}"
    rf"|{_ORDINAL}\s+{YEAR}"
)
_DECADE_IN_WORDS = re.compile(  # шестидесятые too
    rf"(?:{either(DECADE_STEMS)})(?:{either(DECADE_ENDINGS)})\b"
)
# XX век, also with the Cyrillic Х; 21-й век; двадцатый век
_CENTURY = re.compile(
    rf"\b[{''.join(ROMAN)}]+\b|[0-9]{_ENDING}\s*(?:{either(CENTURIES)})"
    rf"|{_ORDINAL}\s+(?:{either(CENTURIES)})"
)


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:
    return not _is_unknown(subject) and _by_kind(subject, corpus)


def _is_unknown(subject: Subject) -> bool:
    return subject.article is not None and subject.article.dct.status == "unknown"


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    is_unknown = _is_unknown(subject)
    for layer in subject.of("dates"):
        for span, date in zip(layer.spans(), layer.record.annotations, strict=True):
            if is_unknown:
                yield from _to_unknown(span, date)
            yield from _anchor(subject, span, date, is_unknown)


def _to_unknown(span: RoleSpan, date: Date) -> Iterator[Problem]:
    for field in ("anchor", "begin", "end_point"):
        if getattr(date, field) == "dct":
            yield problem_at(
                span,
                f"`{field}` is `dct`, but the article's `dct` is unknown",
                help="refer to another date or to none, and write `XXXX` for a year that nothing "
                "names; or find out when the article was written, and state that in the article",
                path=(*span.path, field),
            )


def _anchor(subject: Subject, span: RoleSpan, date: Date, is_unknown: bool) -> Iterator[Problem]:
    match _fault(date):
        case "relative" if not is_unknown:
            yield problem_at(
                span,
                f"`{date.value}` is relative, but nothing says to what: there is no `anchor`",
                help="set `anchor` to `dct`, or to the id of the date it is relative to",
            )
        case "year unnamed" if subject.is_sound(span):
            yield _unnamed(span, date, is_unknown)
        case "year named" if subject.is_sound(span) and not is_unknown:
            yield problem_at(
                span,
                f"`anchor` is `dct`, but {shortened(date.surface or '')} names the year "
                f"{_year(date)} itself",
                help="remove `anchor`: it is for values that were computed from another date",
                path=(*span.path, "anchor"),
            )


def _unnamed(span: RoleSpan, date: Date, is_unknown: bool) -> Problem:
    granularity = date.timex.granularity
    unit = granularity if granularity in ("decade", "century") else "year"
    return problem_at(
        span,
        f"{shortened(date.surface or '')} does not name the {unit} of its value, "
        f"`{date.value}`, and there is no `anchor` that it could follow from",
        help="set `anchor` to the id of the date it is counted from, or write `XXXX` for the year"
        if is_unknown
        else "set `anchor` to `dct`, or to the id of the date it is counted from",
    )


def _finds_nothing(date: Date) -> bool:
    return _fault(date) is None


def _fault(date: Date) -> Literal["relative", "year unnamed", "year named"] | None:
    """Tell what is wrong with a date that is where it says it is, in an article with a `dct`."""
    timex = _timex(date)
    if timex is None or date.type not in ("DATE", "TIME"):
        return None
    if timex.is_reference:
        return "relative" if date.anchor is None else None
    if not timex.has_year or date.surface is None:
        return None
    if date.anchor is None:
        is_named = _names(date.surface.casefold(), _year(date), timex)
        return None if is_named else "year unnamed"
    is_named = date.anchor == "dct" and _year(date) in _YEAR.findall(date.surface)
    return "year named" if is_named else None


def _year(date: Date) -> str:
    return date.value.partition("-")[0]


def _timex(date: Date) -> Timex | None:
    try:
        return parse(date.value, date.type)
    except (MalformedValue, ImpossibleDate):
        return None  # K501, K502


def _names(surface: str, year: str, timex: Timex) -> bool:
    """Tell whether a case-folded `surface` names the `year` of a value, or its decade or century.

    Of a year with unknown digits, only the known ones count; a decade has three, a century two.
    """
    known = year.rstrip("X")
    if any(found.startswith(known) for found in _YEAR.findall(surface)):
        return True
    short = [match["year"] for pattern in _SHORT_YEARS for match in pattern.finditer(surface)]
    if timex.granularity in _COARSE:
        short += _TWO_DIGITS.findall(surface)
    if len(known) > 2 and any(found.startswith(known[2:]) for found in short):
        return True
    in_words = [_YEAR_IN_WORDS]
    if len(known) == 3:
        in_words.append(_DECADE_IN_WORDS)
    if len(known) == 2:
        in_words.append(_CENTURY)
    return any(pattern.search(surface) for pattern in in_words)


_by_kind = spared_by(_finds_nothing)

RULE = Rule(
    "K508", "unanchored-relative", Severity.ERROR, __doc__, document=_document, spares=_spares
)
