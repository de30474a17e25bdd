"""A build by several processes: the same bytes, and a clean end whatever happens to them."""

import os
import shutil
import signal
import sys
from pathlib import Path

import parted
import pytest
from folders import content, only_release
from parted import Parted, is_alive

from khronika import open_corpus
from khronika.errors import BuildRefused
from khronika.release import plan, shards, table_file
from khronika.release.builder import build
from khronika.source.opening import open_source

NAME = f"khronika-{open_corpus().info.version}"

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture(scope="module")
def whole(tree, tmp_path_factory) -> dict[str, bytes]:
    """The files of a release that one process has built."""
    return content(build(tree, out=tmp_path_factory.mktemp("whole")).path)


@pytest.mark.parametrize("kind", ["tree", "bundle", "compressed"])
@pytest.mark.parametrize("workers", [1, 2])
def test_bytes_do_not_depend_on_processes_or_on_the_source(kind, workers, whole, request, tmp_path):
    release = build(request.getfixturevalue(kind), out=tmp_path, workers=workers)
    assert content(release.path) == whole
    assert only_release(release.path)


def test_neither_do_those_of_several_shards_of_several_row_groups(
    tree, bundle, tmp_path, monkeypatch
):
    # Only what is decided in this process: how tables are cut into row groups is the workers' own.
    monkeypatch.setattr(plan, "SHARD_CODE_POINTS", 20_000)
    releases = [
        content(build(source, out=tmp_path / str(number), workers=workers).path)
        for number, (source, workers) in enumerate([(tree, 1), (bundle, 1), (bundle, 3)])
    ]
    assert releases[0] == releases[1] == releases[2]
    shards = [name for name in releases[0] if name.startswith("sources/articles-")]
    assert len(shards) > 3
    again = build(tmp_path / "0" / NAME / "sources", out=tmp_path / "again")
    assert content(again.path) == releases[0]


def test_neither_do_they_depend_on_how_many_documents_are_made_at_once(
    tree, whole, tmp_path, monkeypatch
):
    monkeypatch.setattr(shards, "AT_ONCE", 1)
    assert content(build(tree, out=tmp_path).path) == whole


def changing(folder: Path, path: str, old: bytes, new: bytes):
    """Return a progress function that changes a file when everything is checked."""

    def tell(doing: str, done: int, _: int) -> None:
        if (doing, done) == ("writing", 0):
            data = (folder / path).read_bytes()
            assert data.count(old) >= 1
            (folder / path).write_bytes(data.replace(old, new, 1))

    return tell


@pytest.mark.parametrize("workers", [1, 2])
def test_a_line_that_changes_after_the_check_stops_the_build(bundle, workers, tmp_path):
    folder = Path(shutil.copytree(bundle, tmp_path / "bundle"))
    shard = "articles-00000.jsonl"
    tell = changing(folder, shard, "года".encode(), "лета".encode())
    with pytest.raises(BuildRefused, match=r"articles-00000.jsonl:\d+ is no longer what it was"):
        build(folder, out=tmp_path / "out", workers=workers, progress=tell)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f".{NAME}.lock"]


def test_an_article_that_changes_after_the_check_stops_the_build(tree, tmp_path):
    folder = Path(shutil.copytree(tree, tmp_path / "tree"))
    (path, *_) = sorted(folder.glob("annotations/dates/v1/*/*.json"))
    name = path.relative_to(folder).as_posix()
    tell = changing(folder, name, b'"revision": ', b'"revision": 1')
    with pytest.raises(BuildRefused, match=f"the article {path.stem} is no longer what it was"):
        build(folder, out=tmp_path / "out", progress=tell)


def test_a_shard_that_becomes_shorter_after_the_check_stops_the_build(bundle, tmp_path):
    folder = Path(shutil.copytree(bundle, tmp_path / "bundle"))

    def tell(doing: str, done: int, _: int) -> None:
        if (doing, done) == ("writing", 0):
            os.truncate(folder / "articles-00000.jsonl", 50_000)

    with pytest.raises(BuildRefused, match="is no longer what it was when it was checked"):
        build(folder, out=tmp_path / "out", progress=tell)


@posix
@pytest.mark.parametrize("step", ["checking", "writing 0", "writing 1"])
def test_ctrl_c_ends_all_processes_and_clears_up(bundle, step, tmp_path):
    with Parted(bundle, "build", ".", "--out", tmp_path, "--workers", 2) as command:
        processes = command.until(step)
        command.interrupt()
        assert command.finish() == (130, "khronika: interrupted\n")
        assert not any(map(is_alive, processes))
    assert {path.name for path in tmp_path.iterdir()} <= {f".{NAME}.lock"}


@posix
def test_a_killed_process_leaves_the_earlier_release(bundle, tree, tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "SHARD_CODE_POINTS", parted.SHARD_CODE_POINTS)
    whole = content(build(tree, out=tmp_path / "whole").path)
    release = build(tree, out=tmp_path, configs=["registry"]).path
    before = content(release)
    arguments = ("build", ".", "--out", tmp_path, "--force", "--workers", 2)
    with Parted(bundle, *arguments) as command:
        for process in command.until("writing 1"):
            os.kill(process, signal.SIGKILL)
        status, told = command.finish()
    assert (status, told.count("\n")) == (2, 1)
    assert told.startswith("khronika: a worker process was killed")
    assert content(release) == before
    with Parted(bundle, *arguments) as command:
        assert command.finish() == (0, "")
    assert content(release) == whole


def test_a_corpus_of_one_part_starts_no_process(base_tree, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "khronika.processes", None)
    assert build(base_tree, out=tmp_path, workers=8).is_new


def test_a_row_group_holds_rows_of_several_additions(tree, tmp_path, monkeypatch):
    import pyarrow.parquet as pq

    monkeypatch.setattr(shards, "AT_ONCE", 1)
    monkeypatch.setattr(table_file, "ROW_GROUP_BYTES", 100_000)
    release = build(tree, out=tmp_path).path
    metadata = pq.read_metadata(next(release.glob("data/entities/train-*")))
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    articles = len(list(open_source(tree).ids()))
    assert 3 < len(groups) < articles / 2
