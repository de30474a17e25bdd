"""No span begins or ends inside a word.

## What it checks
Both edges of every span of every layer: there is never a word character on both sides of one. Word
characters are letters, digits and combining marks. A hyphen is none, so «российско-азербайджанских»
may be split there, and so may «IT-отдел»; an apostrophe and a sign such as «%» are none either.

## Why it matters
A cut word comes from offsets that are off by one or two, or from a slip of the mouse. Tables and
exports that go by token cannot hold it, and no search for the name finds it.

## Wrong
```json
{"id": "e5", "start": 140, "end": 149, "surface": "Марк Лужи", "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e5", "start": 140, "end": 150, "surface": "Марк Лужин", "label": "PERSON", "level": "NAM"}
```

## How to fix
Move the edge to the beginning or the end of the word; the help names both places. If the publisher
left out a space («в 2024г.»), accept the finding in `waivers.json` and say so there.
"""

import unicodedata
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule, fix_span, problem_at
from khronika.spans import RoleSpan
from khronika.subject import Subject

_LONGEST = 40
"""Characters of a word that are looked at on one side of an edge; the rest is no word."""


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    text = subject.text
    if text is None or not subject.is_sound_throughout:
        return False
    beyond = f"{text}\n"  # so that nothing is before the start, and something behind the end
    outside = {beyond[start - 1] for start in subject.starts}
    outside.update([beyond[end] for end in subject.ends])
    return not any(map(_is_word, outside))


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for span in subject.sound_spans:
        is_cut = _is_inside_word(text, span.start), _is_inside_word(text, span.end)
        if any(is_cut):
            yield _problem(text, span, *is_cut)


def _problem(text: str, span: RoleSpan, starts_inside: bool, ends_inside: bool) -> Problem:
    first = _word(text, span.start) if starts_inside else (span.start, span.start)
    last = _word(text, span.end) if ends_inside else (span.end, span.end)
    shown = [
        f"{doing} inside {shortened(text[slice(*word)])}"
        for doing, word, holds in (("begins", first, starts_inside), ("ends", last, ends_inside))
        if holds
    ]
    without = first[1], last[0]
    leave_out = f"{without[0]}..{without[1]}" if any(map(_is_word, text[slice(*without)])) else ""
    edges = [edge for edge, cut in ((span.start, starts_inside), (span.end, ends_inside)) if cut]
    fix = None
    if any(text[edge - 1].isdigit() != text[edge].isdigit() for edge in edges):
        # Where a number touches a word, nothing says that they are one.
        advice = "if the publisher left out a space here, accept the finding in `waivers.json`; if "
        advice += "not, keep the word whole"
    else:
        fix = fix_span(span, first[0], last[1], text[first[0] : last[1]], safe=False)
        advice = fix.title
        if leave_out:
            advice += f"; or leave the cut word out, with {leave_out}"
    return problem_at(
        span,
        f"{shortened(span.surface or '')} {' and '.join(shown)}",
        help=advice,
        fix=fix,
    )


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _is_inside_word(text: str, edge: int) -> bool:
    return 0 < edge < len(text) and _is_word(text[edge - 1]) and _is_word(text[edge])


def _word(text: str, edge: int) -> tuple[int, int]:
    """Return where the word around `edge` begins and ends."""
    left = right = edge
    while left > max(edge - _LONGEST, 0) and _is_word(text[left - 1]):
        left -= 1
    while right < min(edge + _LONGEST, len(text)) and _is_word(text[right]):
        right += 1
    return left, right


RULE = Rule(
    "K304",
    "cut-word",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
    waivable=True,
)
