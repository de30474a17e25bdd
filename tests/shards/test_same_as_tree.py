"""A tree and the bundle of it: the same report, up to places, and the same tables."""

import json
import re
import time
from dataclasses import asdict

import corpora
import golden
import pytest

import khronika
from khronika import export_bundle as export_module
from khronika.checker import check
from khronika.errors import ExportRefused
from khronika.export_bundle import export_bundle

CASES = [
    case
    for case in golden.cases()
    if not golden.is_bundle(case) and not case.name.startswith("silent-")
]

OF_A_TREE_ALONE = {"K013", "K014"}
"""Codes about file names and about the form that files have for editors."""

NOT_EXPORTED = {"K001", "K012", "K013", "K101", "K102", "K103", "K104", "K205", "K501", "K502"}
"""Codes of what has no place in a line; the export says so."""

_PLACE = re.compile(
    r"`?(?:corpus|annotations)/[\w./<>-]+\.(?:json|txt)`?"
    r"|articles-\d{5}\.jsonl(?:\.\w+)?(?::\d+)+"
    r"|\b(?:registry\.jsonl|(?:annotators|corpus|retired|waivers|layers)\.json)\b"
)


def without_places(report):
    """Return what a report says, in an order that does not depend on places."""
    told = []
    for finding in report.findings:
        if finding.code in OF_A_TREE_ALONE:
            continue
        fix = finding.fix and (finding.fix.title, finding.fix.safe, len(finding.fix.edits))
        fields = asdict(finding) | {"fix": fix}
        for place in ("location", "text_location", "excerpt"):
            del fields[place]
        told.append(_PLACE.sub("PLACE", repr(fields)))
    return sorted(told), report.articles, report.annotations


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_tree_and_bundle_give_the_same_report(case, tmp_path, monkeypatch):
    root, out = tmp_path / "tree", tmp_path / "bundle"
    against = golden.lay_out(case, root)
    monkeypatch.chdir(root)  # a revision is one of the repository here
    of_tree = check(root, against=against)
    try:
        export_bundle(root, out)
    except ExportRefused as refused:
        reason = str(refused)
        assert reason.endswith("says more; nothing was written") or "no articles" in reason
        assert of_tree.articles == 0 or {one.code for one in of_tree.findings} & NOT_EXPORTED
        assert not out.exists()
    else:
        of_bundle = check(out, against=against)
        assert without_places(of_bundle) == without_places(of_tree)
        for finding in of_bundle.findings:
            assert_place_holds(finding, out)


def assert_place_holds(finding, folder):
    """Line, column and byte name one place in the file, and edits lead to a value there."""
    place = finding.location
    if place.byte is None:
        assert not place.path.startswith("articles-")
        return
    data = (folder / place.path).read_bytes()
    line = data.decode().split("\n")[place.line - 1]
    assert data[place.byte :].decode().startswith(line[place.column - 1 :])
    for region in (one.region for one in (place, finding.text_location) if one and one.region):
        assert region.line == region.end_line == place.line
        assert 1 <= region.column <= region.end_column <= len(line) + 1
    if finding.start is not None and finding.layer is None and finding.excerpt.marked:
        first = json.dumps(finding.excerpt.marked[0], ensure_ascii=False)[1:-1]
        assert line[place.column - 1 :].startswith(first)
    for edit in finding.fix.edits if finding.fix else ():
        assert edit.path == place.path
        value = json.loads(line)
        for step in edit.pointer.split("/")[1:-1]:
            value = value[int(step) if isinstance(value, list) else step]
        assert isinstance(value, dict)


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    ("compression", "articles"), [("none", 2), ("none", 10_000), ("gz", 1), ("zst", 3)]
)
def test_tree_and_bundle_give_the_same_release(
    mixed_tree, mixed_release, tmp_path, compression, articles
):
    out = tmp_path / "bundle"
    made = export_bundle(mixed_tree, out, compression=compression, shard_articles=articles)
    assert (made.articles, made.shards) == (4, -(-4 // articles))
    release = khronika.build(source=out, out=tmp_path / "dist")
    assert files(release.path) == files(mixed_release)


def test_the_real_corpus_gives_the_same_release_and_documents(root, release, tmp_path):
    export_bundle(root, tmp_path / "bundle", compression="zst")
    built = khronika.build(tmp_path / "bundle", out=tmp_path / "dist")
    assert files(built.path) == files(release)
    opened, shipped = khronika.open_corpus(tmp_path / "bundle"), khronika.open_corpus(root)
    assert list(opened) == list(shipped)
    assert (opened.info, opened.layers) == (shipped.info, shipped.layers)
    assert (opened.registry, opened.annotators) == (shipped.registry, shipped.annotators)
    assert opened.ids() == shipped.ids()


def test_a_withheld_text_is_withheld_in_a_bundle(base_tree, tmp_path):
    path = base_tree / corpora.article_path(corpora.BASE_ARTICLE)
    path.write_bytes(path.read_bytes().replace(b'"redistribute": true', b'"redistribute": false'))
    path.with_suffix(".txt").unlink()
    export_bundle(base_tree, tmp_path / "bundle")
    assert without_places(check(tmp_path / "bundle")) == without_places(check(base_tree))
    (line,) = (tmp_path / "bundle/articles-00000.jsonl").read_text("utf-8").splitlines()
    assert "text" not in json.loads(line)


def test_kept_passes_go_along(base_tree, tmp_path):
    name = corpora.BASE_ARTICLE
    value = corpora.read_json(base_tree, corpora.layer_path("dates", name))
    value["annotations"][0]["surface"] = "пятниц"
    path = f"annotations/passes/case-writer/dates/v1/2025/{name}.json"
    corpora.write_json(base_tree, path, "dates", value)
    export_bundle(base_tree, tmp_path / "bundle")
    of_tree = check(base_tree)
    assert {finding.code for finding in of_tree.findings} >= {"K301"}
    assert without_places(check(tmp_path / "bundle")) == without_places(of_tree)


def test_a_bundle_can_be_exported_again(mixed_tree, tmp_path):
    first = export_bundle(mixed_tree, tmp_path / "first", compression="gz", shard_articles=1)
    again = export_bundle(first.path, tmp_path / "again")
    straight = export_bundle(mixed_tree, tmp_path / "straight")
    assert files(again.path) == files(straight.path)
    line = tmp_path / "again/articles-00000.jsonl"
    line.write_bytes(line.read_bytes().replace(b'"layers":{', b'"leyers":{},"layers":{', 1))
    with pytest.raises(ExportRefused, match="a part of it was not understood"):
        export_bundle(again.path, tmp_path / "no")


def test_the_same_corpus_gives_the_same_bytes_at_any_time(mixed_tree, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1e9)
    first = export_bundle(mixed_tree, tmp_path / "first", compression="gz")
    monkeypatch.setattr(time, "time", lambda: 2e9)
    second = export_bundle(mixed_tree, tmp_path / "second", compression="gz")
    assert files(first.path) == files(second.path)


@pytest.mark.parametrize("wrong", [{"compression": "xz"}, {"shard_articles": 0}])
def test_an_export_asks_for_what_it_can_do(mixed_tree, tmp_path, wrong):
    with pytest.raises(ExportRefused, match="expected a compression of none, gz, zst and at least"):
        export_bundle(mixed_tree, tmp_path / "no", **wrong)


def test_a_failure_while_exporting_leaves_the_earlier_bundle(mixed_tree, tmp_path, monkeypatch):
    out = tmp_path / "bundle"
    export_bundle(mixed_tree, out)
    before = files(out)

    def fails(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_module, "compressing", fails)
    with pytest.raises(ExportRefused, match="cannot be written: No space left on device"):
        export_bundle(mixed_tree, out, compression="gz", force=True)
    assert files(out) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"bundle", ".bundle.lock"}
