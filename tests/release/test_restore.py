"""Withheld texts put back: the same rows as if they had never been withheld, or one clear error."""

import re
from pathlib import Path

import corpora
import datasets
import documents
import pytest
from hypothesis import given, settings
from msgspec import structs
from thoroughness import examples

import khronika
from khronika.corpus_model import Annotator, RegistryEntry
from khronika.errors import KhronikaError, NotRestored
from khronika.release import columns, from_tables, tables
from khronika.release.builder import build
from khronika.withholding import NOTE, published

WITHHELD = (corpora.BASE_ARTICLE, "fair-opened")
CONFIGS = [config for config in columns.CONFIGS if config != "registry"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Two corpora that differ in whether some texts are withheld, and releases of both."""
    root = tmp_path_factory.mktemp("restore")
    shown, withheld = corpora.mixed(root / "shown"), corpora.mixed(root / "withheld")
    for tree in (shown, withheld):
        for id_ in WITHHELD:
            path = corpora.article_path(id_)
            article = corpora.read_json(tree, path) | {"title": None}
            article["rights"] = article["rights"] | {"redistribute": tree == shown}
            corpora.write_json(tree, path, "article", article)
    build(shown, out=root / "dist-shown")
    build(withheld, out=root / "dist-withheld")
    return root


@pytest.fixture(scope="module")
def texts(folder) -> dict[str, str]:
    paths = (folder / "withheld").glob("corpus/articles/*/*.txt")
    return {path.stem: path.read_bytes().decode() for path in paths}


@pytest.fixture
def load(folder):
    def load(config, which="withheld", **options):
        (release,) = (folder / f"dist-{which}").glob("cases-*")
        return datasets.load_dataset(str(release), config, **options)

    return load


@pytest.fixture
def articles(load):
    return load("articles")


def as_released(rows) -> list[dict]:
    """Return rows without what a text cannot tell: that the article was withheld."""
    return [{name: value for name, value in row.items() if name != "redistribute"} for row in rows]


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("config", CONFIGS)
def test_the_very_same_rows_come_back(load, articles, texts, config, streaming):
    loaded = load(config, streaming=streaming)
    restored = khronika.restore(loaded, texts, articles=articles)
    expected = load(config, "shown", streaming=streaming)
    assert type(restored) is type(expected)
    assert list(restored) == list(expected)
    for split, rows in expected.items():
        assert restored[split].features == rows.features
        assert as_released(restored[split]) == as_released(rows)
        assert as_released(loaded[split]) != as_released(rows) or split == "validation"


@pytest.mark.parametrize("config", CONFIGS)
def test_a_single_split_comes_back_as_arrow_has_it(load, articles, texts, config):
    restored = khronika.restore(load(config, split="train"), texts, articles=articles)
    expected = load(config, "shown", split="train")
    tables = [
        one.with_format("arrow")[:].drop_columns(
            ["redistribute"] if "redistribute" in one.features else []
        )
        for one in (restored, expected)
    ]
    assert tables[0].schema.equals(tables[1].schema)
    assert tables[0].equals(tables[1])
    assert restored.split == expected.split


def test_the_articles_need_no_other(load, texts):
    restored = khronika.restore(load("articles"), texts)
    assert {row["text"] is None for split in restored.values() for row in split} == {False}
    assert {row["redistribute"] for row in restored["test"]} == {False}


def test_texts_may_be_a_folder_or_a_function(load, articles, texts, folder, tmp_path):
    expected = khronika.restore(load("dates"), texts, articles=articles)
    (tmp_path / "flat").mkdir()
    for id_, text in texts.items():
        (tmp_path / "flat" / f"{id_}.txt").write_bytes(text.encode())
    for held in (tmp_path / "flat", str(folder / "withheld/corpus"), texts.get, texts.__getitem__):
        restored = khronika.restore(load("dates"), held, articles=articles)
        assert {split: list(restored[split]) for split in restored} == {
            split: list(expected[split]) for split in expected
        }


def test_only_texts_that_are_withheld_are_asked_for(load, articles, texts):
    asked = []

    def text_of(id_):
        asked.append(id_)
        return texts[id_]

    khronika.restore(load("entities", split="train"), text_of, articles=articles)
    assert asked == [corpora.BASE_ARTICLE]


def test_articles_may_stream(load, texts):
    streamed = load("articles", streaming=True)
    restored = khronika.restore(load("tokens"), texts, articles=streamed)
    assert list(restored["train"]) == list(load("tokens", "shown")["train"])


def test_rows_may_be_chosen_and_reordered_and_have_more_columns(load, articles, texts):
    def changed(which):
        rows = load("entities", which, split="train").filter(lambda row: row["level"] == "NAM")
        return rows.shuffle(seed=1).map(lambda row: {"width": row["end"] - row["start"]})

    restored = khronika.restore(changed("withheld"), texts, articles=articles)
    assert list(restored) == list(changed("shown"))


def test_its_format_stays(load, articles, texts):
    chosen = load("dates", split="train").with_format("numpy", columns=["surface", "start"])
    restored = khronika.restore(chosen, texts, articles=articles)
    assert restored.format["type"] == "numpy"
    assert restored.format["columns"] == ["surface", "start"]
    assert restored[0]["surface"] == "пятницу"


def test_what_has_nothing_withheld_is_given_back(load, texts):
    shown = load("tokens", "shown", split="train")
    assert khronika.restore(shown, {}) is shown
    registry = load("registry", split="full")
    assert khronika.restore(registry, {}) is registry


def test_restored_once_is_restored(load, articles, texts):
    once = khronika.restore(load("quotes", split="train"), texts, articles=articles)
    assert khronika.restore(once, {}) is once


# Any document at all


@settings(max_examples=examples(25))
@given(documents.file_sets(redistribute=False))
def test_any_document_comes_back(files):
    """JSON to Parquet to JSON, and the text put back into every table of it."""
    held = documents.document_of(files)
    public = published(held)
    annotators = {
        id_: Annotator(id_, "human", "Somebody")
        for layer in held.layers.values()
        for id_ in layer.annotators
    }
    table = tables.table("articles", tables.Batch([public], annotators))
    assert list(from_tables.documents(table, {})) == [public]
    dct = held.article.dct
    assert public.article == structs.replace(
        held.article, title=None, dct=structs.replace(dct, evidence=dct.evidence and NOTE)
    )
    whole = structs.replace(held, article=public.article)
    for config in CONFIGS:
        given, expected = (
            as_dataset(config, tables.table(config, tables.Batch([resolved(one)], annotators)))
            for one in (public, whole)
        )
        restored = khronika.restore(
            given, {held.id: held.text}, articles=as_dataset("articles", table)
        )
        assert restored.features == expected.features
        assert list(restored) == list(expected)


def resolved(document):
    """Return a document whose registry has all that it points to."""
    ids = {
        id_
        for layer in document.layers.values()
        for annotation in layer.annotations
        for _, id_ in annotation.registry_ids()
    }
    registry = {id_: RegistryEntry(id_, "PERSON", id_.title(), None, "nil") for id_ in ids}
    return structs.replace(document, registry=registry)


def as_dataset(config, table):
    """Return a table as `datasets` gives it, with labels by number; it may have no rows."""
    features = columns.features(config)
    in_numbers = datasets.table.table_cast(table, features.arrow_schema)
    return datasets.Dataset(in_numbers, info=datasets.DatasetInfo(features=features))


# What cannot be restored


def refused(*given, **options) -> str:
    """Return the message with which `restore`, or what streams from it, refuses."""
    with pytest.raises(NotRestored) as error:
        list(khronika.restore(*given, **options))
    assert isinstance(error.value, KhronikaError)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("config", CONFIGS)
def test_a_wrong_text_is_refused(load, articles, texts, config, streaming):
    rows = load(config, split="train", streaming=streaming)
    text = texts[corpora.BASE_ARTICLE]
    khronika.restore(load(config, split="train"), texts, articles=articles)
    wrong = texts | {corpora.BASE_ARTICLE: text.replace("пятницу", "субботу")}
    message = refused(rows, wrong, articles=articles)
    assert corpora.BASE_ARTICLE in message
    assert f"expected SHA-256 {corpora.sha256(text)} and 360 code points" in message
    assert f"found {corpora.sha256(wrong[corpora.BASE_ARTICLE])} and 360" in message
    assert "look for the version that the corpus was made of" in message


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), "\ufeff{}".format])
def test_a_text_with_other_line_ends_is_told_from_another_text(load, articles, texts, change):
    changed = texts | {corpora.BASE_ARTICLE: change(texts[corpora.BASE_ARTICLE])}
    message = refused(load("dates", split="train"), changed, articles=articles)
    assert "is not the one that was annotated" in message
    assert "byte order mark, with line ends as LF" in message


@pytest.mark.parametrize("config", CONFIGS)
def test_a_missing_text_is_named(load, articles, texts, tmp_path, config):
    rows = load(config, split="train")
    expected = f"expected the text of {corpora.BASE_ARTICLE} (SHA-256 "
    for held in ({}, tmp_path, {}.get, {}.__getitem__):
        assert refused(rows, held, articles=articles).startswith(expected)
    assert f"{corpora.BASE_ARTICLE}.txt" in refused(rows, tmp_path, articles=articles)


def test_texts_of_another_kind_are_refused(load, articles, texts, tmp_path):
    rows = load("dates", split="train")
    assert "none; texts are given as" in refused(rows, tmp_path / "no", articles=articles)
    assert "found int" in refused(rows, 7, articles=articles)
    assert "as str, found bytes" in refused(rows, lambda _: b"", articles=articles)
    path = tmp_path / f"{corpora.BASE_ARTICLE}.txt"
    path.write_bytes(b"\xff\xfe")
    assert "not UTF-8 at byte 0; give it as UTF-8" in refused(rows, tmp_path, articles=articles)
    path.unlink()
    path.mkdir()
    assert "cannot be read" in refused(rows, tmp_path, articles=articles)


@pytest.mark.parametrize("config", CONFIGS)
def test_columns_may_not_be_dropped_or_renamed(load, articles, texts, config):
    rows = load(config, split="train")
    name = columns.COLUMNS[config][-1].name
    for streaming in (False, True):
        rows = load(config, split="train", streaming=streaming)
        message = refused(rows.remove_columns([name]), texts, articles=articles)
        assert f"of {config}, the nearest, it lacks `{name}`; restore it as" in message
        message = refused(rows.rename_column(name, "other"), texts, articles=articles)
        assert f"it lacks `{name}`, and has `other` beside" in message


def test_what_has_no_columns_any_more_is_refused(load, articles, texts):
    rows = load("dates", split="train", streaming=True).map(lambda row: row)
    assert "are not known any more" in refused(rows, texts, articles=articles)


def test_a_changed_value_is_refused(load, texts):
    rows = load("articles", split="test")

    def without_types(row):
        return {"dates": [date | {"value": None} for date in row["dates"]]}

    changed = rows.map(without_types, features=rows.features)
    assert "is not as a release has it" in refused(changed, texts)


def test_articles_of_another_corpus_are_refused(load, texts):
    message = refused(load("dates", split="train"), texts, articles=load("articles", "shown"))
    assert f"the article {corpora.BASE_ARTICLE} is withheld in the dataset" in message
    assert "of the same release" in message
    message = refused(load("dates", split="train"), texts, articles=load("dates"))
    assert message == "expected the config articles as `articles`, found dates"


def test_articles_that_were_annotated_otherwise_are_refused(load, articles, texts):
    rows = load("dates", split="train")
    moved = rows.map(lambda row: {"start": row["start"] + 1}, features=rows.features)
    message = refused(moved, texts, articles=articles)
    assert f"`d1` of {corpora.BASE_ARTICLE} is not where `articles` have it" in message


def test_without_articles_those_of_the_version_are_looked_for(load, texts, monkeypatch):
    from khronika import restoring

    message = refused(load("dates", split="train"), texts)
    assert re.search("no withheld one of `articles`|expected the config `articles`", message)
    monkeypatch.setattr(restoring, "load_dataset", lambda config, version: load(config))
    restored = khronika.restore(load("dates", split="train"), texts)
    assert restored[0]["surface"] == "пятницу"
