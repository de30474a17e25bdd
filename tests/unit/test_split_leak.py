"""K701 over more articles than can be compared each with each."""

import random

import corpora
import pytest

from khronika.checker import check
from khronika.rules import k701_split_leak

FOOT = "При перепечатке просим назвать наш листок и указать день выхода этого номера в свет."


def texts(number: int) -> list[str]:
    """Return texts that have nothing in common but what stands under each."""
    chance = random.Random(number)
    return [
        " ".join(f"слово{chance.randrange(10_000)}" for _ in range(30)) + f".\n\n{FOOT}"
        for _ in range(number)
    ]


@pytest.fixture
def corpus(base_tree):
    corpora.change_info(base_tree, splits={"train": 0.5, "test": 0.5})
    for number, text in enumerate(texts(12)):
        corpora.add(base_tree, corpora.article(f"a{number:02}", text, split="train"), text)
    return base_tree


def told(corpus) -> list[str]:
    report = check(corpus)
    return [one.message for one in report.findings if one.code == "K701"]


def test_texts_that_share_what_stands_under_them_are_not_alike(corpus):
    assert told(corpus) == []


@pytest.mark.parametrize("most", [1, 3, 200])
def test_near_duplicates_are_found_among_many_that_share_a_sentence(corpus, most, monkeypatch):
    monkeypatch.setattr(k701_split_leak, "MOST_COMPARED", most)
    text = texts(12)[-1].replace("слово", "Слово", 1)
    corpora.add(corpus, corpora.article("b", text, split="test"), text)
    (message,) = told(corpus)
    assert message.startswith("`split` is `test`, but `a11`, which has about 100% of its text")


def test_no_article_is_held_against_more_than_so_many_of_one_hash(corpus, monkeypatch):
    monkeypatch.setattr(k701_split_leak, "MOST_COMPARED", 2)
    compared = []

    def look(*pair):
        compared.append(pair)
        return 0.0

    monkeypatch.setattr(k701_split_leak, "similarity_at_most", look)
    text = FOOT + " Другое слово в начале и ещё одно слово за ним."
    corpora.add(corpus, corpora.article("b", text, split="test"), text)
    assert told(corpus) == []
    assert 0 < len(compared) <= 2 * 6
