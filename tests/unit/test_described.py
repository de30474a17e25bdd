"""What is counted over documents is the same, in whatever order and in however many parts."""

import pytest

import khronika
from khronika.release.described import Counts


def counted(documents) -> Counts:
    counts = Counts()
    counts.add(list(documents))
    return counts


@pytest.fixture(scope="module")
def documents(own) -> list:
    return list(khronika.open_corpus(own))


def told(counts: Counts) -> tuple:
    return (
        counts.articles,
        counts.labels,
        counts.makings,
        counts.annotations,
        counts.phenomena,
        counts.distances,
        counts.quotes,
        counts.attributed,
        counts.written,
        counts.preview.best(3),
        counts.passes.annotators,
        counts.passes.comparisons(),
    )


@pytest.fixture(scope="module")
def whole(documents) -> tuple:
    return told(counted(documents))


@pytest.mark.parametrize("cut", [0, 1, 20, 41])
def test_parts_merged_are_the_whole(documents, whole, cut):
    merged = counted(reversed(documents[cut:]))
    merged.merge(counted(documents[:cut]))
    assert told(merged) == whole
    assert merged.total == len(documents) == 41


def test_merging_leaves_the_other_as_it_was(documents):
    other = counted(documents[:3])
    counted(documents[3:]).merge(other)
    assert told(other) == told(counted(documents[:3]))
