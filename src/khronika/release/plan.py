"""Which documents are written into one file: decided by the documents alone.

Of each document no more is remembered than that takes, a few bytes, so that there is no list of
documents anywhere.
"""

import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from khronika.document import Document
from khronika.examining import Examined
from khronika.export_bundle import line_of_document
from khronika.source import Part, RawDocument, RawLine
from khronika.withholding import published

SHARD_CODE_POINTS = 50_000_000
"""Text that one shard holds at most, in code points; a longer article has a shard to itself."""

_NO_SPLIT = -1


@dataclass(slots=True)
class Remembered:
    """What is remembered of the documents of one part, in their order.

    Attributes
    ----------
    splits
        The place of each document's split in the list of splits; -1 if it is not there.
    lengths
        Their length in code points.
    sums
        Checksums of their bytes.
    verbatim
        Whether each is a line that a release has as it is: 1 or 0.
    unusable
        The id of the first one that is not understood; None if all are.
    """

    splits: "array[int]" = field(default_factory=lambda: array("i"))
    lengths: "array[int]" = field(default_factory=lambda: array("Q"))
    sums: "array[int]" = field(default_factory=lambda: array("I"))
    verbatim: "array[int]" = field(default_factory=lambda: array("B"))
    unusable: str | None = None

    def __len__(self) -> int:
        return len(self.splits)

    def add(self, raw: RawDocument | RawLine, one: Examined, splits: list[str]) -> None:
        """Remember what matters of a document; `splits` are those that there are."""
        if one.document is None:
            self.unusable = one.id if self.unusable is None else self.unusable
            self._append(_NO_SPLIT, 0, 0, verbatim=False)
            return
        article = one.document.article
        split = splits.index(article.split) if article.split in splits else _NO_SPLIT
        self._append(split, article.text.length, checksum(raw), _is_verbatim(raw, one.document))

    def _append(self, split: int, length: int, checksum: int, verbatim: bool) -> None:
        self.splits.append(split)
        self.lengths.append(length)
        self.sums.append(checksum)
        self.verbatim.append(verbatim)


Parts = Sequence[tuple[Part, Remembered]]
"""The parts of a source, in order, and what is remembered of their documents."""


def checksum(raw: RawDocument | RawLine) -> int:
    """Return a checksum of the bytes of a document: of its line, or of its files."""
    if isinstance(raw, RawLine):
        return zlib.crc32(raw.data)
    found = 0
    for file in raw.files():
        found = zlib.crc32(file.data, zlib.crc32(file.path.encode(), found))
    return found


def _is_verbatim(raw: RawDocument | RawLine, document: Document) -> bool:
    """Tell whether a release has the document as it is, so that nobody need write it anew."""
    return isinstance(raw, RawLine) and line_of_document(published(document)) == raw.data + b"\n"


@dataclass(slots=True)
class Picked:
    """Some documents of one part: their places in it, counted from 0, and what is known of them."""

    part: Part
    places: "array[int]" = field(default_factory=lambda: array("I"))
    sums: "array[int]" = field(default_factory=lambda: array("I"))
    verbatim: "array[int]" = field(default_factory=lambda: array("B"))


Shard = tuple[Picked, ...]
"""Documents that are written into one file, in their order."""


def plan(parts: Parts, split: int | None = None) -> Iterator[Shard]:
    """Share the documents of one split, or of all, out to shards, in the order of the source.

    Parameters
    ----------
    parts : sequence of (Part, Remembered)
        Every part of the source.
    split : int, optional
        The place of the split in the list of splits.

    Examples
    --------
    >>> short, long = Remembered(), Remembered()
    >>> for length in (3, 4):
    ...     short._append(0, length, 0, verbatim=True)
    >>> long._append(0, SHARD_CODE_POINTS, 0, verbatim=True)
    >>> parts = [(Part(shard=0), short), (Part(shard=1), long)]
    >>> [[list(picked.places) for picked in shard] for shard in plan(parts)]
    [[[0, 1]], [[0]]]
    """
    shard: list[Picked] = []
    size = 0
    for part, remembered in parts:
        picked = Picked(part)
        for place, of in enumerate(remembered.splits):
            if split is not None and of != split:
                continue
            length = remembered.lengths[place]
            if (shard or picked.places) and size + length > SHARD_CODE_POINTS:
                yield (*shard, picked) if picked.places else tuple(shard)
                shard, picked, size = [], Picked(part), 0
            picked.places.append(place)
            picked.sums.append(remembered.sums[place])
            picked.verbatim.append(remembered.verbatim[place])
            size += length
        if picked.places:
            shard.append(picked)
    if shard:
        yield tuple(shard)
