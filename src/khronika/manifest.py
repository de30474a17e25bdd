"""What a release consists of: every file with its hash, every table with the hash of its rows."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from khronika import canonical, schema

if TYPE_CHECKING:
    import pyarrow as pa

    from khronika.described import Described

FORMAT = "khronika-release/1"
NAME = "manifest.json"


WRITERS = (
    *("khronika", "pyarrow", "datasets", "huggingface_hub", "orjson", "PyYAML", "razdel"),
    "leather",
)
"""The packages that decide the bytes of a release."""


def versions() -> dict[str, str]:
    """Return the installed version of each package that decides the bytes of a release."""
    from importlib.metadata import version  # slow to load, and a check does without

    return {name: version(name) for name in WRITERS}


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def schema_sha256(table_schema: "pa.Schema") -> str:
    """Return a hash of column names and types that no Parquet or Arrow version changes."""
    columns = [[field.name, _type(field.type)] for field in table_schema]
    return hashlib.sha256(orjson.dumps(columns)).hexdigest()


def _type(of: "pa.DataType") -> Any:
    """Describe a type; Arrow names the items of a list `item`, Parquet names them `element`."""
    import pyarrow as pa  # 0.1 s, and who only looks for a manifest does without

    if pa.types.is_list(of):
        return [_type(of.value_type)]
    if pa.types.is_struct(of):
        return {field.name: _type(field.type) for field in of}
    return str(of)


class ContentHash:
    """A hash of rows: of what a table says, not of how some library writes it.

    Each row goes in as one line of JSON with sorted keys, so that the hash of several tables
    in a row is that of their concatenation.

    Examples
    --------
    >>> import pyarrow as pa
    >>> whole, halves = ContentHash(), ContentHash()
    >>> whole.update(pa.table({"id": ["a", "b"]}))
    >>> halves.update(pa.table({"id": ["a"]}))
    >>> halves.update(pa.table({"id": ["b"]}))
    >>> whole.hexdigest() == halves.hexdigest()
    True
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, table: "pa.Table") -> None:
        """Add the rows of `table`, in their order."""
        for batch in table.to_batches(max_chunksize=1000):
            for row in batch.to_pylist():
                self._hash.update(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) + b"\n")

    def hexdigest(self) -> str:
        """Return the hash so far, in hex."""
        return self._hash.hexdigest()


def describe_file(root: Path, path: Path) -> dict[str, Any]:
    """Return the manifest's entry for a file of the release folder `root`."""
    return {
        "path": path.relative_to(root).as_posix(),
        "size": path.stat().st_size,
        "sha256": file_sha256(path),
    }


def compose(release: "Described", files: Iterable[dict[str, Any]]) -> bytes:
    """Return the bytes of `manifest.json`.

    Parameters
    ----------
    release : Described
        What the release was made of, and its tables.
    files : iterable of dict
        Every other file of the release but the manifest itself.
    """
    info = release.info
    manifest = {
        "$schema": canonical.schema_reference(NAME, "manifest"),
        "format": FORMAT,
        "name": info.name,
        "version": info.version,
        "released": info.released.isoformat() if info.released else None,
        "schema_major": schema.MAJOR,
        "built_with": versions(),
        "configs": list(release.configs),
        "files": sorted([*release.tables, *files], key=lambda file: str(file["path"])),
    }
    return canonical.to_bytes(manifest, "manifest")
