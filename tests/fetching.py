"""What the tests of fetching share."""

import os
import subprocess
import sys
from pathlib import Path

VERSION = "0.9.0"
DATES = "data/dates/train-00000-of-00001.parquet"
"""A file of the release that is fetched."""


def is_clean(release: Path | None) -> bool:
    """Tell whether `release` is all that a user can find in the cache, and nothing half is left."""
    cache = Path(os.environ["KHRONIKA_CACHE"])
    places = [path.parent for path in cache.glob("downloads/*/*/manifest.json")]
    scratch = list(cache.glob("downloads/*/.*scratch*"))
    return places == ([release] if release else []) and not (release and scratch)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below `folder`, by its path there."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def khronika(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.Popen:
    """Start a khronika command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "khronika", *map(os.fspath, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
