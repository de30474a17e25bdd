"""How spans lie in one another and which quotes contain which: what several rules ask."""

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import pairwise
from typing import Protocol, TypeVar

from khronika.model import Quote


class _HasExtent(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Extent = TypeVar("Extent", bound=_HasExtent)


def overlapping(spans: Iterable[Extent]) -> Iterator[tuple[Extent, Extent]]:
    """Yield each pair of spans that overlap, the one that comes first in the text first."""
    for span, reaching in _sweep(spans):
        for _, _, earlier in reaching:
            yield earlier, span


def crossing(spans: Iterable[Extent]) -> Iterator[tuple[Extent, Extent]]:
    """Yield each pair of spans that overlap without nesting, the one that starts first first.

    Nested pairs cost nothing, so this is fast where there are few pairs to yield.
    """
    for span, reaching in _sweep(spans):
        # Of two that start together, the longer came first, so only an earlier end can cross.
        # A heap's children are never less than their parent: the search stops at a later end.
        pending = [0]
        while pending:
            index = pending.pop()
            if index < len(reaching) and reaching[index][0] < span.end:
                yield reaching[index][2], span
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


def lies_within(span: _HasExtent, parts: Iterable[_HasExtent]) -> bool:
    """Tell whether one of `parts` holds all of `span`."""
    return any(part.start <= span.start and span.end <= part.end for part in parts)


def in_order(parts: Iterable[_HasExtent]) -> bool:
    """Tell whether each of `parts` begins behind the end of the one before it, as K309 asks."""
    return all(left.end < right.start for left, right in pairwise(parts))


class Family:
    """The quotes of one document, as their `parent` fields arrange them.

    Quotes that share their id are left out, because nobody can tell which one is meant (K201).

    Attributes
    ----------
    by_id : dict of str to Quote
        The quotes.
    depth : dict of str to int or None
        How many quotes there are around each, by following `parent` until there is none; None
        for a quote from which that leads into a cycle (K203).
    """

    def __init__(self, quotes: Iterable[Quote]) -> None:
        quotes = list(quotes)
        count = Counter(quote.id for quote in quotes)
        self.by_id = {quote.id: quote for quote in quotes if count[quote.id] == 1}
        self.depth: dict[str, int | None] = {}
        for id_ in self.by_id:
            self._measure(id_)

    def parent_of(self, id_: str) -> str | None:
        """Return the id of the parent, if there is such a quote."""
        parent = self.by_id[id_].parent
        return parent if parent in self.by_id else None

    def is_around(self, elder: str, id_: str) -> bool:
        """Tell whether `elder` is the parent of `id_`, or the parent's parent, and so on."""
        if self.depth[id_] is None:
            return False
        parent = self.parent_of(id_)
        while parent is not None and parent != elder:
            parent = self.parent_of(parent)
        return parent is not None

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
