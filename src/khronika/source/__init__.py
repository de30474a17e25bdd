"""Readers: where the files of a corpus come from. No other code touches them.

A reader hands over bytes and paths and judges nothing; what it could not read, or found no
place for, it hands over too, as a `Refusal` that the check turns into a finding.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

DOCUMENTS = ("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA")
"""Files beside a corpus that go along with it, where they exist."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """The bytes of one file and its path, relative to the corpus root, with ``/``.

    `kind` is what the file is, where its path does not tell: a file of a bundle.
    """

    path: str
    data: bytes
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or folder that the reader left alone, and why.

    `unexpected` tells a thing the layout has no place for from one that could not be read;
    `line` is where in a shard that was, counted from 1.
    """

    path: str
    reason: str
    advice: str
    unexpected: bool
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RawLayer:
    """The file of one layer of one article; `annotator` is set for an independent pass."""

    layer: str
    file: RawFile
    annotator: str | None = None


@dataclass(slots=True)
class RawDocument:
    """The files that belong to one article id in one year, unparsed.

    One without an id stands for a place at which a shard could not be read. `weight` is its share
    in `Source.total`.
    """

    year: str
    id: str
    article: RawFile | None = None
    text: RawFile | None = None
    layers: list[RawLayer] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    weight: int = 1

    def files(self) -> Iterator[RawFile]:
        """Yield its files: record, text and layers, as far as they are there."""
        yield from filter(None, (self.article, self.text))
        yield from (layer.file for layer in self.layers)


@dataclass(frozen=True, slots=True)
class RawLine:
    """A document of a shard, unparsed: one line, without its line end.

    Attributes
    ----------
    path, number
        The shard, and the line in it, counted from 1.
    start
        The byte of the shard, after decompression, at which the line begins.
    data
        The line.
    weight
        Its share in `Source.total`: how many bytes of the shard, as it is stored, were read since
        the last document.
    refusals
        What is wrong with the line as a line.
    """

    path: str
    number: int
    start: int
    data: bytes
    weight: int = 0
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Documents of a source that are read one after the other, in one process.

    How a source is cut into parts depends on the source alone.

    Attributes
    ----------
    documents
        In a tree: id and year of each document.
    shard
        In shards: which of them.
    start, end
        The bytes of the shard that the lines of the part begin and end at; `end` is None for the
        shard as a whole, which need not be seekable.
    line
        The number of its first line, counted from 1.
    """

    documents: tuple[tuple[str, str], ...] = ()
    shard: int = 0
    start: int = 0
    end: int | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class CorpusPaths:
    """Where the files are, or would be, that every document may refer to."""

    corpus: str
    annotators: str
    registry: str
    retired: str


class Source(Protocol):
    """A corpus that can be read: its own files once, its documents one by one."""

    paths: CorpusPaths

    counted_in: str
    """What `total` counts: ``"documents"`` or ``"bytes"``."""

    def corpus_files(self) -> dict[str, RawFile]:
        """Return the files about the corpus as a whole, by path."""

    def refusals(self) -> list[Refusal]:
        """Return what was refused and belongs to no article."""

    def ids(self) -> Collection[str]:
        """Return the ids of the documents, in ascending order.

        File names tell them; shards must be read for them, from beginning to end.
        """

    def total(self, only: Collection[str] | None = None) -> int:
        """Return what the weights of the documents, or of those in `only`, add up to at most.

        That is known without reading any: a number of documents, or of bytes.
        """

    def parts(self, only: Collection[str] | None = None) -> list[Part]:
        """Return the parts that the documents are in, or those whose id is in `only`."""

    def read(
        self, part: Part, only: Collection[str] | None = None
    ) -> Iterator[RawDocument | RawLine]:
        """Yield the documents of a part, or those whose id is in `only`.

        They come by ascending id, part after part, if the source is as it should be.
        """

    def documents(self, only: Collection[str] | None = None) -> Iterator[RawDocument | RawLine]:
        """Yield the documents of all parts, or those whose id is in `only`."""
        for part in self.parts(only):
            yield from self.read(part, only)

    def shards(self) -> list[str]:
        """Return the paths of the shards, in the order that parts count them; none in a tree."""
        return []

    def fingerprint(self) -> str:
        """Return a hash of what every part is read beside.

        Processes that read parts of one source have to agree on it: the files about the corpus as
        a whole, and which shards there are.
        """
        digest = hashlib.sha256()
        for path, file in sorted(self.corpus_files().items()):
            digest.update(f"{path}\0{len(file.data)}\0".encode(errors="surrogateescape"))
            digest.update(file.data)
        digest.update("\0".join(self.shards()).encode(errors="surrogateescape"))
        return digest.hexdigest()

    def beside(self, names: Sequence[str]) -> dict[str, RawFile]:
        """Return those of the `DOCUMENTS` called `names` that lie beside the corpus.

        Raises
        ------
        UnusableSource
            If one of them is there, but cannot be read.
        """
