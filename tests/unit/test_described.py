"""What is counted over documents is the same, in whatever order and in however many parts."""

import pytest

import khronika
from khronika.described import Counts


def counted(documents) -> Counts:
    counts = Counts()
    for document in documents:
        counts.add(document)
    return counts


@pytest.fixture(scope="module")
def documents(own) -> list:
    return list(khronika.open_corpus(own))


def told(counts: Counts) -> tuple:
    return (
        counts.articles,
        counts.labels,
        counts.makings,
        counts.phenomena,
        counts.passes.annotators,
        counts.passes.comparisons(),
    )


@pytest.mark.parametrize("cut", [0, 1, 20, 41])
def test_parts_merged_are_the_whole(documents, cut):
    merged = counted(reversed(documents[cut:]))
    merged.merge(counted(documents[:cut]))
    assert told(merged) == told(counted(documents))
    assert merged.total == len(documents) == 41


def test_merging_leaves_the_other_as_it_was(documents):
    other = counted(documents[:3])
    counted(documents[3:]).merge(other)
    assert told(other) == told(counted(documents[:3]))
