"""A release folder, read back: what it was made of, from its manifest and its tables alone."""

from collections.abc import Collection, Iterator
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from khronika import from_tables, manifest
from khronika.document import Document
from khronika.errors import ReleaseUnreadable
from khronika.model import RegistryEntry


class ReleaseFolder:
    """The folder of one release.

    Parameters
    ----------
    path : pathlib.Path
        The folder that holds `manifest.json`.

    Attributes
    ----------
    version : str
        The corpus release.
    major : str
        The schema major of its documents.
    configs : list of str
        The tables it has.

    Raises
    ------
    khronika.errors.ReleaseUnreadable
        If the manifest, or a table that it names, is missing or damaged; also while iterating.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            told = orjson.loads((path / manifest.NAME).read_bytes())
            self.version: str = told["version"]
            self.major: str = told["schema_major"]
            self.configs = [config["config"] for config in told["configs"]]
            self._files = [file["path"].split("/") for file in told["files"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unreadable(error) from error

    def documents(self, only: Collection[str] | None = None) -> Iterator[Document]:
        """Yield the documents of the config `articles`, or those whose id is in `only`.

        They come by split and id, without a registry.
        """
        wanted = None if only is None else [("article_id", "in", sorted(only))]
        for path in self._tables("articles"):
            yield from from_tables.documents(self._read(path, filters=wanted), {})

    def registry(self) -> Iterator[RegistryEntry]:
        """Yield the entries of the config `registry`."""
        for path in self._tables("registry"):
            yield from from_tables.entries(self._read(path))

    def columns(self, config: str) -> tuple[str, ...] | None:
        """Return the names of the columns of a config; None if it has no file, for want of rows."""
        for path in self._tables(config):
            try:
                return tuple(pq.read_schema(path).names)
            except (pa.ArrowException, OSError) as error:
                raise self._unreadable(error) from error
        return None

    def _tables(self, config: str) -> list[Path]:
        """Return the files of a config that the manifest names; it cannot name others."""
        names = (path[-1] for path in self._files if path[:-1] == ["data", config])
        return [self.path / "data" / config / name for name in names]

    def _read(self, path: Path, **options: object) -> pa.Table:
        try:
            return pq.read_table(path, **options)
        except (pa.ArrowException, OSError, KeyError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> ReleaseUnreadable:
        return ReleaseUnreadable(
            f"the release {self.path} cannot be read: {error}; it is damaged, or no release of "
            "ours: get it again"
        )
