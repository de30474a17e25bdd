"""Writing what a TEI file says into a corpus, and documents that cannot be written as TEI."""

import json
import re
from pathlib import Path

import corpora
import pytest

import khronika
from khronika import canonical, tei
from khronika.formatting import write_all
from khronika.intake import NotTaken
from khronika.model import LAYERS
from khronika.subject import parse_subject
from khronika.tei.importing import REGISTRY, import_article
from khronika.tei.vocabulary import ATTRIBUTES, BLOCKS, INLINE, MENTIONS

GOLDEN = Path(__file__).parents[1] / "tei"
LIGHTHOUSE = GOLDEN / "lighthouse.xml"
ID = "yasnogorsk-2026-02-09-lighthouse"


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def changed(tmp_path, *replacements: tuple[str, str]) -> Path:
    """Return a copy of the golden file with each first text replaced by the second."""
    text = LIGHTHOUSE.read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "changed.xml"
    path.write_text(text, "utf-8")
    return path


def test_every_feature_gives_the_files_beside_it(base_tree):
    import_article(base_tree, LIGHTHOUSE)
    paths = {
        "article.json": corpora.article_path(ID, "2026"),
        "text.txt": corpora.article_path(ID, "2026").replace(".json", ".txt"),
        "registry.json": REGISTRY,
    } | {f"{layer}.json": corpora.layer_path(layer, ID, "2026") for layer in LAYERS}
    for name, path in paths.items():
        expected = (GOLDEN / "lighthouse" / name).read_text("utf-8")
        assert (base_tree / path).read_text("utf-8") == expected, name


def test_the_golden_file_leaves_no_feature_out():
    text = LIGHTHOUSE.read_text("utf-8")
    elements = {*INLINE, *BLOCKS, "lb", "g"}
    assert elements == {name for name in elements if re.search(rf"<{name}[ >/]", text)}
    for tag in MENTIONS.values():
        assert re.search(rf"<{tag.element}\b[^>]*", text)
        assert tag.type is None or f'type="{tag.type}"' in text
    names = {name for attributes in ATTRIBUTES.values() for name in attributes}
    assert names == {name for name in names if f"{name}=" in text}


def test_what_was_exported_is_what_was_imported(base_tree, tmp_path):
    import_article(base_tree, LIGHTHOUSE)
    before = files(base_tree)
    (raw,) = khronika.source.tree.Tree(base_tree).documents([ID])
    registry = khronika.open_corpus(base_tree).registry
    document = parse_subject(raw).document(registry)
    path = tmp_path / "out.xml"
    path.write_text(tei.write(document), "utf-8")
    assert import_article(base_tree, path, update=True).paths == ()
    assert files(base_tree) == before


def test_a_second_import_needs_to_be_asked_for(base_tree):
    import_article(base_tree, LIGHTHOUSE)
    with pytest.raises(NotTaken, match="replace it with --update"):
        import_article(base_tree, LIGHTHOUSE)
    assert import_article(base_tree, LIGHTHOUSE, update=True).paths == ()


def test_an_update_keeps_the_revision_and_the_folder(base_tree, tmp_path):
    import_article(base_tree, LIGHTHOUSE)
    path = corpora.layer_path("dates", ID, "2026")
    dates = corpora.read_json(base_tree, path) | {"revision": 4}
    corpora.write_json(base_tree, path, "dates", dates)
    new = changed(
        tmp_path,
        ('mod="APPROX"', 'mod="START"'),
        ('"value": "2026-02-09", "status"', '"value": "2025-12-30", "status"'),
    )
    done = import_article(base_tree, new, update=True)
    assert done.paths == (corpora.article_path(ID, "2026"), path)
    after = corpora.read_json(base_tree, path)
    assert (after["revision"], after["annotations"][1]["mod"]) == (4, "START")


def test_an_update_changes_a_text_only_by_force(base_tree, tmp_path):
    import_article(base_tree, LIGHTHOUSE)
    before = files(base_tree)
    new = changed(tmp_path, ("ждём", "ждем"))
    with pytest.raises(NotTaken, match=r"there `ём .*, here `ем .*a released text never changes"):
        import_article(base_tree, new, update=True)
    assert files(base_tree) == before
    assert len(import_article(base_tree, new, update=True, force=True).paths) == 5


def test_a_changed_text_leaves_no_layer_behind(base_tree, tmp_path):
    import_article(base_tree, LIGHTHOUSE)
    source = {"kind": "composed", "author": "case-writer"}
    metadata = {"id": ID, "dct": "2026-02-09", "source": source, "layers": {"dates": {}}}
    new = tmp_path / "new.xml"
    new.write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><xenoData>'
        f"{json.dumps(metadata)}</xenoData></teiHeader>"
        "<text><body><p>Иное.</p></body></text></TEI>",
        "utf-8",
    )
    with pytest.raises(NotTaken, match="lacks the layer entities, quotes"):
        import_article(base_tree, new, update=True, force=True)


def test_an_entry_that_the_registry_has_otherwise_is_shown_with_both(base_tree, tmp_path):
    before = files(base_tree)
    new = changed(tmp_path, ("<placeName>Ясногорск</placeName>", "<placeName>Ясный</placeName>"))
    with pytest.raises(NotTaken, match="`name` is `Ясногорск` there and `Ясный` here"):
        import_article(base_tree, new)
    assert files(base_tree) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((f'"{ID}"', '"withdrawn-one"'), "was withdrawn"),
        (("", ""), "declares no layer quotes"),
    ],
)
def test_what_does_not_go_with_the_corpus(base_tree, tmp_path, change, message):
    gone = {"id": "withdrawn-one", "date": "2025-10-25", "reason": "Ours no longer."}
    corpora.write_json(base_tree, "corpus/retired.json", "retired", {"retired": [gone]})
    if "layer" in message:
        corpora.change_info(base_tree, layers={"entities": "v1", "dates": "v1"})
    with pytest.raises(NotTaken, match=message):
        import_article(base_tree, changed(tmp_path, change))


def test_nothing_is_written_through_a_link(base_tree, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (base_tree / "corpus/articles/2026").symlink_to(elsewhere)
    with pytest.raises(NotTaken, match="corpus/articles/2026 is a symbolic link"):
        import_article(base_tree, LIGHTHOUSE)
    assert list(elsewhere.iterdir()) == []


def test_all_files_are_written_or_none(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"before")
    (tmp_path / "third").mkdir()
    with pytest.raises(OSError):
        write_all({old: b"after", new: b"new", tmp_path / "third": b"a folder is there"})
    assert old.read_bytes() == b"before"
    assert {path.name for path in tmp_path.iterdir()} == {"old", "third"}


# Documents that cannot be written


def document(root, **changes):
    """Return the base article, unchecked, with fields of its first mention changed."""
    path = corpora.layer_path("entities", corpora.BASE_ARTICLE)
    layer = corpora.read_json(root, path)
    layer["annotations"][0] |= changes
    (root / path).write_text(json.dumps(layer), "utf-8")
    (raw,) = khronika.source.tree.Tree(root).documents([corpora.BASE_ARTICLE])
    return parse_subject(raw).document({})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"surface": "Порт"}, "K301"),
        ({"start": 9000, "end": 9001, "surface": "x"}, "K301"),
        ({"id": "e2"}, "K201"),
    ],
)
def test_an_unsound_document_is_not_written(base_tree, changes, code):
    with pytest.raises(tei.NotWritten, match=rf"\({code}\); run `khronika check`"):
        tei.write(document(base_tree, **changes))


def test_a_withheld_text_is_not_written(base_tree):
    whole = document(base_tree)
    withheld = type(whole)(whole.article, None, whole.layers, whole.registry)
    with pytest.raises(tei.NotWritten, match="is withheld"):
        tei.write(withheld)


def test_what_would_nest_too_deep_is_written_as_pairs(base_tree):
    number = {"start": 0, "end": 4, "surface": "Порт", "label": "NUMBER", "level": "NOM"}
    path = corpora.layer_path("entities", corpora.BASE_ARTICLE)
    layer = corpora.read_json(base_tree, path)
    layer["annotations"] = [{"id": f"e{index}"} | number for index in range(1, 301)]
    corpora.write_json(base_tree, path, "entities", layer)
    written = tei.write(document(base_tree))
    assert written.count("<milestone") == 200
    reading = tei.read(written.encode(), "a.xml")
    found = reading.layers["entities"]["annotations"]
    assert sorted(found, key=canonical.annotation_key) == layer["annotations"]
