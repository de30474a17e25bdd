"""What `khronika diff` finds: every kind of change, in three forms, and nothing that is none."""

import json
import re
import shutil
from dataclasses import replace
from importlib import import_module

import corpora
import differences
import msgspec
import pytest
from breakages import BREAKAGES, CORPORA, PARTS, Corpus
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from thoroughness import examples

from khronika import baseline, schema
from khronika.changelog import entries
from khronika.checker import Check
from khronika.diff import as_json, as_markdown, as_text
from khronika.diff.annotations import paired
from khronika.diff.compare import diff
from khronika.errors import BaselineNotFound
from khronika.gathering import conclude
from khronika.history import Placed
from khronika.model import LAYERS
from khronika.release import manifest
from khronika.release.builder import build

for _part in PARTS:
    import_module(f"breakages.{_part}")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return differences.found(tmp_path_factory.mktemp("two-states"))


@pytest.mark.parametrize("name", ["expected.txt", "expected.json", "expected.md"])
def test_every_kind_of_change_is_told(found, name):
    expected = (differences.EXPECTED / name).read_text("utf-8")
    assert differences.rendered(found)[name] == expected


def test_the_json_is_as_its_schema_says_and_the_same_in_both_directions(found, tmp_path):
    assert schema.is_valid("diff", json.loads(as_json.render(found)))
    old, new = (
        differences.snapshot(make(tmp_path / make.__name__), make.__name__)
        for make in (differences.before, differences.after)
    )
    back = diff(new, old)
    assert schema.is_valid("diff", json.loads(as_json.render(back)))
    assert_mirrored(diff(old, new), back)


def mirrored(change):
    """Return what becomes of a change seen from the other side, as plain values."""
    if isinstance(change, list):
        return [mirrored(one) for one in change]
    if not isinstance(change, dict):
        return change
    names = {"before": "after", "after": "before", "added": "removed", "removed": "added"}
    names |= {"was": "now", "now": "was"} if "at" in change else {}
    values = {names.get(key, key): mirrored(value) for key, value in change.items()}
    return (
        values | {"change": names.get(change["change"], "changed")}
        if "change" in values
        else values
    )


def comparable(difference):
    """Return a difference without what only one side tells, in an order that both share."""
    value = msgspec.to_builtins(difference)
    for article in [*value["articles"]["added"], *value["articles"]["removed"]]:
        article.pop("retired", None)
        article.pop("reason", None)
    for article in value["articles"]["changed"]:
        article["fields"].sort(key=lambda one: one["field"])
        for layer in article["layers"].values():
            for one in layer["changed"]:
                one["ids"] = sorted({one.pop("id"), one.pop("was", one.get("id"))} - {None})
                place = ("start", "end", "surface")
                one["fields"] = [f for f in one["fields"] if f["field"] not in place]
                one["fields"].sort(key=lambda field: field["field"])
                for name in place:
                    one.pop(name, None)
            layer["changed"].sort(key=lambda one: one["ids"])
    for records in value["records"].values():
        for record in records:
            record.get("fields", []).sort(key=lambda one: one["field"])
    return {key: value[key] for key in ("articles", "records")}


def assert_mirrored(there, back):
    assert mirrored(comparable(there)) == comparable(back)


def test_what_is_hostile_stays_text(found):
    shown = as_text.render(found)
    assert all(line.isprintable() for line in shown.split("\n"))
    told = as_markdown.render(found)
    tokens = [
        token for block in MarkdownIt("commonmark").parse(told) for token in block.children or ()
    ]
    assert {token.type for token in tokens} <= {"text", "code_inline", "softbreak"}
    hostile = [token.content for token in tokens if "javascript" in token.content]
    assert len(hostile) == 3
    assert set(hostile) == {r"\x1b[31m`<b>`\n- [x](javascript:1)\u202e|"}
    assert "\x1b" not in as_json.render(found)
    assert "\u202e" not in as_json.render(found)


@given(st.text(max_size=80))
def test_a_code_span_shows_what_it_is_given(text):
    (block,) = [t for t in MarkdownIt().parse(f"- a {as_markdown.code(text)} b") if t.children]
    spans = [token for token in block.children if token.type == "code_inline"]
    assert len(spans) == 1
    assert [token.content for token in block.children if token.type == "text"] == ["a ", " b"]


def test_colour_is_laid_on_and_nothing_else(found):
    painted = as_text.render(found, colour=True)
    assert "\x1b[32m+ " in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == as_text.render(found)


def test_no_line_is_wider_than_the_terminal(found):
    for width in (40, 80):
        assert max(map(len, as_text.render(found, width=width).split("\n"))) <= width


def test_the_markdown_is_what_a_changelog_has(found):
    told = entries("## Unreleased\n\n" + as_markdown.render(found))
    assert "Label `dates.TIME` removed." in told


def test_long_lists_are_shortened_but_not_in_json(tmp_path):
    root = corpora.copy_of_base(tmp_path / "base")
    old = differences.snapshot(root, "old")
    path = corpora.layer_path("entities", corpora.BASE_ARTICLE)
    value = corpora.read_json(root, path)
    one = value["annotations"][0]
    value["annotations"] += [one | {"id": f"e{number}"} for number in range(100, 150)]
    corpora.write_json(root, path, "entities", value)
    found = diff(old, differences.snapshot(root, "new"))
    assert "… and 30 more (--format json has them all)" in as_text.render(found)
    assert "50 added" in as_markdown.render(found)
    assert "42 more" in as_markdown.render(found)
    layers = json.loads(as_json.render(found))["articles"]["changed"][0]["layers"]
    assert len(layers["entities"]["added"]) == 50


def test_a_release_folder_tells_what_the_tree_does(mixed_release, mixed_tree):
    tree = differences.snapshot(mixed_tree, "tree")
    found = diff(baseline.read(str(mixed_release), mixed_tree), tree)
    assert found.bump.step == "none"
    assert found.articles.changed == []
    assert found.notes == []


def test_a_release_without_its_sources_tells_less(mixed_release, mixed_tree, tmp_path):
    bare = shutil.copytree(mixed_release, tmp_path / mixed_release.name)
    shutil.rmtree(bare / manifest.SOURCES)
    found = diff(baseline.read(str(bare), mixed_tree), differences.snapshot(mixed_tree, "tree"))
    assert found.articles.changed == []
    assert found.notes == [
        "release 0.1.0 does not tell what corpus.json says, descriptions of layers, annotators, "
        "retired articles: not compared"
    ]


def test_a_release_folder_gives_fields(base_tree, tmp_path):
    release = build(base_tree, out=tmp_path / "out").path
    path = base_tree / corpora.layer_path("entities", corpora.BASE_ARTICLE)
    path.write_text(path.read_text("utf-8").replace('"level": "NAM"', '"level": "NOM"', 1), "utf-8")
    found = diff(baseline.read(str(release), base_tree), differences.snapshot(base_tree, "tree"))
    (article,) = found.articles.changed
    (change,) = article.layers["entities"].changed
    assert [(f.field, f.before, f.after) for f in change.fields] == [("level", "NAM", "NOM")]


def test_order_surfaces_and_revisions_are_no_change(base_tree):
    old = differences.snapshot(base_tree, "old")
    path = corpora.layer_path("quotes", corpora.BASE_ARTICLE)
    value = corpora.read_json(base_tree, path)
    value |= {"revision": 9, "annotations": value["annotations"][::-1]}
    (base_tree / path).write_text(json.dumps(value), "utf-8")
    found = diff(old, differences.snapshot(base_tree, "new"))
    assert (found.articles.changed, found.records, found.bump.step) == ([], {}, "none")
    assert "nothing differs" in as_text.render(found)
    assert as_markdown.render(found) == "### Data\n\nNo changes.\n"


def test_a_text_that_its_article_does_not_describe_is_told(base_tree):
    old = differences.snapshot(corpora.BASE, "old")
    path = base_tree / corpora.article_path(corpora.BASE_ARTICLE)
    path.with_suffix(".txt").write_text("Порт закрыли.", "utf-8")
    (article,) = diff(old, differences.snapshot(base_tree, "new")).articles.changed
    assert (article.text.at, article.text.now) == (5, "закрыли.")


def test_a_broken_side_is_refused(base_tree):
    (base_tree / corpora.article_path(corpora.BASE_ARTICLE)).write_text("{", "utf-8")
    with pytest.raises(BaselineNotFound, match=f"{corpora.BASE_ARTICLE} has errors at here"):
        differences.snapshot(base_tree, "here")


def test_a_registry_that_cannot_be_read_is_not_called_changed(base_tree):
    before = differences.snapshot(base_tree, "before")
    (base_tree / differences.REGISTRY).write_text("{", "utf-8")
    run = Check(differences.open_source(base_tree), before)
    conclude(run.gather(), run.corpus)
    assert run.corpus.changes.records == {}


BASE = dict(corpora.files_of(corpora.BASE))


def in_memory(files, name):
    return baseline.of_source(corpora.InMemory(files), name)


@st.composite
def edited(draw):
    """Return the base corpus with one annotation edited, and the counts that must be found."""
    corpus = Corpus(dict(BASE), corpora.BASE_ARTICLE, draw)
    layer = draw(st.sampled_from(LAYERS))
    annotations = corpus.annotations(layer)
    one = draw(st.sampled_from(annotations))
    edit = draw(st.sampled_from(["added", "removed", "field", "id"]))
    if edit == "added":
        new = json.loads(json.dumps(one)) | {"id": corpus.free_id(layer)}
        annotations.append(new)
    elif edit == "removed":
        annotations.remove(one)
    elif edit == "id":
        one["id"] = corpus.free_id(layer)
    else:
        field, values = {
            "entities": ("level", ["NAM", "NOM", "ADJ"]),
            "dates": ("mod", ["START", "MID", "END"]),
            "quotes": ("attitude", ["statement", "belief", "commitment"]),
        }[layer]
        one[field] = draw(st.sampled_from([v for v in values if v != one.get(field)]))
    corpus.annotate(layer, annotations)
    side = edit if edit in ("added", "removed") else "changed"
    return corpus.files, layer, side, one["id"]


@given(edited())
def test_one_edit_is_one_difference_and_mirrored(case):
    files, layer, side, id_ = case
    old, new = in_memory(BASE, "old"), in_memory(files, "new")
    found = diff(old, new)
    (article,) = found.articles.changed
    assert list(article.layers) == [layer]
    numbers = {s: len(getattr(article.layers[layer], s)) for s in ("added", "removed", "changed")}
    assert numbers == {"added": 0, "removed": 0, "changed": 0} | {side: 1}
    if side != "added":
        assert getattr(article.layers[layer], side)[0].id == id_
    assert_mirrored(found, diff(new, old))
    for same in (old, new):
        nothing = diff(same, same)
        assert (nothing.articles.changed, nothing.records, nothing.bump.reasons) == ([], {}, [])


@settings(max_examples=examples(80))
@given(st.data())
def test_it_never_disagrees_with_the_check(data):
    breakage = data.draw(st.sampled_from(BREAKAGES))
    files, article = CORPORA[data.draw(st.sampled_from(breakage.corpora))]
    corpus = Corpus(dict(files), article, data.draw)
    breakage.apply(corpus)
    assume(not corpus.refused and not corpus.shards)
    try:
        old, new = in_memory(corpus.released or files, "old"), in_memory(corpus.files, "new")
    except BaselineNotFound:
        assume(False)
    run = Check(corpora.InMemory(corpus.files), old)
    report = conclude(run.gather(), run.corpus)
    found = diff(old, new)
    assert_mirrored(found, diff(new, old))
    low = [finding for finding in report.findings if finding.code == "K806"]
    assert bool(low) is not found.bump.enough
    assert all(f"set `version` to {found.bump.lowest}" in finding.help for finding in low)
    told = any(
        finding.code == "K802" and "differs" in finding.message for finding in report.findings
    )
    assert not told or found.articles.changed


placements = st.dictionaries(
    st.integers(1, 9).map("e{}".format),
    st.tuples(st.integers(0, 6), st.integers(1, 4)).map(
        lambda one: Placed(one[0], one[0] + one[1], "")
    ),
)


@given(placements, placements, st.booleans())
def test_pairing_is_one_to_one_complete_and_symmetric(before, after, same_text):
    pairs, removed, added = paired(before, after, same_text=same_text)
    assert sorted([*(old for old, _ in pairs), *removed]) == sorted(before)
    assert sorted([*(new for _, new in pairs), *added]) == sorted(after)
    back, removed_back, added_back = paired(after, before, same_text=same_text)
    assert {(old, new) for new, old in back} == set(pairs)
    assert (removed_back, added_back) == (added, removed)


def test_columns_of_a_git_revision_are_not_known(base_tree):
    snapshot = differences.snapshot(base_tree, "a")
    unknown = msgspec.structs.replace(snapshot.whole, columns=dict.fromkeys(snapshot.whole.columns))
    found = diff(replace(snapshot, whole=unknown), snapshot)
    assert found.notes == ["a does not tell columns: not compared"]
