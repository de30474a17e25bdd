"""A Dask cluster: the same report and bytes, whatever becomes of its workers."""

import os
import shutil
import sys
from pathlib import Path

import clusters
import pytest
import working
from distributed import Future
from folders import content, only_release
from parted import Parted

from khronika import cluster as module
from khronika.checker import check
from khronika.cluster import connecting
from khronika.engine import engine
from khronika.errors import BuildRefused, WorkerLost
from khronika.export_bundle import export_bundle
from khronika.release import plan
from khronika.release.builder import build

TABLES = ["articles", "quotes", "registry"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    """Make the shards of releases small in this process, which alone plans them."""
    monkeypatch.setattr(plan, "SHARD_CODE_POINTS", 20_000)


@pytest.fixture(scope="module")
def whole(tree, tmp_path_factory) -> dict[str, bytes]:
    """The files of a release that this process has built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "SHARD_CODE_POINTS", 20_000)
        out = tmp_path_factory.mktemp("whole")
        return content(build(tree, out=out, configs=TABLES).path)


def at(doing: str, done: int, then):
    """Return a progress function that calls `then` once, when so much of something is done."""
    left = [then]

    def tell(what: str, how_much: int, _: int) -> None:
        if (what, how_much >= done, bool(left)) == (doing, True, True):
            left.pop()()

    return tell


@pytest.mark.parametrize("kind", ["compressed", "spoilt"])
def test_a_report_is_that_of_one_process(kind, cluster, request):
    folder = request.getfixturevalue(kind)
    alone = check(folder)
    assert check(folder, dask=str(cluster.file)) == alone
    assert (len({finding.code for finding in alone.findings}) > 5) == kind.startswith("spoilt")


def test_relative_names_start_from_the_folder_here(cluster, base_tree, tmp_path, monkeypatch):
    export_bundle(base_tree, tmp_path / "old")
    shard = export_bundle(base_tree, tmp_path / "new").path / "articles-00000.jsonl"
    shard.write_bytes(shard.read_bytes().replace(b'"DATE"', b'"TIME"', 1))
    monkeypatch.chdir(tmp_path)
    for named in ({"source": ["new/*.jsonl"]}, {"source": "new", "against": "old"}):
        alone = check(**named)
        assert alone.findings
        assert check(**named, dask=os.path.relpath(cluster.file)) == alone


@pytest.mark.parametrize("kind", ["tree", "compressed"])
def test_bytes_are_those_of_one_process(kind, cluster, whole, request, tmp_path):
    with cluster.client() as client:
        address = client.scheduler.address
    folder = request.getfixturevalue(kind)
    release = build(folder, out=tmp_path / "out", configs=TABLES, dask=address)
    assert content(release.path) == whole
    assert len([name for name in whole if name.startswith("sources/articles-")]) > 3
    assert only_release(release.path)


def test_each_check_looks_at_the_files_as_they_are(cluster, base_tree):
    assert check(base_tree, dask=str(cluster.file)).ok
    next(base_tree.glob("annotations/quotes/v1/*/*.json")).unlink()
    found = check(base_tree, dask=str(cluster.file))
    assert not found.ok
    assert found == check(base_tree)


def test_results_come_in_the_order_of_the_tasks_few_at_a_time(cluster):
    taken = []

    def tasks():
        for number in range(40):
            taken.append(number)
            yield number

    with cluster.client() as client:
        threads = sum(client.nthreads().values())
    with engine(dask=str(cluster.file)) as run:
        for number, (square, process) in enumerate(run.map(working.slower_when_early, tasks())):
            assert square == number * number
            assert process != os.getpid()
            assert len(taken) <= number + 1 + module.AHEAD * threads
    assert cluster.is_idle()


def test_an_error_in_a_task_is_raised_in_its_turn(cluster):
    with engine(dask=str(cluster.file)) as run:
        results = run.map(working.fail, range(8))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match="not 3"):
            next(results)
    assert cluster.is_idle()


def test_what_a_storage_fails_at_once_is_tried_again(cluster, tmp_path):
    with engine(dask=str(cluster.file)) as run:
        tasks = [str(tmp_path / name) for name in "abc"]
        assert list(run.map(working.fail_at_first, tasks)) == tasks
        with pytest.raises(FileNotFoundError):
            list(run.map(working.fail_at_first, [str(tmp_path / "nowhere" / "a")]))


def test_work_that_another_client_cancels_is_one_clear_error(cluster):
    with (
        pytest.raises(WorkerLost, match="the scheduler is gone, was started anew, or was told to"),
        engine(dask=str(cluster.file)) as run,
        cluster.client() as other,
    ):
        for _ in run.map(working.slower_when_early, range(40)):
            keys = other.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
            other.cancel([Future(key, other) for key in keys], force=True)


def test_what_a_worker_refuses_is_raised_with_its_address(cluster, bundle, tmp_path):
    folder = Path(shutil.copytree(bundle, tmp_path / "bundle"))
    shard = folder / "articles-00000.jsonl"

    def change() -> None:
        data = shard.read_bytes()
        shard.write_bytes(data.replace("года".encode(), "лета".encode()))

    with pytest.raises(BuildRefused, match=r"no longer what it was.* \(so says the worker tcp://"):
        build(
            folder, out=tmp_path / "out", dask=str(cluster.file), progress=at("writing", 0, change)
        )
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".lock"]


def test_what_a_killed_worker_was_at_is_done_by_another(cluster, spoilt):
    tell = at("checking", 1, lambda: clusters.kill(cluster.workers[0]))
    assert check(spoilt, dask=str(cluster.file), progress=tell) == check(spoilt)
    assert cluster.workers[0].poll() is not None


def test_so_is_what_it_was_writing(cluster, tree, whole, tmp_path):
    tell = at("writing", 1, lambda: clusters.kill(cluster.workers[0]))
    release = build(tree, out=tmp_path, configs=TABLES, dask=str(cluster.file), progress=tell)
    assert cluster.workers[0].poll() is not None
    assert content(release.path) == whole
    assert only_release(release.path)


def test_without_any_worker_there_is_one_clear_error(started, tree, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ALONE", 1.0)
    cluster = started.has(1)
    tell = at("checking", 1, lambda: clusters.kill(cluster.workers[0]))
    with pytest.raises(WorkerLost, match="there has been no worker for 1 seconds: at tcp://"):
        build(tree, out=tmp_path / "out", dask=str(cluster.file), progress=tell)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_worker_that_is_about_to_come_is_waited_for(started, base_tree):
    started.has(0)
    started.add(wait=False)
    assert check(base_tree, dask=str(started.file)).ok


def test_without_the_scheduler_there_is_one_clear_error(tree, tmp_path, monkeypatch):
    monkeypatch.setattr(connecting, "CONNECTING", 1.0)
    with clusters.Cluster(tmp_path / "cluster") as cluster:
        cluster.has(1)
        tell = at("checking", 1, lambda: clusters.kill(cluster.scheduler))
        with pytest.raises(
            WorkerLost, match="the scheduler is gone, was started anew, or was told to"
        ):
            check(tree, dask=str(cluster.file), progress=tell)


def test_a_task_that_ends_its_workers_is_one_clear_error(cluster):
    with (
        pytest.raises(WorkerLost, match="2 workers died at the same task, the last one tcp://"),
        engine(dask=str(cluster.file)) as run,
    ):
        list(run.map(working.die, range(8)))


@pytest.mark.parametrize("step", ["checking", "writing 0"])
def test_ctrl_c_leaves_a_cluster_that_works(step, cluster, bundle, base_tree, tmp_path):
    out = tmp_path / "out"
    with Parted(bundle, "build", ".", "--out", out, "--dask", cluster.file) as command:
        command.until(step)
        command.interrupt()
        assert command.finish() == (130, "khronika: interrupted\n")
    assert cluster.is_idle()
    assert check(base_tree, dask=str(cluster.file)).ok
    assert not list(out.glob("[!.]*"))


def test_nothing_that_dask_says_is_shown(cluster, bundle):
    with Parted(bundle, "check", ".", "--dask", cluster.file) as command:
        assert command.finish() == (0, "")
