"""Which annotation of one side is meant to be the same as which of the other."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from khronika.model import Quote

Part = tuple[int, int]


class Marked(NamedTuple):
    """What an annotation marks: its parts as code points, in text order, and its label."""

    parts: tuple[Part, ...]
    label: str

    @property
    def start(self) -> int:
        """The first code point."""
        return min(start for start, _ in self.parts)

    @property
    def end(self) -> int:
        """The code point behind the last."""
        return max(end for _, end in self.parts)

    @property
    def length(self) -> int:
        """Code points in all parts."""
        return sum(end - start for start, end in self.parts)


def marked(annotation: Any) -> Marked:
    """Return what an annotation marks; with a quote, that is its content."""
    if isinstance(annotation, Quote):
        parts = tuple((part.start, part.end) for part in annotation.content)
        return Marked(parts, annotation.type)
    label = getattr(annotation, "label", None) or annotation.type
    return Marked(((annotation.start, annotation.end),), label)


def shared(first: Sequence[Part], second: Sequence[Part]) -> int:
    """Return how many code points two annotations share.

    Examples
    --------
    >>> shared([(0, 10), (20, 30)], [(5, 25)])
    10
    """
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in first
        for other_start, other_end in second
    )


def match(first: Sequence[Marked], second: Sequence[Marked]) -> list[tuple[int, int]]:
    """Pair the annotations of two sides one to one.

    Of all pairs that share a code point, the one that shares most is taken, then the next of what
    is left. Among equals, the pair comes first that covers less, then one with the same label,
    then the one that stands first in the text. So equal spans always find each other, and it makes
    no difference which side is which.

    Returns
    -------
    list of (int, int)
        Indexes into `first` and `second`, ascending.

    Examples
    --------
    >>> long, short = Marked(((0, 20),), "CITY"), Marked(((0, 9),), "CITY")
    >>> match([long, short], [short])
    [(1, 0)]
    """
    pairs: list[tuple[int, int]] = []
    left, right = set(range(len(first))), set(range(len(second)))
    for _, one, other in sorted(_candidates(first, second)):
        if one in left and other in right:
            pairs.append((one, other))
            left.remove(one)
            right.remove(other)
    return sorted(pairs)


def _candidates(
    first: Sequence[Marked], second: Sequence[Marked]
) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Yield the pairs that share something, each behind what puts it in order."""
    by_start = sorted((one.start, place) for place, one in enumerate(second))
    longest = max((one.end - one.start for one in second), default=0)
    for place, one in enumerate(first):
        reach = bisect_left(by_start, one.start - longest, key=itemgetter(0))
        for start, other_place in by_start[reach:]:
            if start >= one.end:
                break
            other = second[other_place]
            common = shared(one.parts, other.parts)
            if common:
                covered = one.length + other.length - common
                order = (-common, covered, one.label != other.label, *sorted((one, other)))
                yield order, place, other_place
