"""A mention, a date, a cue, a source or an addressee does not end with the comma after it.

## What it checks
The last character of each such span: no comma, semicolon or colon, and no full stop but that of an
abbreviation («5 млн руб.», «2024 г.», «им. Ветрова и др.»), of initials («Ветров И. О.») or of an
ellipsis. The content of a quote may end with any of them, for it may be whole sentences.

## Why it matters
A mark that is taken along makes another span of the same name: it does not match in a comparison
of annotators, and a search for the surface misses every other place.

## Wrong
The text reads «сообщила директор порта Анна Верескова. Она добавила»:

```json
{"id": "e4", "start": 106, "end": 121, "surface": "Анна Верескова.",
 "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e4", "start": 106, "end": 120, "surface": "Анна Верескова",
 "label": "PERSON", "level": "NAM"}
```

## How to fix
End the span before the mark, as the help says. If the full stop belongs to an abbreviation that
the list in `khronika/lexicon/abbreviations.py` lacks, add it there.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.abbreviations import ends_in_abbreviation
from khronika.rules.base import Problem, Rule, fix_span, problem_at
from khronika.subject import Subject

_MARKS = (",", ";", ":", ".")


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return not any(
        surface.endswith(_MARKS) and not _belongs(surface)
        for layer in subject.layers
        for surface in layer.surfaces
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for span in subject.sound_spans:
        surface = text[span.start : span.end]
        if span.role == "content" or not surface.endswith(_MARKS) or _belongs(surface):
            continue
        inner = surface.rstrip(",;:. \t\u00a0")
        if not inner:
            continue
        fix = fix_span(
            span, span.start, span.start + len(inner), inner, safe=not surface.endswith(".")
        )
        yield problem_at(
            span,
            f"{shortened(surface)} ends with `{surface[-1]}`",
            help=fix.title,
            span=(span.start + len(inner), span.end),
            fix=fix,
        )


def _belongs(surface: str) -> bool:
    """Tell whether the last mark is a full stop that is part of the last word."""
    return surface.endswith(".") and (surface.endswith("..") or ends_in_abbreviation(surface))


RULE = Rule(
    "K305",
    "trailing-punctuation",
    Severity.WARNING,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
