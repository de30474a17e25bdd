"""What the reader of a folder hands over, and what it refuses to open."""

import errno
import os
import shutil
import sys

import golden
import pytest

from khronika.checker import check
from khronika.errors import CorpusNotFound
from khronika.reporters import json as json_reporter
from khronika.reporters import text as text_reporter
from khronika.source import layout
from khronika.source.layout import place
from khronika.source.tree import Tree, find_root

ARTICLE = "yasnogorsk-2025-10-24-pier"
TEXT = f"{golden.ARTICLE}.txt"
DATES = f"annotations/dates/v1/2025/{ARTICLE}.json"

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "corpus-root"
    shutil.copytree(golden.CASES / "base", folder)
    return folder


def said(root):
    """Return code, path and message of every finding."""
    return [
        (finding.code, finding.location.path, finding.message) for finding in check(root).findings
    ]


def codes(root):
    return {(code, path) for code, path, _ in said(root)}


def replace_by_link(path, target):
    path.unlink()
    path.symlink_to(target)


def test_documents_come_by_id_with_all_their_files(root):
    (document,) = Tree(root).documents()
    assert (document.year, document.id) == ("2025", ARTICLE)
    assert document.article.path == f"{golden.ARTICLE}.json"
    assert document.text.data == (root / TEXT).read_bytes()
    assert [layer.layer for layer in document.layers] == ["dates", "entities", "quotes"]
    assert document.refusals == []


def test_a_pass_is_told_from_the_released_layer(root):
    kept = root / "annotations/passes/case-writer/dates/v1/2025" / f"{ARTICLE}.json"
    kept.parent.mkdir(parents=True)
    shutil.copy(root / DATES, kept)
    (document,) = Tree(root).documents()
    found = {(layer.layer, layer.annotator) for layer in document.layers}
    assert ("dates", None) in found
    assert ("dates", "case-writer") in found


def test_a_folder_without_a_corpus_is_refused(tmp_path):
    with pytest.raises(CorpusNotFound, match=r"corpus/corpus\.json"):
        Tree(tmp_path)


def test_the_root_is_found_from_below(root):
    assert find_root(root / "annotations" / "dates") == root
    assert find_root(root) == root


@pytest.mark.parametrize(
    "path",
    [
        "corpus/articles/2025/../x.txt",
        "corpus/articles/25/x.txt",
        "corpus/articles/2025/X.txt",
        "corpus/articles/2025/x--y.txt",
        "corpus/articles/2025/x.md",
        "corpus/articles/2025/txt",
        "corpus/articles/2025/" + "x" * 81 + ".txt",
        "corpus/x.json",
        "annotations/events/v1/2025/x.json",
        "annotations/dates/v2/2025/x.json",
        "annotations/dates/v1/2025/x.txt",
        "annotations/passes/Somebody/dates/v1/2025/x.json",
        "annotations/registry/v1/other.json",
        "schema/v1/dates.schema.json",
        "x.json",
    ],
)
def test_the_layout_has_no_place_for(path):
    assert place(path) is None


@posix_only
def test_a_link_to_a_file_is_not_followed(root, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Тайна\n", encoding="utf-8")
    replace_by_link(root / TEXT, secret)
    assert said(root) == [("K012", TEXT, "this is a symbolic link")]
    assert "Тайна" not in text_reporter.render(check(root))


@posix_only
def test_a_link_inside_the_corpus_is_no_better(root):
    replace_by_link(root / DATES, root / "corpus" / "waivers.json")
    assert said(root) == [("K012", DATES, "this is a symbolic link")]


@posix_only
def test_a_link_to_a_folder_is_not_entered(root, tmp_path):
    shutil.move(root / "annotations/dates", tmp_path / "dates")
    (root / "annotations/dates").symlink_to(tmp_path / "dates")
    assert codes(root) == {("K012", "annotations/dates")}


@posix_only
def test_a_circle_of_links_ends(root):
    (root / "annotations" / "again").symlink_to(root / "annotations")
    assert codes(root) == {("K012", "annotations/again")}


@posix_only
@pytest.mark.parametrize("top", ["corpus", "annotations"])
def test_a_top_folder_that_is_a_link_is_not_entered(root, tmp_path, top):
    shutil.move(root / top, tmp_path / "elsewhere")
    (root / top).symlink_to(tmp_path / "elsewhere")
    assert said(root) == [("K012", top, "this is a symbolic link")]


@posix_only
@pytest.mark.parametrize(
    "path", ["annotations/registry", "annotations/registry/v1/registry.json", "corpus/articles"]
)
def test_what_leads_into_a_link_is_not_reported_as_missing(root, tmp_path, path):
    shutil.move(root / path, tmp_path / "elsewhere")
    (root / path).symlink_to(tmp_path / "elsewhere")
    assert said(root) == [("K012", path, "this is a symbolic link")]


@posix_only
def test_a_link_put_in_after_the_listing_is_not_followed(root, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Тайна\n", encoding="utf-8")
    reader = Tree(root)
    replace_by_link(root / TEXT, secret)
    (document,) = reader.documents()
    assert document.text is None
    assert [refusal.reason for refusal in document.refusals] == ["this is a symbolic link"]


@posix_only
def test_a_pipe_does_not_stop_the_run(root):
    (root / TEXT).unlink()
    os.mkfifo(root / TEXT)
    assert said(root) == [("K012", TEXT, "this is not a regular file")]


@posix_only
def test_a_corpus_file_that_is_a_link_is_reported(root):
    replace_by_link(root / "corpus/waivers.json", root / "corpus/retired.json")
    assert said(root) == [("K012", "corpus/waivers.json", "this is a symbolic link")]


def test_an_unreadable_file_is_reported(root, monkeypatch):
    real = os.open

    def denying(path, *rest, **named):
        if os.fspath(path).endswith(".txt"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", denying)
    assert said(root) == [("K012", TEXT, "it cannot be read: permission denied")]


def test_an_unreadable_folder_is_reported(root, monkeypatch):
    real = os.scandir

    def denying(path):
        if os.fspath(path).endswith("dates"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", denying)
    assert codes(root) == {("K012", "annotations/dates")}


def test_a_file_that_went_away_is_reported(root):
    reader = Tree(root)
    (root / TEXT).unlink()
    (document,) = reader.documents()
    assert [refusal.path for refusal in document.refusals] == [TEXT]


def test_a_file_over_the_limit_is_not_read(root, monkeypatch):
    size = (root / TEXT).stat().st_size
    limit = 2700
    others = [path for path in root.rglob("*") if path.is_file() and path != root / TEXT]
    assert max(path.stat().st_size for path in others) < limit
    (root / TEXT).write_bytes((root / TEXT).read_bytes() + b"." * (limit + 1 - size))
    monkeypatch.setattr(layout, "MAX_ARTICLE_BYTES", limit)
    assert said(root) == [("K012", TEXT, "it has 2,701 bytes; at most 2,700 are read")]


def test_a_folder_named_like_a_file_is_no_file(root):
    (root / DATES).unlink()
    (root / DATES).mkdir()
    (root / DATES / "notes.json").write_text("{}", encoding="utf-8")
    assert codes(root) == {("K013", f"{DATES}/notes.json"), ("K205", DATES)}


@pytest.mark.parametrize("missing", ["txt", "json"])
def test_half_of_an_article_is_missing(root, missing):
    (root / f"{golden.ARTICLE}.{missing}").unlink()
    assert codes(root) == {("K012", f"{golden.ARTICLE}.{missing}")}


def test_a_refused_half_is_not_reported_as_missing_too(root, monkeypatch):
    monkeypatch.setattr(layout, "MAX_ARTICLE_BYTES", (root / TEXT).stat().st_size - 1)
    found = [code for code, path, _ in said(root) if path == TEXT]
    assert found == ["K012"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    "name", [b"\xff.txt", b"a\x1b[31m.txt", b"a\nb.txt", "ё\u202e.txt".encode()]
)
def test_a_strange_name_is_shown_escaped(root, name):
    with open(os.path.join(os.fsencode(root / "corpus"), name), "wb"):
        pass
    report = check(root)
    assert [finding.code for finding in report.findings] == ["K013"]
    for rendered in (text_reporter.render(report), json_reporter.render(report)):
        assert "\x1b" not in rendered
        assert "\u202e" not in rendered
        rendered.encode("utf-8")
