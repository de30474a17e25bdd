"""croissant.json is true to the files, and what was changed in it is told."""

import datetime
import json
import re
import shutil
from pathlib import Path

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from released import manifest_of, table

from khronika import citation, croissant
from khronika.corpus_model import CorpusInfo
from khronika.errors import BuildRefused
from khronika.release import columns
from khronika.release.builder import build


@pytest.fixture
def copy(mixed_release, tmp_path) -> Path:
    """A copy of a release to spoil."""
    return Path(shutil.copytree(mixed_release, tmp_path / "release"))


def described(release: Path) -> dict:
    return json.loads((release / "croissant.json").read_bytes())


# What it says


def test_every_column_is_a_field_nested_ones_too(release):
    def names(column: columns.Column, prefix: str):
        yield f"{prefix}/{column.name}"
        for field in column.fields:
            yield from names(field, f"{prefix}/{column.name}")

    def ids(node: dict, key: str):
        for field in node.get(key, []):
            yield field["@id"]
            yield from ids(field, "subField")

    found = {one["@id"]: set(ids(one, "field")) for one in described(release)["recordSet"]}
    assert "articles/quotes/content/start" in found["articles"]
    assert "articles/entities/metonymy/kind" in found["articles"]
    for config in columns.CONFIGS:
        expected = {name for column in columns.COLUMNS[config] for name in names(column, config)}
        assert found[config] == expected | {f"{config}/split"}


def test_every_file_is_described_with_its_hash(any_release):
    told = {file["path"]: file["sha256"] for file in manifest_of(any_release)["files"]}
    objects = [one for one in described(any_release)["distribution"] if "sha256" in one]
    found = {one["contentUrl"]: one["sha256"] for one in objects}
    assert {"croissant.json": told["croissant.json"]} | found == told


def test_licences_are_those_of_texts_and_annotations(release, mixed_release):
    cc = "https://spdx.org/licenses/CC-BY-4.0"
    assert described(release)["license"] == [cc, "LicenseRef-unstated"]
    assert described(mixed_release)["license"] == [cc]


def test_what_is_told_of_the_corpus_is_counted_from_it(mixed_tree, tmp_path):
    """Of another corpus than ours: composed by a human, with people who are all invented."""
    root = Path(shutil.copytree(mixed_tree, tmp_path / "tree"))
    path = "annotations/annotators.json"
    (author,) = corpora.read_json(root, path)["annotators"]
    corpora.write_json(root, path, "annotators", {"annotators": [author | {"kind": "human"}]})
    release = build(root, out=tmp_path / "out").path
    told = described(release)
    articles = table(release, "articles").num_rows
    quotes = table(release, "quotes").to_pylist()
    people = [row for row in table(release, "registry").to_pylist() if row["label"] == "PERSON"]
    assert told["rai:dataCollection"].startswith(f"{articles} articles: composed {articles}. ")
    assert "Published" not in told["rai:dataCollection"]
    (layer,) = (one for one in told["rai:dataAnnotationProtocol"] if one.startswith("Quotes"))
    assert f": {len(quotes)} annotations (" in layer
    assert f"{len(people)} people by how they are linked: invented {len(people)};" in " ".join(
        told["rai:personalSensitiveInformation"]
    )
    speakers = sum(1 for quote in quotes if quote["speakers"])
    assert any(
        one.startswith(f"{speakers} quote") for one in told["rai:personalSensitiveInformation"]
    )
    assert "rai:machineAnnotationTools" not in told
    assert not any("No human" in one for one in told["rai:dataLimitations"])
    genres = set(table(release, "articles")["genre"].to_pylist())
    assert all(genre in told["rai:dataBiases"][0] for genre in genres)


def test_our_own_says_that_no_human_annotated(release):
    told = described(release)
    assert any("No human made or reviewed" in one for one in told["rai:dataLimitations"])
    assert told["rai:annotatorDemographics"] == ["Annotators by kind: model 1. No human annotated."]
    assert "Вестник Кавказа 1" in told["rai:dataCollection"]


# Citation


INFO = CorpusInfo("pier", "Pier news", "News.", "1.2.0", datetime.date(2026, 2, 3), {}, {}, ())


def test_people_and_bodies_are_cited_as_the_citation_file_has_them(base_tree, tmp_path):
    (base_tree / "CITATION.cff").write_text(
        "title: Pier\nkeywords: [pier]\nrepository-code: https://example.org/code\nauthors:\n"
        "- {given-names: Анна, family-names: Верескова, orcid: https://orcid.org/0}\n"
        "- name: 'The {pier} team'\n",
        "utf-8",
    )
    release = build(base_tree, out=tmp_path, configs=["registry"]).path
    told = described(release)
    assert told["creator"] == [
        {"@type": "sc:Person", "name": "Анна Верескова", "url": "https://orcid.org/0"},
        {"@type": "sc:Organization", "name": "The {pier} team"},
    ]
    assert (told["keywords"], told["url"]) == (["pier"], "https://example.org/code")
    cited = citation.read((base_tree / "CITATION.cff").read_bytes())
    assert citation.bibtex(INFO, cited) == (
        "@misc{pier-1.2.0,\n  title = {Pier},\n  author = {{Анна Верескова} and {The pier team}},"
        "\n  year = {2026},\n  version = {1.2.0},\n  url = {https://example.org/code},\n}"
    )
    card = (release / "README.md").read_text("utf-8")
    assert f"```bibtex\n{told['citeAs']}\n```" in card


def test_without_a_citation_file_the_corpus_itself_is_cited():
    assert citation.bibtex(INFO, None) == (
        "@misc{pier-1.2.0,\n  title = {Pier news},\n  year = {2026},\n  version = {1.2.0},\n}"
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"- a\n", b"{", b"\xff\xfe\xff", b"title: a\nauthors: 3\n", b"title: a\nauthors: [3]",
     b"title: a\nauthors: [{name: b}]\nkeywords: 3\n", b"[" * 50_000],
)  # fmt: skip
def test_a_citation_file_that_is_none_is_refused(data):
    with pytest.raises(BuildRefused, match=r"CITATION\.cff cannot be read: .*; hold it against"):
        citation.read(data)


# What does not match is named


def spoil(release: Path, change) -> list[str]:
    told = described(release)
    change(told)
    (release / "croissant.json").write_text(json.dumps(told), encoding="utf-8")
    return list(croissant.problems(release))


def node(told: dict, list_: str, id_: str) -> dict:
    return next(one for one in told[list_] if one["@id"] == id_)


def field(told: dict, *names: str) -> dict:
    found = node(told, "recordSet", names[0])
    for depth, key in enumerate(["field", *["subField"] * (len(names) - 2)], start=2):
        found = node(found, key, "/".join(names[:depth]))
    return found


def test_nothing_is_wrong_with_a_release(any_release):
    assert list(croissant.problems(any_release)) == []


TABLE = "data/dates/train-00000-of-00001.parquet"

CHANGES = {
    "version": (lambda told: told.update(version="9.9.9"), "`version` is `9.9.9`, but should be"),
    "date": (lambda told: told.update(datePublished="2020-01-01"), "`datePublished` is"),
    "licence": (
        lambda told: told.update(license=["https://spdx.org/licenses/MIT"]),
        "`license` is",
    ),
    "no licence": (lambda told: told.pop("license"), "`license` is missing"),
    "hash": (
        lambda told: node(told, "distribution", TABLE).update(sha256="0" * 64),
        f"`sha256` of `{TABLE}` is `000",
    ),
    "size": (
        lambda told: node(told, "distribution", "README.md").update(contentSize="1 B"),
        "`contentSize` of `README.md` is `1 B`",
    ),
    "file away": (
        lambda told: told["distribution"].remove(node(told, "distribution", "README.md")),
        "does not describe `README.md`",
    ),
    "file too many": (
        lambda told: told["distribution"].append({"@id": "more.txt"}),
        "describes `more.txt`, which the release does not have",
    ),
    "pattern": (
        lambda told: node(told, "distribution", "dates-files").update(includes="data/*"),
        "`includes` of `dates-files` is `data/*`",
    ),
    "count": (
        lambda told: node(told, "recordSet", "dates")["cr:annotation"][0].update(value=3),
        "the number `dates/rows` is `3`",
    ),
    "count of a split": (
        lambda told: node(told, "recordSet", "dates")["cr:annotation"][1].update(value=3),
        "the number `dates/rows/train` is `3`",
    ),
    "no counts": (
        lambda told: node(told, "recordSet", "dates").pop("cr:annotation"),
        "the number `dates/rows` is missing",
    ),
    "record set away": (
        lambda told: told["recordSet"].remove(node(told, "recordSet", "dates")),
        "has no record set `dates`",
    ),
    "record set too many": (
        lambda told: told["recordSet"].append({"@id": "more"}),
        "has a record set `more`",
    ),
    "splits": (
        lambda told: node(told, "recordSet", "splits")["data"].pop(),
        "the list of splits is",
    ),
    "column renamed": (
        lambda told: field(told, "dates", "value").update({"@id": "dates/valeu"}),
        "the field `dates/value`, held against train-00000-of-00001.parquet, is missing",
    ),
    "column misread": (
        lambda told: field(told, "dates", "value")["source"]["extract"].update(column="valeu"),
        "the field `dates/value`",
    ),
    "type": (
        lambda told: field(told, "dates", "start").update(dataType="sc:Text"),
        "but should be `sc:Integer from start`",
    ),
    "list": (
        lambda told: field(told, "tokens", "tokens").pop("isArray"),
        "but should be `list of sc:Text from tokens`",
    ),
    "nested": (
        lambda told: field(told, "articles", "quotes", "content", "start").update(
            dataType="sc:Text"
        ),
        "but should be `sc:Integer from quotes, content[*].start`",
    ),
    "nested away": (
        lambda told: field(told, "quotes", "cue")["subField"].pop(),
        "the field `quotes/cue/surface`",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_description_that_was_changed_is_told_of(name, copy):
    change, expected = CHANGES[name]
    found = spoil(copy, change)
    assert any(expected in message for message in found), found
    assert all(message.startswith("croissant.json") for message in found)


NOTHING = [b"", b"{", b"[]", b"3", b'{"recordSet": 3, "distribution": [1, {}]}', b"\xff"]


@pytest.mark.parametrize("data", NOTHING)
def test_a_description_that_is_none_is_told_of(data, copy):
    (copy / "croissant.json").write_bytes(data)
    assert list(croissant.problems(copy))


def test_a_missing_description_is_told_of(copy):
    (copy / "croissant.json").unlink()
    (message,) = croissant.problems(copy)
    assert message.startswith("croissant.json cannot be read")


def test_a_table_of_other_columns_or_rows_is_told_of(copy):
    table = pq.read_table(copy / TABLE)
    pq.write_table(table.drop_columns(["edtf"]).slice(1), copy / TABLE)
    found = list(croissant.problems(copy))
    assert any("the field `dates/edtf`" in message for message in found)
    assert any(re.search(r"`dates/rows` is `\d+`, but should be `\d+`", one) for one in found)


def test_a_table_that_is_none_is_told_of(copy):
    for name in ("dates", "articles"):
        (copy / "data" / name / "train-00000-of-00001.parquet").write_bytes(b"PAR1")
    found = list(croissant.problems(copy))
    assert any("cannot be read" in message for message in found)
    assert any("cannot be counted" in message for message in found)


def test_a_nested_type_of_ours_has_a_name_in_croissant():
    """A new type of column needs one too."""
    from khronika.croissant import record_sets

    def leaves(column: columns.Column):
        for field in column.fields:
            yield from leaves(field)
        if not column.fields:
            one = column.arrow
            yield one.value_type if pa.types.is_list(one) else one

    for config in columns.CONFIGS:
        for column in columns.COLUMNS[config]:
            for type_ in leaves(column):
                assert record_sets.data_type(type_)
