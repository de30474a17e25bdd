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


@pytest.mark.parametrize("nearest", [1, 3, 200])
@pytest.mark.parametrize("of", range(12))
def test_near_duplicates_are_found_among_many_that_share_a_sentence(
    corpus, nearest, of, monkeypatch
):
    monkeypatch.setattr(k701_split_leak, "NEAREST", nearest)
    text = texts(12)[of].replace("слово", "Слово", 1)
    corpora.add(corpus, corpora.article("b", text, split="test"), text)
    (message,) = told(corpus)
    assert message.startswith(f"`split` is `test`, but `a{of:02}`, which has about 100% of its")


@pytest.mark.parametrize("nearest", [1, 3])
def test_each_of_many_copies_in_two_splits_is_told_of(corpus, nearest, monkeypatch):
    monkeypatch.setattr(k701_split_leak, "NEAREST", nearest)
    text = "слова на ветру " * 20
    for number in range(14):
        split = "train" if number < 7 else "test"
        corpora.add(corpus, corpora.article(f"b{number:02}", text, split=split), text)
    copies = {one.article for one in check(corpus).findings if one.code == "K701"}
    assert copies == {f"b{number:02}" for number in range(7, 14)}


def test_what_is_compared_grows_with_the_articles_and_not_with_their_square(corpus, monkeypatch):
    for number, text in enumerate(texts(36)[12:]):
        corpora.add(corpus, corpora.article(f"c{number:02}", text, split="test"), text)
    compared = []

    def look(*pair):
        compared.append(pair)
        return 0.0

    def count(nearest):
        monkeypatch.setattr(k701_split_leak, "NEAREST", nearest)
        compared.clear()
        assert told(corpus) == []
        return len(compared)

    monkeypatch.setattr(k701_split_leak, "similarity_at_most", look)
    assert 0 < count(1) * 5 < count(1000)
