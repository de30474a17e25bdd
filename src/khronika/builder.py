"""The build: a source in, a release folder out, whole or not at all.

What is written depends on the documents alone: no clock, no host name, no path of the machine,
no number of workers is in any byte of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from khronika import bundled, card, manifest, tables
from khronika.checker import Check, Progress, conclude, silent
from khronika.columns import CONFIGS, REGISTRY_SPLIT, arrow_schema
from khronika.content import ContentHash, schema_sha256, table_sha256
from khronika.described import Described, Entry
from khronika.document import Document
from khronika.errors import BuildRefused, CorpusHasErrors
from khronika.model import Annotator, CorpusInfo
from khronika.source import DOCUMENTS, Source
from khronika.source.opening import Sources, open_source
from khronika.wholefolder import Kind, write_whole

SHARD_CODE_POINTS = 50_000_000
"""Text that one shard holds at most, in code points; a longer article has a shard to itself."""

ROW_GROUP_BYTES = 64 * 1024 * 1024
"""Uncompressed Arrow bytes that one row group holds at most."""

_KIND = Kind(
    name="release",
    work="build",
    is_one=lambda folder: (folder / manifest.NAME).is_file(),
    elsewhere="name another folder with --out",
    instead="raise `version` in corpus.json",
    refused=BuildRefused,
)


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder and what its manifest says.

    `is_new` is false where the same bytes were there already and nothing was written.
    """

    path: Path
    manifest: dict[str, Any]
    is_new: bool = field(compare=False)

    @property
    def version(self) -> str:
        """Version of the corpus release."""
        return str(self.manifest["version"])

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows of each config."""
        return {config["config"]: config["rows"] for config in self.manifest["configs"]}


@dataclass(frozen=True, slots=True)
class Shard:
    """Some documents of one split that are written together."""

    split: str
    documents: tuple[Document, ...]


def plan(documents: Sequence[Document], splits: Sequence[str]) -> list[Shard]:
    """Share `documents` out to shards, by split, then by article id.

    The plan depends on the documents alone, so that any number of workers writes the same.
    """
    shards = []
    for split in splits:
        members = [document for document in documents if document.article.split == split]
        in_order = sorted(members, key=lambda document: document.id)
        shards += [Shard(split, tuple(chunk)) for chunk in _chunks(in_order)]
    return shards


def _chunks(documents: Sequence[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    size = 0
    for document in documents:
        if chunk and size + document.article.text.length > SHARD_CODE_POINTS:
            yield chunk
            chunk, size = [], 0
        chunk.append(document)
        size += document.article.text.length
    if chunk:
        yield chunk


def build(
    path: str | Path | None = None,
    *,
    source: Sources | None = None,
    out: str | Path = "dist",
    configs: Sequence[str] | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Release:
    """Check a corpus and write a release of it.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder that holds `corpus/` and `annotations/`, or a bundle; without it, the corpus
        that ships with the package.
    source : str, os.PathLike or a sequence of them, optional
        Shards in place of `path`: folders, globs, files, or URLs that `fsspec` knows.
    out : str or pathlib.Path
        Where the release folder `<name>-<version>` is made.
    configs : sequence of str, optional
        The tables to write; those that `corpus.json` names if not given.
    force : bool
        Replace a release folder of the same version that has other content.
    progress : callable, optional
        Called with what is being done, how much of it is done, and of how much.

    Returns
    -------
    Release
        The release folder, new or already there with the same bytes.

    Raises
    ------
    CorpusHasErrors
        With the report; nothing was written, an earlier release is untouched.
    BuildRefused
        If another build runs, or a release of this version with other content exists.
    CorpusNotFound
        If there is no corpus at `path`.
    UnusableSource
        If the shards cannot be read as one corpus.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     build(out=folder, configs=["articles"]).rows
    {'articles': 41}
    """
    return _build(open_source(path, source), Path(out), configs, force, progress)


def _build(
    source: Source,
    out: Path,
    configs: Sequence[str] | None,
    force: bool,
    progress: Progress,
) -> Release:
    run = Check(source)
    if run.corpus.is_missing:
        raise BuildRefused(
            "a release needs a corpus.json, which says its name and version; these are bare shards"
        )
    examined = list(run.examine_all(progress))
    report = conclude(examined, run.corpus)
    info = run.corpus.info
    if not report.ok or info is None:
        raise CorpusHasErrors(report)
    chosen = _chosen(configs or info.configs)
    documents = [one.document for one in examined if one.document is not None]
    if len(documents) < len(examined):  # no rule should have let that pass: better no release
        lost = next(one.id for one in examined if one.document is None)
        raise BuildRefused(f"the article {lost} passed the check, but cannot be used")
    if not documents:
        raise BuildRefused("the corpus has no articles: there is nothing to release")
    target = out.absolute() / f"{info.name}-{info.version}"
    is_new = write_whole(
        target,
        lambda fresh: _write(fresh, info, documents, run, chosen, progress),
        _KIND,
        force=force,
    )
    return Release(target, orjson.loads((target / manifest.NAME).read_bytes()), is_new)


def _chosen(configs: Sequence[str]) -> list[str]:
    unknown = sorted(set(configs) - set(CONFIGS))
    if unknown:
        raise BuildRefused(f"there is no config {unknown[0]!r}; there are {', '.join(CONFIGS)}")
    return [config for config in CONFIGS if config in configs]


def _write(
    folder: Path,
    info: CorpusInfo,
    documents: list[Document],
    run: Check,
    configs: Sequence[str],
    progress: Progress,
) -> None:
    """Write the parts of a release one after the other; a later one may tell of earlier ones."""
    release = Described(info, run.corpus)
    for document in documents:
        release.counts.add(document)
    _write_tables(folder, release, documents, configs, progress)
    _write_documents(folder, run.source)
    _write_schemas(folder)
    _write_part(folder, "README.md", card.compose(release))
    _write_manifest(folder, release)


def _write_part(folder: Path, name: str, data: bytes) -> None:
    """Write one file of the release; `name` is its path in it, with ``/``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_documents(folder: Path, source: Source) -> None:
    for name, file in source.beside(DOCUMENTS).items():
        _write_part(folder, name, file.data)


def _write_schemas(folder: Path) -> None:
    schemas = bundled.root() / "schema"
    for file in sorted(schemas.rglob("*.json")):
        name = f"schema/{file.relative_to(schemas).as_posix()}"
        _write_part(folder, name, file.read_bytes())


def _write_manifest(folder: Path, release: Described) -> None:
    tables_there = {file["path"] for file in release.tables}
    described = (manifest.describe_file(folder, path) for path in _files_in(folder))
    others = [file for file in described if file["path"] not in tables_there]
    _write_part(folder, manifest.NAME, manifest.compose(release, others))


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _write_tables(
    folder: Path,
    release: Described,
    documents: Sequence[Document],
    configs: Sequence[str],
    progress: Progress,
) -> None:
    """Write the tables, and tell `release` of each config and each file."""
    corpus = release.corpus
    shards = plan(documents, list(release.info.splits))
    for done, config in enumerate(configs):
        progress(f"writing {config}", done, len(configs))
        if config == "registry":
            counts = map(tables.mentions_by_entity, documents)
            made = [(REGISTRY_SPLIT, tables.registry_table(corpus.registry, counts))]
        else:
            made = _tables(config, shards, corpus.annotators)
        entry, files = _write_config(folder, config, made)
        release.configs.append(entry)
        release.tables.extend(files)


def _tables(
    config: str, shards: Sequence[Shard], annotators: Mapping[str, Annotator]
) -> list[tuple[str, pa.Table]]:
    return [(shard.split, tables.table(config, shard.documents, annotators)) for shard in shards]


def _write_config(
    folder: Path, config: str, made: Sequence[tuple[str, pa.Table]]
) -> tuple[Entry, list[Entry]]:
    """Write the tables of one config; return the manifest's entries for it and for its files.

    A split without rows is left out: `datasets` refuses to load an empty one.
    """
    files: list[Entry] = []
    splits: list[Entry] = []
    whole = ContentHash()
    for split in dict.fromkeys(split for split, _ in made):
        shards = [table for of_split, table in made if of_split == split and table.num_rows]
        content = ContentHash()
        for index, table in enumerate(shards):
            path = folder / "data" / config / f"{split}-{index:05}-of-{len(shards):05}.parquet"
            _write_parquet(table, path)
            digest = table_sha256(table)
            about = {
                "config": config,
                "split": split,
                "rows": table.num_rows,
                "content_sha256": digest,
            }
            files.append(manifest.describe_file(folder, path) | about)
            content.add(digest)
            whole.add(digest)
        if shards:
            rows = sum(table.num_rows for table in shards)
            splits.append({"split": split, "rows": rows, "content_sha256": content.hexdigest()})
    entry = {
        "config": config,
        "rows": sum(split["rows"] for split in splits),
        "splits": splits,
        "schema_sha256": schema_sha256(arrow_schema(config)),
        "content_sha256": whole.hexdigest(),
    }
    return entry, files


def _write_parquet(table: pa.Table, path: Path) -> None:
    """Write one file; rows are sorted by their first column, the article or registry id."""
    path.parent.mkdir(parents=True, exist_ok=True)
    bytes_per_row = max(table.nbytes // max(table.num_rows, 1), 1)
    with path.open("wb") as stream:  # pyarrow itself cannot open every path that Python can
        pq.write_table(
            table,
            stream,
            compression="zstd",
            row_group_size=max(ROW_GROUP_BYTES // bytes_per_row, 1),
            sorting_columns=[pq.SortingColumn(0)],
            use_content_defined_chunking=True,
            write_page_index=True,
        )
