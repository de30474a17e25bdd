"""Speech in quotation marks is annotated as a quote.

## What it checks
Each string of five words or more in quotation marks that no content touches, and that has a verb
of saying beside it: after a dash behind it («…», — сказала Верескова), before a colon in front of
it (Верескова сказала: «…»), or close before it («заявила, что „…“»). Strings that just delimit a
mention, headings and headers are left out. Nothing is asked of an article without a quote layer.

## Why it matters
A quotation that nobody annotated teaches a reader of the data that such sentences hold none.

## Wrong
The text reads «Работы шли около трёх лет», — рассказала Верескова, and the quote layer is empty.

## Right
```json
{"id": "q1", "type": "direct",
 "content": [{"start": 180, "end": 205, "surface": "Работы шли около трёх лет"}],
 "cue": [{"start": 210, "end": 220, "surface": "рассказала"}], …}
```

## How to fix
Add the quote. If the words in marks are the title of a work, annotate it as a mention; if they
are neither, accept the finding in `corpus/waivers.json`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.letters import YO_AS_E
from khronika.lexicon.speech_verbs import SPEECH_VERBS
from khronika.marks import Pair
from khronika.rules.base import Problem, Rule
from khronika.rules.quoting import DASHES, MarkedText, marked_text
from khronika.spans import Layer
from khronika.subject import Subject

_WORD = re.compile(r"\w+(?:-\w+)*")
_SHORTEST = 5
# What follows the speech after a dash, and what precedes it in its sentence.
_AUTHOR = re.compile(rf"[\s.,!?…]{{0,5}}[{DASHES}]\s?([^.!?…\n«„“\"]{{0,120}})")
_CLAUSE = re.compile(r"[^.!?…;\n»”\"]*\Z")
_AFTER_DASH = 5
_BEFORE_COLON = 12
_BEFORE_MARK = 2
_REACH = 160


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    layers = list(subject.of("quotes"))
    if not layers or not subject.marks.pairs:
        return
    marked = marked_text(subject)
    for layer in layers:
        covered = _Covered(layer)
        last = 0
        for pair in marked.pairs:
            if pair.opening < last or covered.touches(pair):
                continue
            if not _is_long(marked, pair) or not _is_running_text(marked, pair):
                continue
            if (verb := _verb(marked, pair)) and not marked.is_mention(pair):
                last = pair.closing
                yield _problem(marked, layer, pair, verb)


class _Covered:
    """The contents of a layer, to ask whether one of them overlaps a stretch."""

    def __init__(self, layer: Layer) -> None:
        parts = [part for quote in layer.record.annotations for part in quote.content]
        self._starts = sorted(part.start for part in parts)
        self._ends = sorted(part.end for part in parts)

    def touches(self, pair: Pair) -> bool:
        begun = bisect_left(self._starts, pair.closing)
        return begun > bisect_right(self._ends, pair.opening)


def _is_long(marked: MarkedText, pair: Pair) -> bool:
    words = _WORD.finditer(marked.text, pair.opening, pair.closing)
    return sum(1 for _, _ in zip(range(_SHORTEST), words, strict=False)) == _SHORTEST


def _is_running_text(marked: MarkedText, pair: Pair) -> bool:
    paragraph = marked.paragraph(pair.opening)
    return paragraph is not None and paragraph.zone not in ("header", "heading")


def _verb(marked: MarkedText, pair: Pair) -> str | None:
    """Return the verb of saying beside the string in marks."""
    text = marked.text
    words: list[str]
    if author := _AUTHOR.match(text, pair.closing + 1):
        words = _WORD.findall(author[1])[:_AFTER_DASH]
        if verb := next(filter(_is_speech_verb, words), None):
            return verb
    clause = _CLAUSE.search(text[max(pair.opening - _REACH, 0) : pair.opening])
    before = clause[0].rstrip() if clause else ""
    reach = _BEFORE_COLON if before.endswith(":") else _BEFORE_MARK
    words = _WORD.findall(before)[-reach:]
    return next(filter(_is_speech_verb, reversed(words)), None)


def _is_speech_verb(word: str) -> bool:
    return word.lower().translate(YO_AS_E) in SPEECH_VERBS


def _problem(marked: MarkedText, layer: Layer, pair: Pair, verb: str) -> Problem:
    start, end = marked.inside(pair)
    return Problem(
        f"{shortened(marked.text[start:end])} is in quotation marks beside {shortened(verb)}, and "
        "no quote covers it",
        help=f"add a quote whose content is {start}..{end}, or a mention if it is a title",
        file=layer.file,
        path=("annotations",),
        span=(start, end),
        layer=layer.name,
    )


RULE = Rule("K611", "unmarked-quote", Severity.WARNING, __doc__, document=_document, waivable=True)
