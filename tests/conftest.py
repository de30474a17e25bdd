"""Fixtures: corpora to read, copies to write into, and a release of each."""

import os
import shutil
import tempfile
from pathlib import Path

import corpora
import hypothesis
import pytest
from thoroughness import examples

from khronika import bundled

# Before `datasets` is imported anywhere: it reads these once. Nothing is kept between runs, and
# nothing is fetched.
_CACHES = tempfile.mkdtemp(prefix="khronika-tests-")
os.environ |= {
    "HF_HOME": f"{_CACHES}/huggingface",
    "HF_DATASETS_CACHE": f"{_CACHES}/datasets",
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "KHRONIKA_CACHE": f"{_CACHES}/khronika",
}

# How long an example takes depends on the machine, and tests look at no clock. In CI the examples
# are the same in every run; a developer's machine goes on looking for new ones.
hypothesis.settings.register_profile(
    "khronika",
    max_examples=examples(100),
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("khronika")


def pytest_unconfigure():
    shutil.rmtree(_CACHES, ignore_errors=True)


@pytest.fixture(scope="session")
def own() -> Path:
    """The project's own corpus; not to be written into."""
    return bundled.root()


@pytest.fixture(scope="session")
def root(own, tmp_path_factory) -> Path:
    """The project's real article as a corpus of its own; not to be written into."""
    folder = tmp_path_factory.mktemp("real")
    for path, data in corpora.real_article().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA"):
        shutil.copy(own / name, folder)
    shutil.copytree(own / "schema", folder / "schema")
    return folder


@pytest.fixture
def tree(root, tmp_path) -> Path:
    """A copy of the corpus of the real article."""
    copy = tmp_path / "tree"
    for folder in ("corpus", "annotations"):
        shutil.copytree(root / folder, copy / folder)
    for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA"):
        shutil.copy(root / name, copy)
    return copy


@pytest.fixture
def base_tree(tmp_path) -> Path:
    """A copy of the clean corpus of the golden cases."""
    return corpora.copy_of_base(tmp_path / "base")


@pytest.fixture(scope="session")
def release(root, tmp_path_factory) -> Path:
    """A release of the real article; not to be written into."""
    from khronika.release.builder import build

    return build(root, out=tmp_path_factory.mktemp("release")).path


@pytest.fixture(scope="session")
def own_release(own, tmp_path_factory) -> Path:
    """A release of the project's own corpus; not to be written into."""
    from khronika.release.builder import build

    return build(own, out=tmp_path_factory.mktemp("own-release")).path


@pytest.fixture(scope="session")
def mixed_tree(tmp_path_factory) -> Path:
    """The corpus of `corpora.mixed`; not to be written into."""
    return corpora.mixed(tmp_path_factory.mktemp("mixed") / "tree")


@pytest.fixture(scope="session")
def mixed_release(mixed_tree, tmp_path_factory) -> Path:
    """A release of `mixed_tree`; not to be written into."""
    from khronika.release.builder import build

    return build(mixed_tree, out=tmp_path_factory.mktemp("mixed-release")).path


@pytest.fixture(params=["release", "mixed_release"])
def any_release(request) -> Path:
    """Each in turn: `release`, and `mixed_release`."""
    return request.getfixturevalue(request.param)
