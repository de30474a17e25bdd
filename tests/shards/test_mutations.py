"""A shard that was changed anywhere, in its bytes or in its values, is checked to the end."""

import json

import golden
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika.checker import check
from khronika.reporters import json as json_reporter
from khronika.reporters import text as text_reporter
from khronika.source.compression import compressing

SHARD = (golden.CASES / "K301/in-a-shard/bundle/articles-00000.jsonl").read_bytes()

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mutated")


def reported(folder, name, data):
    """Check a shard of `data`, and show what is found in every form."""
    path = folder / name
    path.write_bytes(data)
    report = check(source=path)
    path.unlink()
    assert text_reporter.render(report)
    json.loads(json_reporter.render(report))
    return report


def paths_of(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from paths_of(inner, (*path, key))


PATHS = list(paths_of(json.loads(SHARD)))


@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_bytes(folder, data):
    at = data.draw(st.integers(0, len(SHARD)))
    cut = data.draw(st.integers(0, 40))
    new = data.draw(st.binary(max_size=6))
    reported(folder, "a.jsonl", SHARD[:at] + new + SHARD[at + cut :])


@settings(max_examples=examples(80), suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATHS), anything)
def test_any_value_in_any_place(folder, path, new):
    value = json.loads(SHARD)
    if path:
        inner = value
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = new
    else:
        value = new
    try:
        data = json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can write
        data = json.dumps(value).encode()
    reported(folder, "a.jsonl", data + b"\n")


@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(["a.jsonl.gz", "a.jsonl.zst"]))
def test_any_bytes_of_a_compressed_shard(folder, data, name):
    with (folder / "whole").open("wb") as stored, compressing(stored, name) as stream:
        stream.write(SHARD)
    whole = (folder / "whole").read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    new = data.draw(st.binary(max_size=6))
    reported(folder, name, whole[:at] + new + whole[at + len(new) :])
    report = reported(folder, name, whole[:at])
    assert at == len(whole) or report.errors
