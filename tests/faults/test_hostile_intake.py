"""`khronika new` takes nothing in that is no text, and writes nowhere but where articles go."""

import os
import sys

import guarded
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and special files of POSIX")

TEXT = "date 2025-10-24\n\nВ Ясногорске открыли причал.\n"


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def raw(base_tree):
    path = base_tree / "raw.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "id_",
    ["../../../evil", "/tmp/evil", "a/b", "..", "con", "nul", "Порт", "a\nb", "a" * 10_000, " "],
)
def test_an_id_that_is_none_names_no_file(base_tree, tmp_path, raw, id_):
    before = files(tmp_path)
    done = guarded.run(base_tree, "new", "--id", id_, raw)
    assert done.returncode == 1
    assert "cannot be an id" in done.stderr.decode()
    assert files(tmp_path) == before


def test_a_name_that_windows_reserves_gives_no_id(base_tree, raw):
    done = guarded.run(base_tree, "new", raw.rename(base_tree / "con.txt"))
    assert "cannot be an id" in done.stderr.decode()


@pytest.mark.parametrize("kind", ["fifo", "huge", "folder of links"])
def test_what_is_no_text_of_bounded_length(base_tree, tmp_path, raw, kind):
    (tmp_path / "secret.txt").write_text("Тайна\n", encoding="utf-8")
    raw.unlink()
    if kind == "fifo":
        os.mkfifo(raw)
    elif kind == "huge":
        with raw.open("wb") as stream:
            stream.truncate(2 << 30)
    else:
        raw.mkdir()
        (raw / "a.txt").symlink_to(tmp_path / "secret.txt")
    before = files(base_tree / "corpus")
    done = guarded.run(base_tree, "new", raw)
    assert done.returncode == (0 if kind == "folder of links" else 1)
    assert files(base_tree / "corpus") == before


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\xff", b"a\0b", b"\xef\xbb\xbf", b""])
def test_bytes_that_are_no_text(base_tree, raw, data):
    raw.write_bytes(data)
    assert guarded.run(base_tree, "new", raw).returncode == 1


@pytest.mark.parametrize(
    "encoding", ["idna", "punycode", "hex", "rot13", "zlib", "undefined", "\n", "utf-7"]
)
def test_a_strange_encoding(base_tree, raw, encoding):
    guarded.run(base_tree, "new", "--encoding", encoding, raw)


def test_a_letter_with_a_hundred_thousand_marks(base_tree, raw):
    raw.write_text(TEXT + "а" + "\u0301\u0316" * 100_000, encoding="utf-8")
    assert guarded.run(base_tree, "new", raw).returncode == 0
