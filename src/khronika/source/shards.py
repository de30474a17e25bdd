"""The corpus as shards: files of JSON Lines, one document to a line, read as a stream."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import IO

import orjson

from khronika.errors import UnusableSource
from khronika.excerpt import shortened
from khronika.source import CorpusPaths, Part, RawDocument, RawFile, RawLine, Refusal, Source
from khronika.source.bundle import CORPUS_FILES, corpus_paths, is_shard, looks_like_data
from khronika.source.compression import DAMAGES, decompressed
from khronika.source.layout import MAX_BYTES
from khronika.source.lines import Line, LineTooLong, Stretch, cuts, lines
from khronika.source.reading import Unreadable, unreadable
from khronika.source.storage import Found, Stored, find

_ENDINGS = "expected files that end in .jsonl, .jsonl.gz or .jsonl.zst"
PART = 8 * 1024 * 1024
"""Bytes of a part of an uncompressed shard, or a little more: parts end where lines do."""

MOST_BLANK = 1000
"""Empty lines in a shard after which it is not read any further."""

_RESTORE = "restore the file; what stands behind this place was not read"


class Shards(Source):
    """Reads a corpus from shards, with or without the files about it as a whole.

    Parameters
    ----------
    sources : sequence of str or os.PathLike
        Folders, globs or files, here or behind a URL that `fsspec` knows. Shards are the files
        that end in `.jsonl`, `.jsonl.gz` or `.jsonl.zst`; they are read in the order of
        `sources`, and by name within each. A folder with a `corpus.json` is a bundle, and its
        other files count too; shards without any folder like that are bare.
    here : pathlib.Path
        The folder that relative paths start from; without it, the current one.

    Raises
    ------
    UnusableSource
        If there is nothing to read, or not one corpus.
    """

    counted_in = "bytes"

    def __init__(self, sources: Sequence[str | PathLike[str]], here: Path = Path()) -> None:
        self._shards: list[Stored] = []
        self._beside: dict[str, Stored] = {}
        self._corpus_files: dict[str, RawFile] = {}
        self._refusals: list[Refusal] = []
        self.paths: CorpusPaths = corpus_paths("")
        named = [fspath(source) for source in sources]
        for source in named:
            found = find(source, here)
            if found.is_folder and len(named) == 1:  # as in a tree, paths start from the root
                files = (replace(file, folder="") for file in found.files)
                found = replace(found, files=tuple(files))
            self._add(source, found)
        if not self._shards:  # such as the folder `corpus/` of a tree, which has a corpus.json
            raise UnusableSource(
                f"there are no shards at {', '.join(map(_named, named))}: {_ENDINGS}"
            )

    def corpus_files(self) -> dict[str, RawFile]:
        """Return the files about the corpus as a whole, by path."""
        return self._corpus_files

    def refusals(self) -> list[Refusal]:
        """Return what was refused and belongs to no article."""
        return self._refusals

    def ids(self) -> list[str]:
        """Return the article ids, in ascending order; every shard is read for them."""
        raws = self.documents()
        return sorted({id_ for raw in raws if isinstance(raw, RawLine) and (id_ := _id(raw.data))})

    def total(self, only: Collection[str] | None = None) -> int:  # noqa: ARG002
        """Return the bytes of all shards, as they are stored."""
        return sum(shard.size for shard in self._shards)

    def shards(self) -> list[str]:
        """Return the paths of the shards."""
        return [shard.path for shard in self._shards]

    def parts(self, only: Collection[str] | None = None) -> list[Part]:  # noqa: ARG002
        """Return the shards; a large one that can be read from anywhere in stretches."""
        return [part for number, shard in enumerate(self._shards) for part in _parts(number, shard)]

    def read(
        self, part: Part, only: Collection[str] | None = None
    ) -> Iterator[RawDocument | RawLine]:
        """Yield the documents of a part, or those whose id is in `only`, in their order.

        A place at which the shard could not be read comes as a document without an id.
        """
        for raw in _documents(self._shards[part.shard], part):
            if only is None or not isinstance(raw, RawLine) or _id(raw.data) in only:
                yield raw

    def beside(self, names: Sequence[str]) -> dict[str, RawFile]:
        """Return those of the `DOCUMENTS` called `names` that lie in the bundle.

        Raises
        ------
        UnusableSource
            If one of them is there, but cannot be read.
        """
        found: dict[str, RawFile] = {}
        for name in names:
            if name in self._beside:
                file = _read(self._beside[name])
                if isinstance(file, Refusal):
                    raise UnusableSource(f"{_named(file.path)}: {file.reason}; {file.advice}")
                found[name] = file
        return found

    def _add(self, source: str, found: Found) -> None:
        """Sort the files of one source by what they are."""
        names = {file.name for file in found.files}
        if found.is_folder:
            self._add_bundle(source, found, names)
        elif not any(is_shard(name) for name in names):
            raise UnusableSource(f"{_named(source)}: {_ENDINGS}, or a folder")
        self._shards += (file for file in found.files if is_shard(file.name))

    def _add_bundle(self, source: str, found: Found, names: set[str]) -> None:
        theirs = [file for file in found.files if file.name in CORPUS_FILES]
        if theirs and "corpus.json" not in names:
            raise UnusableSource(
                f"{_named(source)}: there is {theirs[0].name}, but no corpus.json beside it"
            )
        if theirs and self._beside:
            raise UnusableSource(
                f"{self.paths.corpus} and {theirs[0].folder}corpus.json are two corpora; name one"
            )
        if theirs:
            self.paths = corpus_paths(theirs[0].folder)
            self._beside = {file.name: file for file in found.files}
        for file in theirs:
            self._keep(file)
        for file in found.files:
            if not is_shard(file.name) and file not in theirs and looks_like_data(file.name):
                reason = "a bundle has no file of this name, and it looks like data"
                advice = "give it a name that ends in .jsonl, .jsonl.gz or .jsonl.zst, or move it "
                self._refusals.append(Refusal(file.path, reason, f"{advice}away", unexpected=True))

    def _keep(self, stored: Stored) -> None:
        file = _read(stored)
        if isinstance(file, Refusal):
            self._refusals.append(file)
        else:
            self._corpus_files[file.path] = replace(file, kind=CORPUS_FILES[stored.name])


def _named(source: str) -> str:
    return shortened(source, 200)


def _read(stored: Stored) -> RawFile | Refusal:
    """Read a file of bounded size as a whole."""
    try:
        with stored.open() as stream:
            data = stream.read(MAX_BYTES + 1)
    except Unreadable as refused:
        return _refusal(stored, refused)
    except OSError as error:
        return _refusal(stored, unreadable(error))
    if len(data) > MAX_BYTES:
        reason = f"it has more than {MAX_BYTES:,} bytes, which is the most that is read"
        return Refusal(stored.path, reason, "make it smaller", unexpected=False)
    return RawFile(stored.path, data)


def _refusal(stored: Stored, refused: Unreadable) -> Refusal:
    return Refusal(stored.path, refused.reason, refused.advice, unexpected=False)


def _id(data: bytes) -> str | None:
    """Return the id of the article in a line, if it has one."""
    try:
        id_ = orjson.loads(data)["article"]["id"]
    except (orjson.JSONDecodeError, TypeError, KeyError, IndexError):
        return None
    return id_ if isinstance(id_, str) else None


def _parts(number: int, shard: Stored) -> Iterator[Part]:
    """Yield the parts of a shard: as a whole if it is small, compressed, or far away."""
    if not shard.is_seekable or shard.size <= PART:
        yield Part(shard=number)
        return
    try:
        with shard.open() as stream:
            for start, end, line in cuts(stream, PART):
                yield Part(shard=number, start=start, end=end, line=line)
    except (Unreadable, OSError):  # reading it as a whole tells the same, as a finding
        yield Part(shard=number)


def _documents(shard: Stored, part: Part) -> Iterator[RawDocument | RawLine]:
    """Yield the documents of a part, and the place at which it could be read no further."""
    reading = _Reading(shard, part)
    try:
        with shard.open() as stored:
            yield from reading.lines(stored)
    except Unreadable as refused:
        yield RawDocument("", "", refusals=[_refusal(shard, refused)], weight=0)
    except LineTooLong as too_long:
        yield reading.refused(f"{too_long}; nothing behind it was read", "split the document")
    except DAMAGES as damage:
        what = "cut off" if isinstance(damage, EOFError) else f"damaged ({damage})"
        yield reading.refused(f"from about this line on, the compressed data is {what}", _RESTORE)
    except OSError as error:
        told = unreadable(error).reason.removeprefix("it ")
        yield reading.refused(f"from about this line on, the file {told}", _RESTORE)


class _Reading:
    """One shard being read; `line` is the one that comes next, `read` the bytes read so far."""

    def __init__(self, shard: Stored, part: Part) -> None:
        self.shard = shard
        self.line = part.line
        self.read = part.start
        self._part = part
        self._blank = 0
        self._told: set[str] = set()

    def lines(self, stored: IO[bytes]) -> Iterator[RawDocument | RawLine]:
        with decompressed(stored, self.shard.name) as stream:
            part = self._part
            inside = stream if part.end is None else Stretch(stream, part.start, part.end)
            for line in lines(inside, None, part.line, part.start):
                reached = stored.tell()
                weight, self.read = reached - self.read, reached
                self.line = line.number
                is_blank = not line.data.strip()
                is_plain = line.end == b"\n" and not is_blank
                refusals = () if is_plain else tuple(self._refusals(line, is_blank))
                if not is_blank:
                    yield RawLine(
                        self.shard.path, line.number, line.start, line.data, weight, refusals
                    )
                elif self._count_blank() > MOST_BLANK:
                    yield self.refused(
                        f"more than {MOST_BLANK:,} lines are empty; nothing behind it was read",
                        _RESTORE,
                    )
                    return
                elif refusals:
                    yield RawDocument("", "", refusals=list(refusals), weight=weight)
                self.line = line.number + 1
        if self.line == 1:
            yield self.refused("the shard is empty", "restore the file, or take it away")

    def _count_blank(self) -> int:
        self._blank += 1
        return self._blank

    def _refusals(self, line: Line, is_blank: bool) -> Iterator[Refusal]:
        """Yield what is wrong with a line as such, once in each shard for each fault."""
        faults = {
            "blank": is_blank,
            "cr": line.end == b"\r\n",
            "unended": not line.end.endswith(b"\n"),
        }
        for fault, is_there in faults.items():
            if is_there and fault not in self._told:
                self._told.add(fault)
                yield self._refusal(*_FAULTS[fault])

    def _refusal(self, reason: str, advice: str) -> Refusal:
        return Refusal(self.shard.path, reason, advice, unexpected=False, line=self.line)

    def refused(self, reason: str, advice: str) -> RawDocument:
        """Return a document that is no more than the reason for which it was not read."""
        return RawDocument("", "", refusals=[self._refusal(reason, advice)], weight=0)


_FAULTS = {
    "blank": (
        "the line is empty; others behind it may be, too",
        "take empty lines out of the shard: one line is one document",
    ),
    "cr": (
        "the line ends in CR LF; others behind it may, too",
        "write the shard with LF line ends",
    ),
    "unended": (
        "the last line has no line feed at its end: the file may have been cut off",
        "restore the file; if it is whole, add a line feed",
    ),
}
