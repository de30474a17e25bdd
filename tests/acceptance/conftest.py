"""Fixtures of the tests of commands."""

from pathlib import Path

import pytest
from commands import DATES, edit


@pytest.fixture
def broken(base_tree) -> Path:
    """The base corpus with one shifted offset."""
    edit(base_tree, DATES, '"start": 38, "end": 45', '"start": 39, "end": 45')
    return base_tree


@pytest.fixture
def nowhere(tmp_path) -> Path:
    """A folder that no corpus is at or above of."""
    (tmp_path / "nowhere").mkdir()
    return tmp_path / "nowhere"
