"""Whether a release is what was published, and what is built from its corpus."""

import json
import shutil

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from forging import reseal, seal, told
from verifying import found, run

from khronika.errors import VerificationRefused
from khronika.release import builder
from khronika.verification import verify

# What the corpus keeps of it


def test_a_forgery_that_agrees_with_itself_is_not_what_was_published(
    copy, mixed_tree, tmp_path, without_datasets, monkeypatch
):
    corpus = shutil.copytree(mixed_tree, tmp_path / "corpus")
    (corpus / "releases" / "0.1.0").mkdir(parents=True)
    shutil.copy(copy / "manifest.json", corpus / "releases" / "0.1.0")
    assert verify(copy, path=corpus).findings == ()
    (copy / "plots" / "labels.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    reseal(copy)
    assert found(copy) == {}
    (finding,) = verify(copy, path=corpus).findings
    assert (finding.path, "releases/0.1.0/" in finding.message) == ("manifest.json", True)
    monkeypatch.chdir(corpus)
    done = run(copy, "--format", "json")
    assert [one["path"] for one in json.loads(done.stdout)["findings"]] == ["manifest.json"]


# Built again


def test_built_again_it_has_the_same_bytes(copy, mixed_tree, without_datasets):
    verification = verify(copy, rebuild=True, path=mixed_tree)
    assert (verification.ok, verification.notes) == (True, ("built again: the same bytes",))


def test_rows_of_another_corpus_are_named(base_tree, tmp_path, without_datasets):
    release = builder.build(base_tree, out=tmp_path / "out").path
    path = base_tree / corpora.layer_path("dates", corpora.BASE_ARTICLE)
    path.write_text(path.read_text("utf-8").replace('"P3Y"', '"P4Y"'), "utf-8")
    verification = verify(release, rebuild=True, path=base_tree)
    assert {one.path: one.message for one in verification.findings} == {
        f"data/{config}/train-00000-of-00001.parquet": f"built again, the split train of {config} "
        "has other rows"
        for config in ("articles", "dates")
    }


def test_another_changelog_is_named(base_tree, tmp_path, without_datasets):
    (base_tree / "CHANGELOG.md").write_text("# Changelog\n")
    release = builder.build(base_tree, out=tmp_path / "out").path
    (base_tree / "CHANGELOG.md").write_text("# Changes\n")
    verification = verify(release, rebuild=True, path=base_tree)
    also = ("croissant.json", "sources/CHANGELOG.md")  # which has its hash, and its copy
    assert [one.path for one in verification.findings] == ["CHANGELOG.md", *also]
    assert verification.notes == (
        f"built again: the same rows, but other bytes in CHANGELOG.md, {', '.join(also)}",
    )


def test_other_bytes_of_another_pyarrow_are_no_fault(
    copy, mixed_tree, monkeypatch, without_datasets
):
    """The files are written anew with other settings, as another version might write them."""
    for path in copy.rglob("*.parquet"):
        pq.write_table(pq.read_table(path), path, compression="snappy")
    value = told(copy)
    value["built_with"]["pyarrow"] = "22.0.0"
    seal(copy, value)
    reseal(copy)
    verification = verify(copy, rebuild=True, path=mixed_tree)
    assert verification.ok
    (note,) = verification.notes
    assert note.startswith("built again: the same rows, but other bytes in ")
    assert f"pyarrow 22.0.0 then and {pa.__version__} now" in note


def test_a_corpus_of_another_version_is_refused(copy, mixed_tree, tmp_path, without_datasets):
    corpus = shutil.copytree(mixed_tree, tmp_path / "corpus")
    corpora.change_info(corpus, version="0.2.0")
    with pytest.raises(VerificationRefused, match=r"cases-0\.1\.0, but .* cases-0\.2\.0"):
        verify(copy, rebuild=True, path=corpus)
