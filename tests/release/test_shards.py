"""Shards and row groups: a release is cut in order, and loses nothing by it."""

import random
import re
from pathlib import Path
from unittest import mock

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from released import tables_in_order

from khronika.release import builder, columns, plan, table_file
from khronika.release.builder import build
from khronika.release.plan import Remembered
from khronika.source import Part


@given(
    st.lists(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 1)), max_size=12), max_size=4),
    st.integers(1, 60),
)
def test_the_plan_fills_shards_in_order_and_loses_nothing(articles, limit):
    parts = []
    for number, of_part in enumerate(articles):
        remembered = Remembered()
        for place, (length, split) in enumerate(of_part):
            remembered.splits.append(split)
            remembered.lengths.append(length)
            remembered.sums.append(1000 * number + place)
            remembered.verbatim.append(place % 2)
        parts.append((Part(shard=number), remembered))
    for split in (0, 1, None):
        with mock.patch.object(plan, "SHARD_CODE_POINTS", limit):
            shards = list(plan.plan(parts, split))
        found = [
            [(one.part.shard, place) for one in shard for place in one.places] for shard in shards
        ]
        assert [place for shard in found for place in shard] == [
            (number, place)
            for number, of_part in enumerate(articles)
            for place, (_, of) in enumerate(of_part)
            if split in (of, None)
        ]
        sums = [checksum for shard in shards for one in shard for checksum in one.sums]
        assert sums == [1000 * number + place for shard in found for number, place in shard]
        sizes = [sum(articles[number][place][0] for number, place in shard) for shard in found]
        for shard, size in zip(found, sizes, strict=True):
            assert size <= limit or len(shard) == 1
        for size, following in zip(sizes, found[1:], strict=False):
            number, place = following[0]
            assert size + articles[number][place][0] > limit


WORDS = re.findall(r"\w+", "причал вода лодка мост рыбак ветер берег сеть парус якорь канат туман")


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """A corpus of twelve articles, half of them without any date."""
    root = corpora.copy_of_base(tmp_path_factory.mktemp("many") / "tree")
    corpora.change_info(root, splits={"train": 0.8, "test": 0.2})
    shuffled = random.Random(1)
    for number in range(11):
        words = shuffled.choices(WORDS, k=40)
        text = f"Рыбаки ждали {number + 3} октября. {' '.join(words).capitalize()}."
        value = {"type": "DATE", "value": f"2025-10-{number + 3:02}", "anchor": "dct"}
        date = {"id": "d1", **corpora.span(text, f"{number + 3} октября"), **value}
        split = "test" if number > 8 else "train"
        one = corpora.article(f"article-{number:02}", text, split=split)
        corpora.add(root, one, text, dates=[date] if number % 2 else [])
    return root


@pytest.fixture(scope="module")
def whole(many, tmp_path_factory) -> builder.Release:
    return build(many, out=tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("limit", [1, 600, 900])
def test_shards_hold_the_same_rows_as_a_whole(many, whole, limit, tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "SHARD_CODE_POINTS", limit)
    release = build(many, out=tmp_path)
    assert release.rows == whole.rows
    for config in columns.CONFIGS:
        by_split: dict[str, list[str]] = {}
        for path in sorted((release.path / "data" / config).iterdir()):
            by_split.setdefault(path.name.split("-")[0], []).append(path.name)
        for split, names in by_split.items():
            of = len(names)
            assert names == [f"{split}-{i:05}-of-{of:05}.parquet" for i in range(of)]
        assert config not in ("articles", "dates", "tokens") or len(by_split["train"]) > 1
        for split, part in tables_in_order(whole.path, config):
            parts = [p for name, p in tables_in_order(release.path, config) if name == split]
            assert pa.concat_tables(parts).equals(part)


def test_row_groups_are_bounded(many, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(table_file, "ROW_GROUP_BYTES", 2000)
    release = build(many, out=tmp_path)
    groups = pq.read_metadata(next(release.path.glob("data/entities/train-*"))).num_row_groups
    assert groups > 1
    assert release.manifest["configs"] == whole.manifest["configs"]
