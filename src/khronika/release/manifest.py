"""What a release consists of: every file and every table, with their hashes."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from khronika import canonical, schema

if TYPE_CHECKING:
    from khronika.release.described import Described

FORMAT = "khronika-release/1"
NAME = "manifest.json"

SOURCES = "sources"
"""The folder of a release with the JSON that it was built from, as a bundle."""

OWN_HASH = "manifest_sha256"
"""The field with the hash of the manifest itself, with `_ZEROS` in the place of that hash."""

_ZEROS = "0" * 64

WRITERS = (
    *("khronika", "pyarrow", "datasets", "huggingface_hub", "orjson", "PyYAML", "razdel"),
    "leather",
)
"""The packages that decide the bytes of a release."""


def is_release(folder: Path) -> bool:
    """Tell whether a folder is a release, whole or damaged: it has a manifest."""
    return (folder / NAME).is_file()


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
