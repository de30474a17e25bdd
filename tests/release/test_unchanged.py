"""A build with nothing changed does nothing, and any change at all is seen."""

import importlib.metadata
import shutil
from pathlib import Path

import pytest
from folders import content

from khronika.errors import BuildRefused
from khronika.export_bundle import export_bundle
from khronika.release import unchanged
from khronika.release.builder import build
from khronika.source.opening import open_source

CONFIGS = ["articles", "registry"]


@pytest.fixture(params=["tree", "bundle"])
def corpus(request, base_tree, tmp_path) -> Path:
    if request.param == "tree":
        return base_tree
    return export_bundle(base_tree, tmp_path / "bundle", compression="zst").path


def work(corpus: Path, out: Path, **options) -> list[str]:
    """Build, and return what was done for it."""
    told: list[str] = []
    build(
        corpus,
        out=out,
        configs=options.pop("configs", CONFIGS),
        progress=lambda doing, done, total: told.append(doing),
        **options,
    )
    return told


def test_nothing_is_done_if_nothing_changed(corpus, tmp_path):
    out = tmp_path / "out"
    assert work(corpus, out)
    before = content(out)
    assert work(corpus, out) == []
    assert content(out) == before
    assert not build(corpus, out=out, configs=CONFIGS).is_new


def test_the_corpus_may_lie_elsewhere(base_tree, tmp_path):
    assert work(base_tree, tmp_path / "out")
    moved = base_tree.rename(tmp_path / "moved")
    assert work(moved, tmp_path / "out") == []
    (tmp_path / "out").rename(tmp_path / "renamed")
    assert work(moved, tmp_path / "renamed") == []


def test_every_file_of_the_corpus_counts(base_tree, tmp_path):
    def is_built() -> bool:
        return unchanged.Input(open_source(base_tree), CONFIGS, release).is_built()

    release = build(base_tree, out=tmp_path / "out", configs=CONFIGS).path
    files = [path for path in sorted(base_tree.rglob("*")) if path.is_file()]
    assert len(files) > 8
    for path in files:
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert not is_built(), path
        path.write_bytes(before)
        assert is_built(), path


def test_a_new_and_a_missing_file_count(base_tree, tmp_path):
    out = tmp_path / "out"
    assert work(base_tree, out)
    (base_tree / "LICENSE").write_bytes(b"Free.\n")
    with pytest.raises(BuildRefused, match="other content"):
        build(base_tree, out=out, configs=CONFIGS)
    assert work(base_tree, out, force=True)
    (base_tree / "LICENSE").unlink()
    assert work(base_tree, out, force=True)


@pytest.mark.parametrize("damage", ["changed", "missing", "more", "link"])
def test_every_file_of_the_release_counts(base_tree, tmp_path, damage):
    path = build(base_tree, out=tmp_path, configs=CONFIGS).path
    card = path / "README.md"
    if damage == "changed":
        card.write_bytes(card.read_bytes().replace(b"e", b"o", 1))
    elif damage == "missing":
        card.unlink()
    elif damage == "more":
        (path / "notes.txt").write_bytes(b"")
    else:
        shutil.move(card, tmp_path / "card")
        card.symlink_to(tmp_path / "card")
    assert not unchanged._is_sound(path)


def test_another_manifest_counts(base_tree, tmp_path):
    path = build(base_tree, out=tmp_path / "a", configs=CONFIGS).path
    other = build(base_tree, out=tmp_path / "b", configs=["articles"]).path
    shutil.rmtree(path)
    shutil.copytree(other, path)
    with pytest.raises(BuildRefused, match="other content"):
        work(base_tree, tmp_path / "a")


def test_configs_and_installed_packages_count(base_tree, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert work(base_tree, out)
    with pytest.raises(BuildRefused, match="other content"):
        work(base_tree, out, configs=["articles"])
    installed = list(importlib.metadata.distributions())
    monkeypatch.setattr(unchanged, "distributions", lambda: iter(installed[1:]))
    assert work(base_tree, out)


def test_a_corpus_that_changes_meanwhile_is_not_remembered(base_tree, tmp_path):
    def change(doing: str, done: int, total: int) -> None:
        if doing == "writing":
            (base_tree / "LICENSE").write_bytes(b"Free.\n")

    build(base_tree, out=tmp_path, configs=CONFIGS, progress=change)
    assert not list(tmp_path.glob(".*.built"))
    (base_tree / "LICENSE").unlink()
    assert work(base_tree, tmp_path, force=True)


def test_a_large_corpus_is_not_read_for_it(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(unchanged, "MOST", 2_000)
    assert work(corpus, tmp_path / "out")
    assert work(corpus, tmp_path / "out")
    assert not list((tmp_path / "out").glob(".*.built"))


def test_half_a_record_is_none(base_tree, tmp_path):
    assert work(base_tree, tmp_path)
    (record,) = tmp_path.glob(".*.built")
    record.write_bytes(record.read_bytes()[:-10])
    assert work(base_tree, tmp_path)
    assert work(base_tree, tmp_path) == []
