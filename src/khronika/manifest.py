"""What a release consists of: every file and every table, with their hashes."""

import hashlib
from pathlib import Path
from typing import Any

from khronika import canonical, schema
from khronika.model import CorpusInfo

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
    }
    return canonical.to_bytes(manifest, "manifest")
