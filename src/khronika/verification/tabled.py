"""The Parquet files of a release against its manifest: columns, rows, content and splits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khronika.excerpt import shortened
from khronika.release import manifest
from khronika.release.columns import CONFIGS, arrow_schema
from khronika.release.content import ContentHash, TableHash, schema_sha256
from khronika.source.reading import Unreadable, open_inside
from khronika.verification.folder import Told
from khronika.verification.report import BUILD_AGAIN, Mismatch

BATCH_ROWS = 1000
"""Rows that are held at once."""

DAMAGES = (pa.ArrowException, OSError, ValueError, OverflowError, KeyError, Unreadable)
"""What is raised by reading a file that is as it was written, but was not written well."""


def damaged(path: str, damage: Exception) -> Mismatch:
    """Return what to say about a Parquet file that cannot be read."""
    told = shortened(str(damage).strip().split("\n")[0], 200)
    return Mismatch(path, f"it cannot be read as a table: {told}", BUILD_AGAIN)


def batches(root: Path, path: str) -> Iterator[pa.Table]:
    """Yield the rows of a Parquet file in pieces; one of `DAMAGES` is raised if that fails."""
    with open_inside(root, path) as stream:
        for batch in pq.ParquetFile(stream).iter_batches(batch_size=BATCH_ROWS):
            yield pa.Table.from_batches([batch])


def mismatches(root: Path, told: Told, whole: frozenset[str]) -> Iterator[Mismatch]:
    """Yield what is wrong with the configs of which every file is among the `whole`."""
    split_of: dict[str, str] = {}
    for config in sorted(
        told.configs, key=CONFIGS.index
    ):  # `articles`, which has the splits, first
        if whole.issuperset(path for path, _ in told.parts(config)):
            yield from _Config(root, told, config, split_of).mismatches()


class _Config:
    """The files of one config; `split_of` tells the split of each article, once it is known."""

    def __init__(self, root: Path, told: Told, config: str, split_of: dict[str, str]) -> None:
        self._root, self._told, self._config = root, told, config
        self._split_of = split_of
        self._entry = told.configs[config]
        self._content = ContentHash()
        self._of_split = {s["split"]: ContentHash() for s in self._entry["splits"]}
        self._last: dict[str, str] = {}

    def mismatches(self) -> Iterator[Mismatch]:
        """Yield what is wrong; what follows from it is not looked for."""
        wrong = list(self._columns())
        if not wrong:
            parts = self._told.parts(self._config)
            wrong = [one for path, split in parts for one in self._file(path, split)]
        yield from wrong or self._hashes()

    def _columns(self) -> Iterator[Mismatch]:
        expected = self._entry["schema_sha256"]
        ours = schema_sha256(arrow_schema(self._config))
        if self._told.is_of_this_version and expected != ours:
            message = f"the columns of {self._config} are not those that khronika gives it"
            yield Mismatch(manifest.NAME, message, BUILD_AGAIN)
        for path, _ in self._told.parts(self._config):
            try:
                with open_inside(self._root, path) as stream:
                    found = schema_sha256(pq.read_schema(stream))
            except DAMAGES as damage:
                yield damaged(path, damage)
            else:
                if found != expected:
                    message = f"its columns are not those that the manifest has for {self._config}"
                    yield Mismatch(path, message, BUILD_AGAIN)

    def _file(self, path: str, split: str) -> Iterator[Mismatch]:
        rows, content = 0, None
        try:
            for table in batches(self._root, path):
                content = content or TableHash(table.schema)
                content.update(table)
                rows += table.num_rows
                for row in table.select(self._keys).to_pylist():
                    if message := self._misplaced(row, split):
                        yield Mismatch(path, message, BUILD_AGAIN)
                        return
        except DAMAGES as damage:
            yield damaged(path, damage)
            return
        if rows != self._told.files[path]["rows"]:
            told = f"{self._told.files[path]['rows']:,}"
            yield Mismatch(path, f"it has {rows:,} rows, the manifest says {told}", BUILD_AGAIN)
            return
        digest = content.hexdigest() if content else None
        if digest != self._told.files[path]["content_sha256"]:
            message = "its rows are not those that the manifest has the hash of"
            yield Mismatch(path, message, BUILD_AGAIN)
        elif digest:
            self._of_split[split].add(digest)
            self._content.add(digest)

    @property
    def _keys(self) -> list[str]:
        own = {"articles": ["article_id", "split"], "registry": ["id"]}
        return own.get(self._config, ["article_id"])

    def _misplaced(self, row: dict[str, Any], split: str) -> str | None:
        """Say what is wrong with the place of a row, if anything is."""
        id_ = row[self._keys[0]]
        last, self._last[split] = self._last.get(split, ""), str(id_)
        if self._config == "articles":
            first = self._split_of.setdefault(str(id_), split)
            if row["split"] != split or first != split:
                other = row["split"] if row["split"] != split else first
                return (
                    f"the article {shortened(str(id_))} is in the split {split}, but belongs into "
                    f"{shortened(str(other))}: were splits swapped?"
                )
        elif self._split_of and self._config != "registry" and self._split_of.get(id_) != split:
            there = self._split_of.get(id_)
            where = f"has in {shortened(there)}: were splits swapped?" if there else "lacks"
            article = shortened(str(id_))
            return f"the split {split} holds the article {article}, which `articles` {where}"
        is_unique = self._config in ("articles", "registry")
        if str(id_) < last or (is_unique and str(id_) == last):
            return f"its rows are not in order: {shortened(str(id_))} comes after {shortened(last)}"
        return None

    def _hashes(self) -> Iterator[Mismatch]:
        splits = {split["split"]: split["content_sha256"] for split in self._entry["splits"]}
        for name, content in self._of_split.items():
            if content.hexdigest() != splits[name]:
                message = f"its hash of {self._config}, {name}, is not that of the files of it"
                yield Mismatch(manifest.NAME, message, BUILD_AGAIN)
        if self._content.hexdigest() != self._entry["content_sha256"]:
            message = f"its hash of {self._config} is not that of its files"
            yield Mismatch(manifest.NAME, message, BUILD_AGAIN)
