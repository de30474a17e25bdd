"""A text holds no character that cannot be seen.

## What it checks
Every character of the text: soft hyphens, zero-width spaces and joiners, word joiners, byte order
marks, bidirectional marks and overrides, line and paragraph separators, and control characters
other than line feed and tab. The joiners that hold an emoji or a word in Arabic or Indian script
together are fine. A run of invisible characters is one finding.

## Why it matters
«про·грамма» with a soft hyphen in it looks like «программа» and is not equal to it: a search does
not find it, and a model sees a word it does not know. A bidirectional override can even show a
text in another order than it has.

## Wrong
```
про U+00AD грамма
```

## Right
```
программа
```

## How to fix
Delete the character before the article is annotated. If it is annotated already, every offset
behind it moves; after a release the text stays as it is, and the finding is accepted in
`corpus/waivers.json`.
"""

import re
import unicodedata
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import code_point, shortened
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject

# Carriage returns and NUL have rules of their own (K002, K001).
_INVISIBLE = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]+"
)
_JOINERS = "\u200c\u200d"


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for run in _INVISIBLE.finditer(text):
        if not _joins(text, run):
            start, end = run.span()
            count = end - start
            names = [code_point(character) for character in dict.fromkeys(run[0])]
            listed = ", ".join(names[:4]) + (", …" if names[4:] else "")
            found = "an invisible character" if count == 1 else f"{count:,} invisible characters"
            gone = "it" if count == 1 else "them"
            yield Problem(
                f"{found} {_where(text, start, end)}: {listed}",
                help=mend_text(
                    f"delete {gone} from the text; the offsets behind move by {count:,}"
                ),
                span=(start, end),
            )


def _joins(text: str, run: re.Match[str]) -> bool:
    """Tell whether `run` is a joiner between two halves of an emoji, or letters that need it."""
    if run[0] not in _JOINERS or run.end() == len(text) or run.start() == 0:
        return False
    return all(_needs_joiners(text[place]) for place in (run.start() - 1, run.end()))


def _needs_joiners(character: str) -> bool:
    if unicodedata.category(character) in ("So", "Sk", "Mn"):
        return True
    is_european = unicodedata.name(character, "").startswith(("LATIN", "CYRILLIC", "GREEK"))
    return character.isalpha() and not is_european


def _where(text: str, start: int, end: int) -> str:
    """Name the characters on either side, for the place itself shows nothing."""
    before, behind = text[max(0, start - 12) : start], text[end : end + 12]
    before = re.split(r"\s", before)[-1]
    behind = re.split(r"\s", behind)[0]
    if before and behind:
        return f"between {shortened(before)} and {shortened(behind)}"
    if before or behind:
        return f"behind {shortened(before)}" if before else f"before {shortened(behind)}"
    return "in white space"


RULE = Rule(
    "K005",
    "invisible-character",
    Severity.WARNING,
    __doc__,
    document=_document,
    waivable=True,
)
