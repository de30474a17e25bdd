"""The build: a release is complete, true, the same every time, and there whole or not at all."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import corpora
import pyarrow.parquet as pq
import pytest
from folders import content, only_release
from released import manifest_of, tables_in_order

from khronika import explanation
from khronika.release import columns, manifest
from khronika.release.builder import BuildRefused, CorpusHasErrors, build
from khronika.release.content import ContentHash, schema_sha256

DATES = corpora.layer_path("dates", "vestikavkaza-2025-10-24-putin-aliyev-call")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


# What is in a release


def test_a_release_has_these_files_and_no_others(release, root):
    schemas = {f"schema/v1/{path.name}" for path in (root / "schema" / "v1").iterdir()}
    tables = {
        f"data/{config}/{'full' if config == 'registry' else 'train'}-00000-of-00001.parquet"
        for config in columns.CONFIGS
    }
    documents = {"CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA"}
    described = {"README.md", "croissant.json", "manifest.json"}
    plots = {f"plots/{name}.svg" for name in ("labels", "dates", "quotes")}
    bundle = {"corpus.json", "annotators.json", "layers.json", "registry.jsonl", "retired.json"}
    bundle |= {"waivers.json", "articles-00000.jsonl.zst"}
    sources = {f"sources/{name}" for name in bundle | documents}
    assert set(content(release)) == schemas | tables | documents | described | plots | sources


def test_the_copied_documents_are_those_of_the_corpus(release, root):
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        assert (release / name).read_bytes() == (root / name).read_bytes()


def test_a_build_without_documents_in_its_tables_tells_of_them_all_the_same(base_tree, tmp_path):
    whole, registry = (
        content(build(base_tree, out=tmp_path / str(number), configs=configs).path)
        for number, configs in enumerate((None, ["registry"]))
    )
    assert all(name.startswith("data/") for name in whole.keys() - registry.keys())
    same = [name for name in registry if name.startswith(("sources/", "plots/", "data/"))]
    assert {name: registry[name] for name in same} == {name: whole[name] for name in same}
    entries = [file["path"] for file in json.loads(registry["manifest.json"])["files"]]
    assert sorted(entries) == sorted(set(entries))


def test_the_changelog_tells_only_what_is_released(base_tree, tmp_path):
    """What is told of later changes, of code above all, does not change the bytes of a release."""
    told = "# Changelog\n\n## Unreleased\n{}\n## 0.1.0\n\n- First.\n"
    builds = []
    for later in ("", "\n### Code\n\n- A flag.\n"):
        (base_tree / "CHANGELOG.md").write_text(told.format(later), encoding="utf-8")
        builds.append(content(build(base_tree, out=tmp_path).path))
    assert builds[0] == builds[1]
    for name in ("CHANGELOG.md", "sources/CHANGELOG.md"):
        assert builds[0][name] == told.format("").encode()


def test_the_manifest_is_valid(any_release):
    assert explanation.explain("manifest", manifest_of(any_release)) == []


def test_the_manifest_names_every_file_as_it_is(any_release):
    named = {file["path"]: file for file in manifest_of(any_release)["files"]}
    assert set(named) == set(content(any_release)) - {"manifest.json"}
    for path, file in named.items():
        assert file["size"] == (any_release / path).stat().st_size
        assert file["sha256"] == manifest.file_sha256(any_release / path)
        if path.endswith(".parquet"):
            _, config, name = path.split("/")
            rows = pq.read_metadata(any_release / path).num_rows
            assert (file["config"], file["split"]) == (config, name.split("-")[0])
            assert file["rows"] == rows > 0


def test_the_manifest_tells_the_truth_about_every_table(any_release):
    entries = {entry["config"]: entry for entry in manifest_of(any_release)["configs"]}
    assert list(entries) == list(columns.CONFIGS)
    for config, entry in entries.items():
        whole = tables_in_order(any_release, config)
        assert entry["rows"] == sum(part.num_rows for _, part in whole)
        assert entry["schema_sha256"] == schema_sha256(whole[0][1].schema)
        assert entry["content_sha256"] == content_sha256(part for _, part in whole)
        for split in entry["splits"]:
            parts = [part for name, part in whole if name == split["split"]]
            assert split["rows"] == sum(part.num_rows for part in parts)
            assert split["content_sha256"] == content_sha256(parts)


def content_sha256(tables) -> str:
    digest = ContentHash()
    for one in tables:
        digest.update(one)
    return digest.hexdigest()


def test_the_footers_name_the_order_and_promise_no_values(any_release):
    for path in any_release.rglob("*.parquet"):
        metadata = pq.read_metadata(path)
        assert metadata.row_group(0).sorting_columns == (pq.SortingColumn(0),)
        assert all(field.nullable for field in metadata.schema.to_arrow_schema())
        assert not (metadata.schema.to_arrow_schema().metadata or {})


def test_rows_are_in_order(any_release):
    for config in columns.CONFIGS:
        key = "id" if config == "registry" else "article_id"
        for _, part in tables_in_order(any_release, config):
            ids = part[key].to_pylist()
            assert ids == sorted(ids)


# The same every time


BUILD = """
import os
import sys
import khronika
os.umask(int(sys.argv[3], 8))
khronika.build(sys.argv[1], out=sys.argv[2])
"""

ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SURROUNDINGS = [
    ("022", {"PYTHONHASHSEED": "1", "TZ": "Asia/Vladivostok", "LC_ALL": "C"}),
    ("077", {"PYTHONHASHSEED": "2", "TZ": "America/Caracas", "LC_ALL": "C.UTF-8", "COLUMNS": "33"}),
    (
        "000",
        {"PYTHONHASHSEED": "3", "LC_ALL": "POSIX", **ASCII},
    ),
    (
        "002",
        {"PYTHONHASHSEED": "0", "LANG": "tr_TR.UTF-8", "SOURCE_DATE_EPOCH": "1"},
    ),
]
"""Masks of file modes, and environments; where there is no encoding but ASCII, too."""


def test_the_bytes_depend_on_nothing_but_the_corpus(mixed_tree, tmp_path):
    runs = []
    for mask, changes in SURROUNDINGS:
        folder = tmp_path / f"мой folder {mask}"
        folder.mkdir()
        command = [sys.executable, "-c", BUILD, os.path.relpath(mixed_tree, folder), "out", mask]
        environment = os.environ | {"HOME": str(folder), "TMPDIR": str(folder)} | changes
        runs.append(subprocess.Popen(command, cwd=folder, env=environment))
    assert [run.wait(timeout=120) for run in runs] == [0] * len(runs)
    first, *others = (
        content(tmp_path / f"мой folder {mask}" / "out/cases-0.1.0") for mask, _ in SURROUNDINGS
    )
    assert [other == first for other in others] == [True] * len(others)
    assert len(first) > 20


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_release_is_as_open_to_others_as_the_builder_s_mask_says(base_tree, tmp_path):
    for mask in ("022", "077"):
        command = [sys.executable, "-c", BUILD, base_tree, tmp_path / mask, mask]
        subprocess.run(command, check=True)
        release = tmp_path / mask / "cases-0.1.0"
        for path in [release, *release.rglob("*")]:
            wanted = (0o777 if path.is_dir() else 0o666) & ~int(mask, 8)
            assert path.stat().st_mode & 0o777 == wanted, path


def test_nothing_of_the_machine_is_in_a_release(release, root):
    for path, data in content(release).items():
        for secret in (str(root), str(release.parent), str(Path.home())):
            assert secret == "/" or secret.encode() not in data, path


def test_the_order_of_files_on_disk_does_not_matter(mixed_tree, mixed_release, tmp_path):
    files = sorted((path for path in mixed_tree.rglob("*") if path.is_file()), reverse=True)
    for path in files:
        copy = tmp_path / "tree" / path.relative_to(mixed_tree)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    again = build(tmp_path / "tree", out=tmp_path / "out")
    assert content(again.path) == content(mixed_release)


def test_building_again_changes_nothing(base_tree, tmp_path):
    def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
        paths = [folder, *folder.rglob("*")]
        return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths}

    first = build(base_tree, out=tmp_path / "out")
    before = stamps(first.path)
    second = build(base_tree, out=tmp_path / "out")
    assert stamps(first.path) == before
    assert (first.is_new, second.is_new) == (True, False)
    assert (second.path, second.manifest) == (first.path, first.manifest)


# Whole or not at all


@pytest.fixture
def earlier(base_tree, tmp_path) -> Path:
    """The release of `base_tree`, whose corpus has changed since."""
    release = build(base_tree, out=tmp_path / "out", configs=["articles", "registry"]).path
    edit(base_tree / "corpus/corpus.json", "A composed article", "One composed article")
    return release


def test_other_content_is_refused(base_tree, earlier):
    before = content(earlier)
    with pytest.raises(BuildRefused, match=r"other content: raise `version` .* or .* --force"):
        build(base_tree, out=earlier.parent)
    assert content(earlier) == before
    assert only_release(earlier)


def test_other_content_is_replaced_with_force(base_tree, earlier, tmp_path):
    build(base_tree, out=earlier.parent, force=True)
    elsewhere = build(base_tree, out=tmp_path / "elsewhere")
    assert content(earlier) == content(elsewhere.path)
    assert only_release(earlier)


def test_a_new_version_stands_beside_the_old(base_tree, earlier):
    before = content(earlier)
    corpora.change_info(base_tree, version="0.2.0")
    later = build(base_tree, out=earlier.parent)
    assert (later.version, later.path.name) == ("0.2.0", "cases-0.2.0")
    assert content(earlier) == before


def test_one_broken_offset_is_one_finding_and_no_release(tree, tmp_path):
    edit(tree / DATES, '"start": 725, "end": 735', '"start": 726, "end": 735')
    with pytest.raises(CorpusHasErrors, match="nothing was built") as caught:
        build(tree, out=tmp_path / "out")
    (finding,) = [f for f in caught.value.report.findings if f.severity == "error"]
    assert (finding.code, finding.annotation, finding.start) == ("K301", "d2", 726)
    assert finding.excerpt is not None
    assert finding.excerpt.marked == "4 октября"
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_a_broken_corpus_leaves_an_earlier_release_alone(base_tree, earlier):
    before = content(earlier)
    article = corpora.BASE_ARTICLE
    edit(base_tree / corpora.layer_path("dates", article), '"start": 38', '"start": 37')
    for force in (False, True):
        with pytest.raises(CorpusHasErrors):
            build(base_tree, out=earlier.parent, force=force)
    assert content(earlier) == before
    assert only_release(earlier)


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_no_release_is_never_replaced(base_tree, tmp_path, force):
    (tmp_path / "out" / "cases-0.1.0").mkdir(parents=True)
    (tmp_path / "out" / "cases-0.1.0" / "thesis.txt").write_text("ten years of work")
    with pytest.raises(BuildRefused, match="is no release"):
        build(base_tree, out=tmp_path / "out", configs=["registry"], force=force)
    assert content(tmp_path / "out" / "cases-0.1.0") == {"thesis.txt": b"ten years of work"}


def test_a_corpus_without_articles_is_refused(base_tree, tmp_path):
    shutil.rmtree(base_tree / "corpus/articles")
    for layer in ("entities", "dates", "quotes"):
        shutil.rmtree(base_tree / "annotations" / layer)
    with pytest.raises(BuildRefused, match="no articles"):
        build(base_tree, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


# Which tables


def test_the_configs_asked_for_are_built_in_their_order(base_tree, tmp_path):
    release = build(base_tree, out=tmp_path, configs=["registry", "dates"])
    assert list(release.rows) == ["dates", "registry"]
    assert {path.parent.name for path in release.path.rglob("*.parquet")} == {"dates", "registry"}


def test_an_unknown_config_is_refused_before_anything_is_made(base_tree, tmp_path):
    with pytest.raises(BuildRefused, match="no config 'date'; there are articles, entities"):
        build(base_tree, out=tmp_path / "out", configs=["articles", "date"])
    assert not (tmp_path / "out").exists()


def test_the_configs_of_the_corpus_are_the_default(base_tree, tmp_path):
    corpora.change_info(base_tree, configs=["entities", "articles"])
    assert build(base_tree, out=tmp_path / "out").rows == {"articles": 1, "entities": 11}


def test_a_split_without_rows_is_left_out(mixed_release):
    entries = {entry["config"]: entry for entry in manifest_of(mixed_release)["configs"]}
    splits = {
        config: {split["split"]: split["rows"] for split in entry["splits"]}
        for config, entry in entries.items()
    }
    assert splits["articles"] == {"train": 2, "validation": 1, "test": 1}
    assert splits["entities"] == {"train": 11, "validation": 2}
    assert splits["dates"] == {"train": 4, "test": 1}
    assert splits["quotes"] == {"train": 5, "test": 1}
    assert set(splits["tokens"]) == {"train", "validation", "test"}
    assert splits["registry"] == {"full": 6}


def test_no_article_is_left_out_of_a_release_for_its_split(base_tree, tmp_path):
    """`corpus.json` declares `train` alone."""
    article = corpora.read_json(base_tree, corpora.article_path(corpora.BASE_ARTICLE))
    path = corpora.article_path(corpora.BASE_ARTICLE)
    corpora.write_json(base_tree, path, "article", article | {"split": "dev"})
    with pytest.raises((BuildRefused, CorpusHasErrors)):
        build(base_tree, out=tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_a_split_that_datasets_cannot_load_is_refused(base_tree, tmp_path):
    """`datasets` keeps the name `all` for the union of all splits."""
    edit(base_tree / "corpus/corpus.json", '"train"', '"all"')
    edit(base_tree / corpora.article_path(corpora.BASE_ARTICLE), '"train"', '"all"')
    with pytest.raises((BuildRefused, CorpusHasErrors)):
        build(base_tree, out=tmp_path / "out")
