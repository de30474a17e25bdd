"""Workers of a Dask cluster that cannot take part: each is named, with what to do about it."""

import shutil
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import clusters
import corpora
import pytest
from clusters import Cluster

import khronika
from khronika import bundled
from khronika.checker import check
from khronika.cluster import fitness
from khronika.cluster.fitness import Needs
from khronika.errors import UnusableCluster
from khronika.opened import Check, Opening, Shared
from khronika.release import manifest
from khronika.release.builder import build
from khronika.source.opening import open_source

linux = pytest.mark.skipif(sys.platform != "linux", reason="names of Linux")
WITHOUT_KHRONIKA = "import sys; sys.modules['khronika'] = None"


def of_other_code(folder: Path) -> dict[str, str]:
    """Return an environment in which khronika has other code."""
    path = folder / "src" / "khronika"
    shutil.copytree(Path(khronika.__file__).parent, path, ignore=shutil.ignore_patterns("_bundled"))
    for name in ("corpus", "annotations", "schema"):
        (folder / name).symlink_to(bundled.root() / name)
    with (path / "release" / "plan.py").open("a") as file:
        file.write("\n# mended\n")
    return {"PYTHONPATH": str(path.parent)}


OTHER = {
    "version": lambda folder: {"environment": clusters.fake_version(folder, "pyarrow", "1.0")},
    "code": lambda folder: {"environment": of_other_code(folder)},
    "nothing": lambda _: {"before": WITHOUT_KHRONIKA},
}

TOLD = {
    "version": f"it has pyarrow `1.0`, expected pyarrow {version('pyarrow')}; install the same",
    "code": f"its khronika {version('khronika')} has other code than the one here; install",
    "nothing": "); install the same khronika[dask] everywhere",
}


@pytest.fixture
def other(cluster, tmp_path):
    """Return a function that adds a worker unlike the others; it is gone after the test."""

    def add(kind: str) -> None:
        cluster.add(**OTHER[kind](tmp_path / kind))

    yield add
    cluster.has(2)


@pytest.mark.parametrize("kind", OTHER)
def test_a_worker_unlike_this_process_is_named_before_the_work(
    kind, cluster, other, base_tree, tmp_path
):
    other(kind)
    seen = []
    with pytest.raises(UnusableCluster) as told:
        build(
            base_tree,
            out=tmp_path / "out",
            dask=str(cluster.file),
            progress=lambda *step: seen.append(step),
        )
    assert str(told.value).startswith("the worker tcp://127.0.0.1:")
    assert TOLD[kind] in str(told.value)
    assert seen == []
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", OTHER)
def test_so_is_one_that_comes_during_the_work(kind, cluster, other, tree):
    left = [kind]

    def tell(*_: object) -> None:
        if left:
            other(left.pop())

    with pytest.raises(UnusableCluster) as told:
        check(tree, dask=str(cluster.file), progress=tell)
    assert str(told.value).startswith("the worker tcp://127.0.0.1:")
    assert TOLD[kind] in str(told.value)


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """A cluster with two workers that see different folders under `/proc/self/cwd`."""
    folder = tmp_path_factory.mktemp("apart")
    (folder / "here").mkdir()
    (folder / "there").mkdir()
    with Cluster(folder / "cluster") as cluster:
        cluster.add(cwd=folder / "here", wait=False)
        cluster.add(cwd=folder / "there")
        yield cluster, folder


@linux
@pytest.mark.parametrize(
    ("there", "told"),
    [
        ("nothing", "it cannot read the corpus: expected a corpus at /proc/self/cwd/"),
        ("more", "it finds other documents, or another baseline, there; every worker has to read"),
        ("other", "it cannot read the corpus: corpus/corpus.json, or another file about"),
    ],
)
def test_a_worker_that_sees_another_corpus_is_named(there, told, apart, monkeypatch):
    cluster, folder = apart
    monkeypatch.chdir(folder / "here")
    corpora.copy_of_base(folder / "here" / there)
    if there != "nothing":
        root = corpora.copy_of_base(folder / "there" / there)
    if there == "more":
        corpora.add(root, corpora.article("ice", "Лёд."), "Лёд.")
    if there == "other":
        corpora.change_info(root, title="Another")
    with pytest.raises(UnusableCluster) as error:
        check(f"/proc/self/cwd/{there}", dask=str(cluster.file))
    assert str(error.value).startswith("the worker tcp://127.0.0.1:")
    assert told in str(error.value)


@linux
@pytest.mark.parametrize(("there", "told"), [("nothing", "nothing"), ("other", "another folder")])
def test_a_worker_that_sees_another_target_is_named(there, told, apart, base_tree, monkeypatch):
    cluster, folder = apart
    monkeypatch.chdir(folder / "here")
    if there == "other":
        (folder / "there" / "out-other").mkdir()
    out = f"/proc/self/cwd/out-{there}"
    with pytest.raises(UnusableCluster) as error:
        build(base_tree, out=out, dask=str(cluster.file))
    assert str(error.value).startswith("the worker tcp://127.0.0.1:")
    assert f"it sees {told} at {out}; every worker has to see the folder" in str(error.value)
    assert list((folder / "here" / f"out-{there}").iterdir()) == []


def test_a_scheduler_of_another_version_is_named(base_tree, tmp_path):
    environment = clusters.fake_version(tmp_path, "distributed", "2020.1")
    with (
        Cluster(tmp_path / "cluster", environment) as cluster,
        pytest.raises(UnusableCluster) as error,
    ):
        check(base_tree, dask=str(cluster.file))
    assert str(error.value).startswith("the scheduler tcp://127.0.0.1:")
    expected = (
        f"it has distributed `2020.1`, expected distributed {version('distributed')}; install"
    )
    assert expected in str(error.value)


def needs(**changes: object) -> Needs:
    return replace(Needs("run", fitness.versions(), fitness.code()), **changes)


def test_this_process_can_take_part(base_tree, tmp_path):
    shared = Shared(Check(open_source(base_tree)), Opening.of(base_tree))
    assert fitness.fault(needs(shared=shared, seen=fitness.seen(shared), target=tmp_path)) is None


def test_everything_that_decides_bytes_is_compared():
    assert {"Python", "msgspec", "jsonschema-rs", "distributed", *manifest.WRITERS} <= set(
        fitness.versions()
    )
    assert all(fitness.versions().values())


def test_what_is_not_installed_is_told():
    wanted = fitness.versions() | {"no-such-package": "1"}
    expected = "it lacks no-such-package, expected no-such-package 1; install the same versions"
    assert fitness.fault(needs(versions=wanted)).startswith(expected)


@linux
def test_a_folder_that_cannot_be_written_into_is_told():
    told = fitness.fault(needs(target=Path("/proc")))
    assert told.startswith("it cannot write into /proc: ")
