"""The parts of a text that are derived and never stored: paragraphs, sentences, tokens.

Everything here is in code points of the article's text, half-open, and follows from the text,
the zones and the annotations alone, so that it can be computed anew wherever it is needed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from khronika.model import Zone

__all__ = [
    "Lines",
    "Occurrences",
    "Paragraph",
    "clause",
    "index_at",
    "normal_form",
    "paragraphs",
    "sentences",
    "tokens",
]

_Span = tuple[int, int]


class Paragraph(NamedTuple):
    """A stretch of text without a line feed; `zone` is the kind of the zone it lies in, if any.

    Examples
    --------
    >>> Paragraph(0, 34, "heading").zone
    'heading'
    """

    start: int
    end: int
    zone: str | None


def paragraphs(text: str, zones: Sequence[Zone]) -> list[Paragraph]:
    r"""Cut `text` at its line feeds and at the edges of its zones.

    Parameters
    ----------
    text : str
        The article's text.
    zones : sequence of Zone
        Its zones, sorted and disjoint, as rule K016 asks.

    Returns
    -------
    list of Paragraph
        In text order. They hold every character but the line feeds, white space included; an
        empty line gives none.

    Examples
    --------
    >>> from khronika.model import Zone
    >>> text = "2025-10-24 Порт открыт\n\nСудно пришло."
    >>> for paragraph in paragraphs(text, [Zone("header", 0, 11)]):
    ...     print(paragraph)
    Paragraph(start=0, end=11, zone='header')
    Paragraph(start=11, end=22, zone=None)
    Paragraph(start=24, end=37, zone=None)
    """
    found = []
    place = 0  # of the first zone that does not end before the line
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while place < len(zones) and zones[place].end <= start:
            place += 1
        if line and (place == len(zones) or zones[place].start >= end):  # as most lines
            found.append(Paragraph(start, end, None))
        elif line:
            found += _cut(start, end, zones, place)
        start = end + 1
    return found


def _cut(start: int, end: int, zones: Sequence[Zone], place: int) -> Iterator[Paragraph]:
    """Yield the parts of a line into which zones cut it, beginning with the one at `place`."""
    for zone in islice(zones, place, None):
        if zone.start >= end:
            break
        if start < zone.start:
            yield Paragraph(start, zone.start, None)
        left, start = max(start, zone.start), min(end, zone.end)
        yield Paragraph(left, start, zone.kind)
    if start < end:
        yield Paragraph(start, end, None)


def sentences(
    text: str, paragraphs: Iterable[Paragraph], keep: Iterable[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    r"""Cut `paragraphs` into sentences; a `header` has none.

    Parameters
    ----------
    text : str
        The article's text.
    paragraphs : iterable of Paragraph
        Its paragraphs, in text order.
    keep : iterable of (int, int)
        Spans that no boundary may fall into, such as mentions and dates: «А. С. Пушкин» stays
        in one sentence even where the splitter is mistaken.

    Returns
    -------
    list of (int, int)
        Start and end of each sentence, in text order, without the white space around it. A
        paragraph of more than 20,000 code points is cut into pieces, and a sentence with it.

    Examples
    --------
    >>> text = "Порт открыт. Судно пришло.\nЛёд сошёл."
    >>> [text[start:end] for start, end in sentences(text, paragraphs(text, []))]
    ['Порт открыт.', 'Судно пришло.', 'Лёд сошёл.']
    >>> sentences(text, paragraphs(text, []), keep=[(5, 18)])
    [(0, 26), (27, 37)]
    """
    from razdel import sentenize  # late: not every command needs a splitter

    kept = _united(keep)
    found: list[_Span] = []
    for paragraph in paragraphs:
        if paragraph.zone == "header":
            continue
        first = len(found)
        for piece, stop in _pieces(text, paragraph):
            for sentence in sentenize(text[piece:stop]):
                start, end = piece + sentence.start, piece + sentence.stop
                if start == end:
                    continue
                if len(found) > first and (_inside(kept, found[-1][1]) or _inside(kept, start)):
                    start = found.pop()[0]
                found.append((start, end))
    return found


_LONGEST_PIECE = 20_000
_MAY_END = re.compile(r"[.?!…;:=\"„'»”’)\]}]")
"""A mark behind which the splitter may end a sentence."""


def clause(text: str, paragraph: Paragraph, offset: int) -> tuple[int, int]:
    """Return a stretch around `offset` that is of one sentence, as `sentences` cuts them.

    It ends at the first mark at which a sentence may end, so it needs no splitter.

    Examples
    --------
    >>> text = "Порт открыт; судно, 1 мая, придёт."
    >>> text[slice(*clause(text, Paragraph(0, 34, None), 20))]
    ' судно, 1 мая, придёт'
    """
    if paragraph.end - paragraph.start > _LONGEST_PIECE:
        return offset, offset
    *_, before = _MAY_END.split(text[paragraph.start : offset])
    behind, *_ = _MAY_END.split(text[offset : paragraph.end], 1)
    return offset - len(before), offset + len(behind)


def _pieces(text: str, paragraph: Paragraph) -> Iterator[_Span]:
    """Cut what is too long for a paragraph at white space: the splitter takes its square in time.

    Where there is none, it is cut all the same.
    """
    start = paragraph.start
    while paragraph.end - start > _LONGEST_PIECE:
        cut = text.rfind(" ", start + _LONGEST_PIECE // 2, start + _LONGEST_PIECE)
        end = cut + 1 if cut >= 0 else start + _LONGEST_PIECE
        yield start, end
        start = end
    yield start, paragraph.end


def tokens(text: str, start: int, end: int, cuts: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Cut the stretch from `start` to `end`, a sentence, into tokens.

    Parameters
    ----------
    text : str
        The article's text.
    start, end : int
        The sentence.
    cuts : iterable of int
        Offsets at which a token is cut in any case, such as the edges of annotations; those
        that lie in no token do nothing.

    Returns
    -------
    list of (int, int)
        Start and end of each token, in text order. They hold every character of the stretch
        that is not white space.

    Examples
    --------
    >>> text = "российско-азербайджанских связей"
    >>> tokens(text, 0, 32)
    [(0, 25), (26, 32)]
    >>> tokens(text, 0, 32, cuts=[9, 10])
    [(0, 9), (9, 10), (10, 25), (26, 32)]
    """
    from razdel import tokenize  # late, like `sentenize`

    edges = sorted({cut for cut in cuts if start < cut < end})
    found = [(start + token.start, start + token.stop) for token in tokenize(text[start:end])]
    if not edges:
        return found
    parts: list[_Span] = []
    for left, right in found:
        inner = edges[bisect_right(edges, left) : bisect_left(edges, right)]
        parts.extend(pairwise([left, *inner, right]) if inner else [(left, right)])
    return parts


def index_at(spans: Sequence[tuple[int, ...] | Paragraph], offset: int) -> int | None:
    """Return the index of the span that holds the character at `offset`.

    Parameters
    ----------
    spans : sequence of tuple
        Sorted and disjoint; each begins with its start and its end.
    offset : int
        Which character.

    Returns
    -------
    int or None
        None if no span holds it.

    Examples
    --------
    >>> index_at([(0, 12), (13, 26)], 13)
    1
    >>> index_at([(0, 12), (13, 26)], 12) is None
    True
    """
    index = bisect_right(spans, offset, key=itemgetter(0)) - 1
    return index if index >= 0 and offset < spans[index][1] else None


class Lines:
    """Where the lines of a text begin, found once for any number of look-ups.

    Examples
    --------
    >>> Lines("Баку\\nМосква").position(5)
    (2, 1)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0]
        while end := text.find("\n", self._starts[-1]) + 1:
            self._starts.append(end)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column, in code points, of `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """Return the offset at which the line of that number, from 1, begins."""
        return self._starts[line - 1]


class Occurrences:
    """Where surfaces stand in a text: each is looked for once, and all within a bound of work.

    Parameters
    ----------
    text : str
        The article's text.
    work : int, optional
        Code points of the text and of surfaces that are gone through at most.

    Examples
    --------
    >>> Occurrences("Баку и Ташкент, Ташкент и Баку").of("Баку")
    [0, 26]
    >>> Occurrences("тататам").of("тата")
    [0, 2]
    """

    def __init__(self, text: str, work: int = 500_000_000) -> None:
        self._text = text
        self._work = work
        self._found: dict[str, list[int] | None] = {}

    def of(self, surface: str) -> list[int] | None:
        """Return every offset at which `surface`, which is not empty, begins.

        None, for nobody knows, if there is no work left to spend on it.
        """
        if surface not in self._found:
            self._found[surface] = self._search(surface)
        return self._found[surface]

    def _search(self, surface: str) -> list[int] | None:
        found: list[int] = []
        start = -1
        while self._work > 0:
            begun = start + 1
            start = self._text.find(surface, begun)
            self._work -= len(surface) + (start if start >= 0 else len(self._text)) - begun
            if start < 0:
                return found
            found.append(start)
        return None


_MANY_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
"""Where there may be more combining marks in a row than any script has (UAX #15, 30)."""


def normal_form(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    r"""Return `text` in a normalisation form of Unicode, in time that grows as the text does.

    Python sorts the combining marks of a letter by insertion. Thousands of them would take
    hours, so long runs are put in their order, which changes no result, beforehand.

    Examples
    --------
    >>> normal_form("и\u0306")
    'й'
    """
    return unicodedata.normalize(form, _MANY_MARKS.sub(_sorted_marks, text))


def _sorted_marks(run: re.Match[str]) -> str:
    decomposed = "".join(unicodedata.normalize("NFD", character) for character in run[0])
    pieces = groupby(decomposed, key=lambda character: unicodedata.combining(character) > 0)
    return "".join(
        "".join(sorted(piece, key=unicodedata.combining) if are_marks else piece)
        for are_marks, piece in pieces
    )


def _united(spans: Iterable[_Span]) -> list[_Span]:
    """Unite spans that overlap; a position is inside one of these if it was inside any."""
    found: list[_Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _inside(spans: Sequence[_Span], position: int) -> bool:
    """Tell whether a cut at `position` would leave something of a span on either side."""
    index = bisect_left(spans, position, key=itemgetter(0)) - 1
    return index >= 0 and position < spans[index][1]


def parting(one: str, other: str) -> int:
    """Return how many code points two texts share from their start.

    Examples
    --------
    >>> parting("Мост открыли", "Мост откроют")
    9
    """
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
