"""A bundle of several shards, and a storage that is no folder."""

from pathlib import Path

import fsspec
import pytest

from khronika.export_bundle import export_bundle


@pytest.fixture
def bundle(mixed_tree, tmp_path) -> Path:
    return export_bundle(mixed_tree, tmp_path / "bundle", shard_articles=2).path


@pytest.fixture
def memory(bundle):
    """The bundle in a storage that is not this machine's disk."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    for path in bundle.iterdir():
        system.pipe(f"/news/{path.name}", path.read_bytes())
    yield system
    system.store.clear()
