"""What a release consists of: every file with its hash, every table with the hash of its rows."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from khronika import canonical, schema
from khronika.model import CorpusInfo

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "khronika-release/1"
NAME = "manifest.json"

OWN_HASH = "manifest_sha256"
"""The field with the hash of the manifest itself, with `_ZEROS` in the place of that hash."""

_ZEROS = "0" * 64

WRITERS = ("khronika", "pyarrow", "datasets", "huggingface_hub", "orjson", "PyYAML", "razdel")
"""The packages that decide the bytes of a release."""


def versions() -> dict[str, str]:
    """Return the installed version of each package that decides the bytes of a release."""
    from importlib.metadata import version  # slow to load, and a check does without

    return {name: version(name) for name in WRITERS}


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return stream_sha256(stream)


def stream_sha256(stream: BinaryIO) -> str:
    """Return the SHA-256 of what is left to be read of a stream, in hex."""
    digest = hashlib.sha256()
    while data := stream.read(1 << 20):
        digest.update(data)
    return digest.hexdigest()


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


def compose(info: CorpusInfo, configs: list[dict[str, Any]], files: list[dict[str, Any]]) -> bytes:
    """Return the bytes of `manifest.json`.

    Parameters
    ----------
    info : CorpusInfo
        Name, version and date of the corpus.
    configs : list of dict
        Per config: rows, splits and hashes, as the manifest's schema describes them.
    files : list of dict
        Every file of the release but the manifest itself.
    """
    manifest = {
        "$schema": canonical.schema_reference(NAME, "manifest"),
        "format": FORMAT,
        "name": info.name,
        "version": info.version,
        "released": info.released.isoformat() if info.released else None,
        "schema_major": schema.MAJOR,
        "built_with": versions(),
        "configs": configs,
        "files": sorted(files, key=lambda file: file["path"]),
        OWN_HASH: _ZEROS,
    }
    data = canonical.to_bytes(manifest, "manifest")
    return data.replace(_ZEROS.encode(), hashlib.sha256(data).hexdigest().encode())


def is_whole(data: bytes, own_hash: Any) -> bool:
    """Tell whether the bytes of a manifest are those that its `OWN_HASH` is of.

    Examples
    --------
    >>> whole = b'{"manifest_sha256": "' + _ZEROS.encode() + b'"}'
    >>> own = hashlib.sha256(whole).hexdigest()
    >>> is_whole(whole.replace(_ZEROS.encode(), own.encode()), own), is_whole(whole, _ZEROS)
    (True, False)
    """
    if not isinstance(own_hash, str) or len(own_hash) != len(_ZEROS):
        return False
    emptied = data.replace(own_hash.encode(), _ZEROS.encode())
    return hashlib.sha256(emptied).hexdigest() == own_hash
