"""The hash of what tables say: the same for the same rows, another for any other."""

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.release.content import ContentHash, TableHash, table_sha256

SPAN = pa.struct([("start", pa.int32()), ("surface", pa.string())])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.large_string()),
        ("day", pa.date32()),
        ("flag", pa.bool_()),
        ("spans", pa.list_(SPAN)),
        ("words", pa.list_(pa.string())),
    ]
)
texts = st.none() | st.text(st.characters(codec="utf-8"), max_size=6)
spans = st.none() | st.fixed_dictionaries(
    {"start": st.none() | st.integers(0, 2**31 - 1), "surface": texts}
)
rows = st.fixed_dictionaries(
    {
        "id": texts,
        "text": texts,
        "day": st.none() | st.dates(),
        "flag": st.none() | st.booleans(),
        "spans": st.none() | st.lists(spans, max_size=3),
        "words": st.none() | st.lists(texts, max_size=3),
    }
)


def table(values) -> pa.Table:
    return pa.Table.from_pylist(values, schema=SCHEMA)


@given(st.lists(rows, max_size=8), st.integers(0, 8))
def test_how_a_table_is_cut_and_written_does_not_count(values, cut):
    whole = table(values)
    parts = pa.concat_tables([whole[:cut], whole[cut:]])
    sink = pa.BufferOutputStream()
    pq.write_table(whole, sink, row_group_size=3)
    read = pq.read_table(pa.BufferReader(sink.getvalue()))
    sliced = table([{}, *values, {}])[1 : len(values) + 1]
    assert {table_sha256(one) for one in (parts, read, sliced)} == {table_sha256(whole)}


@given(st.lists(rows, max_size=4), st.lists(rows, max_size=4))
def test_two_tables_have_one_hash_only_if_they_say_the_same(left, right):
    assert (table_sha256(table(left)) == table_sha256(table(right))) == (
        table(left).to_pylist() == table(right).to_pylist()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": ""}, {"id": None}),
        ({"spans": []}, {"spans": None}),
        ({"spans": [None]}, {"spans": [{}]}),
        ({"words": ["аб", "в"]}, {"words": ["а", "бв"]}),
        ({"words": [None]}, {"words": [""]}),
        ({"flag": False}, {"flag": None}),
        ({"day": datetime.date(1970, 1, 1)}, {"day": None}),
    ],
)
def test_what_is_nearly_the_same_is_not(one, other):
    assert table_sha256(table([one])) != table_sha256(table([other]))


def test_what_lies_behind_a_null_does_not_count():
    values = pa.array([1, 2], pa.int32())
    hidden = pa.Array.from_buffers(
        pa.int32(), 2, [pa.py_buffer(b"\x01"), values.buffers()[1]], null_count=1
    )
    plain = pa.array([1, None], pa.int32())
    assert table_sha256(pa.table({"n": hidden})) == table_sha256(pa.table({"n": plain}))


def test_types_and_names_count():
    assert table_sha256(pa.table({"a": ["x"]})) != table_sha256(pa.table({"b": ["x"]}))
    small, large = pa.array([1], pa.int32()), pa.array([1], pa.int64())
    assert table_sha256(pa.table({"a": small})) != table_sha256(pa.table({"a": large}))


@pytest.mark.parametrize("rows", [999, 1000, 1001, 2500])
def test_rows_may_come_piece_by_piece(rows):
    whole = pa.table({"n": range(rows), "text": [str(n % 7) for n in range(rows)]})
    for size in (1, 400, 1000, 1700):
        pieces = TableHash(whole.schema)
        for start in range(0, rows, size):
            pieces.update(whole[start : start + size])
        assert pieces.hexdigest() == table_sha256(whole)
    assert table_sha256(whole) != table_sha256(whole[: rows - 1])


def test_a_type_that_no_release_has_is_refused():
    with pytest.raises(TypeError, match="double"):
        table_sha256(pa.table({"a": [0.5]}))


def test_the_order_of_files_counts():
    left, right = pa.table({"a": ["x"]}), pa.table({"a": ["y"]})
    one, other = ContentHash(), ContentHash()
    for part in (left, right):
        one.update(part)
    for part in (right, left):
        other.update(part)
    assert one.hexdigest() != other.hexdigest()
