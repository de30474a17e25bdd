"""The content of a direct quote is exactly what its quotation marks enclose.

## What it checks
For each quote of type `direct` that has quotation marks at or around its content: the first part
begins right after an opening mark and the last ends right before its mate, or each part has a
pair of marks of its own («П», — а, — «п»). Nothing is asked where the paragraph begins with a
dash (dialogue) or the content is whole paragraphs (a block quote). A direct quote without any
marks is K605's, a mark without a mate K602's.

## Why it matters
Marks are the publisher's own word on where a speech begins and ends. Content that disagrees with
them has lost words of the speaker or has taken in words of the reporter.

## Wrong
```json
{"id": "q4", "type": "direct",
 "content": [{"start": 180, "end": 205, "surface": "Работы шли около трёх лет"},
             {"start": 245, "end": 264, "surface": "Первое судно придёт"}]}
```

## Right
The text reads «Работы шли около трёх лет, — рассказала Верескова. — Первое судно придёт 1 ноября»:

```json
{"id": "q4", "type": "direct",
 "content": [{"start": 180, "end": 205, "surface": "Работы шли около трёх лет"},
             {"start": 245, "end": 273, "surface": "Первое судно придёт 1 ноября"}]}
```

## How to fix
Set the offset that the help names. The marks themselves stay outside. If the speaker's words are
only a part of the content, the quote is `mixed`. Where the publisher set a mark in the wrong
place, as in «Порт открыт, — сказал он», annotate what is said and accept the finding in
`corpus/waivers.json`.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.marks import Pair
from khronika.rules.base import Problem, Rule, fix_span
from khronika.rules.quoting import MarkedText, Quoted, marked_text, sound_quotes
from khronika.spans import RoleSpan
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    marked = marked_text(subject)
    for quoted in sound_quotes(subject):
        if (
            quoted.quote.type == "direct"
            and not marked.is_delimited(quoted)
            and not marked.is_dialogue(quoted)
            and not marked.is_block(quoted)
            and not marked.has_stray_edge(quoted)
            and (pair := marked.nearest(quoted))
        ):
            yield _including(marked, quoted, pair) or _beside(marked, quoted, pair)


def _including(marked: MarkedText, quoted: Quoted, pair: Pair) -> Problem | None:
    """Return the problem of a content that takes in its own marks."""
    if pair != (quoted.start, quoted.end - 1):
        return None
    start, end = marked.inside(pair)
    fix = _fix(marked, quoted, start, end) if len(quoted.quote.content) == 1 else None
    return Problem(
        f"the content of `{quoted.quote.id}` includes the quotation marks around it",
        help=fix.title if fix else f"begin its first part at {start} and end its last at {end}",
        fix=fix,
        **quoted.place("content", 0),
    )


def _fix(marked: MarkedText, quoted: Quoted, start: int, end: int) -> Fix | None:
    if start >= end:
        return None
    (part,) = quoted.quote.content
    path = ("annotations", quoted.index, "content", 0)
    span = RoleSpan(
        quoted.layer.file, quoted.layer.name, quoted.quote.id, "content", path,
        part.start, part.end, part.surface,
    )  # fmt: skip
    return fix_span(span, start, end, marked.text[start:end], safe=True)


def _beside(marked: MarkedText, quoted: Quoted, pair: Pair) -> Problem:
    start, end = marked.inside(pair)
    last = len(quoted.quote.content) - 1
    if quoted.start != start:
        at, wanted, key, part = quoted.start, start, "start", 0
        edge = f"begins at {at}, but the mark `{marked.text[pair.opening]}` before it is at "
        edge += str(pair.opening)
        takes_in = at < wanted
    else:
        at, wanted, key, part = quoted.end, end, "end", last
        edge = f"ends at {at}, but the mark `{marked.text[pair.closing]}` that closes it is at "
        edge += str(pair.closing)
        takes_in = at > wanted
    shown = min(at, wanted), max(at, wanted)
    which = "only" if last == 0 else "first" if part == 0 else "last"
    return Problem(
        f"the content of `{quoted.quote.id}` {edge}: it {'takes in' if takes_in else 'leaves out'} "
        f"{shortened(marked.text[slice(*shown)].strip())}",
        help=f"set `{key}` of its {which} part to {wanted}; if the marks are around a part of what "
        "is reported only, set `type` to `mixed`",
        **quoted.place("content", part, span=shown),
    )


RULE = Rule(
    "K601", "unmatched-quote-mark", Severity.ERROR, __doc__, document=_document, waivable=True
)
