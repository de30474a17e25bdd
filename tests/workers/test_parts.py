"""Parts: together they are the source, and what is found in them does not depend on their size."""

from dataclasses import replace

import pytest

from khronika.checker import check
from khronika.source import RawLine, layout, shards
from khronika.source.opening import open_source


def unweighed(raw):
    """Return a document without its weight, which depends on how much is read at once."""
    return replace(raw, weight=0)


@pytest.mark.parametrize("kind", ["tree", "bundle", "compressed"])
def test_parts_have_the_documents_of_the_whole(kind, request, monkeypatch):
    folder = request.getfixturevalue(kind)
    source = open_source(folder)
    assert len(source.parts()) > 3
    apart = [unweighed(raw) for part in source.parts() for raw in source.read(part)]
    monkeypatch.setattr(layout, "PART", 10_000)
    monkeypatch.setattr(shards, "PART", 1 << 40)
    whole = open_source(folder)
    if kind != "compressed":
        assert len(whole.parts()) == 1
    assert [unweighed(raw) for raw in whole.documents()] == apart


@pytest.mark.parametrize("kind", ["tree", "bundle", "compressed"])
def test_weights_add_up_to_the_total(kind, request):
    source = open_source(request.getfixturevalue(kind))
    assert sum(raw.weight for raw in source.documents()) == source.total()


def test_a_part_may_begin_in_a_line_that_is_too_long_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "PART", 10)
    shard = tmp_path / "a.jsonl"
    shard.write_bytes(b'{"article": {}}\n{}\n' + b" " * 30 + b'\n{"x": 1}')
    source = open_source(None, shard)
    assert [(part.start, part.end, part.line) for part in source.parts()] == [
        (0, 16, 1),
        (16, 50, 2),
        (50, 58, 4),
    ]
    places = [(raw.number, raw.start) for raw in source.documents() if isinstance(raw, RawLine)]
    assert places == [(1, 0), (2, 16), (4, 50)]


def test_an_article_that_is_gone_when_its_part_is_read_is_a_finding(tree):
    source = open_source(tree)
    (part, *_) = source.parts()
    documents = (("gone", "2025"), *part.documents)
    raws = list(source.read(type(part)(documents)))
    assert (raws[0].id, raws[0].article) == ("gone", None)
    assert raws[0].refusals[0].reason == "it cannot be read: no such file or directory"
    assert len(raws) == len(documents)


def test_a_report_does_not_depend_on_the_size_of_parts(spoilt, spoilt_bundle, monkeypatch):
    small = [check(spoilt), check(spoilt_bundle)]
    assert all(len({finding.code for finding in report.findings}) > 5 for report in small)
    monkeypatch.setattr(layout, "PART", 10_000)
    monkeypatch.setattr(shards, "PART", 1 << 40)
    assert [check(spoilt), check(spoilt_bundle)] == small
