"""What the tests of fetching share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from folders import content

from khronika import DownloadFailed, Release, download

VERSION = "0.9.0"
DATES = "data/dates/train-00000-of-00001.parquet"
"""A file of the release that is fetched."""


def is_clean(release: Path | None) -> bool:
    """Tell whether `release` is all that a user can find in the cache, and nothing half is left."""
    cache = Path(os.environ["KHRONIKA_CACHE"])
    places = [path.parent for path in cache.glob("downloads/*/*/manifest.json")]
    scratch = list(cache.glob("downloads/*/.*scratch*"))
    return places == ([release] if release else []) and not (release and scratch)


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


def get(source, **options):
    """Download the version of `published` from a source."""
    return download(VERSION, source=str(source), **options)


def same(release: Release, published: Path) -> bool:
    """Tell whether a release is, byte for byte, the one that was published."""
    return content(release.path) == content(published)


def refused(served, match: str, error: type[Exception] = DownloadFailed) -> None:
    """Fetch in vain, and see that nothing is served that is not whole; the server is mended."""
    with pytest.raises(error, match=match) as caught:
        get(served.url)
    assert "\n" not in str(caught.value)
    assert is_clean(None)
    served.tricks.clear()
    served.forever = False


def finished(process: subprocess.Popen) -> tuple[int, str, str]:
    """Wait for a command; return its status, and what it wrote."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err
