"""Writing a text with elements around stretches of it, whether they nest or cross."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from khronika.model import Quote
from khronika.tei.inline import PARAGRAPH_END
from khronika.tei.markup import MAX_DEPTH
from khronika.tei.vocabulary import is_xml_character

DEEPEST = MAX_DEPTH // 2
"""Elements that are open at once at most; what would be deeper becomes a `milestone`."""


@dataclass(eq=False, slots=True)
class Piece:
    """An element to be written around a stretch of the text.

    Of two around the same stretch, the one with the lower `rank` is the outer one; `quote` is set
    on the part of a quote that carries what is said of the whole.
    """

    start: int
    end: int
    rank: int
    element: str
    attributes: dict[str, str]
    quote: Quote | None = None

    @property
    def is_heading(self) -> bool:
        """Whether this is a zone that a paragraph of its own can be."""
        return self.element == "seg" and self.attributes["type"] == "heading"

    def note_surroundings(self, open_: list["Piece"]) -> None:
        """Say so if this quote has no parent where the quote around it would be taken for one."""
        is_inside = any(piece.element == "said" for piece in open_)
        if is_inside and self.quote and self.quote.parent is None:
            self.attributes["parent"] = "none"


def body(text: str, pieces: list[Piece]) -> Iterator[str]:
    """Yield the lines of the body, a paragraph each, with `pieces` around what they hold.

    Pieces that cross become pairs of `milestone` and `anchor`; a blank line within which one
    begins or ends does not part paragraphs but is written as two `lb`.
    """
    edges = {edge for piece in pieces for edge in (piece.start, piece.end)}
    headings = {(piece.start, piece.end): piece for piece in pieces if piece.is_heading}
    paragraphs = _paragraphs(text, edges)
    heads = [headings[extent] for extent in paragraphs if extent in headings]
    inline = [piece for piece in pieces if piece not in heads]
    tags = _tags(inline, paragraphs)
    in_division, was_head = False, False
    for index, (start, end) in enumerate(paragraphs):
        name = "head" if (start, end) in headings else "p"
        if name == "head" and index and not was_head:  # TEI has headings at the start of a part
            yield from ["      </div>"] * in_division + ["      <div>"]
            in_division = True
        was_head = name == "head"
        indent = "        " if in_division else "      "
        yield f"{indent}<{name}>{_marked(text, start, end, tags)}</{name}>"
    yield from ["      </div>"] * in_division


def _paragraphs(text: str, edges: set[int]) -> list[tuple[int, int]]:
    """Cut `text` at its blank lines, but for those that something begins or ends within."""
    found, start, at = [], 0, text.find(PARAGRAPH_END)
    while at >= 0:
        if at + 1 in edges:
            at = text.find(PARAGRAPH_END, at + 1)
            continue
        found.append((start, at))
        start = at + len(PARAGRAPH_END)
        at = text.find(PARAGRAPH_END, start)
    return [*found, (start, len(text))]


class _Tags:
    """What stands at each offset of the text: what ends there, and what begins."""

    def __init__(self) -> None:
        self.closing: dict[int, list[str]] = defaultdict(list)
        self.opening: dict[int, list[str]] = defaultdict(list)

    @cached_property
    def offsets(self) -> list[int]:
        return sorted(self.closing.keys() | self.opening.keys())

    def at(self, offset: int) -> str:
        return "".join(self.closing.get(offset, []) + self.opening.get(offset, []))


def _tags(pieces: list[Piece], paragraphs: list[tuple[int, int]]) -> _Tags:
    """Nest the pieces; one that would cross another, or a paragraph's edge, becomes a pair.

    At one offset, elements are closed before pairs end, and pairs begin before elements open.
    """
    ends: dict[int, list[str]] = defaultdict(list)
    begins: dict[int, list[str]] = defaultdict(list)
    tags = _Tags()
    open_: list[Piece] = []
    starts = [start for start, _ in paragraphs]
    pairs = 0
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end, piece.rank)):
        _close(open_, piece.start, tags)
        _, edge = paragraphs[bisect_right(starts, piece.start) - 1]
        edge = min(edge, open_[-1].end) if open_ else edge
        piece.note_surroundings(open_)
        if piece.end <= edge and len(open_) < DEEPEST:
            tags.opening[piece.start].append(f"<{piece.element}{attributes_of(piece.attributes)}>")
            open_.append(piece)
            continue
        pairs += 1
        unit = {"unit": piece.element, "spanTo": f"#end.{pairs}"} | piece.attributes
        begins[piece.start].append(f"<milestone{attributes_of(unit)}/>")
        ends[piece.end].append(f'<anchor xml:id="end.{pairs}"/>')
    _close(open_, None, tags)
    for offset, written in ends.items():
        tags.closing[offset] += written
    for offset, written in begins.items():
        tags.opening[offset][:0] = written
    return tags


def _close(open_: list[Piece], offset: int | None, tags: _Tags) -> None:
    """Close what ends at or before `offset`; everything where that is None."""
    while open_ and (offset is None or open_[-1].end <= offset):
        piece = open_.pop()
        tags.closing[piece.end].append(f"</{piece.element}>")


def _marked(text: str, start: int, end: int, tags: _Tags) -> str:
    first, last = bisect_left(tags.offsets, start), bisect_right(tags.offsets, end)
    stops = sorted({start, end, *tags.offsets[first:last]})
    written = [tags.at(start)]
    for left, right in pairwise(stops):
        written += [escaped(text[left:right]), tags.at(right)]
    return "".join(written)


_ESCAPES = {"\n": "<lb/>", "&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    """Return `text` as content: what an eye cannot see as a number, what XML cannot hold as `g`.

    Examples
    --------
    >>> escaped("A&B\\u00a0\\x01")
    'A&amp;B&#x00A0;<g n="U+0001"/>'
    """
    return "".join(_ESCAPES.get(character) or _visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    number = f"{ord(character):04X}"
    return f"&#x{number};" if is_xml_character(character) else f'<g n="U+{number}"/>'


def attributes_of(attributes: Mapping[str, str]) -> str:
    """Return `attributes` as they stand in a tag, each after a space.

    Examples
    --------
    >>> attributes_of({"type": "city", "ref": "#baku"})
    ' type="city" ref="#baku"'
    """
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
