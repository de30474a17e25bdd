"""A text is in Unicode's composed form, NFC.

## What it checks
Every `.txt` file is equal to its NFC normalisation: й and ё are one character each, not a letter
followed by a combining mark. A stress mark (а́) has no composed form and is fine here.

## Why it matters
Both forms look alike on every screen, but are not equal and not equally long: a search for
«район» does not find the other one, and tools that normalise shift every offset behind it.

## Wrong
```
и U+0438, ̆ U+0306
```

## Right
```
й U+0439
```

## How to fix
Compose the text (NFC) before it is annotated. If it is annotated already, the offsets behind each
such place move; after a release only a new article id can carry the new text.
"""

import re
import unicodedata
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject
from khronika.text import normal_form

# Nothing composes across the edge between white space and the rest.
_PIECE = re.compile(r"\s+|\S+")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None or unicodedata.is_normalized("NFC", text):
        return
    places = [
        piece for piece in _PIECE.finditer(text) if not unicodedata.is_normalized("NFC", piece[0])
    ]
    first, composed = places[0][0], normal_form(places[0][0])
    before, behind = _shared(first, composed)
    start, end = places[0].start() + before, places[0].end() - behind
    found, expected = first[before : len(first) - behind], composed[before : len(composed) - behind]
    words = "1 word" if len(places) == 1 else f"{len(places):,} words"
    yield Problem(
        f"{words} of the text not in NFC: {_code_points(found)} where "
        f"{_code_points(expected)} is expected",
        help="compose these letters (NFC) in the text; the offsets behind them move",
        span=(start, end),
    )


def _shared(one: str, other: str) -> tuple[int, int]:
    """Return how many characters two different strings share at their starts and ends.

    What the start takes is not counted at the end, and at least one character of either string
    is left between the two.
    """
    most = min(len(one), len(other)) - 1
    before = next((i for i in range(most) if one[i] != other[i]), most)
    room = most - before
    behind = next((i for i in range(room) if one[-1 - i] != other[-1 - i]), room)
    return before, behind


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text[:8])


RULE = Rule("K004", "denormalised-text", Severity.ERROR, __doc__, document=_document)
