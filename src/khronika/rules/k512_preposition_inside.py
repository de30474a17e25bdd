"""The preposition stays outside a date.

## What it checks
The first word of every date is none of в, во, на, за, с, со, до, к, ко, по, после, через, перед,
между, из, от, and it does not begin with a compound of several words such as «в течение» either.
«Около трёх лет» is fine: there the word is what `mod` says.

It is silent on phrases that are nothing without their preposition («на днях», «до сих пор»), and
on a SET with a period for its value: «двадцати судов [в год]» recurs only by its preposition.

## Why it matters
The guideline leaves it outside («в [пятницу]»). If one annotator takes it along and another does
not, their spans differ in every second date, and so do those of a model that learns from both.

## Wrong
```json
{"id": "d1", "start": 36, "end": 45, "surface": "В пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## Right
```json
{"id": "d1", "start": 38, "end": 45, "surface": "пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## How to fix
Let the span begin after the preposition, at the offset that the help names. Where the preposition
says more than when («до», «после», «через»), look at `value` and `mod` as well: they keep what it
said.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.date_prepositions import COMPOUNDS, IDIOMS, PLAIN, PREPOSITIONS
from khronika.rules.base import Problem, Rule, fix_span, problem_at
from khronika.rules.datereading import either, normalised
from khronika.subject import Subject

_SPACE, _SPACES = re.escape(" "), r"\s+"
_FIRST = re.compile(
    rf"({either(COMPOUNDS).replace(_SPACE, _SPACES)}|{either(PREPOSITIONS)})\s+(?=\S)",
    re.IGNORECASE,
)
_IDIOM = re.compile(rf"(?:{either(IDIOMS)})\b")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("dates"):
        taken = {(date.start, date.end) for date in layer.record.annotations}
        for span, date in zip(layer.spans(), layer.record.annotations, strict=True):
            found = _FIRST.match(date.surface) if date.surface is not None else None
            if found is None or date.surface is None or not subject.is_sound(span):
                continue
            is_rate = date.type == "SET" and date.value.startswith("P")
            if is_rate or _IDIOM.match(normalised(date.surface)):
                continue
            start = span.start + found.end()
            # Without «в» nothing is lost; the others may say what `mod` then has to.
            is_safe = found[1].casefold() in PLAIN and (start, span.end) not in taken
            fix = fix_span(span, start, span.end, date.surface[found.end() :], safe=is_safe)
            yield problem_at(
                span,
                f"{shortened(date.surface)} begins with the preposition `{found[1]}`, which stays "
                "outside",
                help=fix.title,
                fix=fix,
            )


RULE = Rule(
    "K512", "preposition-inside", Severity.WARNING, __doc__, document=_document, waivable=True
)
