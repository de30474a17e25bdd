"""A span's `surface` repeats what the text reads between its offsets.

## What it checks
Every span of every layer: `text[start:end] == surface`, counted in Unicode code points.

## Why it matters
The surface is what makes a shifted offset visible. When the two disagree, one of them is
wrong, and everything computed from the offsets reads another word than the annotator meant.

## Wrong
The text is «Владимир Путин и Ильхам Алиев …»:

```json
{"id": "e1", "start": 0, "end": 13, "surface": "Владимир Путин", "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e1", "start": 0, "end": 14, "surface": "Владимир Путин", "label": "PERSON", "level": "NAM"}
```

## How to fix
The help names the nearest place where the surface occurs. If that is the place you meant, take
its offsets; if the surface is wrong, copy it from the text without changing a character. Two
surfaces that look alike may still differ: a no-break space for a space, a Latin `a` for «а», an
«й» in two pieces. The message then names both characters.

Some programs count otherwise: JavaScript and Java in UTF-16 code units, of which «🚢» takes two;
Go and C in bytes, of which a Cyrillic letter takes two. Where that explains the offsets, the
message says so. If it does so in many findings, the offsets of that program are to be converted.
"""

import unicodedata
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule, fix_span, problem_at
from khronika.rules.misplaced import whereabouts
from khronika.spans import RoleSpan
from khronika.subject import Subject
from khronika.text import normal_form


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return subject.is_sound_throughout


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for span in subject.spans_in_range:
        read = text[span.start : span.end]
        if read == span.surface:
            continue
        if subject.composed[span.start : span.end] == span.surface:
            continue  # K004: the surface is there as soon as the letters are composed
        if span.surface is None:
            yield problem_at(
                span,
                f"`surface` is null, but the text at {span.start}..{span.end} is here to be read",
                help=f"set `surface` to {shortened(read)}; null is for texts that are withheld",
            )
            continue
        found, hint = whereabouts(span, text, subject.occurrences)
        fix = found or _respelt(span, read, span.surface)
        yield problem_at(
            span,
            f"`surface` is {shortened(span.surface)}, but the text at {span.start}..{span.end} "
            + (f"reads differently{hint}" if hint else _difference(read, span.surface, span.start)),
            help=fix.title if fix else _without_fix(subject, span.surface),
            fix=fix,
        )


def _without_fix(subject: Subject, surface: str) -> str:
    if surface and subject.occurrences.of(surface) is None:
        return "too many surfaces of this article are wrong to look for this one: mend others"
    return (
        "the surface occurs nowhere in the text: if the offsets are right, copy it from there, "
        "else correct all three"
    )


def _respelt(span: RoleSpan, read: str, surface: str) -> Fix | None:
    """Propose what the text reads for a surface that spells nearly the same otherwise.

    It is safe if the two differ only in how they encode the same letters and spaces.
    """
    is_safe = normal_form(surface, "NFKC") == normal_form(read, "NFKC")
    if is_safe or _is_close(surface, read):
        return fix_span(span, span.start, span.end, read, safe=is_safe, note=", as in the text")
    return None


def _is_close(surface: str, read: str) -> bool:
    unequal = sum(one != other for one, other in zip(surface, read, strict=False))
    return len(surface) == len(read) and unequal * 4 <= len(read)


def _difference(read: str, surface: str, start: int) -> str:
    """Say how the text differs where an eye might not see it; the excerpt shows the rest."""
    if normal_form(surface) == read:
        return "has its letters composed (NFC)"
    if _is_close(surface, read):
        pairs = enumerate(zip(surface, read, strict=True))
        unequal = next(index for index, (one, other) in pairs if one != other)
        return (
            f"has {_character(read[unequal])} at {start + unequal}, where the surface has "
            f"{_character(surface[unequal])}"
        )
    return "reads differently"


def _character(character: str) -> str:
    name = unicodedata.name(character, "")
    code = f"U+{ord(character):04X}"
    return f"{shortened(character)} ({code} {name})" if name else code


RULE = Rule(
    "K301",
    "surface-mismatch",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
)
