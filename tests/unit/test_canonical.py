"""The canonical form: one content, one sequence of bytes."""

import json
import random

import golden
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika import bundled, canonical, schema
from khronika.jsontext import parse
from khronika.source.layout import place

ROOTS = (bundled.root(), golden.CASES / "base")
FILES = [
    (root / folder, path, place(path.relative_to(root).as_posix()).kind)
    for root in ROOTS
    for folder in ("corpus", "annotations")
    for path in sorted((root / folder).rglob("*.json"))
]
VALUES = [(kind, orjson.loads(path.read_bytes())) for _, path, kind in FILES]


MAPS = {"splits", "made_with"}
"""Objects whose keys are names of their author's choice, and stay in the order given."""


def shuffled(value, rng, records=None):
    """Return `value` with the keys of every object, and the items of `records`, in any order.

    Keys that no schema names, those of `splits`, have no order but their own.
    """
    if isinstance(value, list):
        return [shuffled(item, rng) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(key, child if key in MAPS else shuffled(child, rng)) for key, child in value.items()]
    rng.shuffle(items)
    result = dict(items)
    if records in result:
        rng.shuffle(result[records])
    return result


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for _, path, kind in FILES])
def test_the_files_of_the_corpus_are_canonical(kind, path):
    assert canonical.to_bytes(orjson.loads(path.read_bytes()), kind) == path.read_bytes()


@given(st.sampled_from(VALUES), st.randoms(use_true_random=False))
def test_order_of_keys_and_records_does_not_matter(file, rng: random.Random):
    kind, value = file
    records = canonical.record_list(kind) if kind != "layer" else None
    mixed = shuffled(value, rng, records)
    assert schema.is_valid(kind, mixed)
    assert canonical.to_bytes(mixed, kind) == canonical.to_bytes(value, kind)


@given(st.sampled_from(VALUES), st.randoms(use_true_random=False), st.data())
def test_writing_what_was_written_changes_nothing(file, rng, data):
    kind, value = file
    mixed = shuffled(value, rng, canonical.record_list(kind))
    if mixed.get("annotations"):
        one = data.draw(st.sampled_from(mixed["annotations"]))
        text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
        span = one["content"][0] if "content" in one else one
        span["surface"] = data.draw(text | st.none())
    written = canonical.to_bytes(mixed, kind)
    assert canonical.to_bytes(parse(written), kind) == written
    assert sorted_all(parse(written)) == sorted_all(mixed)


def sorted_all(value):
    """Return `value` in a form that compares equal whatever the order of its lists."""
    if isinstance(value, dict):
        return {key: sorted_all(child) for key, child in value.items()}
    if isinstance(value, list):
        items = (sorted_all(item) for item in value)
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return value


def test_writing_leaves_its_argument_alone():
    value = {"retired": [], "$schema": "../schema/v1/retired.schema.json"}
    canonical.to_bytes(value, "retired")
    assert list(value) == ["retired", "$schema"]


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_keys_stand_in_the_order_of_the_schema(kind, value):
    def compare(node, order):
        if isinstance(node, dict):
            known = [key for key in order.fields if key in node]
            assert [key for key in node if key in order.fields] == known
            for key in known:
                compare(node[key], order.fields[key])
        elif isinstance(node, list) and order.items:
            for item in node:
                compare(item, order.items)

    mixed = shuffled(value, random.Random(20251024))
    compare(parse(canonical.to_bytes(mixed, kind)), schema.key_order(kind))


def layer(*annotations):
    return {"annotations": list(annotations)}


def ids(value, kind):
    records = canonical.record_list(kind)
    return [record["id"] for record in parse(canonical.to_bytes(value, kind))[records]]


def test_annotations_go_by_start_then_longest_then_number_of_the_id():
    spans = [("e10", 4, 9), ("e9", 4, 9), ("e1", 4, 12), ("e2", 0, 3), ("e3", 4, 5)]
    value = layer(*({"id": id_, "start": start, "end": end} for id_, start, end in spans))
    assert ids(value, "entities") == ["e2", "e1", "e9", "e10", "e3"]


def test_a_quote_goes_from_its_first_content_part_to_its_last():
    def quote(id_, *content):
        return {
            "id": id_,
            "content": [{"start": start, "end": end} for start, end in content],
            "cue": [{"start": 0, "end": 1}],
        }

    value = layer(
        quote("q3", (5, 9)),
        quote("q2", (5, 9), (12, 20)),
        quote("q1", (4, 6)),
        quote("q4", (5, 15)),
    )
    assert ids(value, "quotes") == ["q1", "q2", "q4", "q3"]


def test_registry_annotators_and_retired_go_by_id():
    for kind, records in (
        ("registry", "entities"),
        ("annotators", "annotators"),
        ("retired", "retired"),
    ):
        value = {records: [{"id": "b"}, {"id": "a-b"}, {"id": "a"}]}
        assert ids(value, kind) == ["a", "a-b", "b"]


def test_waivers_go_by_code_article_and_annotation():
    waivers = [
        {"code": "K503", "article": "a"},
        {"code": "K301", "article": "b"},
        {"code": "K301", "article": "a", "annotation": "e2"},
        {"code": "K301", "article": "a"},
    ]
    written = parse(canonical.to_bytes({"waivers": waivers}, "waivers"))["waivers"]
    assert written == [waivers[3], waivers[2], waivers[1], waivers[0]]


def test_scores_go_by_task_method_and_split():
    scores = [
        {"task": "speakers", "method": "a", "split": "test"},
        {"task": "ner_tags", "method": "b", "split": "test"},
        {"task": "ner_tags", "method": "a", "split": "validation"},
        {"task": "ner_tags", "method": "a", "split": "test"},
    ]
    written = parse(canonical.to_bytes({"scores": scores}, "scores"))["scores"]
    assert written == scores[::-1]


def test_labels_keep_their_order():
    labels = [{"label": "PERSON", "definition": "б"}, {"label": "EVENT", "definition": "а"}]
    assert parse(canonical.to_bytes({"labels": labels}, "layer"))["labels"] == labels


def test_splits_keep_their_order():
    splits = {"train": 0.8, "validation": 0.1, "test": 0.1}
    written = parse(canonical.to_bytes({"splits": splits}, "corpus"))["splits"]
    assert list(written) == ["train", "validation", "test"]


def test_one_record_takes_one_line_and_everything_stays_readable():
    written = canonical.to_bytes(
        {
            "annotations": [
                {"surface": "Порт\n\u2028", "end": 5, "id": "e1", "start": 0},
                {"id": "e2", "start": 5, "end": 6, "surface": '"\\'},
            ],
            "annotators": ["case-writer"],
        },
        "entities",
    )
    assert written.decode() == (
        "{\n"
        '  "annotators": [\n'
        '    "case-writer"\n'
        "  ],\n"
        '  "annotations": [\n'
        '    {"id": "e1", "start": 0, "end": 5, "surface": "Порт\\n\u2028"},\n'
        '    {"id": "e2", "start": 5, "end": 6, "surface": "\\"\\\\"}\n'
        "  ]\n"
        "}\n"
    )


@pytest.mark.parametrize(("folder", "path", "kind"), FILES)
def test_the_schema_is_referred_to_by_the_way_there(folder, path, kind):
    relative = path.relative_to(folder.parent).as_posix()
    reference = canonical.schema_reference(relative, kind)
    assert orjson.loads(path.read_bytes())["$schema"] == reference
    target = bundled.root().joinpath(relative).parent.joinpath(reference).resolve()
    assert target == (bundled.root() / "schema" / "v1" / f"{kind}.schema.json").resolve()
