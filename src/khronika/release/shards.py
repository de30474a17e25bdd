"""The shards of a release: each is written from its documents alone, by whatever process.

A task says which documents, of which parts of the source; they are read again, a few at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from khronika.corpus_model import RegistryEntry
from khronika.document import Document
from khronika.errors import BuildRefused
from khronika.excerpt import printable
from khronika.export_bundle import line_of_document
from khronika.opened import Shared
from khronika.release import manifest, sources, tables
from khronika.release.described import Counts, Entry
from khronika.release.plan import Shard, checksum
from khronika.release.rereading import in_order, read_again
from khronika.release.table_file import table_file
from khronika.source import RawDocument, RawLine
from khronika.withholding import published

AT_ONCE = 500_000
"""Text, in code points, of which the rows are made at once; a longer article is made by itself."""


@dataclass(frozen=True, slots=True)
class Job:
    """One shard to be written into a release.

    Attributes
    ----------
    shared
        The check that the corpus passed.
    folder
        Where shards are written, with a folder for each config in it, and one for sources.
    shard, number
        Its documents, and which of the shards of its kind it is.
    split
        The split whose tables are to be written; None for a shard of sources.
    configs
        The tables to write of it.
    """

    shared: Shared
    folder: Path
    shard: Shard
    number: int
    split: str | None = None
    configs: tuple[str, ...] = ()


@dataclass(slots=True)
class Made:
    """What came of a job: the manifest's entries for its files, and what was counted.

    A config without rows in the shard has no file. `withheld` has the articles whose texts are not
    published and that have waivers, whose reasons then are not published either.
    """

    documents: int = 0
    files: list[Entry] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    mentions: tables.Mentions = field(default_factory=tables.Mentions)
    withheld: set[str] = field(default_factory=set)

    def count(self, documents: Sequence[Document]) -> None:
        """Count what is in some documents."""
        self.documents += len(documents)
        self.counts.add(documents)
        self.mentions.add(documents)

    def merge(self, later: "Made") -> None:
        """Add what came of another job."""
        self.documents += later.documents
        self.files += later.files
        self.counts.merge(later.counts)
        self.mentions.merge(later.mentions)
        self.withheld |= later.withheld


def make(job: Job) -> Made:
    """Write a shard.

    Raises
    ------
    BuildRefused
        If a document is no longer what it was when it was checked, or the folder is not there.
    """
    if not job.folder.is_dir():
        raise BuildRefused(
            f"{job.folder}, which shards are to be written into, is not there: every worker has to "
            "see it under that name"
        )
    return _make_sources(job) if job.split is None else _make_tables(job, job.split)


def _make_sources(job: Job) -> Made:
    path = sources.write_shard(job.folder, job.number, _lines(job))
    documents = sum(len(picked.places) for picked in job.shard)
    return Made(documents, [manifest.describe_file(job.folder, path)])


def _make_tables(job: Job, split: str) -> Made:
    made = Made()
    name = f"{split}-{job.number:05}.parquet"
    corpus = job.shared.check.corpus
    waived = {waiver.article for waiver in corpus.waivers}
    with ExitStack() as held:
        files = {
            config: held.enter_context(table_file(job.folder / "data" / config / name, config))
            for config in job.configs
        }
        for documents in _at_once(_documents(job)):
            batch = tables.Batch(documents, corpus.annotators)
            for config, file in files.items():
                file.add(tables.table(config, batch))
            made.count(documents)
            withheld = {one.id for one in documents if not one.article.rights.redistribute}
            made.withheld |= withheld & waived
    made.files += (file.entry(job.folder, split) for file in files.values() if file.rows)
    return made


def _at_once(documents: Iterator[Document]) -> Iterator[Sequence[Document]]:
    held: list[Document] = []
    size = 0
    for document in documents:
        if held and size + document.article.text.length > AT_ONCE:
            yield held
            held, size = [], 0
        held.append(document)
        size += document.article.text.length
    if held:
        yield held


def _lines(job: Job) -> Iterator[bytes]:
    """Yield the lines that a release has of the documents of a shard."""
    registry = job.shared.check.corpus.registry
    for raw, is_verbatim in _raws(job):
        if is_verbatim and isinstance(raw, RawLine):
            yield raw.data + b"\n"
        else:
            yield line_of_document(_document(raw, registry, is_verbatim))


def _documents(job: Job) -> Iterator[Document]:
    """Yield what may be published of the documents of a shard."""
    registry = job.shared.check.corpus.registry
    return (_document(raw, registry, is_verbatim) for raw, is_verbatim in _raws(job))


def _document(
    raw: RawDocument | RawLine, registry: Mapping[str, RegistryEntry], is_verbatim: bool
) -> Document:
    try:
        document = read_again(raw, registry)
    except msgspec.DecodeError as error:  # other bytes with the same checksum
        raise _changed(raw) from error
    return published(document if is_verbatim else in_order(document))


def _raws(job: Job) -> Iterator[tuple[RawDocument | RawLine, bool]]:
    """Yield the documents of a shard as they were when checked, and whether they are verbatim."""
    for picked in job.shard:
        facts = zip(picked.sums, picked.verbatim, strict=True)
        known = dict(zip(picked.places, facts, strict=True))
        with closing(job.shared.read(picked.part)) as raws:
            for place, raw in enumerate(raws):
                if place in known:
                    expected, is_verbatim = known.pop(place)
                    if checksum(raw) != expected:
                        raise _changed(raw)
                    yield raw, bool(is_verbatim)
                if not known:
                    break
        if known:
            raise _changed()


def _changed(raw: RawDocument | RawLine | None = None) -> BuildRefused:
    what = "a shard"
    if raw:
        what = f"{raw.path}:{raw.number}" if isinstance(raw, RawLine) else f"the article {raw.id}"
    return BuildRefused(
        f"{printable(what)} is no longer what it was when it was checked; nothing was written: "
        "build again when the corpus is at rest"
    )
