"""No vowel of a text carries a stress mark.

## What it checks
The combining acute and grave accents, U+0301 and U+0300, behind a Cyrillic vowel. Behind another
letter they belong to its spelling; a Latin á inside a Russian word is K008.

## Why it matters
«за́мок» differs from «замок» in length and in every comparison: a name in the first sentence,
where an encyclopaedia marks its stress, is not found again in the second.

## Wrong
```
за́мок
```

## Right
```
замок
```

## How to fix
Delete the mark before the article is annotated. If it is annotated already, every offset behind it
moves by one. Where the stress is what the article is about, accept the finding.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import code_point, shortened
from khronika.lexicon.letters import VOWELS
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject

_STRESSED = re.compile(rf"[{VOWELS}][\u0300\u0301]")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_MARKS = re.compile(r"[\u0300\u0301]")
# A Russian word that long has no two stresses; what is longer is shown around the mark only.
_REACH = 30


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None or not ("\u0300" in text or "\u0301" in text):
        return
    for stressed in _STRESSED.finditer(text):
        word = _word_around(text, stressed.start())
        yield Problem(
            f"{shortened(word)} has a stress mark on `{stressed[0][0]}`: "
            f"{code_point(stressed[0][1])}",
            help=mend_text(
                f"write {shortened(_MARKS.sub('', word))}; the offsets behind move by "
                f"{len(_MARKS.findall(word))}"
            ),
            span=stressed.span(),
        )


def _word_around(text: str, offset: int) -> str:
    left = max(0, offset - _REACH)
    for word in _WORD.finditer(text, left, offset + _REACH):
        if word.start() <= offset < word.end():
            return word[0]
    return text[offset : offset + 2]


RULE = Rule("K007", "stress-mark", Severity.WARNING, __doc__, document=_document, waivable=True)
