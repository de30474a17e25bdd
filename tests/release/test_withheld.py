"""A text that may not be passed on: no string of it is in a release, everything else is."""

import re
from collections.abc import Iterator
from pathlib import Path

import corpora
import datasets
import pyarrow.parquet as pq
import pytest

from khronika import columns
from khronika.builder import build

ARTICLE = corpora.article_path(corpora.BASE_ARTICLE)
TEXT = ARTICLE.removesuffix(".json") + ".txt"


def withhold(root: Path) -> Path:
    """Withhold the article, and name its entities in words that its text does not have."""
    article = corpora.read_json(root, ARTICLE)
    rights = article["rights"] | {"redistribute": False}
    corpora.write_json(root, ARTICLE, "article", article | {"rights": rights})
    path = "annotations/registry/v1/registry.json"
    registry = corpora.read_json(root, path)
    for entry in registry["entities"]:
        entry["name"] = entry["id"].replace("-", " ").title()
    corpora.write_json(root, path, "registry", registry)
    return root


def without_strings(value):
    """Return a layer document with every surface null, as a public tree holds it."""
    if isinstance(value, list):
        return [without_strings(inner) for inner in value]
    if isinstance(value, dict):
        return {
            key: None if key == "surface" else without_strings(inner)
            for key, inner in value.items()
        }
    return value


def strip(root: Path) -> Path:
    """Take the text and every string of it out of the tree."""
    (root / TEXT).unlink()
    article = corpora.read_json(root, ARTICLE)
    corpora.write_json(root, ARTICLE, "article", article | {"title": None})
    for layer in ("entities", "dates", "quotes"):
        path = corpora.layer_path(layer, corpora.BASE_ARTICLE)
        corpora.write_json(root, path, layer, without_strings(corpora.read_json(root, path)))
    return root


@pytest.fixture(scope="module")
def words() -> list[str]:
    """Every word of the title and the text that is long enough to tell something."""
    text = (corpora.BASE / TEXT).read_text(encoding="utf-8")
    found = sorted({word.casefold() for word in re.findall(r"[а-яё]{4,}", text, re.IGNORECASE)})
    assert len(found) > 30
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Path]:
    """Releases: with the text at hand but withheld, with no text at all, and with all shown."""
    made = {}
    for name, changes in (("kept", [withhold]), ("gone", [withhold, strip]), ("shown", [])):
        root = corpora.copy_of_base(tmp_path_factory.mktemp(name) / "tree")
        for change in changes:
            change(root)
        made[name] = build(root, out=root.parent / "out").path
    return made


@pytest.fixture(params=["kept", "gone"])
def withheld(request, built) -> Path:
    return built[request.param]


def rows(release: Path, config: str) -> list[dict]:
    return [
        row
        for path in sorted((release / "data" / config).glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def test_the_search_would_find_something(built, words):
    told = " ".join(strings(rows(built["shown"], "articles"))).casefold()
    assert [word for word in words if word not in told] == []


@pytest.mark.parametrize("config", columns.CONFIGS)
def test_no_word_of_the_text_is_in_a_table(config, withheld, words):
    told = " ".join(strings(rows(withheld, config))).casefold()
    assert [word for word in words if word in told] == []


def test_no_word_of_the_text_is_in_a_file_beside_the_tables(withheld, words):
    for path in [*withheld.glob("*.*"), *withheld.glob("plots/*")]:
        told = path.read_text(encoding="utf-8").casefold()
        assert [word for word in words if word in told] == []
    assert sorted(path.name for path in withheld.iterdir()) == [
        "README.md",
        "data",
        "manifest.json",
        "plots",
        "schema",
    ]


STRINGS = {
    "articles": {"title", "text", "entities", "dates", "quotes", "paragraphs"},
    "entities": {"surface", "sentence", "entity_name"},
    "dates": {"surface", "sentence"},
    "quotes": {"content_text", "cue_text", "source_text", "speaker_names"}
    | {"content", "cue", "source", "addressee"},
}
"""Columns that tell what the text reads, or nest something that does."""


def without(row: dict, columns: set[str]) -> dict:
    return {name: value for name, value in row.items() if name not in columns}


@pytest.mark.parametrize("config", STRINGS)
def test_everything_else_stays(config, built):
    shown, kept = rows(built["shown"], config), rows(built["kept"], config)
    left_out = STRINGS[config] | {"redistribute"}
    assert [without(row, left_out) for row in kept] == [without(row, left_out) for row in shown]


@pytest.mark.parametrize("config", ["articles", "entities", "dates", "quotes"])
def test_offsets_labels_and_ids_stay(config, withheld, built):
    """Also where no sentence can be computed for want of a text."""
    left_out = {"title", "text", "sentence", "sentence_start", "sentence_end", "paragraphs"}
    left_out |= {"entity_name", "speaker_names", "redistribute"}
    left_out |= {"content_text", "cue_text", "source_text"}
    expected = [without(without_strings(row), left_out) for row in rows(built["shown"], config)]
    assert [without(row, left_out) for row in rows(withheld, config)] == expected


def test_tokens_keep_their_places_and_tags_but_not_their_words(built):
    shown, kept = rows(built["shown"], "tokens"), rows(built["kept"], "tokens")
    assert [without(row, {"tokens"}) for row in kept] == [without(row, {"tokens"}) for row in shown]
    assert {row["tokens"] for row in kept} == {None}
    assert rows(built["gone"], "tokens") == []


@pytest.mark.parametrize("config", ["articles", "entities", "dates", "quotes"])
def test_a_withheld_release_loads(config, withheld):
    for streaming in (False, True):
        loaded = datasets.load_dataset(str(withheld), config, split="train", streaming=streaming)
        assert len(list(loaded)) == len(rows(withheld, config))


def test_a_withheld_article_does_not_hide_the_others(tmp_path):
    root = withhold(corpora.copy_of_base(tmp_path / "tree"))
    text = "Лёд на реке сошёл. Рыбаки ждут тепла."
    corpora.add(root, corpora.article("ice-on-the-river", text), text)
    release = build(root, out=tmp_path / "out").path
    assert [row["text"] for row in rows(release, "articles")] == [text, None]
    assert [row["tokens"] is None for row in rows(release, "tokens")][:3] == [False, False, True]
