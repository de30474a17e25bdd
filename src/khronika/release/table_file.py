"""One Parquet file of a release, written row group by row group."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from khronika.release import manifest
from khronika.release.columns import arrow_schema
from khronika.release.content import TableHash
from khronika.release.described import Entry
from khronika.wholefile import whole_file

ROW_GROUP_BYTES = 32 * 1024 * 1024
"""Uncompressed Arrow bytes that one row group holds at most, unless it is a single row."""


class TableFile:
    """A Parquet file with the rows of one config for some documents; no file without any row.

    Attributes
    ----------
    rows : int
        How many rows were added.
    content : TableHash
        The hash of these rows.
    """

    def __init__(self, path: Path, config: str, held: ExitStack) -> None:
        self.rows = 0
        self.content = TableHash(arrow_schema(config))
        self._path = path
        self._config = config
        self._schema = arrow_schema(config)
        self._held = held
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._bytes = 0

    def add(self, table: pa.Table) -> None:
        """Add rows, which are written when there are enough of them for a row group."""
        if self._bytes + table.nbytes > ROW_GROUP_BYTES:
            self.write()
        if table.num_rows:
            self._waiting.append(table)
            self._bytes += table.nbytes
            self.rows += table.num_rows
            self.content.update(table)

    def write(self) -> None:
        """Write the rows that wait."""
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting)
        bytes_per_row = max(table.nbytes // table.num_rows, 1)
        self._opened().write_table(table, max(ROW_GROUP_BYTES // bytes_per_row, 1))
        self._waiting, self._bytes = [], 0

    def entry(self, release: Path, split: str) -> Entry:
        """Return the manifest's entry for the file, once it is there."""
        return manifest.describe_file(release, self._path) | {
            "config": self._config,
            "split": split,
            "rows": self.rows,
            "content_sha256": self.content.hexdigest(),
        }

    def _opened(self) -> pq.ParquetWriter:
        if self._writer is None:
            stream = self._held.enter_context(whole_file(self._path))
            writer = pq.ParquetWriter(
                stream,
                self._schema,
                compression="zstd",
                sorting_columns=[pq.SortingColumn(0)],
                use_content_defined_chunking=True,
                write_page_index=True,
            )
            self._writer = self._held.enter_context(writer)
        return self._writer


@contextmanager
def table_file(path: Path, config: str) -> Iterator[TableFile]:
    """Give a Parquet file to add rows to, which are sorted by their first column, an id.

    It has its name when that is done; without any row, there is none.
    """
    with ExitStack() as held:
        file = TableFile(path, config, held)
        yield file
        file.write()
