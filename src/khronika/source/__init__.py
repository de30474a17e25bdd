"""Readers: where the files of a corpus come from. No other code touches them.

A reader hands over bytes and paths and judges nothing; what it could not read, or found no
place for, it hands over too, as a `Refusal` that the check turns into a finding.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RawFile:
    """The bytes of one file and its path, relative to the corpus root, with ``/``."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or folder that the reader left alone, and why.

    `unexpected` tells a thing the layout has no place for from one that could not be read.
    """

    path: str
    reason: str
    advice: str
    unexpected: bool


@dataclass(frozen=True, slots=True)
class RawLayer:
    """The file of one layer of one article; `annotator` is set for an independent pass."""

    layer: str
    file: RawFile
    annotator: str | None = None


@dataclass(slots=True)
class RawDocument:
    """The files that belong to one article id in one year, unparsed."""

    year: str
    id: str
    article: RawFile | None = None
    text: RawFile | None = None
    layers: list[RawLayer] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


class Source(Protocol):
    """A corpus that can be read: its own files once, its documents one by one."""

    def corpus_files(self) -> dict[str, RawFile]:
        """Return the files about the corpus as a whole, by path."""

    def refusals(self) -> list[Refusal]:
        """Return what was refused and belongs to no article."""

    def changelog(self) -> RawFile | None:
        """Return the changelog beside the corpus, if there is one that can be read."""

    def ids(self) -> Collection[str]:
        """Return the ids of the documents, in ascending order, reading none of them."""

    def documents(self, only: Collection[str] | None = None) -> Iterator[RawDocument]:
        """Yield the documents, or those whose id is in `only`, by ascending id."""
