"""Direct speech is set off as Russian punctuation asks.

## What it checks
The marks around the content of each quote of type `direct`, against the schemes of direct speech
(П speech, А author, any of - – — for the dash, with or without a space before it):

- before А: «П», — а · «П!» — а · «П?» — а · «П…» — а: the comma stands behind the closing mark, and
  nowhere if «!», «?» or «…» ends the speech;
- after А: a colon before the opening mark, where the cue or the source stands right before it;
- around А: «П, — а, — п» · «П, — а. — П» · «П! — а. — П» · «П… — а, — п»: a comma before the first
  dash unless «!», «?» or «…» is there; a comma, a full stop or a colon before the second;
- in a dialogue: — П, — а · — П! — а.

## Why it matters
What departs from the schemes is mostly a slip of the annotator: a part of an interrupted speech
that is not speech, or a title taken for one. Else it is the publisher's, which tools that look for
quotations by pattern will trip over.

## Wrong
```text
«Работы шли около трёх лет.» — рассказала Верескова.
«Работы шли около трёх лет» — рассказала Верескова.
«Кто бы мог подумать!», — рассказала Верескова.
```

## Right
```text
«Работы шли около трёх лет», — рассказала Верескова.
«Кто бы мог подумать!» — рассказала Верескова.
```

## How to fix
See whether the content ends where the speech does. The text itself stays as the publisher wrote
it: accept such a finding in `corpus/waivers.json`. In a composed article, correct the text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Span
from khronika.rules.base import Problem, Rule
from khronika.rules.quoting import DASHES, MarkedText, Quoted, marked_text, sound_quotes
from khronika.subject import Subject

# What stands between the last word of a speech and the dash before its author.
_TAIL = re.compile(rf"((?:[.,:;!?…»”“\"']|[^\S\n]){{0,12}})[{DASHES}](?=[\s«„“\"\w])")
_CLOSER = re.compile('[»”“"]')
_TRAILING = " \t\u00a0.,:;!?…»”“\"'"
_CLOSED = re.compile("»*(?:[!?…]+»|»,)")
_CLOSED_AFTER_COLON = re.compile("»*(?:[!?…]+»,?|»,?)")
_OPEN = re.compile("»*(?:[!?…]+|[!?…]+»+,?|,)")  # the second: an inner quotation ends there
_RESUMED = re.compile(rf"([.,:!?…]?)\s*[{DASHES}]\s*[«„“\"]?\s*\Z")
_BESIDE_OPENER = re.compile(rf"\s*[{DASHES},]?\s*")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    marked = marked_text(subject)
    for quoted in sound_quotes(subject):
        if quoted.quote.type == "direct" and not marked.has_stray_edge(quoted):
            yield from _before(subject, marked, quoted)
            for left, right in pairwise(quoted.quote.content):
                yield from _between(marked, quoted, left, right)
            yield from _after(marked, quoted)


def _before(subject: Subject, marked: MarkedText, quoted: Quoted) -> Iterator[Problem]:
    """Ask for a colon between an author and the speech, where a sentence of its own begins."""
    pair = marked.around(quoted.start, quoted.end)
    if pair is None or not marked.text[quoted.start].isupper():
        return
    ends = [
        span.end
        for span in (*quoted.quote.cue, *quoted.quote.source)
        if subject.is_sound(span) and span.end <= pair.opening
    ]
    if not ends or not _BESIDE_OPENER.fullmatch(marked.text, max(ends), pair.opening):
        return
    end = max(ends)
    found = marked.text[end : pair.opening].strip()
    yield _problem(
        quoted,
        (end, pair.opening + 1),
        f"{_shown(found)} stands between the author and the opening mark; expected `:`",
    )


def _between(marked: MarkedText, quoted: Quoted, left: Span, right: Span) -> Iterator[Problem]:
    """Judge the author's words inside a speech; a bracket or an omission has no dash."""
    tail = _tail(marked.text, left.end)
    if tail is None or tail[1] >= right.start:
        return
    start, dash, found = tail
    is_closed = marked.around(left.start, left.end) is not None
    if not (_CLOSED if is_closed else _OPEN).fullmatch(found):
        yield _problem(quoted, (start, dash), _message(found, is_closed=is_closed))
    resumed = _RESUMED.search(marked.text, dash + 1, right.start)
    if resumed is None:
        yield _problem(
            quoted,
            (right.start - 1, right.start),
            "no dash stands between the author's words and the rest of the speech",
        )
    elif resumed[1] not in (",", ".", ":"):
        yield _problem(
            quoted,
            resumed.span(),
            f"{_shown(resumed[1])} stands before the dash after the author's words; "
            "expected `,` or `.`",
        )


def _after(marked: MarkedText, quoted: Quoted) -> Iterator[Problem]:
    last = quoted.quote.content[-1]
    pair = marked.around(quoted.start, last.end) or marked.around(last.start, last.end)
    if pair is None and not marked.is_dialogue(quoted):
        return
    tail = _tail(marked.text, last.end)
    if tail is None or (pair and tail[1] <= pair.closing):
        return
    start, dash, found = tail
    form = _OPEN
    if pair:
        follows_colon = marked.text[max(pair.opening - 5, 0) : pair.opening].rstrip()[-1:] == ":"
        form = _CLOSED_AFTER_COLON if follows_colon else _CLOSED  # А: «П» — и а
    if not form.fullmatch(found):
        yield _problem(quoted, (start, dash), _message(found, is_closed=pair is not None))


def _tail(text: str, end: int) -> tuple[int, int, str] | None:
    """Return where the last word of a speech ends, where a dash follows, and what is between.

    What is between comes with every closing mark as », an ellipsis as one character, and without
    white space or apostrophes, which are left of some sites' markup.
    """
    start = end
    while start > 0 and text[start - 1] in _TRAILING:
        start -= 1
    tail = _TAIL.match(text, start)
    if tail is None:
        return None
    found = re.sub(r"\.{2,}", "…", re.sub(r"[\s']", "", _CLOSER.sub("»", tail[1])))
    return start, tail.end(1), found


def _message(found: str, *, is_closed: bool) -> str:
    final = re.search("[!?…]+", found)
    if is_closed:
        expected = f"`{final[0]}»`" if final else "`»,`"
    else:
        expected = f"`{final[0]}`" if final else "`,`"
    return f"{_shown(found)} stands before the dash and the author; expected {expected}"


def _shown(found: str) -> str:
    return shortened(found) if found else "nothing"


def _problem(quoted: Quoted, span: tuple[int, int], message: str) -> Problem:
    part = len(quoted.quote.content) - 1
    return Problem(
        f"`{quoted.quote.id}`: {message}",
        help="see whether the content ends where the speech does; if the publisher wrote it so, "
        "accept it in corpus/waivers.json, and in a composed article correct the text",
        **quoted.place("content", part, span=span if span[0] < span[1] else None),
    )


RULE = Rule(
    "K610", "scheme-punctuation", Severity.WARNING, __doc__, document=_document, waivable=True
)
