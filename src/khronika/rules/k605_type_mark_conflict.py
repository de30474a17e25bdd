"""The type of a quote agrees with its quotation marks.

## What it checks
`direct`: there are marks around the content, or the paragraph begins with a dash (dialogue), or
the content is whole paragraphs. `mixed`: marks stand around a proper part of the content, and do
not just delimit a mention («Северный»). `indirect`: no marks stand around all of the content,
unless they just delimit a mention. A mark without a mate is K602's; marks that are around a
direct quote but not at its edges are K601's.

## Why it matters
The type says whose wording it is. If paraphrase is counted as direct speech, a newspaper's words
are put into somebody's mouth.

## Wrong
The text reads «Она добавила, что Марк Лужин обещал продлить навигацию»:

```json
{"id": "q2", "type": "direct",
 "content": [{"start": 136, "end": 176, "surface": "что Марк Лужин обещал продлить навигацию"}]}
```

## Right
```json
{"id": "q2", "type": "indirect",
 "content": [{"start": 136, "end": 176, "surface": "что Марк Лужин обещал продлить навигацию"}]}
```

## How to fix
Set `type` as the help says. Do not add marks that the publisher did not set.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.marks import Pair
from khronika.model import Span
from khronika.rules.base import Problem, Rule
from khronika.rules.quoting import MarkedText, Quoted, marked_text, sound_quotes
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    marked = marked_text(subject)
    for quoted in sound_quotes(subject):
        if marked.has_stray_edge(quoted):
            continue
        if fault := _fault(marked, quoted):
            message, right, span = fault
            yield Problem(
                f"`{quoted.quote.id}` is `{quoted.quote.type}`, but {message}",
                help=f"set `type` to {right}",
                **quoted.place("type", span=span),
            )


Fault = tuple[str, str, tuple[int, int] | None]
"""What speaks against the type, what it should be, and where to see it."""


def _fault(marked: MarkedText, quoted: Quoted) -> Fault | None:
    match quoted.quote.type:
        case "direct":
            return _direct(marked, quoted)
        case "mixed":
            return _mixed(marked, quoted)
        case _:
            return _indirect(marked, quoted)


def _direct(marked: MarkedText, quoted: Quoted) -> Fault | None:
    if marked.is_delimited(quoted) or marked.is_dialogue(quoted) or marked.is_block(quoted):
        return None
    if marked.nearest(quoted):
        return None
    if part := _own_words(marked, quoted):
        return "marks stand around a part of its content only", "`mixed`", _extent(part)
    return "there are no quotation marks around its content", "`indirect`", None


def _mixed(marked: MarkedText, quoted: Quoted) -> Fault | None:
    if all_of_it := _around(marked, quoted):
        return "quotation marks stand around all of its content", "`direct`", _extent(all_of_it)
    # Where the part in marks goes on beyond the content, the first mark has to do.
    if _own_words(marked, quoted) or _is_cut(marked, quoted):
        return None
    if any(_lies_in(pair, quoted.quote.content) for pair in _opening_in(marked, quoted)):
        return "the only quotation marks in its content delimit a name", "`indirect`", None
    return "there are no quotation marks in its content", "`indirect`", None


def _indirect(marked: MarkedText, quoted: Quoted) -> Fault | None:
    pair = _around(marked, quoted)
    if pair is None or marked.is_mention(pair):
        return None
    return "quotation marks stand around all of its content", "`direct`", _extent(pair)


def _around(marked: MarkedText, quoted: Quoted) -> Pair | None:
    """Return the marks that delimit all of the content, whether it takes them in or not."""
    if pair := marked.around(quoted.start, quoted.end):
        return pair
    taken_in = Pair(quoted.start, quoted.end - 1)
    return taken_in if marked.is_pair(taken_in) else None


def _own_words(marked: MarkedText, quoted: Quoted) -> Pair | None:
    """Return marks within the content that do not just delimit a mention."""
    return next(
        (
            pair
            for pair in _opening_in(marked, quoted)
            if _lies_in(pair, quoted.quote.content) and not marked.is_mention(pair)
        ),
        None,
    )


def _is_cut(marked: MarkedText, quoted: Quoted) -> bool:
    """Tell whether marks open in the content and close outside of it, or the reverse."""
    return any(
        _holds(quoted.quote.content, pair.opening) != _holds(quoted.quote.content, pair.closing)
        for pair in (*marked.before(quoted.start), *_opening_in(marked, quoted))
    )


def _opening_in(marked: MarkedText, quoted: Quoted) -> list[Pair]:
    return marked.opening_in(quoted.start, quoted.end)


def _lies_in(pair: Pair, content: tuple[Span, ...]) -> bool:
    return _holds(content, pair.opening) and _holds(content, pair.closing)


def _holds(content: tuple[Span, ...], offset: int) -> bool:
    return any(part.start <= offset < part.end for part in content)


def _extent(pair: Pair) -> tuple[int, int]:
    return pair.opening, pair.closing + 1


RULE = Rule("K605", "type-mark-conflict", Severity.ERROR, __doc__, document=_document)
