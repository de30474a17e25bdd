"""Sketches tell near-duplicates from texts that only share a topic."""

import random
import re
import subprocess
import sys
from zlib import adler32, crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.lexicon.letters import INITIALS
from khronika.sketch import (
    SHINGLE,
    SIZE,
    leading,
    similarity,
    similarity_at_most,
    sketch,
    words,
)


def jaccard(left, right):
    runs = [
        {tuple(of[start : start + SHINGLE]) for start in range(len(of) - SHINGLE + 1)}
        for of in (left, right)
    ]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


@pytest.mark.parametrize("changed", [0, 2, 5, 20, 60])
def test_the_estimate_is_near_the_share_of_common_shingles(changed):
    chance = random.Random(changed)
    of = [f"слово{chance.randrange(500)}" for _ in range(600)]
    other = list(of)
    for place in chance.sample(range(600), changed):
        other[place] = "другое"
    assert similarity(sketch(of), sketch(other)) == pytest.approx(jaccard(of, other), abs=0.2)


@pytest.mark.parametrize("length", [3, 5, 60, 64 + 4, 2 * SIZE + 4, 2 * SIZE + 5, 300, 5000])
@pytest.mark.parametrize("vocabulary", [1, 3, 900])
@pytest.mark.parametrize("beginnings", [("слово",), ("мост",), ("слово", "мост", "лёд", "6")])
def test_a_sketch_is_the_smallest_hashes(length, vocabulary, beginnings):
    chance = random.Random(length)
    of = [f"{chance.choice(beginnings)}{chance.randrange(vocabulary)}" for _ in range(length)]
    starts = range(len(of) - SHINGLE + 1)
    runs = {" ".join(of[start : start + SHINGLE]) for start in starts}
    smallest = sorted((run[0] not in INITIALS, crc32(run.encode()), run) for run in runs)[:SIZE]
    assert sketch(of) == tuple(
        is_behind << 63 | crc << 31 | adler32(run.encode()) >> 1 for is_behind, crc, run in smallest
    )


def test_texts_that_are_alike_share_a_leading_hash_and_few_others_do():
    chance = random.Random(7)
    texts = [[f"слово{chance.randrange(900)}" for _ in range(400)] for _ in range(40)]
    for text in texts:
        alike = sketch([*text[:-8], "иной", "конец"])
        assert similarity(sketch(text), alike) > 0.8
        assert {*leading(sketch(text))} & {*leading(alike)}
    assert all({*leading(sketch(texts[0]))}.isdisjoint(leading(sketch(one))) for one in texts[1:])


@given(st.lists(st.integers(0, 90), max_size=200), st.lists(st.integers(0, 90), max_size=200))
def test_similarity_is_at_most_what_the_quick_look_says(left, right):
    of_left, of_right = (
        sketch([f"слово{one}" for one in left]),
        sketch([f"слово{one}" for one in right]),
    )
    assert similarity(of_left, of_right) <= similarity_at_most({*of_left}, {*of_right})


def test_case_yo_and_punctuation_do_not_count():
    assert words("Ёлка — «новая»!") == words("елка, НОВАЯ")


@given(st.text() | st.text(st.sampled_from("Её-Ъж—«» \n\u00a0\u00b5ß_1a’№\u0301\u0456")))
def test_words_are_the_same_in_any_encoding(text):
    assert words(text) == re.findall(r"\w+", text.casefold().replace("ё", "е"))


def test_a_text_shorter_than_a_shingle_is_like_no_other():
    assert sketch(words("Пошёл снег")) == ()
    assert similarity((), ()) == 0.0


def test_a_sketch_does_not_depend_on_the_hash_seed():
    program = "from khronika.sketch import sketch; print(sketch('а б в г д е ж'.split()))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
