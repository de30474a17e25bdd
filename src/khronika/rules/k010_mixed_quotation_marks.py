"""A text uses one style of quotation marks, and one of dashes.

## What it checks
The outermost pairs of quotation marks of each paragraph: «…», "…", “…” or „…“. What stands inside
another pair does not count, whatever its marks: „…“ inside «…» is regular nesting. And the dashes
between words: —, –, -, with white space on one side at least. A hyphen inside a word, a range of
numbers, a score, a minus sign and whatever opens a line are not such dashes. An article has one
finding for its marks and one for its dashes; what lies in a `header` zone is left out.

## Why it matters
Where two styles meet, part of a text often comes from elsewhere, such as a quote pasted in, or a
conversion went wrong half-way. Whoever looks for quotes by their marks misses those in the other
style.

## Wrong
```
«Причал готов», — сказал мэр. "Ждём суда", - добавил он.
```

## Right
```
«Причал готов», — сказал мэр. «Ждём суда», — добавил он.
```

## How to fix
If the mixture came in on the way to this corpus, take the text again from its source. A dash for
a dash and a mark for a mark move no offset. If the publisher mixed them, accept the finding.
"""

import re
from collections.abc import Iterable, Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject

_MARK = re.compile('[«»„“”"]')
_PAIR = {"«": "«…»", '"': '"…"', "“": "“…”", "„": "„…“"}
_CLOSED_BY = {"»": "«", "”": "“„", "“": "„"}
_DASH = re.compile(r"(?P<left>\S)(?P<before>[^\S\n]*)(?P<dash>--|[-–—―−])(?P<behind>[^\S\n]*)(?P<right>\S)")  # fmt: skip  # noqa: E501
_DASHES = ("--", *"-–—―−")
"""What each kind of dash is between words, or looks like there."""
# No text nests its quotes that deep; a limit keeps hostile input from costing more than it should.
_DEEPEST = 16
_CLOSING = ',.!?…»“”")'


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    """Tell whether no two kinds of opening marks, nor of dashes beside a space, are there."""
    text = subject.text
    if text is None:
        return True
    if sum(mark in text for mark in _PAIR) > 1 and not _are_of_one_style(subject, text):
        return False
    return sum(_is_beside_space(text, dash) for dash in _DASHES) < 2


def _are_of_one_style(subject: Subject, text: str) -> bool:
    """Tell whether the marks around all others plainly are of one kind."""
    marks = subject.marks_at_sight
    if marks is None:
        return False
    end, kinds = 0, set()
    for opening, closing in marks.pairs:
        if opening >= end:
            kinds.add(text[opening])
            end = closing
    return len(kinds) < 2


def _is_beside_space(text: str, dash: str) -> bool:
    at = text.find(dash)
    while at >= 0:
        end = at + len(dash)
        beside = text[max(at - 1, 0) : at] + text[end : end + 1]
        if any(one.isspace() and one != "\n" for one in beside):
            return True
        at = text.find(dash, at + 1)
    return False


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    yield from _judge("quotation marks", _quotations(subject, text))
    yield from _judge("dashes between words", _dashes(subject, text))


Seen = Iterable[tuple[str, tuple[int, int]]]
"""Style and place of each pair or dash."""


def _judge(what: str, seen: Seen) -> Iterator[Problem]:
    places: dict[str, list[tuple[int, int]]] = {}
    for style, place in seen:
        places.setdefault(style, []).append(place)
    if len(places) < 2:
        return
    by_count = sorted(places, key=lambda style: (-len(places[style]), places[style][0]))
    listed = ", ".join(f"{style} × {len(places[style]):,}" for style in by_count)
    rarest = by_count[-1]
    others = len(places[rarest]) - 1
    also = f" and in {others:,} other place{'s' if others > 1 else ''}" if others else ""
    moves = "the offsets behind move" if "--" in (by_count[0], rarest) else "no offset moves"
    yield Problem(
        f"{len(places)} styles of {what} in one text: {listed}",
        help=mend_text(f"write {by_count[0]} for {rarest} here{also}; {moves}"),
        span=places[rarest][0],
    )


def _quotations(subject: Subject, text: str) -> Seen:
    """Yield each outermost pair of marks; the place is that of the opening one."""
    for paragraph in subject.paragraphs:
        if paragraph.zone == "header":
            continue
        around: list[re.Match[str]] = []
        for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
            opener = _opener(text, mark, around)
            if opener is None:
                if len(around) < _DEEPEST:
                    around.append(mark)
            elif opener >= 0:
                if opener == 0:
                    yield _PAIR[around[0][0]], around[0].span()
                del around[opener:]


def _opener(text: str, mark: re.Match[str], around: list[re.Match[str]]) -> int | None:
    """Return the index in `around` of what `mark` closes; None if it opens, -1 for neither."""
    if mark[0] in "«„":
        return None
    if mark[0] == '"' and _opens(text, mark):
        return None
    if mark[0] == "“" and not any(earlier[0] == "„" for earlier in around):
        return None
    wanted = _CLOSED_BY.get(mark[0], mark[0])
    return next((i for i in reversed(range(len(around))) if around[i][0] in wanted), -1)


def _opens(text: str, mark: re.Match[str]) -> bool:
    start, end = mark.span()
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return (not before or before.isspace() or before in "(«„“[—–-/") and not behind.isspace()


def _dashes(subject: Subject, text: str) -> Seen:
    if not any(dash in text for dash in "–—―−") and " -" not in text:
        return
    for paragraph in subject.paragraphs:
        if paragraph.zone == "header":
            continue
        # One by one, for the right neighbour of a dash may be the left one of the next.
        found = _DASH.search(text, paragraph.start, paragraph.end)
        while found:
            if _is_between_words(found):
                yield found["dash"], found.span("dash")
            found = _DASH.search(text, found.end("dash"), paragraph.end)


def _is_between_words(dash: re.Match[str]) -> bool:
    left, right = dash["left"], dash["right"]
    before, behind = bool(dash["before"]), bool(dash["behind"])
    if left.isdigit() and right.isdigit():
        return False  # a range or a score
    if not behind and right.isdigit():
        return False  # a minus sign
    if dash["dash"] == "-":
        return behind and (before or left in _CLOSING)
    return before or behind


RULE = Rule(
    "K010",
    "mixed-quotation-marks",
    Severity.WARNING,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
