"""What the reader of shards hands over, wherever they lie."""

import io
import json
import re

import pytest
from corpora import article, layer
from sharded import ENDINGS, NAMES, line, said, write

import khronika
from khronika import explanation
from khronika.checker import check
from khronika.errors import UnusableSource
from khronika.export_bundle import export_bundle
from khronika.reporters import github as github_reporter
from khronika.reporters import json as json_reporter
from khronika.reporters import text as text_reporter
from khronika.source import RawLine, lines, storage
from khronika.source.layout import MAX_ARTICLE_BYTES
from khronika.source.lines import LineTooLong
from khronika.source.opening import open_source
from khronika.source.shards import Shards
from khronika.source.tree import Tree

# Bare shards


def test_bare_shards_are_checked_and_the_report_says_once_what_was_not(tmp_path):
    mention = {"id": "e1", "start": 0, "end": 7, "surface": "Новости", "label": "PRODUCT"}
    mention |= {"level": "NOM", "entity": "nobody-knows"}
    about = article("bridge", "Новости «bridge» пришли утром.\n")
    write(
        tmp_path / "a.jsonl",
        line("bridge", layers={"entities": layer("entities", about, [mention])}),
    )
    write(tmp_path / "b.jsonl", line("fair"))
    report = check(source=tmp_path)
    assert (report.articles, report.findings) == (2, ())
    (note,) = report.notes
    assert note.startswith("these are bare shards: ")
    as_json = json.loads(json_reporter.render(report))
    assert as_json["notes"] == [note]
    assert explanation.explain("report", as_json) == []
    assert text_reporter.render(report).endswith(f"\nnote: {note}\n")
    assert github_reporter.render(report).startswith(f"::notice::{note}\n")
    with pytest.raises(khronika.BuildRefused, match=r"needs a corpus\.json"):
        khronika.build(source=tmp_path, out=tmp_path / "dist")


def test_a_schema_reference_may_stand_in_a_line_or_not(tmp_path):
    value = json.loads(line("bridge"))
    value["article"]["$schema"] = "../v1/article.schema.json"
    value["$schema"] = "v1/line.schema.json"
    write(tmp_path / "a.jsonl", json.dumps(value).encode() + b"\n")
    assert said(tmp_path) == []
    value["$schema"] = "v1/article.schema.json"
    write(tmp_path / "a.jsonl", json.dumps(value).encode() + b"\n")
    ((code, place, _),) = said(tmp_path)
    assert code == "K103"
    assert place.startswith("a.jsonl:1:")


@pytest.mark.parametrize("value", [[], 1, None, "", {}, {"article": 1, "layers": []}, {"text": 1}])
def test_any_json_is_a_line_with_findings(tmp_path, value):
    write(tmp_path / "a.jsonl", json.dumps(value).encode() + b"\n" + line("bridge"))
    found = said(tmp_path)
    assert {code for code, _, _ in found} == {"K102"}
    assert all(place.startswith("a.jsonl:1:") for _, place, _ in found)


@pytest.mark.parametrize("id_", [1, None, "../../etc", "Ё", "a" * 81, "\x1b[2J", "a\n"])
def test_an_id_that_is_none_makes_no_article(tmp_path, id_):
    value = json.loads(line("bridge"))
    value["article"]["id"] = id_
    write(tmp_path / "a.jsonl", json.dumps(value).encode() + b"\n")
    report = check(source=tmp_path)
    assert {finding.code for finding in report.findings} == {"K102"}
    assert report.articles == 0
    assert {finding.article for finding in report.findings} == {None}


def test_a_place_in_the_text_is_found_behind_escapes(tmp_path):
    text = 'Тав \\ "ё"\t\U0001f600 они пpишли.\n'  # with a Latin p
    about = article("bridge", text)
    layers = {kind: layer(kind, about, []) for kind in ("entities", "dates", "quotes")}
    document = json.dumps({"article": about, "text": text, "layers": layers})
    assert "\\ud83d\\ude00" in document
    write(tmp_path / "a.jsonl", document.encode() + b"\n")
    finding = next(f for f in check(source=tmp_path).findings if f.code == "K008")
    written = json.dumps(finding.excerpt.marked)[1:-1]
    assert document[finding.location.column - 1 :].startswith(written)
    assert finding.location.byte == finding.location.column - 1
    assert finding.location.in_text == (1, finding.start + 1)
    region = finding.location.region
    assert (region.line, region.end_line) == (finding.location.line, finding.location.line)
    assert (
        json.loads(f'"{document[region.column - 1 : region.end_column - 1]}"')
        == (text[finding.start : finding.end])
    )


# Where they lie


@pytest.mark.parametrize("compression", ENDINGS)
def test_shards_come_from_a_folder_a_glob_files_and_a_url(tmp_path, compression):
    ending = ENDINGS[compression]
    for index, pair in enumerate((NAMES[:2], NAMES[2:])):
        write(tmp_path / f"a-{index}.jsonl{ending}", b"".join(map(line, pair)))
    (tmp_path / "inner").mkdir()
    first, second = (tmp_path / f"a-{index}.jsonl{ending}" for index in (0, 1))
    for sources in ([tmp_path], [f"{tmp_path}/*.jsonl*"], [first, second], [f"file://{tmp_path}"]):
        corpus = khronika.open_corpus(source=sources)
        assert [document.id for document in corpus] == list(NAMES)
        assert corpus.ids() == list(NAMES)
        assert corpus["ferry"].text == "Новости «ferry» пришли утром.\n"
        with pytest.raises(KeyError):
            corpus["boat"]
    disordered = said(second, first)
    assert [(code, place) for code, place, _ in disordered] == [("K209", f"{first}:1:1")]


@pytest.mark.parametrize("part", ["text", "article", "layers.dates", "passes.reader-a.dates"])
def test_a_part_is_bounded_as_its_file_in_a_tree_is(tmp_path, part):
    document = json.loads(line("ferry"))
    document["passes"] = {"reader-a": {"dates": document["layers"]["dates"]}}
    *steps, last = part.split(".")
    inner = document
    for step in steps:
        inner = inner[step]
    spare = MAX_ARTICLE_BYTES + 1
    inner[last] = "Д" * spare if part == "text" else inner[last] | {"note": "д" * spare}
    data = json.dumps(document, ensure_ascii=False).encode() + b"\n" + line("school")
    found = check(source=write(tmp_path / "a.jsonl", data)).findings
    ((code, place, message),) = [(one.code, str(one.location), one.message) for one in found]
    assert (code, place.removeprefix(f"{tmp_path}/")) == ("K012", "a.jsonl:1")
    assert re.fullmatch(rf"`{part}` has 2,\d\d\d,\d\d\d bytes; at most 1,048,576 are read", message)


def test_a_bundle_behind_a_url_is_the_same(memory, bundle, mixed_release, tmp_path):
    assert said("memory://news") == said(bundle) == []
    release = khronika.build(source="memory://news", out=tmp_path / "dist")
    assert (release.path / "manifest.json").read_bytes() == (
        mixed_release / "manifest.json"
    ).read_bytes()
    bare = check(source="memory://news/articles-*.jsonl")
    assert (bare.articles, bare.errors, len(bare.notes)) == (4, 0, 1)
    memory.pipe("/news/articles-00001.jsonl", b"{\n")
    ((code, place, _),) = said("memory://news")
    assert (code, place) == ("K101", "articles-00001.jsonl:1:2")
    ((_, place, _),) = [one for one in said("memory://news/*.jsonl") if one[0] == "K101"]
    assert place == "memory:///news/articles-00001.jsonl:1:2"


def test_shards_of_one_place_go_with_the_corpus_files_of_another(bundle, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    for shard in bundle.glob("articles-*"):
        shard.rename(tmp_path / "elsewhere" / shard.name)
    report = check(source=[bundle, tmp_path / "elsewhere"])
    assert (report.articles, report.findings, report.notes) == (4, (), ())
    with pytest.raises(UnusableSource, match="there are no shards at"):
        Shards([bundle])


def test_a_folder_is_a_tree_or_a_bundle(mixed_tree, bundle):
    assert isinstance(open_source(mixed_tree), Tree)
    assert isinstance(open_source(bundle), Shards)
    with pytest.raises(UnusableSource, match="there are no shards at"):
        khronika.check(mixed_tree / "corpus")
    with pytest.raises(UnusableSource, match="not both"):
        khronika.check(mixed_tree, source=bundle)
    with pytest.raises(UnusableSource, match="in a tree only"):
        khronika.check(bundle, only=["articles-00000.jsonl"])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere", "`nowhere`: there is no such file or folder"),
        ("*.jsonl", r"`\*.jsonl`: there is no such file"),
        ("empty", "there are no shards at `empty`: expected files that end in"),
        ("notes.txt", "`notes.txt`: expected files that end in"),
        ("memory://nowhere", "`memory://nowhere`: there is no such file or folder"),
        ("gopher://nowhere", "ValueError: Protocol not known: gopher"),
        ("half", "`half`: there is registry.jsonl, but no corpus.json beside it"),
    ],
)
def test_a_source_that_is_none_is_refused_in_one_sentence(tmp_path, monkeypatch, source, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "registry.jsonl").touch()
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UnusableSource, match=message):
        Shards([source])


def test_two_corpora_at_once_are_refused(bundle, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "corpus.json").write_bytes((bundle / "corpus.json").read_bytes())
    with pytest.raises(UnusableSource, match="are two corpora; name one"):
        Shards([bundle, other])


# The files about the corpus


def test_what_is_wrong_beside_the_shards_is_said_there(bundle):
    registry = bundle / "registry.jsonl"
    entries = registry.read_bytes().splitlines(keepends=True)
    registry.write_bytes(b"".join([*entries[:1], b"{}\n", *entries[1:]]))
    assert {place.split(":")[1] for _, place, _ in said(bundle)} == {"2"}
    registry.write_bytes(b"".join([*entries[:2], b'{"id": }\n']))
    assert [(code, place) for code, place, _ in said(bundle)] == [("K101", "registry.jsonl:3:8")]
    registry.write_bytes(b"".join([*entries, entries[0]]))
    ((code, place, _),) = said(bundle)
    assert (code, place) == ("K201", f"registry.jsonl:{len(entries) + 1}:7")
    registry.unlink()
    assert {code for code, _, _ in said(bundle)} == {"K202"}


def test_layer_descriptions_are_held_against_their_schema(root, tmp_path):
    made = export_bundle(root, tmp_path / "bundle").path
    path = made / "layers.json"
    good = path.read_text("utf-8")
    path.write_text(good.replace('"guideline"', '"guidline"', 1), "utf-8")
    assert {code for code, _, _ in said(made)} == {"K102"}
    path.write_text(good.replace('"layer": "dates"', '"layer": "quotes"', 1), "utf-8")
    assert {code for code, _, _ in said(made)} == {"K013"}
    path.write_text(good.replace("layers.schema", "layer.schema", 1), "utf-8")
    assert {code for code, _, _ in said(made)} == {"K103"}
    with pytest.raises(khronika.UnusableDocument, match=r"layers\.json has errors"):
        khronika.open_corpus(made)


# Lines and progress


def test_lines_come_out_whole_however_the_stream_is_cut(monkeypatch):
    data = b"".join(map(line, NAMES)) + b"\n\r\n{}"
    for chunk in (1, 7, 100, 10_000):
        monkeypatch.setattr(lines, "CHUNK", chunk)
        found = list(lines.lines(io.BytesIO(data)))
        assert b"".join(one.data + one.end for one in found) == data
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        assert all(data[one.start :].startswith(one.data + one.end) for one in found)
        with pytest.raises(LineTooLong):
            list(lines.lines(io.BytesIO(data), limit=100))


def test_progress_is_in_bytes_and_ends_at_the_whole(bundle):
    seen = []
    check(bundle, progress=lambda doing, done, total: seen.append((done, total)))
    size = sum(path.stat().st_size for path in bundle.glob("articles-*"))
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)
    assert all(isinstance(raw, RawLine) for raw in Shards([bundle]).documents())


def test_a_name_is_a_url_only_with_its_mark():
    assert storage.is_url("s3://bucket/a.jsonl")
    assert not storage.is_url("C:\\news\\a.jsonl")
