"""A quote has the words that introduce it as its cue, or a scheme that does without.

## What it checks
A quote without `cue` is `resolution: implicit`, or its content follows a colon («Верескова:
порт открыт»), or an author follows it after a dash («„П“, — Верескова»), or its paragraph begins
with a dash (dialogue). The parts of a cue lie in one paragraph, because a quote has one cue.

## Why it matters
The cue («сказал», «по словам») is what makes a quotation out of a sentence, and what a reader
who looks for quotations learns from. Where it is missing, it was mostly forgotten.

## Wrong
The text reads «Она добавила, что …»:

```json
{"id": "q2", "cue": [], "source": [{"start": 122, "end": 125, "surface": "Она"}],
 "resolution": "pronoun"}
```

## Right
```json
{"id": "q2", "cue": [{"start": 126, "end": 134, "surface": "добавила"}],
 "source": [{"start": 122, "end": 125, "surface": "Она"}], "resolution": "pronoun"}
```

## How to fix
Add the verb or phrase that reports, with a preposition it governs («рассказал о»). If there is
no such word and nobody is named, set `resolution` to `implicit`. Two cues make two quotes.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.rules.quoting import DASHES, MarkedText, Quoted, marked_text, sound_quotes
from khronika.subject import Subject

_COLON_BEFORE = re.compile(r":[\s«„“\"]*\Z")
_DASH_AFTER = re.compile(rf"[\s»“”\".,!?…]*[{DASHES}]")
_REACH = 20


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    marked = marked_text(subject)
    for quoted in sound_quotes(subject):
        quote = quoted.quote
        if not subject.is_sound_throughout and not all(map(subject.is_sound, quote.cue)):
            continue
        if not quote.cue:
            if quote.resolution != "implicit" and not _does_without(marked, quoted):
                yield _missing(quoted)
        elif len(quote.cue) > 1 and (
            marked.paragraph(quote.cue[0].start) != marked.paragraph(quote.cue[-1].start)
        ):
            last = quote.cue[-1]
            yield Problem(
                f"the cue of `{quote.id}` lies in two paragraphs, at {quote.cue[0].start} and at "
                f"{last.start}",
                help="keep the one that introduces the content; two cues make two quotes",
                **quoted.place("cue", len(quote.cue) - 1, span=(last.start, last.end)),
            )


def _does_without(marked: MarkedText, quoted: Quoted) -> bool:
    """Tell whether colon or dash say that somebody speaks."""
    text, start, quote = marked.text, quoted.start, quoted.quote
    # The colon may end the paragraph before a block quote.
    if _COLON_BEFORE.search(text[max(start - _REACH, 0) : start]) or marked.is_dialogue(quoted):
        return True
    is_set_off = marked.is_delimited(quoted)
    return any(
        _DASH_AFTER.match(text, part.end, part.end + _REACH)
        and (is_set_off or any(source.start >= part.end for source in quote.source))
        for part in quote.content
    )


def _missing(quoted: Quoted) -> Problem:
    quote = quoted.quote
    if quote.source:
        help_ = "give the word that reports, such as «сказал» or «по словам», as `cue`"
    else:
        help_ = "give the word that reports as `cue`, or set `resolution` to `implicit`"
    return Problem(
        f"`cue` of `{quote.id}` is empty, and neither a colon nor a dash stands for it",
        help=help_,
        **quoted.place("cue"),
    )


RULE = Rule("K604", "missing-cue", Severity.ERROR, __doc__, document=_document)
