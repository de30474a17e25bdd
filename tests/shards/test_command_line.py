"""Shards on the command line, in processes of their own, and the commands of the page on them."""

import os
import subprocess
import sys

import corpora
import pytest


def run(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "khronika", *map(os.fspath, arguments)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_an_article_of_a_shard_is_shown(base_tree):
    run("export", "bundle", "b", cwd=base_tree)
    article = corpora.BASE_ARTICLE
    shown = run("show", article, "--source", "b", cwd=base_tree)
    assert shown == run("show", article, cwd=base_tree)
    status, out, err = run("show", "yasnogorsk-2025-10-24-peir", "--source", "b", cwd=base_tree)
    assert (status, out) == (2, "")
    assert f"did you mean `{article}`?" in err


def test_a_bundle_is_not_written_over_anything_else(base_tree):
    assert run("export", "bundle", "b", cwd=base_tree)[0] == 0
    assert run("export", "bundle", "b", cwd=base_tree)[1].startswith("unchanged: b: 1 article")
    status, _, err = run("export", "bundle", "b", "--compression", "gz", cwd=base_tree)
    assert (status, "exists and has other content" in err) == (2, True)
    before = (base_tree / "b/articles-00000.jsonl").read_bytes()
    assert run("export", "bundle", "b", "--compression", "gz", "--force", cwd=base_tree)[0] == 0
    assert not (base_tree / "b/articles-00000.jsonl").exists()
    assert before
    for folder in ("corpus", "annotations", "."):
        status, out, err = run("export", "bundle", folder, "--force", cwd=base_tree)
        assert (status, out) == (2, "")
        assert "exists and is no bundle" in err
    assert (base_tree / "corpus/corpus.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--source", "nowhere"], "`nowhere`: there is no such file or folder"),
        (["build", "--source", "nowhere"], "`nowhere`: there is no such file or folder"),
        (["check", "corpus", "--source", "b"], "--source is for shards as a whole"),
        (["check", "--fix", "--source", "b"], "--source is for shards as a whole"),
        (["export", "bundle", "b", "--shard-size", "0"], "0 is not in the range"),
        (["export", "bundle", "b", "--compression", "xz"], "'xz' is not one of"),
    ],
)
def test_wrong_usage_is_one_clear_message(base_tree, arguments, message):
    status, out, err = run(*arguments, cwd=base_tree)
    assert (status, out) == (2, "")
    assert message in err


def test_what_cannot_go_into_a_bundle_is_named(base_tree):
    path = base_tree / corpora.layer_path("dates", corpora.BASE_ARTICLE)
    path.write_text(path.read_text("utf-8").replace('"SET"', '"SETT"'), "utf-8")
    status, out, err = run("export", "bundle", "b", cwd=base_tree)
    assert (status, out) == (2, "")
    assert "annotations/dates/v1/2025/" in err
    assert "cannot go into a bundle: it is no valid file of its kind" in err
    assert not (base_tree / "b").exists()


def test_hostile_shards_reach_no_terminal(tmp_path):
    name = tmp_path / "a\x1b[2J.jsonl"
    name.write_bytes(b'{"article": "\\u001b[2J", "\\u001b]0;x\\u0007": "\x1b[31m"}\n')
    for form in ("text", "json", "github", "sarif"):
        status, out, err = run("check", "--format", form, "--source", ".", cwd=tmp_path)
        assert (status, err) == (1, "")
        assert [char for char in out if ord(char) < 32 and char != "\n"] == []
