"""A copy of a release to damage, and verifying without its slowest step."""

import shutil
from pathlib import Path

import pytest

from khronika.verification import opening


@pytest.fixture
def copy(mixed_release, tmp_path) -> Path:
    """A copy of a release, to be damaged."""
    return shutil.copytree(mixed_release, tmp_path / mixed_release.name)


@pytest.fixture
def without_datasets(monkeypatch):
    """Leave out the slow step, where something else is looked for."""
    monkeypatch.setattr(opening, "mismatches", lambda *_: ())
