"""Which quotation marks of a text belong together.

Every rule that asks about quotation marks asks here. Offsets count code points of the article's
text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from khronika.text import Paragraph

__all__ = ["Marks", "Pair", "pair_at_sight", "pair_marks"]

_MARKS = '«»„“”"'  # of the kinds that Russian news uses

_MATE = {"«": "»", "„": "“", '"': '"'}
_CLOSERS = {"«": "»", "„": '“”"', "“": '”“"', '"': '"”'}
_BEFORE_OPENER = '([{-–—:/«„“"'
_AFTER_OPENER = '([<{-–—…«„“"'
# What follows the end of a speech: a dash and its author, or the end of the paragraph.
_SPEECH_ENDS = re.compile(r"[,.!?…]*\s{0,3}(?:[-–—]|\Z)")
_SENTENCE_MARK = re.compile(r"[.,;:!?…]")

_DEEPEST = 8
_LONGEST_LEAD = 5
_FARTHEST = 40


class Pair(NamedTuple):
    """The offsets of two marks that belong together.

    Examples
    --------
    >>> pair_marks("«Север»", [Paragraph(0, 7, None)]).pairs
    [Pair(opening=0, closing=6)]
    """

    opening: int
    closing: int


class Marks(NamedTuple):
    """The pairs of a text, in the order of their opening marks, and the marks without a mate."""

    pairs: list[Pair]
    unpaired: list[int]


def pair_marks(text: str, paragraphs: Iterable[Paragraph]) -> Marks:
    r"""Find which marks belong together in each paragraph.

    « » „ “ “ ” and " " are paired. A straight mark opens or closes by what stands around it, so
    that it can be nested in itself. As in print, one mark may do for two that would stand side by
    side: «Компания «Север» and «Север» закрыт», — сказал он. A speech may run over paragraphs.

    Parameters
    ----------
    text : str
        The article's text.
    paragraphs : iterable of Paragraph
        Its paragraphs, in text order.

    Returns
    -------
    Marks
        Pairs that share a mark have it both.

    Examples
    --------
    >>> text = '"О коридоре "Север-Юг" спорят", - сказал он.'
    >>> pairs, unpaired = pair_marks(text, [Paragraph(0, len(text), None)])
    >>> [text[pair.opening : pair.closing + 1] for pair in pairs]
    ['"О коридоре "Север-Юг" спорят"', '"Север-Юг"']
    >>> pair_marks("«Север», «Юг", [Paragraph(0, 12, None)]).unpaired
    [9]
    """
    pairs: list[Pair] = []
    alone: list[tuple[int, Paragraph]] = []
    places = _places(text)
    for paragraph in paragraphs:
        first = bisect_left(places, paragraph.start)
        if within := places[first : bisect_left(places, paragraph.end, first)]:
            found, left = _in_paragraph(text, paragraph, within)
            found += _shared(text, paragraph, found, left)
            paired = {offset for pair in found for offset in pair}
            alone += [(offset, paragraph) for offset in left if offset not in paired]
            pairs += found
    running_on = _over_paragraphs(text, alone)
    paired = {offset for pair in running_on for offset in pair}
    unpaired = [offset for offset, _ in alone if offset not in paired]
    return Marks(sorted(pairs + running_on), unpaired)


def pair_at_sight(text: str, edges: Sequence[int]) -> Marks | None:
    """Do what `pair_marks` does for a text in which every mark is closed in its turn.

    Straight marks may not lie in each other, and open behind a space only. `edges` are those of
    paragraphs, but for the line feeds. None for other texts.

    Examples
    --------
    >>> pair_at_sight("«Север» и «„Юг“»", []).pairs
    [Pair(opening=0, closing=6), Pair(opening=10, closing=15), Pair(opening=11, closing=14)]
    >>> pair_at_sight("«Север", []) is None
    True
    """
    pairs: list[Pair] = []
    open_: list[int] = []
    marks = ""  # those at `open_`
    for at in _places(text):
        mark = text[at]
        if mark in "«„" or (mark == '"' and mark not in marks and _is_behind_space(text, at)):
            open_.append(at)
            marks += mark
        elif marks and mark == _MATE[marks[-1]] and not (mark == '"' and _may_open(text, at)):
            pairs.append(Pair(open_.pop(), at))
            marks = marks[:-1]
            if not open_ and _is_cut(text, pairs[-1], edges):
                return None
        else:
            return None
    return None if open_ else Marks(sorted(pairs), [])


def _is_behind_space(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace()


def _may_open(text: str, at: int) -> bool:
    return _is_behind_space(text, at) or text[at - 1] in _BEFORE_OPENER


def _places(text: str) -> list[int]:
    """Return where the marks of a text are: few are in it, and each is found by itself."""
    found = []
    for mark in filter(text.__contains__, _MARKS):
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + 1)
    return sorted(found)


def _is_cut(text: str, pair: Pair, edges: Sequence[int]) -> bool:
    """Tell whether a paragraph ends between two marks."""
    opening, closing = pair
    return "\n" in text[opening:closing] or any(opening < edge <= closing for edge in edges)


def _in_paragraph(
    text: str, paragraph: Paragraph, places: list[int]
) -> tuple[list[Pair], list[int]]:
    """Return the pairs of marks that both stand there, and the marks that are left over."""
    pairs: list[Pair] = []
    left: list[int] = []
    open_: list[int] = []
    marks = ""  # those at `open_`
    for at in places:
        inner = marks[-_DEEPEST:]
        if _opens(text, at, paragraph, inner):
            open_.append(at)
            marks += text[at]
            continue
        for above, mark in enumerate(reversed(inner)):
            if text[at] in _CLOSERS[mark]:
                kept = len(open_) - above - 1
                pairs.append(Pair(open_[kept], at))
                left += open_[kept + 1 :]
                del open_[kept:]
                marks = marks[:kept]
                break
        else:
            if not _is_unit(text, at):
                left.append(at)
    return pairs, sorted(left + open_)


def _opens(text: str, at: int, paragraph: Paragraph, open_: str) -> bool:
    mark = text[at]
    if mark in "«„":
        return True
    if mark in "»”" or (mark == "“" and "„" in open_):
        return False
    if mark == "“" and "“" not in open_:
        return True
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    leads = after.isalnum() or after in _AFTER_OPENER
    if before.isspace():
        return leads or mark not in open_
    # «ООО"Север"»: the space was forgotten, the mark was not.
    return leads if before in _BEFORE_OPENER else after.isalpha() and mark not in open_


def _is_unit(text: str, at: int) -> bool:
    """Tell whether the mark stands for inches or seconds of arc: 24", 45°20′15"."""
    return text[at] == '"' and at > 0 and text[at - 1].isdigit()


def _shared(text: str, paragraph: Paragraph, pairs: list[Pair], left: list[int]) -> list[Pair]:
    """Pair marks with one that has a mate already: where two would meet, print sets one."""
    if len(left) > _DEEPEST or not pairs:
        return []
    by_opening = sorted(pairs)
    found = []
    for at in left:
        if text[at] not in _CLOSERS or not _opens(text, at, paragraph, ""):
            first = by_opening[0]
            if _is_shared_opening(text, paragraph, first, at):
                found.append(Pair(first.opening, at))
            continue
        following = bisect_left(by_opening, Pair(at, at))
        for inner in by_opening[following : following + _FARTHEST]:
            if _is_shared_closing(text, paragraph, at, inner):
                found.append(Pair(at, inner.closing))
                break
    return found


def _is_shared_opening(text: str, paragraph: Paragraph, inner: Pair, closing: int) -> bool:
    """«Север» закрыт», — сказал он."""
    return (
        text[closing] in _CLOSERS[text[inner.opening]]
        and not text[paragraph.start : inner.opening].strip(" \t—–-")
        and bool(text[inner.closing + 1 : closing].strip(' .,!?…»”“"'))
        and _SPEECH_ENDS.match(text, closing + 1, paragraph.end) is not None
    )


def _is_shared_closing(text: str, paragraph: Paragraph, opening: int, inner: Pair) -> bool:
    """«Компания «Север» and «Приходите в «Север», — сказал он."""
    if text[inner.closing] not in _CLOSERS[text[opening]]:
        return False
    lead = text[opening + 1 : inner.opening][: _LONGEST_LEAD * 40]
    is_name = len(lead.split()) <= _LONGEST_LEAD and not _SENTENCE_MARK.search(lead)
    return is_name or _SPEECH_ENDS.match(text, inner.closing + 1, paragraph.end) is not None


def _over_paragraphs(text: str, alone: list[tuple[int, Paragraph]]) -> list[Pair]:
    """Pair the marks around a speech of several paragraphs, each with nothing astray between."""
    return [
        Pair(opening, closing)
        for (opening, first), (closing, last) in pairwise(alone)
        if first.end < last.start
        and text[closing] in _CLOSERS.get(text[opening], "")
        and _opens(text, opening, first, "")
        and not _opens(text, closing, last, text[opening])
        and _SPEECH_ENDS.match(text, closing + 1, last.end)
    ]
