"""What reads like a date is one.

## What it checks
Where there is a `dates` layer, the text outside its dates: a day with its month («24 октября»,
«24.10.2025»), a year («2019 году», «2019 г.»), a weekday, and вчера, сегодня, завтра, позавчера,
послезавтра. A touch of any date is enough.

It is silent in a `header`, inside a mention of level NAM («площадь 1905 года», the newspaper
«Завтра»), on a name in quotation marks, on «среда» without the preposition of a weekday, and on
what has a capital in the middle of a sentence («Кирилл Суббота», «Чёрная Пятница»).

## Why it matters
A date that was overlooked counts as no date: for a model it is a wrong lesson, for agreement a
difference that is none. Of everything that can be missed, these can be found without knowing the
language well.

## Wrong
«Причал откроют в пятницу», and no date at «пятницу».

## Right
```json
{"id": "d1", "start": 16, "end": 23, "surface": "пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## How to fix
Add a date with the offsets that the help gives, widened to the whole expression («прошлую
пятницу»), with its type and value. If it is no date but a name, add the mention.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.months import GENITIVES
from khronika.lexicon.near_days import NEAR_DAYS
from khronika.lexicon.number_words import THE_DAY_ENDING, YEAR_FORMS, YEAR_GENITIVE, YEAR_SHORT
from khronika.lexicon.weekdays import ENVIRONMENT, WEDNESDAY_PHRASES, WEEKDAYS
from khronika.model import Entity
from khronika.rules.base import Problem, Rule
from khronika.rules.datereading import either, normalised
from khronika.subject import Subject

_MONTH = rf"(?:{either(GENITIVES)})"
_YEAR = r"(?:1[0-9]|20)[0-9]{2}"
_DATE = re.compile(
    rf"(?<![\w.,/-])(?P<day>[0-3]?[0-9](?:-?{THE_DAY_ENDING})?\s{_MONTH}(?:\s{_YEAR}(?:\s(?:{YEAR_GENITIVE}|{YEAR_SHORT}\.))?)?\b"
    rf"|[0-3]?[0-9]\.[01][0-9]\.{_YEAR}(?![\w-]|\.[0-9]))"
    rf"|(?<![\w.,/№-])(?P<year>{_YEAR}\s(?:(?:{either(YEAR_FORMS)})\b|{YEAR_SHORT}\.))"
    rf"|(?<![\w-])(?P<weekday>{either(WEEKDAYS)})\b(?!-)"
    rf"|(?<![\w-])(?P<near>{either(NEAR_DAYS)})\b(?!-)",
    re.IGNORECASE,
)
_FIGURES = re.compile("[0-9]+")
_WORDS = frozenset((*WEEKDAYS, *NEAR_DAYS))
_WORD_BEFORE = re.compile(r"(\w+)\s+$")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:\n]|[.!?…]\s|[.!?…][»\"”]\s|[—–-]\s)\s*[«\"„“(]?$")
_QUOTED = re.compile(r"[«\"„“].{0,1}$")
_KINDS = {"day": "a day", "year": "a year", "weekday": "a weekday", "near": "a day"}


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    layers = list(subject.of("dates"))
    if text is None or not layers:
        return
    found = [match for match in _matches(subject, text) if _is_date(text, match)]
    marked = [_Covered(layer.extents) for layer in layers]
    if all(one.touches(*match.span(match.lastgroup or "")) for match in found for one in marked):
        return
    covered = [(zone.start, zone.end) for zone in subject.zones if zone.kind == "header"]
    covered += _names(subject)
    for layer in layers:
        dates = [(date.start, date.end) for date in layer.record.annotations]
        taken = _Covered([*covered, *dates])
        for match in found:
            kind = match.lastgroup or ""
            start, end = match.span(kind)
            if not taken.touches(start, end):
                yield _problem(text, start, end, kind)


def _matches(subject: Subject, text: str) -> Iterator[re.Match[str]]:
    """Yield what `_DATE` finds: it is tried only where a figure or one of its words begins."""
    if len(subject.folded) != len(text):
        yield from _DATE.finditer(text)
        return
    starts = [figures.start() for figures in _FIGURES.finditer(text)]
    for word in _WORDS & subject.vocabulary:
        start = subject.folded.find(word)
        while start >= 0:
            starts.append(start)
            start = subject.folded.find(word, start + len(word))
    end = 0
    for start in sorted(starts):
        if start >= end and (match := _DATE.match(text, start)):
            end = match.end()
            yield match


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Tell words that only look like a date apart, as far as their neighbours show it."""
    kind = match.lastgroup or ""
    if kind not in ("weekday", "near"):
        return True
    start, end = match.span(kind)
    before = text[max(start - 24, 0) : start]
    if text[start].isupper():
        if before and not _STARTS_SENTENCE.search(before):
            return False
        if text[start - 1 : start] in ("«", '"', "„", "“") and text[end : end + 1] in '»"”“':
            return False
    word = normalised(match[kind])
    if kind == "weekday" and word in ENVIRONMENT:
        lead = _WORD_BEFORE.search(before)
        return lead is not None and normalised(f"{lead[1]} {word}") in WEDNESDAY_PHRASES
    return True


def _names(subject: Subject) -> list[tuple[int, int]]:
    return [
        (mention.start, mention.end)
        for layer in subject.of("entities")
        for mention in layer.record.annotations
        if isinstance(mention, Entity) and mention.level == "NAM"
    ]


class _Covered:
    """Where something lies already."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self._spans and start <= self._spans[-1][1]:
                last = self._spans[-1]
                self._spans[-1] = last[0], max(end, last[1])
            else:
                self._spans.append((start, end))

    def touches(self, start: int, end: int) -> bool:
        index = bisect_left(self._spans, end, key=itemgetter(0)) - 1
        return index >= 0 and self._spans[index][1] > start


def _problem(text: str, start: int, end: int, kind: str) -> Problem:
    surface = text[start:end]
    return Problem(
        f"{shortened(surface)} reads like {_KINDS[kind]}, but no date is there",
        help=f'add a date with `"start": {start}, "end": {end}`, widened to the whole expression; '
        "if it is part of a name, add that mention",
        span=(start, end),
        layer="dates",
    )


RULE = Rule("K513", "unmarked-date", Severity.WARNING, __doc__, document=_document, waivable=True)
