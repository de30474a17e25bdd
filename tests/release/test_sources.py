"""The JSON sources in a release: the same release can be built from them, and nothing is in them
that may not be passed on."""

import shutil
import subprocess
import sys
from pathlib import Path

import corpora
import msgspec
import orjson
import pytest
from documents import document_of, file_sets
from hypothesis import given, settings
from thoroughness import examples

from khronika import canonical, changelog, check, open_corpus
from khronika.export_bundle import export_bundle, line_of_document
from khronika.release.builder import build
from khronika.source.compression import decompressed


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by path, shards decompressed."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stored, decompressed(stored, path.name) as stream:
                name = path.relative_to(folder).as_posix().removesuffix(".zst")
                found[name] = stream.read()
    return found


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "khronika", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_they_pass_the_check(own_release):
    report = check(own_release / "sources")
    assert (report.errors, report.warnings) == (0, 0)


def test_the_same_release_is_built_from_them(own_release, tmp_path):
    again = build(own_release / "sources", out=tmp_path).path
    assert {path.relative_to(again) for path in again.rglob("*")} == {
        path.relative_to(own_release) for path in own_release.rglob("*")
    }
    for path in filter(Path.is_file, own_release.rglob("*")):
        assert (again / path.relative_to(own_release)).read_bytes() == path.read_bytes(), path


@pytest.mark.parametrize("source", ["own", "mixed_tree"])
def test_they_are_what_an_export_writes(source, request, tmp_path):
    root = request.getfixturevalue(source)
    release = build(root, out=tmp_path / "out", configs=["registry"]).path
    export_bundle(root, tmp_path / "bundle")
    exported = files(tmp_path / "bundle")
    if "CHANGELOG.md" in exported:
        exported["CHANGELOG.md"] = changelog.released(exported["CHANGELOG.md"].decode()).encode()
    assert files(release / "sources") == exported


@settings(max_examples=examples(50))
@given(file_sets())
def test_the_line_of_any_document_has_every_field_of_its_files(given_files):
    document = document_of(given_files)
    line = msgspec.json.decode(line_of_document(document))
    layers = {"article": line["article"], **line["layers"]}
    for path, data in given_files.items():
        if path.endswith(".json"):
            kind = "article" if path.startswith("corpus/") else path.split("/")[1]
            reference = {"$schema": canonical.schema_reference(path, kind)}
            assert canonical.to_bytes(reference | layers[kind], kind) == data
    assert line["text"] == document.text


def test_lines_are_the_same_of_records_and_of_values(own):
    """Every character is written in one way, whichever library writes it."""
    document = next(iter(open_corpus(own)))
    text = "".join(map(chr, [*range(0x3000), 0x1F600]))
    line = line_of_document(msgspec.structs.replace(document, text=text))
    assert line == orjson.dumps(orjson.loads(line)) + b"\n"


def test_annotations_are_in_their_order_in_them(own):
    document = next(one for one in open_corpus(own) if len(one.quotes) > 1)
    mixed = {
        name: msgspec.structs.replace(layer, annotations=layer.annotations[::-1])
        for name, layer in document.layers.items()
    }
    of_mixed = line_of_document(msgspec.structs.replace(document, layers=mixed))
    assert of_mixed == line_of_document(document)


def reordered(value):
    """Return a value with the keys of every object, and all annotations, in reverse order."""
    if isinstance(value, list):
        return [reordered(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: reordered(value[key]) for key in reversed(value)}
    if "annotations" in found:
        found["annotations"].reverse()
    return found


def test_lines_in_another_form_are_written_anew(mixed_tree, tmp_path):
    bundle = export_bundle(mixed_tree, tmp_path / "bundle").path
    before = build(bundle, out=tmp_path / "before").path
    shard = bundle / "articles-00000.jsonl"
    lines = [orjson.loads(line) for line in shard.read_bytes().splitlines()]
    shard.write_bytes(b"".join(orjson.dumps(reordered(line)) + b"\n" for line in lines))
    after = build(bundle, out=tmp_path / "after").path
    assert files(after) == files(before)


def test_a_withheld_text_is_not_in_them(base_tree, tmp_path):
    """Not even if it is at hand; the passes, which cite it too, are no exception."""
    path = corpora.article_path(corpora.BASE_ARTICLE)
    article = corpora.read_json(base_tree, path)
    text = (base_tree / path.replace(".json", ".txt")).read_text(encoding="utf-8")
    rights = article["rights"] | {"redistribute": False}
    corpora.write_json(base_tree, path, "article", article | {"rights": rights})
    layer = corpora.layer_path("entities", corpora.BASE_ARTICLE)
    kept = base_tree / layer.replace("annotations/", "annotations/passes/case-writer/")
    kept.parent.mkdir(parents=True)
    value = corpora.read_json(base_tree, layer)
    relative = kept.relative_to(base_tree).as_posix()
    corpora.write_json(base_tree, relative, "entities", value)
    release = build(base_tree, out=tmp_path / "out").path
    (line,) = files(release / "sources")["articles-00000.jsonl"].decode().splitlines()
    held = msgspec.json.decode(line)
    assert "text" not in held
    assert held["article"]["title"] is None
    assert list(held["passes"]) == ["case-writer"]
    words = {word.strip("«»,.—:") for word in text.split() if len(word) > 6}
    assert len(words) > 10
    assert not [word for word in words if word in line]
    assert check(release / "sources").errors == 0


# On the command line


def test_commands_take_the_folder_by_its_name(base_tree, tmp_path):
    release = build(base_tree, out=tmp_path / "out").path
    sources = Path(shutil.copytree(release / "sources", tmp_path / "sources"))
    checked = run("check", sources, cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("checked 1 article")
    built = run("build", sources, "--out", "again", cwd=tmp_path)
    assert (built.returncode, built.stderr) == (0, "")
    assert files(tmp_path / "again" / release.name) == files(release)


def test_build_takes_a_corpus_by_its_folder(base_tree, tmp_path):
    """The folder `corpus/` of a tree is no bundle, though a corpus.json lies in it."""
    done = run("build", base_tree / "corpus", "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "out").glob("*/manifest.json"))) == 1


def test_build_is_told_what_to_read_once(base_tree, tmp_path):
    done = run("build", base_tree, "--source", "news", cwd=tmp_path)
    assert done.returncode == 2
    assert "either the folder of a corpus or shards" in done.stderr


def test_build_of_a_folder_without_a_corpus_is_refused(tmp_path):
    done = run("build", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert "expected a corpus at" in done.stderr


def test_sources_are_not_fixed_in_place(base_tree, tmp_path):
    release = build(base_tree, out=tmp_path / "out").path
    done = run("check", "--fix", release / "sources", cwd=tmp_path)
    assert done.returncode == 2
    assert "mend the corpus that the shards were exported from" in done.stderr
