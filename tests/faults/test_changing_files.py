"""Files that change between being listed and being read."""

import os
import shutil
import sys

import corpora
import pytest

from khronika.source.layout import MAX_ARTICLE_BYTES
from khronika.source.tree import Tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")

TEXT = f"corpus/articles/2025/{corpora.BASE_ARTICLE}.txt"


def vanish(path, outside):
    path.unlink()


def become_a_link(path, outside):
    path.unlink()
    path.symlink_to(outside / "secret.txt")


def become_a_fifo(path, outside):
    path.unlink()
    os.mkfifo(path)


def become_a_folder(path, outside):
    path.unlink()
    path.mkdir()


def outgrow(path, outside):
    with path.open("ab") as stream:
        stream.truncate(MAX_ARTICLE_BYTES + 1)


def have_its_folder_swapped_for_a_link(path, outside):
    shutil.move(path.parent, outside / "moved")
    (outside / "moved" / path.name).write_text("Тайна\n", encoding="utf-8")
    path.parent.symlink_to(outside / "moved")


@pytest.mark.parametrize(
    "change",
    [vanish, become_a_link, become_a_fifo, become_a_folder, outgrow,
     have_its_folder_swapped_for_a_link],
)  # fmt: skip
def test_what_changed_after_the_listing_is_refused(base_tree, tmp_path, change):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("Тайна\n", encoding="utf-8")
    reader = Tree(base_tree)
    change(base_tree / TEXT, outside)
    (document,) = reader.documents()
    assert document.text is None
    assert TEXT in {refusal.path for refusal in document.refusals}


def test_what_shrank_or_was_replaced_is_read_as_it_is_now(base_tree):
    reader = Tree(base_tree)
    (base_tree / TEXT).write_bytes(b"")
    (document,) = reader.documents()
    assert document.text.data == b""


def test_a_file_that_grows_while_it_is_read_is_refused(base_tree, monkeypatch):
    real = os.fstat

    def before_it_grew(descriptor):
        status = real(descriptor)
        return os.stat_result([*status[:6], 1, *status[7:10]])

    (base_tree / TEXT).write_bytes(b"a" * (MAX_ARTICLE_BYTES + 1))
    reader = Tree(base_tree)
    monkeypatch.setattr(os, "fstat", before_it_grew)
    (document,) = reader.documents()
    assert [refusal.path for refusal in document.refusals] == [TEXT]
