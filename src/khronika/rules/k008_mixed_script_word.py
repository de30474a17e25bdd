"""No word mixes Latin and Cyrillic letters.

## What it checks
Every unbroken run of letters; the parts of a hyphenated word («IT-отдел») are words of their own.
A run with letters of both scripts is reported, unless it is a Latin abbreviation or Roman numeral
with a Russian ending («SMSок», «XIXго»), or one stretch of each script of which neither consists of
look-alikes: that is how brands are coined («ЯрмаркаFest»).

## Why it matters
«Cреди» with a Latin C looks like «Среди» and is not equal to it: a search misses it, a
capitalised name is not found again, and a model sees a word that does not exist.

## Wrong
```
C U+0043, реди
```

## Right
```
С U+0421, реди
```

## How to fix
Replace the letters that the message names: one character for another, so no offset moves. A
surface that holds one of them changes too.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import code_point, shortened
from khronika.lexicon.letters import CYRILLIC, SMALL
from khronika.lexicon.lookalikes import CYRILLIC_FOR_LATIN, LATIN_FOR_CYRILLIC
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_MARKS = "\u0300-\u036f"
# Only where the two scripts touch is there anything to look at.
_SEAM = re.compile(f"[{_LATIN}][{_MARKS}]*[{CYRILLIC}]|[{CYRILLIC}][{_MARKS}]*[{_LATIN}]")
_LATIN_RUN = re.compile(f"[{_LATIN}][{_LATIN}{_MARKS}]*")
_BESIDE = re.compile(f"[{CYRILLIC}{_MARKS}]")
_WORD = re.compile(f"[{_LATIN}{CYRILLIC}{_MARKS}]+")
_IS_LATIN = re.compile(f"[{_LATIN}]")
_IS_MARK = re.compile(f"[{_MARKS}]")
_IS_CYRILLIC = re.compile(f"[{CYRILLIC}]")
# «SMSок», «BBCшный», «XXв»: two capitals before small letters are no slip of the layout.
_WITH_ENDING = re.compile(f"[A-Z]{{2,}}[{SMALL}]+")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None or not any(_touches(text, run) for run in _LATIN_RUN.finditer(text)):
        return
    for match in _WORD.finditer(text):
        if _SEAM.search(match[0]) and (problem := _judge(match)):
            yield problem


def _touches(text: str, run: re.Match[str]) -> bool:
    """Tell whether there may be a Cyrillic letter right before or behind Latin ones."""
    start, end = run.span()
    return bool(_BESIDE.match(text, end) or (start and _BESIDE.match(text, start - 1)))


def _judge(match: re.Match[str]) -> Problem | None:
    word = match[0]
    latin = [i for i, letter in enumerate(word) if _IS_LATIN.match(letter)]
    cyrillic = [i for i, letter in enumerate(word) if _IS_CYRILLIC.match(letter)]
    if _WITH_ENDING.fullmatch(word):
        return None
    if all(word[i] in CYRILLIC_FOR_LATIN for i in latin):
        return _slip(match, latin, "Latin", CYRILLIC_FOR_LATIN)
    if all(word[i] in LATIN_FOR_CYRILLIC for i in cyrillic):
        return _slip(match, cyrillic, "Cyrillic", LATIN_FOR_CYRILLIC)
    scripts = [bool(_IS_LATIN.match(letter)) for letter in word if not _IS_MARK.match(letter)]
    if sum(1 for _ in groupby(scripts)) == 2:
        return None
    return Problem(
        f"{shortened(word)} mixes Latin {_listed(word, latin)} and Cyrillic "
        f"{_listed(word, cyrillic)}",
        help=mend_text("write the word in one script, or part it where two words run together"),
        span=match.span(),
    )


def _slip(match: re.Match[str], places: list[int], script: str, table: dict[str, str]) -> Problem:
    word = match[0]
    mended = "".join(table.get(letter, letter) for letter in word)
    wrong = [*dict.fromkeys(word[i] for i in places)]
    named = ", ".join(code_point(letter) for letter in wrong[:4]) + (", …" if wrong[4:] else "")
    right = ", ".join(code_point(table[letter]) for letter in wrong[:4])
    letters = f"a {script} letter" if len(places) == 1 else f"{script} letters"
    others = "Cyrillic" if script == "Latin" else "Latin"
    return Problem(
        f"{shortened(word)} has {letters} among {others} ones: {named}",
        help=mend_text(f"write {shortened(mended)} with {right}; no offset moves"),
        span=(match.start() + places[0], match.start() + places[-1] + 1),
    )


def _listed(word: str, places: list[int]) -> str:
    return shortened("".join(word[i] for i in places), 20)


RULE = Rule(
    "K008", "mixed-script-word", Severity.WARNING, __doc__, document=_document, waivable=True
)
