"""A date after the day of publication stands in a sentence that looks ahead.

## What it checks
DATE and TIME that begin after the `dct`: their sentence has a word that tells of what is to come
(будет, планируется, предстоит, состоится, следующий, завтра …), or a preposition that sets a term
stands right before the date (до, к, на, с, по, через). A `mod` that bounds the date does as well.
The words are a closed list, in which verbs of
the perfective future are those that news use most.

## Why it matters
What is reported as past cannot be after the report. Then the value is wrong, or the `dct` is:
this is how the header «date 2025-10-10» of an article about a call of 24 October gives itself
away, though both days are Fridays and no weekday tells.

## Wrong
`dct` 2025-10-10, «беседа 24 октября продолжила диалог»:

```json
{"id": "d2", "start": 725, "end": 735, "surface": "24 октября",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## Right
`dct` 2025-10-24, `contradicted`, and the same date.

## How to fix
Read the sentence. If it tells of the past, correct the year of the value, or the article's `dct`,
with the evidence. If it does look ahead in words that the list lacks, waive the finding.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.ahead_words import BEFORE_DATE, FORMS, STEMS
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import either, normalised, readable_dates
from khronika.spans import Layer
from khronika.subject import Subject
from khronika.text import Paragraph, clause, index_at, sentences

_AHEAD = re.compile(rf"\b(?:(?:{either(STEMS)})|(?:{either(FORMS)})\b)")
_REACH = 16  # code points: the longest of the prepositions, and white space
_TERM = re.compile(rf"(?:^|[\s«„“\"(\[—–-])(?:{either(BEFORE_DATE)})$")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    dct = subject.article.dct.value if subject.article else None
    if dct is None or subject.text is None:
        return
    text = subject.text
    looks_ahead = _Sentences(subject)
    for layer, span, date, timex, _ in readable_dates(subject):
        earliest = timex.interval.earliest
        if earliest is None or earliest <= dct or date.mod not in (None, "APPROX", *_PARTS):
            continue
        before = normalised(text[max(span.start - _REACH, 0) : span.start])
        if _TERM.search(before) or looks_ahead.around(span.start, layer):
            continue
        yield problem_at(
            span,
            f"{shortened(date.surface or '')} begins on {earliest}, after the day of publication, "
            f"{dct}, but nothing in its sentence looks ahead",
            help="if it tells of the past, correct `value` or the article's `dct`; if it looks "
            "ahead in other words, waive this",
            path=(*span.path, "value"),
        )


class _Sentences:
    """Which sentences look ahead; each paragraph is cut, and each sentence read, only once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._dates: dict[int, list[tuple[int, int]]] = {}
        self._cut: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._read: dict[tuple[int, int], bool] = {}

    def around(self, offset: int, layer: Layer) -> bool:
        """Tell whether the sentence with the character at `offset` looks ahead."""
        text, paragraphs = self._subject.text or "", self._subject.paragraphs
        index = index_at(paragraphs, offset)
        if index is None:
            return True  # in no sentence: other rules say so
        start, end = clause(text, paragraphs[index], offset)
        if _AHEAD.search(normalised(text[start:end])):
            return True
        key = id(layer.file), index
        if key not in self._cut:
            around = paragraphs[index]
            self._cut[key] = sentences(text, [around], self._dates_in(layer, around))
        which = index_at(self._cut[key], offset)
        if which is None:
            return True
        start, end = self._cut[key][which]
        if (start, end) not in self._read:
            ahead = _AHEAD.search(normalised(text[start:end])) is not None
            self._read[start, end] = ahead
        return self._read[start, end]

    def _dates_in(self, layer: Layer, around: Paragraph) -> list[tuple[int, int]]:
        if id(layer.file) not in self._dates:
            dates = sorted((date.start, date.end) for date in layer.record.annotations)
            self._dates[id(layer.file)] = dates
        dates = self._dates[id(layer.file)]
        return dates[bisect_left(dates, (around.start,)) : bisect_left(dates, (around.end,))]


_PARTS = ("START", "MID", "END")


RULE = Rule(
    "K505", "after-publication", Severity.WARNING, __doc__, document=_document, waivable=True
)
