"""The parts of one role of a quote are in text order, with something between them.

## What it checks
The parts of `content`, `cue`, `source` and `addressee` of each quote: each part starts after the
one before it has ended. Two parts that only touch are one part.

## Why it matters
A role is read by joining its parts. Parts out of order give a sentence nobody said, parts that
overlap repeat words, and one stretch cut in two counts as a disagreement with an annotator who
left it whole.

## Wrong
The text reads «Работы шли около трёх лет, — рассказала Верескова. — Первое судно придёт 1 ноября»:

```json
"content": [{"start": 245, "end": 273, "surface": "Первое судно придёт 1 ноября"},
            {"start": 180, "end": 205, "surface": "Работы шли около трёх лет"}]
```

## Right
```json
"content": [{"start": 180, "end": 205, "surface": "Работы шли около трёх лет"},
            {"start": 245, "end": 273, "surface": "Первое судно придёт 1 ноября"}]
```

## How to fix
Put the parts in text order. Join parts that touch or overlap into one, from the start of the
first to the end of the last.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.nesting import in_order
from khronika.spans import RoleSpan
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return all(
        len(parts) < 2 or in_order(parts)
        for layer in subject.of("quotes")
        for quote in layer.record.annotations
        for parts in (quote.content, quote.cue, quote.source, quote.addressee)
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is None:
        return
    for layer in subject.of("quotes"):
        for _, group in groupby(layer.spans(), key=lambda span: span.path[:-1]):
            parts = list(group)
            if all(subject.is_sound(part) for part in parts):
                for before, part in pairwise(parts):
                    if part.start <= before.end:
                        yield _problem(before, part)


def _problem(before: RoleSpan, part: RoleSpan) -> Problem:
    number = int(part.path[-1]) + 1
    if part.end < before.start:
        return problem_at(
            part,
            f"part {number} of `{part.role}` ({part.start}..{part.end}) stands in the text before "
            f"part {number - 1} ({before.start}..{before.end})",
            help=f"put the parts of `{part.role}` in text order",
        )
    doing = "touch" if part.start == before.end or part.end == before.start else "overlap"
    joined = f"{min(before.start, part.start)}..{max(before.end, part.end)}"
    return problem_at(
        part,
        f"parts {number - 1} and {number} of `{part.role}` {doing}: {before.start}..{before.end} "
        f"and {part.start}..{part.end}",
        help=f"make them one part, {joined}",
    )


RULE = Rule(
    "K309",
    "disordered-parts",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
)
