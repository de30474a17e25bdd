"""How spans lie in one another and which quotes contain which: what several rules ask."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import Protocol, TypeVar

from khronika.model import Quote
from khronika.rules.sharing import once
from khronika.spans import Layer


class _HasExtent(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Extent = TypeVar("Extent", bound=_HasExtent)


MOST_OVERLAPPING = 20
"""Earlier spans that one is held against: where more reach into it, these say enough."""


def overlapping(spans: Iterable[Extent]) -> Iterator[tuple[Extent, Extent]]:
    """Yield the pairs of spans that overlap, the one that comes first in the text first.

    Each span is paired with `MOST_OVERLAPPING` earlier ones at most, so that a heap of spans at
    one place does not cost the square of their number.
    """
    for span, reaching in _sweep(spans):
        for _, _, earlier in islice(reaching, MOST_OVERLAPPING):
            yield earlier, span


def crossing(spans: Iterable[Extent]) -> Iterator[tuple[Extent, Extent]]:
    """Yield the pairs of spans that overlap without nesting, the one that starts first first.

    Nested pairs cost nothing, so this is fast where there are few pairs to yield; each span is
    paired with `MOST_OVERLAPPING` earlier ones at most.
    """
    for span, reaching in _sweep(spans):
        found = 0
        # Of two that start together, the longer came first, so only an earlier end can cross.
        # A heap's children are never less than their parent: the search stops at a later end.
        pending = [0]
        while pending and found < MOST_OVERLAPPING:
            index = pending.pop()
            if index < len(reaching) and reaching[index][0] < span.end:
                yield reaching[index][2], span
                found += 1
                pending += [2 * index + 1, 2 * index + 2]


def _sweep(spans: Iterable[Extent]) -> Iterator[tuple[Extent, list[tuple[int, int, Extent]]]]:
    """Yield each span in text order with a heap, by end, of the earlier ones that reach into it."""
    reaching: list[tuple[int, int, Extent]] = []
    in_order = sorted(spans, key=lambda span: (span.start, -span.end))
    for number, span in enumerate(in_order):  # the number settles ties, for spans have no order
        while reaching and reaching[0][0] <= span.start:
            heappop(reaching)
        yield span, reaching
        heappush(reaching, (span.end, number, span))


def are_nested(extents: Iterable[tuple[int, int]]) -> bool:
    """Tell whether any two spans are apart or one in the other, and so that none cross.

    False tells nothing of spans that are not in order, by their start and the longest first.
    """
    before = 0
    ends: list[int] = []
    for start, end in extents:
        while ends and ends[-1] <= start:
            ends.pop()
        if start < before or (ends and end > ends[-1]):
            return False
        before = start
        ends.append(end)
    return True


def are_apart(spans: Iterable[Extent]) -> bool:
    """Tell whether no two of `spans` overlap."""
    in_order = sorted([(span.start, span.end) for span in spans])
    return all(left[1] <= right[0] for left, right in pairwise(in_order))


def lies_within(span: _HasExtent, parts: Iterable[_HasExtent]) -> bool:
    """Tell whether one of `parts` holds all of `span`."""
    return any(part.start <= span.start and span.end <= part.end for part in parts)


def in_order(parts: Iterable[_HasExtent]) -> bool:
    """Tell whether each of `parts` begins behind the end of the one before it, as K309 asks."""
    return all(left.end < right.start for left, right in pairwise(parts))


def _start(quote: Quote) -> int:
    return quote.content[0].start


class Family:
    """The quotes of one document, as their `parent` fields arrange them.

    Quotes that share their id are left out, because nobody can tell which one is meant (K201).

    Attributes
    ----------
    by_id : dict of str to Quote
        The quotes.
    place : dict of str to int
        Which one of the document each is, from 0.
    depth : dict of str to int or None
        How many quotes there are around each, by following `parent` until there is none; None
        for a quote from which that leads into a cycle (K203).
    """

    def __init__(self, quotes: Iterable[Quote]) -> None:
        quotes = list(quotes)
        count = Counter(quote.id for quote in quotes)
        self.by_id = {quote.id: quote for quote in quotes if count[quote.id] == 1}
        self.place = {quote.id: index for index, quote in enumerate(quotes)}
        self.depth: dict[str, int | None] = {}
        for id_ in self.by_id:
            self._measure(id_)
        self._extents = self._enumerated()

    def parent_of(self, id_: str) -> str | None:
        """Return the id of the parent, if there is such a quote."""
        parent = self.by_id[id_].parent
        return parent if parent in self.by_id else None

    def is_around(self, elder: str, id_: str) -> bool:
        """Tell whether `elder` is the parent of `id_`, or the parent's parent, and so on."""
        if self.depth[id_] is None or self.depth[elder] is None:
            return False
        first, last = self._extents[elder]
        return first < self._extents[id_][0] <= last

    @cached_property
    def _by_start(self) -> list[Quote]:
        return sorted(self.by_id.values(), key=_start)

    def beginning_by(self, offset: int) -> list[Quote]:
        """Return the quotes that begin at `offset` or before, as many as are worth a look."""
        index = bisect_right(self._by_start, offset, key=_start)
        return self._by_start[max(index - MOST_OVERLAPPING, 0) : index]

    def _enumerated(self) -> dict[str, tuple[int, int]]:
        """Return a number for each quote, its elders' being less, and the last one inside it."""
        children: dict[str | None, list[str]] = {}
        for id_, depth in self.depth.items():
            if depth is not None:
                children.setdefault(self.parent_of(id_), []).append(id_)
        order: list[str] = []
        pending = list(children.get(None, ()))
        while pending:
            order.append(pending.pop())
            pending += children.get(order[-1], ())
        size = dict.fromkeys(order, 1)
        for id_ in reversed(order):
            if (parent := self.parent_of(id_)) is not None:
                size[parent] += size[id_]
        return {id_: (place, place + size[id_] - 1) for place, id_ in enumerate(order)}

    def _measure(self, id_: str) -> None:
        chain: dict[str, None] = {}
        above: str | None = id_
        while above is not None and above not in self.depth and above not in chain:
            chain[above] = None
            above = self.parent_of(above)
        depth: int | None = -1
        if above is not None:
            depth = self.depth.get(above)  # None too if the chain has come back to itself
        for member in reversed(chain):
            depth = None if depth is None else depth + 1
            self.depth[member] = depth


@once
def family_of(layer: Layer) -> Family:
    """Return the quotes of one layer document as their `parent` fields arrange them."""
    return Family(layer.record.annotations)
