"""What a release consists of: every file and every table, with their hashes."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khronika import canonical, schema

if TYPE_CHECKING:
    from khronika.described import Described

FORMAT = "khronika-release/1"
NAME = "manifest.json"


WRITERS = ("khronika", "pyarrow", "datasets", "huggingface_hub", "orjson", "PyYAML", "razdel")
"""The packages that decide the bytes of a release."""


def versions() -> dict[str, str]:
    """Return the installed version of each package that decides the bytes of a release."""
    from importlib.metadata import version  # slow to load, and a check does without

    return {name: version(name) for name in WRITERS}


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
