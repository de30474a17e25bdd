"""No Russian word is typed in Latin look-alikes from end to end.

## What it checks
Tokens of Latin letters only whose Russian reading is a function word («c», «Ha») or an
abbreviation without a Latin reading of its own («CCCP»), where a Russian reading is what the place
asks for: a lower-case one before a Russian word or a number, a capitalised one at the start of a
sentence, one in capitals among words in capitals, an abbreviation beside a Russian word.
Designations («витамин C», «пункт a») and initials («A. Громов») are fine, and so is what has a
Latin reading («BBC», «OPEC»).

## Why it matters
«c 2002 года» with a Latin c looks right and is not: the preposition is not found, and a rule or a
model that knows Russian does not know this word.

## Wrong
```
c U+0063, 2002 года
```

## Right
```
с U+0441, 2002 года
```

## How to fix
Replace the letters that the message names: one character for another, so no offset moves.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import code_point, shortened
from khronika.lexicon.designated import STEMS
from khronika.lexicon.letters import CAPITAL, SMALL
from khronika.lexicon.lookalike_words import ABBREVIATIONS, CONJUNCTIONS, FUNCTION_WORDS
from khronika.lexicon.lookalikes import CYRILLIC_FOR_LATIN
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject

_TO_RUSSIAN = str.maketrans(CYRILLIC_FOR_LATIN)


def _latin(words: frozenset[str]) -> set[str]:
    """Return the spellings of `words` in look-alikes, in each case that has them."""
    to_latin = str.maketrans({russian: latin for latin, russian in CYRILLIC_FOR_LATIN.items()})
    spellings = {form for word in words for form in (word, word.capitalize(), word.upper())}
    return {s for s in (form.translate(to_latin) for form in spellings) if s.isascii()}


_ABBREVIATIONS = {form for form in _latin(ABBREVIATIONS) if form.isupper()}
_SUSPECTS = _latin(FUNCTION_WORDS) | _ABBREVIATIONS
_FOLDED = frozenset(suspect.casefold() for suspect in _SUSPECTS)
# A token stands alone: with a full stop it is an initial, with other signs part of a name. Sorted,
# so that the pattern is the same in every process.
_TOKEN = re.compile(
    r"(?<![\w.&@/\\+%'’:_-])(?:" + "|".join(sorted(_SUSPECTS)) + r")(?![\w.&@/\\+%'’_#-])"
)
_WORD_BEHIND = re.compile(
    rf"[^\S\n]+[«„“\"(]*([{CAPITAL}{SMALL}]+|\d+(?:[^\S\n]+[{SMALL}]|[-–—/]\d))"
)
_WORD_BEFORE = re.compile(rf"([{CAPITAL}{SMALL}]+)[»“”\"),]*[^\S\n]+[«„“\"(]*$")
_SENTENCE_START = re.compile(r"(?:^|\n|[.!?…][»“”\")]*[^\S\n]|[^\S\n][-–—][^\S\n])[\s«„“\"(]*$")
# «пункты a и b», «стороны a, b и c»
_ENUMERATED = re.compile(rf"[^\S\n]*(?:,|{'|'.join(CONJUNCTIONS)})[^\S\n]+[A-Za-z]\b")
_REACH = 60


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None or subject.vocabulary.isdisjoint(_FOLDED):
        return
    for token in _TOKEN.finditer(text):
        if _is_russian(text, token):
            wrong = dict.fromkeys(token[0])
            named = ", ".join(code_point(letter) for letter in wrong)
            right = ", ".join(code_point(letter.translate(_TO_RUSSIAN)) for letter in wrong)
            letters = "a Latin letter" if len(token[0]) == 1 else "Latin letters"
            yield Problem(
                f"{shortened(token[0])} is written in {letters} ({named}) where Russian "
                f"{shortened(token[0].translate(_TO_RUSSIAN))} is expected",
                help=mend_text(f"write {right}; no offset moves"),
                span=token.span(),
            )


def _is_russian(text: str, token: re.Match[str]) -> bool:
    """Tell whether the place of `token` asks for its Russian reading."""
    head = text[max(0, token.start() - _REACH) : token.start()]
    behind = _WORD_BEHIND.match(text, token.end())
    before = _WORD_BEFORE.search(head)
    if _ENUMERATED.match(text, token.end()):
        return False
    if token[0] in _ABBREVIATIONS:
        return bool(behind or before)
    if before and before[1].lower().startswith(STEMS):
        return False
    if behind is None:
        return False
    if token[0].islower():
        return True
    if len(token[0]) > 1 and token[0].isupper():
        beside = (behind[1], before[1] if before else "")
        return any(len(word) > 2 and word.isupper() for word in beside)
    return token.start() == 0 or bool(_SENTENCE_START.search(head))


RULE = Rule("K009", "lookalike-token", Severity.WARNING, __doc__, document=_document, waivable=True)
