"""Corpora that are read in several parts, though they are small."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import clusters
import corpora
import parted
import pytest

from khronika.export_bundle import export_bundle
from khronika.source import layout, shards


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Make parts small in this process, which alone cuts sources into them."""
    monkeypatch.setattr(layout, "PART", parted.TREE_PART)
    monkeypatch.setattr(shards, "PART", parted.SHARD_PART)


@pytest.fixture(scope="session")
def tree(own, tmp_path_factory) -> Path:
    """The project's own corpus without its schemas; not to be written into."""
    root = tmp_path_factory.mktemp("own") / "tree"
    for folder in ("corpus", "annotations"):
        shutil.copytree(own / folder, root / folder)
    for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA"):
        shutil.copy(own / name, root)
    return root


@pytest.fixture(scope="session")
def bundle(tree, tmp_path_factory) -> Path:
    """The same corpus as shards; not to be written into."""
    return export_bundle(tree, tmp_path_factory.mktemp("own-bundle") / "bundle").path


@pytest.fixture(scope="session")
def compressed(tree, tmp_path_factory) -> Path:
    """The same corpus as several compressed shards; not to be written into."""
    folder = tmp_path_factory.mktemp("own-zst") / "bundle"
    return export_bundle(tree, folder, compression="zst", shard_articles=9).path


@pytest.fixture(scope="session")
def spoilt(tree, tmp_path_factory) -> Path:
    """The same corpus with errors of many kinds, some of which are waived."""
    root = Path(shutil.copytree(tree, tmp_path_factory.mktemp("spoilt") / "tree"))
    return corpora.spoilt(root)


@pytest.fixture(scope="session")
def spoilt_bundle(spoilt, tmp_path_factory) -> Path:
    """The corpus with errors as shards; not to be written into."""
    return export_bundle(spoilt, tmp_path_factory.mktemp("spoilt-bundle") / "bundle").path


@pytest.fixture(scope="session")
def started(tmp_path_factory) -> Iterator[clusters.Cluster]:
    """A cluster, with the workers that the last test has left."""
    with clusters.Cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def cluster(started) -> clusters.Cluster:
    """A cluster of two workers, of which one has two threads."""
    return started.has(2)
