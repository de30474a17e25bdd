"""Which quotation marks belong together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.marks import Pair, pair_at_sight, pair_marks
from khronika.model import Zone
from khronika.text import paragraphs


def strings(text):
    """Return what each pair encloses, and the marks without a mate."""
    pairs, unpaired = pair_marks(text, paragraphs(text, ()))
    return [text[pair.opening + 1 : pair.closing] for pair in pairs], unpaired


@pytest.mark.parametrize(
    ("text", "enclosed"),
    [
        ("«Порт» и „Вереск“, “Астра” и „Лилия”", ["Порт", "Вереск", "Астра", "Лилия"]),
        ('"Линия "Север-Юг"" открыта', ['Линия "Север-Юг"', "Север-Юг"]),
        ('"О "Лилии"", - сказал он.', ['О "Лилии"', "Лилии"]),
        ('("Порт") - "Астра": "Лилия"', ["Порт", "Астра", "Лилия"]),
        ('ООО"Вереск" и теплоход"Астра"', ["Вереск", "Астра"]),
        ('" Порт открыт ", - сказал он', [" Порт открыт "]),
        ("«Порт „Вереск“ “Астра”»", ["Порт „Вереск“ “Астра”", "Вереск", "Астра"]),
        ("“Вереск“", ["Вереск"]),
        ('экран 24" и «Порт»', ["Порт"]),
    ],
)
def test_pairs(text, enclosed):
    assert strings(text) == (enclosed, [])


@pytest.mark.parametrize(
    "text",
    [
        "Фирма «Торговый дом «Вереск».",
        "Он сказал: «Мы едем в порт на судне, которое зовут «Вереск», — и ушёл.",
        "«Вереск» уходит», — сказал он.",
    ],
)
def test_one_mark_does_for_two(text):
    pairs, unpaired = pair_marks(text, paragraphs(text, ()))
    assert len(pairs) == 2
    assert unpaired == []


@pytest.mark.parametrize(
    ("text", "unpaired"),
    [
        ("«Порт открыт, - сказал он.", [0]),
        ("Порт» открыт.", [4]),
        ("«Мы на «Вереске» уходим, - сказал он.", []),
        ("«Мы, говорит, на «Вереске» уходим.", [0]),
        ('«Порт" открыт.', [0, 5]),
        ("«Порт»» открыт.", [6]),
    ],
)
def test_marks_without_a_mate(text, unpaired):
    assert strings(text)[1] == unpaired


def test_a_speech_may_run_over_paragraphs():
    text = "Он сказал: «Порт открыт.\n\nСудно пришло».\n"
    assert pair_marks(text, paragraphs(text, ())) == ([Pair(11, 38)], [])


def test_two_slips_in_two_paragraphs_are_no_speech():
    text = "Он открыл «порт.\n\nСудно» пришло сюда.\n"
    assert strings(text)[1] == [10, 23]


@pytest.mark.parametrize("text", ["«" * 50_000, '"' * 50_000, "«а»" * 50_000 + "«", "„“" * 50_000])
def test_many_marks_take_no_longer_each(text):
    pair_marks(text, paragraphs(text, ()))


PIECES = ("«", "»", "„", "“", "”", '"', "\n", "Порт", " ", ",", "- ", "24")


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join), st.integers(0, 8))
def test_what_pairs_at_sight_pairs_so_on_a_second_look(text, end):
    zones = [Zone("heading", 0, end)] if 0 < end <= len(text) else []
    found = pair_at_sight(text, [edge for zone in zones for edge in (zone.start, zone.end)])
    if found:
        assert found == pair_marks(text, paragraphs(text, zones))
