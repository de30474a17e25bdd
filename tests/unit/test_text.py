"""Paragraphs, sentences and tokens tile the text, whatever the text is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model import Zone
from khronika.text import Lines, Occurrences, index_at, paragraphs, sentences, tokens

ALPHABET = 'абВГд .!?…;:,-–—«»"()1 2\u00a0\u0301\u200b\t\r\n\n𝄞IП'
KINDS = ("header", "heading", "caption", "byline")


def texts():
    return st.one_of(st.text(ALPHABET, max_size=80), st.text(max_size=40))


@st.composite
def zoned_texts(draw):
    text = draw(texts())
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    zones = [
        Zone(draw(st.sampled_from(KINDS)), start, end)
        for start, end in list(pairwise(edges))[:: draw(st.integers(1, 2))]
    ]
    return text, zones


@st.composite
def spans_of(draw, text):
    start = draw(st.integers(0, len(text)))
    return start, draw(st.integers(start, len(text)))


@given(zoned_texts())
def test_paragraphs_hold_every_character_but_line_feeds(zoned):
    text, zones = zoned
    held = [i for start, end, _ in paragraphs(text, zones) for i in range(start, end)]
    assert held == [i for i, character in enumerate(text) if character != "\n"]


@given(zoned_texts())
def test_a_paragraph_lies_in_its_zone_or_in_none(zoned):
    text, zones = zoned
    for start, end, kind in paragraphs(text, zones):
        assert start < end
        overlapping = [zone for zone in zones if zone.start < end and start < zone.end]
        if kind is None:
            assert overlapping == []
        else:
            (zone,) = overlapping
            assert zone.kind == kind
            assert zone.start <= start
            assert end <= zone.end


@given(zoned_texts())
def test_paragraphs_are_cut_nowhere_else(zoned):
    text, zones = zoned
    edges = {edge for zone in zones for edge in (zone.start, zone.end)}
    for left, right in pairwise(paragraphs(text, zones)):
        assert "\n" in text[left.end : right.start] or left.end == right.start in edges


@given(st.data())
def test_sentences_are_sorted_disjoint_and_inside_paragraphs(data):
    text, zones = data.draw(zoned_texts())
    keep = data.draw(st.lists(spans_of(text), max_size=4))
    parts = paragraphs(text, zones)
    found = sentences(text, parts, keep)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    for start, end in found:
        part = parts[index_at(parts, start)]
        assert part.zone != "header"
        assert start < end <= part.end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


@given(st.data())
def test_sentences_hold_everything_but_white_space_and_headers(data):
    text, zones = data.draw(zoned_texts())
    keep = data.draw(st.lists(spans_of(text), max_size=4))
    parts = paragraphs(text, zones)
    held = {i for start, end in sentences(text, parts, keep) for i in range(start, end)}
    for start, end, kind in parts:
        for i in range(start, end):
            if kind == "header":
                assert i not in held
            elif not text[i].isspace():
                assert i in held


@given(st.data())
def test_no_sentence_cuts_a_kept_span(data):
    text, zones = data.draw(zoned_texts())
    keep = data.draw(st.lists(spans_of(text), max_size=4))
    parts = paragraphs(text, zones)
    for left, right in pairwise(sentences(text, parts, keep)):
        if index_at(parts, left[0]) == index_at(parts, right[0]):
            for start, end in keep:
                assert not start < left[1] < end
                assert not start < right[0] < end


@given(st.data())
def test_tokens_hold_everything_but_white_space(data):
    text = data.draw(texts())
    start, end = data.draw(spans_of(text))
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=6))
    found = tokens(text, start, end, cuts)
    held = [i for left, right in found for i in range(left, right)]
    assert held == [i for i in range(start, end) if not text[i].isspace()]
    assert all(left < right for left, right in found)
    assert not any(left < cut < right for left, right in found for cut in cuts)


@given(st.data())
def test_index_at_finds_the_span_that_holds_an_offset(data):
    edges = sorted(data.draw(st.sets(st.integers(0, 40), max_size=10)))
    spans = list(pairwise(edges))[:: data.draw(st.integers(1, 2))]
    offset = data.draw(st.integers(-1, 41))
    holding = [i for i, (start, end) in enumerate(spans) if start <= offset < end]
    assert index_at(spans, offset) == (holding[0] if holding else None)


@given(st.text("аб", max_size=12), st.text("аб", min_size=1, max_size=3))
def test_occurrences_may_overlap(text, surface):
    places = [i for i in range(len(text)) if text.startswith(surface, i)]
    assert Occurrences(text).of(surface) == places


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ([], ["Судно ждёт.", "Порт А. открыт."]),
        ([(6, 11)], ["Судно ждёт.", "Порт А. открыт."]),
        ([(12, 16)], ["Судно ждёт.", "Порт А. открыт."]),
        ([(6, 16)], ["Судно ждёт. Порт А. открыт."]),
        ([(6, 13)], ["Судно ждёт. Порт А. открыт."]),
    ],
)
def test_only_spans_that_reach_over_a_boundary_remove_it(keep, expected):
    text = "Судно ждёт. Порт А. открыт."
    found = sentences(text, paragraphs(text, []), keep)
    assert [text[start:end] for start, end in found] == expected


def test_an_empty_text_has_no_parts():
    assert paragraphs("", []) == []
    assert sentences("", []) == []
    assert tokens("", 0, 0) == []


@given(st.text(alphabet="аб\n", max_size=20), st.data())
def test_lines_and_columns_count_code_points_from_one(text, data):
    offset = data.draw(st.integers(0, len(text)))
    line, column = Lines(text).position(offset)
    lines = text.split("\n")
    assert sum(len(before) + 1 for before in lines[: line - 1]) + column - 1 == offset
    assert 1 <= column <= len(lines[line - 1]) + 1


@pytest.mark.parametrize("unit", ["Т. ", "слово ", "ъ"])
def test_a_paragraph_without_end_is_cut_and_nothing_of_it_is_lost(unit):
    text = unit * (100_000 // len(unit))
    found = sentences(text, paragraphs(text, []))
    assert found[0][0] == 0
    assert found[-1][1] == len(text.rstrip())
    assert all(not text[left[1] : right[0]].strip() for left, right in pairwise(found))
    assert max(end - start for start, end in found) <= 20_000


def test_a_name_is_not_cut_in_a_paragraph_without_end():
    text = "слово " * 5_000
    keep = [(19_000, 20_500)]
    assert all(
        not 19_000 < start < 20_500 for start, _ in sentences(text, paragraphs(text, []), keep)
    )
