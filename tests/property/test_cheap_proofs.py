"""What a cheap look finds to be in order is in order: the dear one would have found nothing."""

import documents
import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika import canonical, jsontext, model, records, schema
from khronika.parsed import parse
from khronika.parsed_shards import subject
from khronika.source import RawFile, RawLine
from khronika.source.layout import place

SPACES = st.sampled_from([b" ", b"\n", b"  ", b"\n    ", b""])


@st.composite
def written(draw) -> tuple[str, bytes]:
    """Return a valid JSON file of an article, mostly with white space that is not canonical."""
    files = {path: data for path, data in draw(documents.file_sets()).items() if path[-1] == "n"}
    path = draw(st.sampled_from(sorted(files)))
    data = files[path]
    spaces = [at for at in range(len(data)) if data[at : at + 1] in (b" ", b"\n")]
    for at in draw(st.lists(st.sampled_from(spaces), max_size=2)):
        moved = data[:at] + draw(SPACES) + data[at + 1 :]
        if is_same(moved, data):  # else it was a space of a text
            data = moved
    return place(path).kind, data


def is_same(one: bytes, other: bytes) -> bool:
    try:
        return orjson.loads(one) == orjson.loads(other)
    except orjson.JSONDecodeError:
        return False


@given(written())
def test_the_record_tells_whether_a_file_is_canonical(file):
    kind, data = file
    value = orjson.loads(data)
    record = records.convert(value, records.RECORDS[kind])
    wanted = data == canonical.to_bytes(value, kind)
    assert canonical.is_written(data, value, kind, record) == wanted
    assert canonical.is_written(data, value, kind, None) == wanted


@given(st.text(), st.integers())
def test_every_writer_writes_a_text_and_a_number_alike(text, number):
    value = [text, number % 2**63]
    written = canonical._dump(value).encode()
    assert msgspec.json.format(msgspec.json.encode(value), indent=0) == written
    assert msgspec.json.format(orjson.dumps(value), indent=0) == written


@pytest.mark.parametrize("kind", model.LAYERS)
def test_records_have_their_keys_in_the_order_of_the_schema(kind):
    (annotations,) = (
        one for one in msgspec.structs.fields(records.RECORDS[kind]) if one.name == "annotations"
    )
    order = schema.key_order(kind)
    assert [*order.fields][-1] == "annotations"
    assert_order(annotations.type.__args__[0], order.fields["annotations"].items)


def assert_order(record, order) -> None:
    fields = msgspec.structs.fields(record)
    assert [field.encode_name for field in fields] == [*order.fields]
    for field in fields:
        inner = order.fields[field.encode_name]
        for type_ in (field.type, *getattr(field.type, "__args__", ())):
            if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
                assert_order(type_, inner.items or inner)


@pytest.mark.parametrize("kind", sorted(records.RECORDS))
def test_a_schema_has_an_end(kind):
    """So what it accepts need not be measured for its depth."""
    assert depth(schema.load(kind), f"{kind}.schema.json") < jsontext.MAX_DEPTH


def depth(part, file: str) -> int:
    if "$ref" in part:
        return depth(*schema.follow(part["$ref"], file))
    inner = [*part.get("properties", {}).values()]
    if part.get("type") == "object":
        rest = part["additionalProperties"]
        inner += [rest] if rest is not False else []
    if part.get("type") == "array":
        inner.append(part["items"])
    return 1 + max((depth(one, file) for one in inner), default=0)


def test_a_value_that_no_schema_accepts_is_measured():
    data = b"[" * 100 + b"]" * 100
    assert "deeper than 64" in str(parse(RawFile("corpus/corpus.json", data), "corpus").invalid)


@pytest.mark.parametrize("depth", [61, 62, 100, 300, 1000])
@pytest.mark.parametrize(
    "line",
    [
        '{"article":{"id":"port","zones":DEEP},"layers":{}}',
        '{"article":{"$schema":"v9/article.schema.json","id":DEEP},"layers":{}}',
        '{"article":{},"layers":{"dates":DEEP}}',
        '{"article":{},"layers":{"words":DEEP}}',
        '{"article": {}, "layers": {"dates": {"annotations": DEEP}}}',
    ],
)
def test_a_line_that_a_schema_rejects_is_measured(line, depth):
    data = line.replace("DEEP", "[" * depth + "]" * depth).encode()
    is_too_deep = jsontext._depth_exceeds(jsontext.read(data), jsontext.MAX_DEPTH)
    found = subject(RawLine("a.jsonl", 1, 0, data))
    assert ("deeper than 64" in str(found.line.invalid)) == is_too_deep
    assert len(found.files) == 1 or not is_too_deep
