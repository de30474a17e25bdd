"""How the content of quotes lies in quotation marks and paragraphs: what several rules ask."""

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from itertools import pairwise
from typing import Any
from weakref import proxy

from msgspec import Struct

from khronika.marks import Pair
from khronika.model import Quote
from khronika.parsed import Path
from khronika.rules.sharing import once
from khronika.spans import Layer
from khronika.subject import Subject
from khronika.text import Paragraph, index_at

DASHES = "-–—"
_MOST_BEFORE = 40
_DASH_START = re.compile(rf"\s*[{DASHES}]\s")


class Quoted(Struct, frozen=True):
    """A quote whose content can be trusted, with its place in its layer document."""

    layer: Layer
    index: int
    quote: Quote

    @property
    def start(self) -> int:
        """Where the content begins."""
        return self.quote.content[0].start

    @property
    def end(self) -> int:
        """Where the content ends."""
        return self.quote.content[-1].end

    def place(self, *path: str | int, span: tuple[int, int] | None = None) -> dict[str, Any]:
        """Return the fields of a problem with what `path` leads to within the quote."""
        first = self.quote.content[0]
        whole: Path = ("annotations", self.index, *path)
        return {
            "file": self.layer.file,
            "path": whole,
            "span": span or (first.start, first.end),
            "layer": self.layer.name,
            "annotation": self.quote.id,
        }


@once
def sound_quotes(subject: Subject) -> list[Quoted]:
    """Return the quotes of every layer document whose content is where it says it is, in order."""
    found = []
    is_sound = subject.is_sound_throughout
    for layer in subject.of("quotes") if subject.text is not None else ():
        for index, quote in enumerate(layer.record.annotations):
            parts = quote.content
            is_sorted = len(parts) == 1 or all(one.end <= two.start for one, two in pairwise(parts))
            if is_sorted and (is_sound or all(map(subject.is_sound, parts))):
                found.append(Quoted(layer, index, quote))
    return found


class MarkedText:
    """The text of a document with its quotation marks, for asking how quotes lie in them."""

    def __init__(self, subject: Subject) -> None:
        self._subject = proxy(subject)  # which holds it: together they would never go
        self.text = subject.text or ""
        self.pairs = subject.marks.pairs

    def inside(self, pair: Pair) -> tuple[int, int]:
        """Return what stands between the marks, without the white space at its edges."""
        read = self.text[pair.opening + 1 : pair.closing]
        start = pair.opening + 1 + len(read) - len(read.lstrip())
        return start, pair.opening + 1 + len(read.rstrip())

    @cached_property
    def _by_inside(self) -> dict[tuple[int, int], Pair]:
        return {self.inside(pair): pair for pair in self.pairs}

    def around(self, start: int, end: int) -> Pair | None:
        """Return the pair that delimits exactly the stretch from `start` to `end`, if any."""
        return self._by_inside.get((start, end))

    @cached_property
    def _mentions(self) -> set[tuple[int, int]]:
        subject, layers = self._subject, self._subject.of("entities")
        if subject.is_sound_throughout:
            return {extent for layer in layers for extent in layer.extents}
        mentions = [one for layer in layers for one in layer.record.annotations]
        return {(one.start, one.end) for one in mentions if subject.is_sound(one)}

    def is_mention(self, pair: Pair) -> bool:
        """Tell whether the marks just delimit a mention, such as the name of a company."""
        outside = (pair.opening, pair.closing + 1)
        return self.inside(pair) in self._mentions or outside in self._mentions

    def is_pair(self, pair: Pair) -> bool:
        """Tell whether marks at these two offsets belong together."""
        return pair in self._known and self.around(*self.inside(pair)) == pair

    @cached_property
    def _known(self) -> set[Pair]:
        return set(self.pairs)

    def paragraph(self, offset: int) -> Paragraph | None:
        """Return the paragraph that holds the character at `offset`."""
        index = index_at(self._subject.paragraphs, offset)
        return None if index is None else self._subject.paragraphs[index]

    def is_dialogue(self, quoted: Quoted) -> bool:
        """Tell whether the content stands in a paragraph that begins with a dash."""
        paragraph = self.paragraph(quoted.start)
        return paragraph is not None and bool(
            _DASH_START.match(self.text, paragraph.start, paragraph.end)
        )

    def is_block(self, quoted: Quoted) -> bool:
        """Tell whether the content is whole paragraphs."""
        return all(self._is_whole(part.start, part.end) for part in quoted.quote.content)

    def _is_whole(self, start: int, end: int) -> bool:
        first, last = self.paragraph(start), self.paragraph(end - 1)
        if first is None or last is None:
            return False
        return not self.text[first.start : start].strip() and not self.text[end : last.end].strip()

    def is_delimited(self, quoted: Quoted) -> bool:
        """Tell whether marks delimit all the content: one pair, or one for each part."""
        return self.around(quoted.start, quoted.end) is not None or all(
            self.around(part.start, part.end) for part in quoted.quote.content
        )

    def has_stray_edge(self, quoted: Quoted) -> bool:
        """Tell whether a mark without a mate, which is K602's, stands at an edge."""
        if not self._unpaired:
            return False
        edges = {*range(quoted.start - 2, quoted.start + 1), *range(quoted.end - 1, quoted.end + 2)}
        return not edges.isdisjoint(self._unpaired)

    @cached_property
    def _unpaired(self) -> set[int]:
        return set(self._subject.marks.unpaired)

    def nearest(self, quoted: Quoted) -> Pair | None:
        """Return the marks that seem to be those of the content, though its edges are not theirs.

        That is the pair it takes in, else one that shares an edge with it, else the smallest
        around it.
        """
        start, end = quoted.start, quoted.end
        if self.is_pair(Pair(start, end - 1)):
            return Pair(start, end - 1)
        sharing = [*self._by_start.get(start, ()), *self._by_end.get(end, ())]
        around = [pair for pair in self.before(start) if end <= pair.closing]
        return min(
            [pair for pair in sharing if not self.is_mention(pair)] or around,
            key=lambda pair: abs(pair.closing - pair.opening - (end - start)),
            default=None,
        )

    @cached_property
    def _by_start(self) -> dict[int, list[Pair]]:
        found: dict[int, list[Pair]] = defaultdict(list)
        for (start, _), pair in self._by_inside.items():
            found[start].append(pair)
        return found

    @cached_property
    def _by_end(self) -> dict[int, list[Pair]]:
        found: dict[int, list[Pair]] = defaultdict(list)
        for (_, end), pair in self._by_inside.items():
            found[end].append(pair)
        return found

    def opening_in(self, start: int, end: int) -> list[Pair]:
        """Return the pairs whose opening mark stands from `start` to `end`."""
        return self.pairs[self._index(start) : self._index(end)]

    def before(self, offset: int) -> list[Pair]:
        """Return pairs that open before `offset`, as many as can matter for what follows."""
        index = self._index(offset)
        return self.pairs[max(index - _MOST_BEFORE, 0) : index]

    def _index(self, offset: int) -> int:
        return bisect_left(self.pairs, Pair(offset, 0))


marked_text = once(MarkedText)
"""The text of a document with its quotation marks, the same for every rule."""
