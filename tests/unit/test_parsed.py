"""Parsing: facts about files, however broken they are."""

import json

import corpora
import pytest

from khronika import parsed
from khronika.source import RawFile
from khronika.source.tree import Tree
from khronika.subject import decode_text, parse_subject

PATH = corpora.layer_path("dates", corpora.BASE_ARTICLE)


@pytest.fixture
def data() -> bytes:
    return (corpora.BASE / PATH).read_bytes()


def parse(data: bytes) -> parsed.ParsedFile:
    return parsed.parse(RawFile(PATH, data), "dates")


def test_a_canonical_file_is_understood(data):
    file = parse(data)
    assert (file.invalid, file.violations, file.is_canonical) == (None, [], True)
    assert (file.major, file.declared, file.layer) == ("v1", "dates", "dates")
    assert file.record.annotations[0].surface == "пятницу"


def test_another_form_of_the_same_content_is_understood(data):
    file = parse(json.dumps(json.loads(data)).encode())
    assert file.record == parse(data).record
    assert not file.is_canonical


@pytest.mark.parametrize("old", [b'"revision": 1,', b'"value": "P3Y",'])
def test_a_key_that_occurs_twice_is_no_valid_json(data, old):
    file = parse(data.replace(old, old * 2))
    assert "occurs twice" in str(file.invalid)
    assert file.record is None


def test_a_whole_number_written_as_a_fraction_is_a_violation_in_its_place(data):
    """JSON Schema takes 38.0 for an integer; the typed records do not."""
    file = parse(data.replace(b'"start": 38,', b'"start": 38.0,'))
    (violation,) = file.violations
    assert violation.path == ("annotations", 0, "start")
    assert file.record is None


def test_a_day_that_does_not_exist_is_a_violation_in_its_place():
    path = corpora.article_path(corpora.BASE_ARTICLE)
    data = (corpora.BASE / path).read_bytes().replace(b'"2025-10-24"', b'"2025-02-30"')
    file = parsed.parse(RawFile(path, data), "article")
    assert [violation.path for violation in file.violations] == [("dct", "value")]
    assert file.record is None


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbftext", b"te\0xt", b"\xff\xfet\0", b"\xd0", b"\xed\xa0\x80", b"te\r\nxt"],
    ids=["BOM", "NUL", "UTF-16", "cut short", "surrogate", "carriage return"],
)
def test_a_text_whose_offsets_are_in_doubt_is_no_text(data):
    assert decode_text(RawFile("a.txt", data)) is None


@pytest.mark.parametrize("text", ["а\x85б", " а ", "\n", "е\u0301", "\u2028", ""])
def test_a_text_is_decoded_with_nothing_translated(text):
    assert decode_text(RawFile("a.txt", text.encode())) == text


def subject(root):
    (raw,) = Tree(root).documents()
    return parse_subject(raw)


def test_a_sound_subject_is_a_document():
    document = subject(corpora.BASE).document({})
    assert document.id == corpora.BASE_ARTICLE
    assert set(document.layers) == {"entities", "dates", "quotes"}


@pytest.mark.parametrize("path", [PATH, corpora.article_path(corpora.BASE_ARTICLE)])
def test_a_subject_with_a_broken_file_is_no_document(base_tree, path):
    (base_tree / path).write_text("{", encoding="utf-8")
    broken = subject(base_tree)
    assert broken.document({}) is None
    assert len(broken.files) == 4


def test_a_subject_without_its_text_is_no_document_unless_it_is_withheld(base_tree):
    (base_tree / f"corpus/articles/2025/{corpora.BASE_ARTICLE}.txt").unlink()
    assert subject(base_tree).document({}) is None
    path = corpora.article_path(corpora.BASE_ARTICLE)
    article = corpora.read_json(base_tree, path)
    article["rights"]["redistribute"] = False
    corpora.write_json(base_tree, path, "article", article)
    document = subject(base_tree).document({})
    assert document is not None
    assert document.text is None


def test_every_span_of_every_layer_is_listed_with_its_place():
    spans = subject(corpora.BASE).spans
    assert len(spans) == 11 + 4 + 17
    for span in spans:
        value = json.loads(span.file.data)
        for step in span.path:
            value = value[step]
        assert (value["start"], value["end"], value["surface"]) == (
            span.start,
            span.end,
            span.surface,
        )


@pytest.mark.parametrize(
    ("zones", "kept"),
    [
        ([(0, 34)], 1),
        ([(0, 10), (10, 34)], 2),
        ([(0, 20), (10, 34)], 0),
        ([(10, 34), (0, 5)], 0),
        ([(0, 361)], 0),
        ([(5, 5)], 0),
    ],
)
def test_zones_count_only_if_they_are_sorted_disjoint_and_in_range(base_tree, zones, kept):
    path = corpora.article_path(corpora.BASE_ARTICLE)
    article = corpora.read_json(base_tree, path)
    article["zones"] = [{"kind": "heading", "start": s, "end": e} for s, e in zones]
    corpora.write_json(base_tree, path, "article", article)
    assert len(subject(base_tree).zones) == kept
