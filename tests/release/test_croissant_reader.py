"""croissant.json as the reference implementation sees it: valid, without a warning, readable."""

import datetime
import os
from pathlib import Path

import corpora
import pyarrow.parquet as pq
import pytest
from released import manifest_of

from khronika.release import columns
from khronika.release.builder import build

# What the reference implementation and the libraries it needs say of one another.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def mlcroissant(tmp_path_factory):
    os.environ["CROISSANT_CACHE"] = str(tmp_path_factory.mktemp("croissant"))
    import mlcroissant

    return mlcroissant


def dated(root: Path) -> Path:
    corpora.change_info(root, released="2026-02-03", homepage="https://example.org/pier")
    return root


def test_it_is_valid_without_a_warning(mlcroissant, base_tree, tmp_path):
    release = build(dated(base_tree), out=tmp_path / "out").path
    issues = mlcroissant.Dataset(str(release / "croissant.json")).metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())


def test_a_version_in_preparation_lacks_its_date_and_nothing_else(mlcroissant, mixed_release):
    issues = mlcroissant.Dataset(str(mixed_release / "croissant.json")).metadata.ctx.issues
    assert issues.errors == set()
    (warning,) = issues.warnings
    assert "datePublished" in warning


def rows(release: Path, config: str) -> list[dict]:
    """Return the rows of a config, each with the split that the name of its file tells."""
    return [
        {"split": path.name.split("-")[0]} | row
        for path in sorted((release / "data" / config).glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def plain(value, depth: int = 0):
    """Return a value as its reader gives it, in the types of pyarrow and under plain names."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, list):
        return [plain(one, depth) for one in value]
    if isinstance(value, dict):
        return {name.rpartition("/")[2]: plain(one, depth + 1) for name, one in value.items()}
    return value


def as_read(value, column: columns.Column):
    """Return a value of pyarrow as the reader gives it, which has a struct for a null list."""
    if column.fields and column.many and value is None:
        return [dict.fromkeys(field.name for field in column.fields)]
    return value


@pytest.mark.parametrize("config", [config for config in columns.CONFIGS if config != "articles"])
def test_its_reader_gives_the_rows(mlcroissant, any_release, config):
    dataset = mlcroissant.Dataset(str(any_release / "croissant.json"))
    read = [plain(record) for record in dataset.records(config)]
    by_name = {column.name: column for column in columns.COLUMNS[config]}
    expected = [
        {
            name: as_read(value, by_name[name]) if name in by_name else value
            for name, value in row.items()
        }
        for row in rows(any_release, config)
    ]
    assert read == expected


def test_its_reader_gives_articles_as_deep_as_it_can(mlcroissant, any_release):
    """It follows lists of structs, but no list within them."""
    dataset = mlcroissant.Dataset(str(any_release / "croissant.json"))
    read = [plain(record) for record in dataset.records("articles")]
    for record, row in zip(read, rows(any_release, "articles"), strict=True):
        for column in columns.COLUMNS["articles"]:
            if not any(field.fields for field in column.fields):
                assert record[column.name] == row[column.name]
    quotes = [record["quotes"] for record in read]
    assert [[quote["id"] for quote in one] for one in quotes] == [
        [quote["id"] for quote in row["quotes"]] for row in rows(any_release, "articles")
    ]


def test_its_reader_finds_the_records_of_a_split(mlcroissant, mixed_release):
    dataset = mlcroissant.Dataset(str(mixed_release / "croissant.json"))
    for split in manifest_of(mixed_release)["configs"][0]["splits"]:
        wanted = {"dates/split": split["split"]}
        found = [plain(record) for record in dataset.records("dates", filters=wanted)]
        assert found == [
            row for row in rows(mixed_release, "dates") if row["split"] == split["split"]
        ]
    names = [plain(record)["name"] for record in dataset.records("splits")]
    assert names == ["train", "validation", "test", "full"]
