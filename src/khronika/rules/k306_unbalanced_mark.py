"""A span holds both marks of a pair, or none.

## What it checks
Brackets and quotation marks inside each span of every layer. The parts of one content are judged
together, as if nothing stood between them. Straight marks pair by position: the one before a word
opens, the one after it closes, also where a pair lies in another of the same shape («коридора
"Север-Юг"»).

These are fine: a closing bracket after a list marker («1)», «а)»), apostrophes, a mark of inches
after a number, one closing mark that ends two pairs of the same shape («Торговый дом «Маяк»), and
in a content an opening mark that is repeated at the beginning of a paragraph.

## Why it matters
The mate of the mark stands outside the span, so that one of the two edges is wrong, or the
publisher forgot it. What reads the span alone, a search or a model, sees a broken text.

## Wrong
The text reads «причал «Северный» примет до двадцати судов»:

```json
{"id": "e10", "start": 318, "end": 327, "surface": "Северный»",
 "label": "FACILITY", "level": "NAM"}
```

## Right
```json
{"id": "e10", "start": 318, "end": 326, "surface": "Северный",
 "label": "FACILITY", "level": "NAM"}
```

## How to fix
Leave the mark out, or take its mate in. The outer marks of a name stay outside the mention. If the
publisher wrote only one mark, accept the finding in `waivers.json` and say so there.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule, fix_span, problem_at
from khronika.spans import Layer, RoleSpan
from khronika.subject import Subject

_MARKS = '()[]{}«»„“”"'
_MARK = re.compile(rf"[{re.escape(_MARKS)}]")
_PAIRED = re.compile(r"(?:\(\)|«(?:\(\)|«»)*»)*")
_CLOSER = {"(": ")", "[": "]", "{": "}", "«": "»"}
_OPENER = {closer: opener for opener, closer in _CLOSER.items()}
# „…“ is the inner pair of Russian, “…” that of English; “ closes the one and opens the other.
_CURLY = "„“”"
_LIST_MARKER = re.compile(r"(?<!\w)(?:\d{1,2}|[^\W\d_])$")
_NO_FILE = ParsedFile("", b"", "")
_Place = tuple[RoleSpan, int]
"""A span, and the offset in the text of one of its characters."""
_Unpaired = tuple[RoleSpan, int, bool]
"""A span, the offset of a mark in it, and whether that mark opens."""


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    if not subject.is_sound_throughout:
        return False
    surfaces = subject.surfaces
    together = "\n".join(surfaces)
    return not any(
        _may_be_alone(surface)
        for mark in _MARKS
        if mark in together
        for surface in [one for one in surfaces if mark in one]
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for spans in _judged_together(subject):
        if all(subject.is_sound(span) for span in spans):
            places = [
                (span, span.start + match.start())
                for span in spans
                for match in _MARK.finditer(text[span.start : span.end])
            ]
            for span, offset, is_opening in _unpaired(text, places):
                yield _problem(text, span, offset, is_opening=is_opening)


def _judged_together(subject: Subject) -> Iterator[list[RoleSpan]]:
    """Yield each span by itself, and the parts of one content as one, where a mark may be alone."""
    for layer in subject.layers:
        in_doubt = [at for at, part in enumerate(layer.parts) if _may_be_alone(part.surface)]
        if layer.name == "quotes" and in_doubt:
            yield from _judged_in_quotes(layer)
        else:
            yield from ([layer.span_of(index)] for index in in_doubt)


def _judged_in_quotes(layer: Layer) -> Iterator[list[RoleSpan]]:
    contents: dict[int | str, list[RoleSpan]] = {}
    for span in layer.spans():
        if span.role == "content":
            contents.setdefault(span.path[1], []).append(span)
        elif _may_be_alone(span.surface):
            yield [span]
    for parts in contents.values():
        if any(_may_be_alone(part.surface) for part in parts):
            yield parts


@lru_cache(maxsize=1 << 12)
def _may_be_alone(surface: str | None) -> bool:
    """Tell whether the marks of a surface are others than such as pair whatever stands around."""
    if surface is None or not _MARK.search(surface):
        return False
    marks = "".join(_MARK.findall(surface))
    if _PAIRED.fullmatch(marks):
        return False
    # In equal numbers, no mark is let off for what it is beside: a list marker, another pair.
    if any(marks.count(one) != marks.count(other) for one, other in _CLOSER.items()):
        return True
    alone = RoleSpan(_NO_FILE, "", "", None, (), 0, len(surface), surface)
    return bool(_unpaired(surface, [(alone, match.start()) for match in _MARK.finditer(surface)]))


def _unpaired(text: str, places: Sequence[_Place]) -> list[_Unpaired]:
    found = [place for kind in ("()", "[]", "{}") for place in _by_shape(text, places, kind)]
    found += _by_shape(text, places, "«»")
    found += _curly([place for place in places if text[place[1]] in _CURLY], text)
    found += _straight(text, places)
    return sorted(found, key=lambda place: place[1])


def _by_shape(text: str, places: Sequence[_Place], kind: str) -> list[_Unpaired]:
    """Pair marks that look different at either end."""
    opener, closer = kind[0], kind[1]
    opened: list[tuple[_Place, bool]] = []
    unpaired = []
    for place in places:
        offset = place[1]
        if text[offset] == opener:
            opened.append((place, False))
        elif text[offset] == closer and opened:
            opened.pop()
            if opened:  # the one around may end here as well
                opened[-1] = opened[-1][0], True
        elif text[offset] == closer and not (closer == ")" and _ends_list_marker(text, offset)):
            unpaired.append((*place, False))
    for place, holds_pair in opened:
        is_shared = kind == "«»" and holds_pair
        if not is_shared and not (kind == "«»" and _is_repeated(text, place)):
            unpaired.append((*place, True))
    return unpaired


def _ends_list_marker(text: str, offset: int) -> bool:
    return bool(_LIST_MARKER.search(text, max(offset - 3, 0), offset))


def _is_repeated(text: str, place: _Place) -> bool:
    span, offset = place
    return span.role == "content" and offset > span.start and text[offset - 1] == "\n"


def _curly(places: Sequence[_Place], text: str) -> list[_Unpaired]:
    opened: list[_Place] = []
    unpaired = []
    for place in places:
        mark = text[place[1]]
        inner = text[opened[-1][1]] if opened else ""
        if mark == "„" or (mark == "“" and inner != "„"):
            opened.append(place)
        elif opened:
            opened.pop()
        else:
            unpaired.append((*place, False))
    return unpaired + [(*place, True) for place in opened]


def _straight(text: str, places: Sequence[_Place]) -> list[_Unpaired]:
    marks = [place for place in places if text[place[1]] == '"']
    unpaired = _by_position(text, marks)
    if unpaired:
        # 17" may be a screen: without such marks the others may pair.
        words = [place for place in marks if not text[place[1] - 1 : place[1]].isdigit()]
        if len(words) < len(marks):
            unpaired = min(unpaired, _by_position(text, words), key=len)
    return unpaired


def _by_position(text: str, marks: Sequence[_Place]) -> list[_Unpaired]:
    opened: list[_Place] = []
    unpaired = []
    for place in marks:
        span, offset = place
        before = text[offset - 1] if offset > span.start else " "
        after = text[offset + 1] if offset + 1 < span.end else " "
        is_opening = before.isspace() or before in '([{«„“"—–-'
        is_closing = after.isspace() or after in ')]}»”".,;:!?…—–-'
        if is_opening == is_closing:  # the position does not tell
            is_opening = not opened
        if is_opening:
            opened.append(place)
        elif opened:
            opened.pop()
        else:
            unpaired.append((*place, False))
    return unpaired + [(*place, True) for place in opened]


def _problem(text: str, span: RoleSpan, offset: int, *, is_opening: bool) -> Problem:
    mark = text[offset]
    mate = _CLOSER.get(mark) or _OPENER.get(mark)
    wanted = f"its mate `{mate}`" if mate else "its mate"
    what = "this content" if span.role == "content" else shortened(span.surface or "", 40)
    fix = _fix(text, span, offset, is_opening=is_opening)
    return problem_at(
        span,
        f"{what} holds `{mark}` at {offset} without {wanted}",
        help=fix.title
        if fix
        else f"leave the mark out, or take {wanted} in; if the publisher wrote only one, accept "
        "the finding in `waivers.json`",
        span=(offset, offset + 1),
        fix=fix,
    )


def _fix(text: str, span: RoleSpan, offset: int, *, is_opening: bool) -> Fix | None:
    """Leave out a mark at an edge, or take in its mate where that stands right outside."""
    start, end = span.start, span.end
    mates = _mates(text[offset])
    before, after = text[start - 1 : start], text[end : end + 1]
    if start + 1 < end and offset in (start, end - 1):
        # An outer pair of which one mark is outside stays outside.
        other = after if offset == start else before
        start, end = (offset + 1, end) if offset == start else (start, offset)
        return fix_span(span, start, end, text[start:end], safe=other in mates and other != "")
    if is_opening and after and after in mates:
        return fix_span(span, start, end + 1, text[start : end + 1], safe=False)
    if not is_opening and before and before in mates:
        return fix_span(span, start - 1, end, text[start - 1 : end], safe=False)
    return None


def _mates(mark: str) -> str:
    if mark in _CURLY:
        return _CURLY.replace(mark, "")
    return _CLOSER.get(mark) or _OPENER.get(mark) or mark


RULE = Rule(
    "K306",
    "unbalanced-mark",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
