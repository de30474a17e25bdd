"""A release folder, read back: what it was made of, from its manifest and its tables alone."""

from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from khronika.corpus_model import RegistryEntry
from khronika.document import Document
from khronika.errors import ReleaseUnreadable
from khronika.excerpt import shortened
from khronika.release import from_tables, manifest

READERS = {"v1": from_tables}
"""The module that reads documents back, by the schema major that the manifest names.

A new major gets a module of its own beside those of the majors before it, so that a release opens
for as long as there is this package.
"""

LAYOUT = "khronika-release/"
"""What the `format` of a manifest of ours begins with; its number stands behind it."""


class ReleaseFolder:
    """The folder of one release.

    Of a release with a later schema major than this version knows, version, configs and columns are
    told; its documents are not read.

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
        If the manifest, or a table that it names, is missing or damaged, or if a later version of
        khronika is needed to read it; also while iterating.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            told = orjson.loads((path / manifest.NAME).read_bytes())
            layout = str(told["format"])
            self.version: str = told["version"]
            self.major: str = told["schema_major"]
            self.configs = [config["config"] for config in told["configs"]]
            self._files = [file["path"].split("/") for file in told["files"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unreadable(error) from error
        if not layout.startswith(LAYOUT):
            raise self._unreadable(ValueError(f"its format is {shortened(layout)}"))
        if layout != manifest.FORMAT:
            raise self._of_later_khronika(f"layout {shortened(layout)}", manifest.FORMAT)

    def documents(self, only: Collection[str] | None = None) -> Iterator[Document]:
        """Yield the documents of the config `articles`, or those whose id is in `only`.

        They come by split and id, without a registry.
        """
        reader = self._reader()
        wanted = None if only is None else [("article_id", "in", sorted(only))]
        for path in self._tables("articles"):
            yield from reader.documents(self._read(path, filters=wanted), {})

    def registry(self) -> Iterator[RegistryEntry]:
        """Yield the entries of the config `registry`."""
        reader = self._reader()
        for path in self._tables("registry"):
            yield from reader.entries(self._read(path))

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

    def _reader(self) -> ModuleType:
        """Return what reads documents of the schema major of this release."""
        if self.major not in READERS:
            raise self._of_later_khronika(f"schema major {shortened(self.major)}", *READERS)
        return READERS[self.major]

    def _of_later_khronika(self, what: str, *known: str) -> ReleaseUnreadable:
        return ReleaseUnreadable(
            f"the release {self.path} has {what}; this version of khronika reads "
            f"{', '.join(known)}: install a later one. Until then, the tables open with "
            "`datasets.load_dataset` and with everything else that reads Parquet"
        )

    def _unreadable(self, error: Exception) -> ReleaseUnreadable:
        return ReleaseUnreadable(
            f"the release {self.path} cannot be read: {error}; it is damaged, or no release of "
            "ours: get it again"
        )
