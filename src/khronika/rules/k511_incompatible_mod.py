"""The `mod` of a date fits its type, and a date whose words ask for one has it.

## What it checks
By type: BEFORE, AFTER, ON_OR_BEFORE and ON_OR_AFTER are for a point of time (DATE, TIME),
LESS_THAN, MORE_THAN, EQUAL_OR_LESS and EQUAL_OR_MORE for a length (DURATION); a SET takes those of
what recurs. START, MID, END and APPROX are for every type.

By the surface:

| words | `mod` of a point | `mod` of a length |
|---|---|---|
| около, примерно, приблизительно, порядка | APPROX | APPROX |
| почти | APPROX or BEFORE | APPROX or LESS_THAN |
| более, больше, свыше, с лишним | AFTER | MORE_THAN |
| менее, меньше | BEFORE | LESS_THAN |
| не более, максимум, не позднее | ON_OR_BEFORE | EQUAL_OR_LESS |
| не менее, как минимум, не ранее | ON_OR_AFTER | EQUAL_OR_MORE |
| начало, середина, конец (of a month, a year, …) | START, MID, END | |

Counted back from a day, a bound of a point turns round: «более двух лет назад» is BEFORE.
«Более» before an adjective («более поздний срок») bounds nothing, «конец недели» may be the
weekend of its own value (`2025-W43-WE`), and «начало десятого» is a time of day.

## Why it matters
`P3Y` alone says three years to the day. Without its `mod`, a date claims more than the article
does, and one with a `mod` of another type cannot be read at all.

## Wrong
```json
{"id": "d2", "start": 191, "end": 205, "surface": "около трёх лет",
 "type": "DURATION", "value": "P3Y"}
```

## Right
```json
{"id": "d2", "start": 191, "end": 205, "surface": "около трёх лет",
 "type": "DURATION", "value": "P3Y", "mod": "APPROX"}
```

## How to fix
Set the `mod` that the help names. If the word belongs to something else, leave it outside the
span.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.lexicon.calendar_units import NEUTRAL, UNITS
from khronika.lexicon.date_prepositions import BACKWARDS
from khronika.lexicon.letters import ROMAN
from khronika.lexicon.modifiers import BOUNDS, COMPARATIVES, PARTS, VERY
from khronika.lexicon.months import MONTHS
from khronika.model import Date
from khronika.rules.alike import spared_by
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import either, read, readable_dates, understand
from khronika.spans import RoleSpan
from khronika.subject import Subject
from khronika.timex import Timex

_OF_POINTS = ("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER")
_OF_LENGTHS = ("LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE")
# The same bound, of the other kind.
_TWINS = {
    "BEFORE": "LESS_THAN",
    "AFTER": "MORE_THAN",
    "ON_OR_BEFORE": "EQUAL_OR_LESS",
    "ON_OR_AFTER": "EQUAL_OR_MORE",
}
_TWINS |= {length: point for point, length in _TWINS.items()}
_MIRRORED = {
    "BEFORE": "AFTER",
    "AFTER": "BEFORE",
    "ON_OR_BEFORE": "ON_OR_AFTER",
    "ON_OR_AFTER": "ON_OR_BEFORE",
}
_BOUND = re.compile(rf"(?<![\w-])(?!{either(COMPARATIVES)})({either(BOUNDS)})\b")
_WHOLES = [form for unit, forms in UNITS.items() if unit != "weekend" for form in forms]
_UNIT = rf"(?:(?:{either([*MONTHS, *_WHOLES])})\b|\d{{3,4}}|\d0-|[{''.join(ROMAN)}]+\b)"
_DETERMINER = rf"(?:(?:{either(NEUTRAL)})\s)?"
_PART = re.compile(rf"(?:{VERY}\w+\s)?({either(PARTS)})\s{_DETERMINER}{_UNIT}")
_ANY_PART = re.compile(rf"\b(?:{either(PARTS)})\b")
_AGO = re.compile(rf"\b(?:{either(BACKWARDS)})\b")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("dates"):
        for span, date in zip(layer.spans(), layer.record.annotations, strict=True):
            if fault := _unfit(date):
                twin = _TWINS[date.mod or ""]
                yield problem_at(
                    span,
                    f"`mod` is `{date.mod}`, which is for {fault}",
                    help=f"set `mod` to `{twin}`, or correct `type`",
                    path=(*span.path, "mod"),
                )
    for _, span, date, timex, surface in readable_dates(subject):
        asked = None if _unfit(date) else _asked(date, timex, surface)
        if asked and date.mod not in asked[1]:
            yield _missing(span, date, *asked)


def _finds_nothing(date: Date) -> bool:
    if _unfit(date):
        return False
    understood = understand(date)
    asked = _asked(date, *understood) if understood else None
    return asked is None or date.mod in asked[1]


def _takes(date: Date) -> tuple[str, ...]:
    """Return the bounds that a date may have: those of a length if it is one or recurs by one."""
    return _OF_LENGTHS if date.value.startswith("P") and "_" not in date.value else _OF_POINTS


def _unfit(date: Date) -> str | None:
    is_bound = date.mod in _OF_POINTS or date.mod in _OF_LENGTHS
    if not is_bound or date.mod in _takes(date):
        return None
    if date.mod in _OF_LENGTHS:
        return f"a length of time, while `{date.value}` is a point of it"
    return f"a point of time, while `{date.value}` is a length of it"


def _asked(date: Date, timex: Timex, surface: str) -> tuple[str, list[str]] | None:
    """Return the words that ask for a `mod` and the mods that would do, the best one first."""
    if found := _BOUND.search(surface):
        mods = BOUNDS[found[1]]
        if date.type in ("DATE", "TIME") and _AGO.search(surface, found.end()):
            if read(surface, date.type).days:
                return None  # «больше года назад, 9 октября»: the bound is not that of the value
            # More than two years ago is before the day two years ago.
            mods = frozenset(_MIRRORED.get(mod, mod) for mod in mods)
        # APPROX last: a bound says more, where both would do.
        return found[1], [mod for mod in (*_takes(date), "APPROX") if mod in mods]
    is_whole = timex.granularity not in ("weekend", "reference")
    if date.type == "DATE" and is_whole and (found := _PART.match(surface)):
        if len(_ANY_PART.findall(surface)) > 1:
            return None  # «конец октября — начало ноября»
        return found[1], [PARTS[found[1]]]
    return None


def _missing(span: RoleSpan, date: Date, words: str, mods: list[str]) -> Problem:
    has = f"`mod` is `{date.mod}`" if date.mod else "there is no `mod`"
    choice = " or ".join(f"`{mod}`" for mod in mods)
    help_ = f"set `mod` to {choice}, or leave `{words}` outside the span if it means another thing"
    fix = None
    if len(mods) == 1 and date.mod is None:
        pointer = "".join(f"/{step}" for step in (*span.path, "mod"))
        fix = Fix(f"set `mod` to {choice}", False, (span.file.edit(pointer, mods[0]),))
    return problem_at(
        span,
        f"`{words}` in {shortened(date.surface or '')} asks for `mod` {choice}, but {has}",
        help=help_,
        fix=fix,
    )


RULE = Rule(
    "K511",
    "incompatible-mod",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=spared_by(_finds_nothing),
)
