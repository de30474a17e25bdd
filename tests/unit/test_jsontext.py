"""Strict JSON: what is refused and where, and where the values of a text stand."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika import jsontext
from khronika.jsontext import InvalidJson, SourceMap, parse, reject_duplicate_keys

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=4), children, max_size=4)
    ),
    max_leaves=20,
)


def refusal(text):
    with pytest.raises(InvalidJson) as caught:
        data = text if isinstance(text, bytes) else text.encode()
        parse(data)
        reject_duplicate_keys(data)
    return str(caught.value), caught.value.offset


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ('{"город": "Баку",}', 16),
        ('{"город": 1 "б": 2}', 12),
        ("{'a': 1}", 1),
        ('{"a": 1} x', 9),
        ("// нет\n{}", 0),
        ("", 0),
        (" ", 1),
        ('{"a": [1, 2', 11),
        ('{"a": 01}', 6),
        ('{"ключ": NaN}', 9),
        ('{"ключ": Infinity}', 9),
        ('{"a": -Infinity}', 7),
        ('{"a": tru}', 6),
        ('{"a": 1e999}', 6),
        ('{"a": ' + "1" * 400 + "}", 6),
        ('{"a": ' + "1" * 5000 + "}", 6),
        ('{"a": "\\ud800"}', 7),
        ('{"a": "\\udc00"}', 7),
        ('{"a": "\\x"}', 6),
        ('{"a": "б\n"}', 8),
        ("\x00", 0),
        ("[1,]", 2),
        ("\ufeff{}", 0),
    ],
)
def test_more_or_less_than_json_is_refused_where_it_goes_wrong(text, offset):
    found = refusal(text)[1]
    # Which side of the character the parser stops at is its own affair.
    assert abs(found - offset) <= 1


def test_bytes_that_are_not_utf_8_are_refused_with_their_place():
    assert refusal('{"город": "'.encode() + b"\xff") == (
        "not UTF-8: invalid start byte at byte 16",
        11,
    )
    assert refusal("{}".encode("utf-16"))[0].startswith("not UTF-8")


@pytest.mark.parametrize("depth", [jsontext.MAX_DEPTH + 1, 500, 5000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_refused(depth, opening, closing):
    middle = "1" if opening != "[" else ""
    message, _ = refusal(opening * depth + middle + closing * depth)
    assert message == f"nested deeper than {jsontext.MAX_DEPTH} levels"


def test_nesting_up_to_the_limit_is_fine():
    value = parse(("[" * jsontext.MAX_DEPTH + "]" * jsontext.MAX_DEPTH).encode())
    assert isinstance(value, list)


@pytest.mark.parametrize(
    ("text", "key", "offset"),
    [
        ('{"a": 1, "a": 2}', "a", 9),
        ('[{"a": 1}, {"b": {"c": 1}, "b": 2}]', "b", 27),
        ('{"é": 1, "\\u00e9": 2}', "é", 9),
        ('{"a": {"a": 1}, "b": ["a", "a"], "a": 2}', "a", 33),
        ('{"\\"": 1, "b": "\\"", "\\"": 2}', '"', 21),
        ('{\n  "a": 1,\n  "a": 1\n}', "a", 14),
        ('{"": 1, "": 2}', "", 8),
    ],
)
def test_a_key_that_occurs_twice_is_found(text, key, offset):
    assert refusal(text) == (f"the key `{key}` occurs twice in one object", offset)


def test_a_long_or_dangerous_key_is_shown_short_and_escaped():
    key = "\x1b[31m" + "a" * 1000
    message, _ = refusal(f"{{{json.dumps(key)}: 1, {json.dumps(key)}: 2}}")
    assert len(message) < 120
    assert message.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b", "b": "a"}',
        '[{"a": 1}, {"a": 1}]',
        '{"a": ["x", "x"], "b": {"a": 1}}',
        '"a"',
        "[]",
    ],
)
def test_equal_strings_elsewhere_are_no_duplicates(text):
    reject_duplicate_keys(text.encode())


@given(VALUES)
def test_parse_reads_what_json_writes(value):
    for ensure_ascii in (True, False):
        data = json.dumps(value, ensure_ascii=ensure_ascii).encode("utf-8", "surrogatepass")
        try:
            assert parse(data) == value
        except InvalidJson:
            assert any(
                0xD800 <= ord(char) < 0xE000 for char in json.dumps(value, ensure_ascii=False)
            )
        else:
            reject_duplicate_keys(data)


@given(st.binary(max_size=40))
def test_any_bytes_are_parsed_or_refused(data):
    try:
        parse(data)
    except InvalidJson as refused:
        assert 0 <= refused.offset <= len(data)


def paths(value, path=()):
    yield path, value
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(child, (*path, key))


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_every_value_is_found_where_it_stands(value, indent):
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    places = SourceMap(text)
    for path, expected in paths(value):
        start, end = places.extent(path)
        assert json.loads(text[start:end]) == expected


def test_a_path_that_leads_nowhere_gives_its_deepest_part_that_exists():
    places = SourceMap('{"a": [1, {"b": 2}]}')
    assert places.extent(("a", 1, "c")) == places.extent(("a", 1))
    assert places.extent(("a", 7)) == places.extent(("a",))
    assert places.extent(("a", 0, "x")) == places.extent(("a", 0))


def test_look_ups_far_down_a_long_list_stay_cheap():
    text = json.dumps([{"id": number} for number in range(20_000)])
    places = SourceMap(text)
    found = [places.extent((number, "id"))[0] for number in range(20_000)]
    assert found == sorted(found)


def test_numbers_keep_their_type():
    assert isinstance(parse(b"1"), int)
    assert isinstance(parse(b"1.0"), float)
    assert math.isfinite(parse(b"12345678901234567890123"))
