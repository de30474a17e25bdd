"""Fixtures: a release to fetch, a server that has it, a cache of one's own, and no waiting."""

import shutil
from pathlib import Path

import corpora
import pytest
import servers
from fetching import VERSION

from khronika.fetch import arriving
from khronika.release.builder import build


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Path:
    """A release of another version of the shipped corpus; not to be written into."""
    root = corpora.copy_of_base(tmp_path_factory.mktemp("published") / "tree")
    corpora.change_info(root, name="khronika", version=VERSION)
    return build(root, out=root.parent).path


@pytest.fixture
def nowhere(tmp_path) -> Path:
    """A folder that no corpus is at or above of."""
    (tmp_path / "nowhere").mkdir()
    return tmp_path / "nowhere"


@pytest.fixture
def other(tmp_path) -> Path:
    """Another release under the version of `published`."""
    root = corpora.copy_of_base(tmp_path / "other")
    corpora.change_info(root, name="khronika", version=VERSION, title="Another one")
    path = corpora.layer_path("dates", corpora.BASE_ARTICLE)
    (root / path).write_text((root / path).read_text("utf-8").replace('"P3Y"', '"P4Y"'), "utf-8")
    return build(root, out=tmp_path / "others").path


@pytest.fixture
def keeping(published, tmp_path) -> Path:
    """A corpus that keeps the manifest of `published`."""
    root = corpora.copy_of_base(tmp_path / "keeping")
    corpora.change_info(root, name="khronika", version="1.0.0")
    (root / "releases" / VERSION).mkdir(parents=True)
    shutil.copy(published / "manifest.json", root / "releases" / VERSION)
    return root


@pytest.fixture
def served(published):
    with servers.serving(published) as server:
        yield server


@pytest.fixture(autouse=True)
def surroundings(tmp_path, monkeypatch) -> Path:
    """The cache; the network, or what looks like it, is allowed."""
    for name in ("HF_HUB_OFFLINE", "KHRONIKA_OFFLINE", "KHRONIKA_RELEASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("KHRONIKA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list[float]:
    """The pauses that were asked for, instead of being made."""
    asked: list[float] = []
    monkeypatch.setattr(arriving, "pause", asked.append)
    return asked
