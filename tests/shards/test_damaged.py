"""Shards that are cut off, damaged, too large, gone or links are findings, and take no memory."""

import io
import os
import sys
import tracemalloc

import pytest
from sharded import ENDINGS, NAMES, line, said, write

import khronika
from khronika.checker import check
from khronika.errors import UnusableSource
from khronika.opened import Check
from khronika.source import lines, shards
from khronika.source.compression import compressing
from khronika.source.shards import Shards


@pytest.mark.parametrize("compression", ["gz", "zst"])
@pytest.mark.parametrize("cut", [1, 4, 9, 200])
def test_a_compressed_shard_that_was_cut_off_is_a_finding(tmp_path, compression, cut):
    path = write(tmp_path / f"a.jsonl{ENDINGS[compression]}", b"".join(map(line, NAMES)))
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    ((code, place, message),) = said(tmp_path)
    assert (code, place.split(":")[0]) == ("K012", path.name)
    assert message.endswith("the compressed data is cut off")
    with pytest.raises(khronika.UnusableDocument, match="an article has errors"):
        list(khronika.open_corpus(source=path))


@pytest.mark.parametrize("compression", ["gz", "zst"])
@pytest.mark.parametrize("damage", ["garbage", "flipped", "other"])
def test_a_damaged_shard_is_a_finding(tmp_path, compression, damage):
    path = write(tmp_path / f"a.jsonl{ENDINGS[compression]}", b"".join(map(line, NAMES)))
    data = bytearray(path.read_bytes())
    if damage == "garbage":
        data += b"garbage behind the last member"
    elif damage == "flipped":
        data[len(data) // 2] ^= 0xFF
    else:
        data = bytearray(line("bridge"))
    path.write_bytes(data)
    found = said(tmp_path)
    assert "K012" in {code for code, _, _ in found}
    assert any("the compressed data is" in message for _, _, message in found)


def test_members_one_after_another_are_read_as_one(tmp_path):
    for ending in (".gz", ".zst"):
        parts = [io.BytesIO(), io.BytesIO()]
        for name, part in zip(NAMES, parts, strict=False):
            with compressing(part, ending) as stream:
                stream.write(line(name))
        path = tmp_path / f"a.jsonl{ending}"
        path.write_bytes(b"".join(part.getvalue() for part in parts))
        assert said(path) == []
        assert len(list(Shards([path]).documents())) == 2


def test_a_line_over_the_limit_is_not_held(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 10_000)
    write(tmp_path / "a.jsonl", line("bridge") + b" " * 10_001 + b"\n" + line("fair"))
    ((code, place, message),) = said(tmp_path)
    assert (code, place) == ("K012", "a.jsonl:2")
    assert message == "the line has more than 10,000 bytes; nothing behind it was read"
    exactly = line("bridge")[:-1].ljust(10_000)
    write(tmp_path / "a.jsonl", exactly + b"\n")
    assert said(tmp_path) == []


@pytest.mark.parametrize("compression", ["gz", "zst"])
@pytest.mark.parametrize("filling", [b" ", b"\n"])
def test_a_bomb_takes_no_memory(tmp_path, monkeypatch, compression, filling):
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 4 * lines.CHUNK)
    path = tmp_path / f"a.jsonl{ENDINGS[compression]}"
    with open(path, "wb") as stored, compressing(stored, path.name) as stream:
        for _ in range(64):
            stream.write(filling * lines.CHUNK)
    assert path.stat().st_size < lines.CHUNK
    tracemalloc.start()
    try:
        found = [raw.refusals[0].reason for raw in Shards([path]).documents()]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found[-1].endswith("nothing behind it was read")
    assert len(found) <= 2
    assert peak < 12 * lines.CHUNK


def test_memory_does_not_grow_with_the_shard(tmp_path):
    path = tmp_path / "a.jsonl.zst"
    with open(path, "wb") as stored, compressing(stored, path.name) as stream:
        for _ in range(10_000):
            stream.write(line("bridge"))
    tracemalloc.start()
    try:
        count = sum(1 for _ in Shards([path]).documents())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert peak < 6 * lines.CHUNK  # the shard has over twelve


def test_an_empty_shard_is_a_finding(tmp_path):
    for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl.zst"):
        (tmp_path / name).touch()
    write(tmp_path / "d.jsonl.gz", b"")
    found = said(tmp_path)
    assert [code for code, _, _ in found] == ["K012"] * 4
    assert {place.split(":")[0] for _, place, _ in found} == {
        "a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.jsonl.gz"
    }  # fmt: skip


def test_a_shard_that_vanishes_is_a_finding(tmp_path):
    for name in NAMES[:2]:
        write(tmp_path / f"{name}.jsonl", line(name))
    run = Check(Shards([tmp_path]))
    (tmp_path / "fair.jsonl").unlink()
    examined = list(run.examine_all())
    assert [one.id for one in examined] == ["bridge", ""]
    (finding,) = examined[1].findings
    assert (finding.code, finding.location.path) == ("K012", "fair.jsonl")
    assert finding.message == "it cannot be read: no such file or directory"


def test_a_storage_that_fails_while_it_is_read_is_a_finding(memory, monkeypatch):
    class Lost(Exception):
        pass

    opened = memory.open

    def failing(path, mode):
        stream = opened(path, mode)
        if path.endswith("00001.jsonl"):
            stream.read = lambda size: (_ for _ in ()).throw(Lost("the bucket is gone"))
        return stream

    monkeypatch.setattr(type(memory), "open", lambda self, path, mode: failing(path, mode))
    monkeypatch.setattr(memory, "open", failing, raising=False)
    ((code, place, message),) = said("memory://news")
    assert (code, place) == ("K012", "articles-00001.jsonl:1")
    assert message.endswith("cannot be read: lost: the bucket is gone")


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")
def test_links_and_pipes_in_a_folder_are_not_opened(bundle, tmp_path):
    (tmp_path / "secret.jsonl").write_bytes(line("zoo"))
    (bundle / "zz.jsonl").symlink_to(tmp_path / "secret.jsonl")
    os.mkfifo(bundle / "zzz.jsonl")
    assert said(bundle) == [
        ("K012", "zz.jsonl", "this is a symbolic link"),
        ("K012", "zzz.jsonl", "this is not a regular file"),
    ]
    named = check(source=[bundle / "zz.jsonl"])  # whoever names a link means what it leads to
    assert (named.articles, named.findings) == (1, ())
    (bundle / "zz.jsonl").unlink()
    (bundle / "zzz.jsonl").unlink()
    (bundle / "registry.jsonl").unlink()
    (bundle / "registry.jsonl").symlink_to("/etc/passwd")
    assert ("K012", "registry.jsonl", "this is a symbolic link") in said(bundle)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")
def test_a_licence_that_is_a_link_is_not_released(bundle, tmp_path):
    (bundle / "LICENSE").symlink_to("/etc/passwd")
    assert said(bundle) == []
    with pytest.raises(UnusableSource, match="LICENSE`: this is a symbolic link"):
        khronika.build(source=bundle, out=tmp_path / "dist")
    assert list((tmp_path / "dist").glob("[!.]*")) == []


def test_a_big_file_beside_the_shards_is_not_held(bundle, monkeypatch):
    monkeypatch.setattr(shards, "MAX_BYTES", 100)
    found = said(bundle)
    assert ("K012", "registry.jsonl") in {(code, place) for code, place, _ in found}
