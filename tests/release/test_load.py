"""A release opens in what people use: `datasets`, streamed or not, duckdb, polars and pandas."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import corpora
import datasets
import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest
import yaml
from datasets import ClassLabel, Features, List
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData

import khronika
from khronika import load
from khronika.model import DATE_TYPES, ENTITY_LABELS, QUOTE_TYPES
from khronika.release import columns
from khronika.release.builder import build

CONFIGS = columns.CONFIGS


def on_disk(release: Path, config: str) -> dict[str, list[dict]]:
    """Return the rows of a config by split, as pyarrow reads them."""
    rows: dict[str, list[dict]] = {}
    for path in sorted((release / "data" / config).glob("*.parquet")):
        rows.setdefault(path.name.split("-")[0], []).extend(pq.read_table(path).to_pylist())
    return rows


def with_label_names(value, feature):
    """Return a value as `datasets` gives it, with the names of labels for their integers."""
    if isinstance(feature, ClassLabel):
        return None if value is None else feature.int2str(value)
    if isinstance(feature, List):
        return None if value is None else [with_label_names(v, feature.feature) for v in value]
    if isinstance(feature, dict):
        if value is None:
            return None
        assert isinstance(value, dict)
        return {name: with_label_names(value[name], inner) for name, inner in feature.items()}
    return value


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("streaming", [False, True])
def test_every_row_is_as_on_disk(any_release, config, streaming):
    loaded = datasets.load_dataset(str(any_release), config, streaming=streaming)
    expected = on_disk(any_release, config)
    assert set(loaded) == set(expected)
    for split, rows in expected.items():
        features = Features(loaded[split].features)
        assert [with_label_names(row, features) for row in loaded[split]] == rows


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("streaming", [False, True])
def test_the_features_are_those_of_the_columns(any_release, config, streaming):
    loaded = datasets.load_dataset(str(any_release), config, streaming=streaming)
    for split in loaded.values():
        assert split.features == columns.features(config)


def test_labels_are_class_labels_wherever_they_stand(release):
    def features(config: str) -> Features:
        return datasets.load_dataset(str(release), config, split="train").features

    articles = features("articles")
    tags = [f"{prefix}-{label}" for label in ENTITY_LABELS for prefix in "BI"]
    date_tags = [f"{prefix}-{label}" for label in DATE_TYPES for prefix in "BI"]
    assert features("entities")["label"] == ClassLabel(names=list(ENTITY_LABELS))
    assert features("dates")["type"] == ClassLabel(names=list(DATE_TYPES))
    assert features("quotes")["type"] == ClassLabel(names=list(QUOTE_TYPES))
    assert features("tokens")["ner_tags"] == List(ClassLabel(names=["O", *tags]))
    assert features("tokens")["date_tags"] == List(ClassLabel(names=["O", *date_tags]))
    assert articles["entities"].feature["label"] == ClassLabel(names=list(ENTITY_LABELS))
    assert articles["dates"].feature["type"] == ClassLabel(names=list(DATE_TYPES))
    assert articles["quotes"].feature["type"] == ClassLabel(names=list(QUOTE_TYPES))


@pytest.mark.parametrize("streaming", [False, True])
def test_dates_are_dates_and_lists_of_structs_are_lists_of_dicts(release, streaming):
    articles = datasets.load_dataset(str(release), split="train", streaming=streaming)
    row = next(iter(articles))
    assert row["dct"] == datetime.date(2025, 10, 24)
    assert type(row["dct"]) is datetime.date
    assert row["zones"][0] == {"kind": "header", "start": 0, "end": 17}
    assert type(row["dates"][0]["earliest"]) is datetime.date
    first = row["dates"][0]
    assert row["text"][first["start"] : first["end"]] == first["surface"] == "пятницу"
    assert isinstance(row["quotes"][0]["content"], list)
    assert isinstance(row["quotes"][0]["content"][0], dict)


def test_an_article_without_a_layer_has_null_there(tmp_path):
    root = corpora.copy_of_base(tmp_path / "tree")
    corpora.change_info(root, layers={"entities": "v1"})
    for layer in ("dates", "quotes"):
        (root / corpora.layer_path(layer, corpora.BASE_ARTICLE)).unlink()
    release = build(root, out=tmp_path / "out").path
    for streaming in (False, True):
        articles = datasets.load_dataset(str(release), split="train", streaming=streaming)
        row = next(iter(articles))
        assert len(row["entities"]) == 11
        assert (row["dates"], row["quotes"], row["dates_status"]) == (None, None, None)
        assert (row["quotes_annotators"], row["dates_revision"]) == (None, None)


def test_an_article_without_annotations_has_empty_lists(mixed_release):
    articles = datasets.load_dataset(str(mixed_release), split="train")
    row = next(row for row in articles if row["article_id"] == "ice-on-the-river")
    assert (row["entities"], row["dates"], row["quotes"], row["zones"]) == ([], [], [], [])
    assert (row["title"], row["dct"], row["rights_note"]) == (None, None, None)
    assert row["dates_status"] == "single"


# The card


def front_matter(release: Path) -> dict:
    return yaml.safe_load((release / "README.md").read_text(encoding="utf-8").split("---\n")[1])


def test_the_front_matter_survives_the_library_that_reads_it(any_release):
    card = DatasetCard.load(any_release / "README.md")
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    infos = DatasetInfosDict.from_dataset_card_data(card.data)
    assert list(configs) == list(CONFIGS)
    assert set(infos) == set(CONFIGS)
    again = DatasetCardData()
    infos.to_dataset_card_data(again)
    configs.to_dataset_card_data(again)
    for key, entries in again.to_dict().items():
        written = sorted(front_matter(any_release)[key], key=lambda entry: entry["config_name"])
        assert sorted(entries, key=lambda entry: entry["config_name"]) == written
    assert MetadataConfigs.get_default_config_name(configs) == "articles"
    for config in CONFIGS:
        assert infos[config].features == columns.features(config)
        counted = {name: split.num_examples for name, split in infos[config].splits.items()}
        assert counted == {split: len(rows) for split, rows in on_disk(any_release, config).items()}


def test_the_data_files_of_the_card_are_all_the_parquet_there_is(any_release):
    matched = []
    for config in front_matter(any_release)["configs"]:
        for files in config["data_files"]:
            found = list(any_release.glob(files["path"]))
            assert {path.name.split("-")[0] for path in found} == {files["split"]}
            matched += found
    assert sorted(matched) == sorted(any_release.rglob("*.parquet"))


def test_the_card_carries_the_release_version(release):
    version = khronika.open_corpus().info.version
    assert {config["version"] for config in front_matter(release)["configs"]} == {version}


@pytest.fixture
def without_quotes(tmp_path) -> Path:
    root = corpora.copy_of_base(tmp_path / "tree")
    path = corpora.layer_path("quotes", corpora.BASE_ARTICLE)
    quotes = corpora.read_json(root, path)
    corpora.write_json(root, path, "quotes", quotes | {"annotations": []})
    return build(root, out=tmp_path / "out").path


@pytest.mark.parametrize("streaming", [False, True])
def test_a_config_without_any_rows_is_not_offered(without_quotes, streaming):
    """Were it there with no files, `datasets` would take the files of all configs for its."""
    with pytest.raises(ValueError, match=r"'quotes' not found\. Available: .*'articles'"):
        datasets.load_dataset(str(without_quotes), "quotes", streaming=streaming)
    articles = datasets.load_dataset(str(without_quotes), split="train", streaming=streaming)
    assert [len(row["quotes"]) for row in articles] == [0]


def test_a_newer_release_at_the_same_path_is_not_served_from_the_cache(tmp_path):
    root = corpora.copy_of_base(tmp_path / "tree")
    seen = []
    for version, genre in (("0.1.0", "news"), ("0.2.0", "report")):
        corpora.change_info(root, version=version)
        path = corpora.article_path(corpora.BASE_ARTICLE)
        article = corpora.read_json(root, path)
        corpora.write_json(root, path, "article", article | {"genre": genre})
        release = build(root, out=tmp_path / "out", configs=["articles"]).path
        for file in release.rglob("*"):
            os.utime(file, (1, 1))
        place = tmp_path / "release"
        if place.exists():
            place.rename(tmp_path / "older")
        release.rename(place)
        seen += datasets.load_dataset(str(place), split="train")["genre"]
    assert seen == ["news", "report"]


# Other libraries


def query(sql: str, *parameters: str) -> list[tuple]:
    with duckdb.connect() as connection:
        return connection.execute(sql, parameters).fetchall()


@pytest.mark.parametrize("config", CONFIGS)
def test_duckdb_polars_and_pandas_see_the_same_rows(any_release, config):
    pattern = str(any_release / "data" / config / "*.parquet")
    rows = sum(len(rows) for rows in on_disk(any_release, config).values())
    assert query("select count(*) from read_parquet(?)", pattern) == [(rows,)]
    described = query("describe select * from read_parquet(?)", pattern)
    assert [name for name, *_ in described] == [one.name for one in columns.COLUMNS[config]]
    frames = [pandas.read_parquet(path) for path in sorted(Path(pattern).parent.iterdir())]
    assert sum(len(frame) for frame in frames) == rows
    assert polars.read_parquet(pattern).height == rows


def test_labels_are_words_outside_of_datasets(release):
    entities = str(release / "data/entities/*.parquet")
    counted = query("select label, count(*) from read_parquet(?) group by 1", entities)
    assert dict(counted)["COUNTRY"] == 22
    assert polars.read_parquet(entities)["label"].value_counts(sort=True).row(0) == ("COUNTRY", 22)
    frame = pandas.read_parquet(next(release.glob("data/entities/*.parquet")))
    assert frame["label"].value_counts()["PERSON"] == 16


def test_nested_columns_open_outside_of_datasets(release):
    articles = str(release / "data/articles/*.parquet")
    types = "select unnest(quotes).type from read_parquet(?)"
    assert [type_ for (type_,) in query(types, articles)].count("direct") == 5
    quotes = polars.read_parquet(articles).select(polars.col("quotes").explode())
    assert quotes.unnest("quotes").filter(type="direct").height == 5
    frame = pandas.read_parquet(next(release.glob("data/articles/*.parquet")))
    assert sum(quote["type"] == "direct" for quote in frame["quotes"][0]) == 5


# khronika.load_dataset


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("KHRONIKA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def rows_of(release: Path, config: str) -> dict[str, int]:
    return {split: len(rows) for split, rows in on_disk(release, config).items()}


@pytest.mark.parametrize("config", CONFIGS)
def test_each_config_loads_by_its_name(config, own_release):
    loaded = khronika.load_dataset(config)
    assert {name: rows.num_rows for name, rows in loaded.items()} == rows_of(own_release, config)


def test_the_default_is_articles():
    ids = khronika.load_dataset(split="train")["article_id"]
    assert "vestikavkaza-2025-10-24-putin-aliyev-call" in list(ids)


def test_split_and_streaming_are_passed_on(own_release):
    assert isinstance(khronika.load_dataset("dates", split="train"), datasets.Dataset)
    streamed = khronika.load_dataset("dates", split="train", streaming=True)
    assert isinstance(streamed, datasets.IterableDataset)
    surfaces = [row["surface"] for row in on_disk(own_release, "dates")["train"]]
    assert [row["surface"] for row in streamed] == surfaces
    assert isinstance(khronika.load_dataset("dates", streaming=True), datasets.IterableDatasetDict)
    assert (
        khronika.load_dataset("registry", split="all").num_rows
        == (rows_of(own_release, "registry")["full"])
    )


def test_the_version_that_ships_can_be_asked_for(own_release):
    version = khronika.open_corpus().info.version
    dates = khronika.load_dataset("dates", split="train", version=version)
    assert dates.num_rows == rows_of(own_release, "dates")["train"]


def test_an_unknown_config_is_refused_with_the_list(cache):
    with pytest.raises(ValueError, match=r"no config 'quote'; there are articles, .*quotes"):
        khronika.load_dataset("quote")
    assert not cache.exists()


def test_an_unknown_split_is_refused():
    with pytest.raises(ValueError, match="tset"):
        khronika.load_dataset("dates", split="tset")


def test_the_first_call_builds_into_the_cache_and_the_second_does_not(cache, monkeypatch):
    assert khronika.load_dataset("dates", split="train").num_rows
    (made,) = cache.glob("releases/*/khronika-*/manifest.json")
    monkeypatch.setattr("khronika.release.builder.build", lambda **_: pytest.fail("built again"))
    stamp = made.stat().st_mtime_ns
    assert khronika.load_dataset("quotes", split="train").num_rows
    assert made.stat().st_mtime_ns == stamp


def test_another_package_version_gets_another_place(cache, monkeypatch):
    first = load.bundled_release()
    versions = load.versions()
    assert "pyarrow" in versions
    monkeypatch.setattr(load, "versions", lambda: versions | {"pyarrow": "99"})
    assert load.bundled_release() != first


def test_a_cache_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("KHRONIKA_CACHE", str(tmp_path / "file" / "cache"))
    message = r"cannot be kept in .*file.cache.* \(Not a directory\); set KHRONIKA_CACHE"
    with pytest.raises(khronika.ReleaseNotFound, match=message):
        khronika.load_dataset("dates")


def test_several_processes_may_load_for_the_first_time(cache, own_release):
    code = "import khronika; print(khronika.load_dataset('dates', split='train').num_rows)"
    command = [sys.executable, "-c", code]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    rows = str(rows_of(own_release, "dates")["train"])
    assert [run.communicate(timeout=120)[0].strip() for run in runs] == [rows, rows]
    assert len(list(cache.glob("releases/*/khronika-*"))) == 1


def test_rows_of_an_older_build_never_come_from_the_cache(base_tree, tmp_path):
    """The corrected files have the very sizes of the old ones, so nothing but hashes tells."""
    path = base_tree / corpora.layer_path("dates", corpora.BASE_ARTICLE)
    sizes = []
    for value in ("P3Y", "P4Y"):
        path.write_text(path.read_text("utf-8").replace('"P3Y"', f'"{value}"'), "utf-8")
        release = build(base_tree, out=tmp_path / "dist", force=True).path
        sizes.append([file.stat().st_size for file in sorted(release.rglob("*.parquet"))])
        rows = datasets.load_dataset(str(release), "dates", split="train")
        assert rows["value"][1] == value
    assert sizes[0] == sizes[1]
