"""The sweeps against the plain definition, and families that are no trees."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from khronika.model import Quote, Span
from khronika.rules.nesting import Family, crossing, overlapping


def spans():
    pair = st.tuples(st.integers(0, 12), st.integers(1, 6))
    return st.lists(pair.map(lambda p: Span(p[0], p[0] + p[1], None)), max_size=9)


def as_sets(pairs):
    return sorted(sorted((span.start, span.end) for span in pair) for pair in pairs)


def overlap(one, other):
    return one.start < other.end and other.start < one.end


def nest(one, other):
    return (one.start <= other.start and other.end <= one.end) or (
        other.start <= one.start and one.end <= other.end
    )


@given(spans())
def test_overlapping_finds_every_pair_once(some):
    expected = [pair for pair in combinations(some, 2) if overlap(*pair)]
    assert as_sets(overlapping(some)) == as_sets(expected)


@given(spans())
def test_crossing_finds_every_pair_once_and_the_earlier_span_first(some):
    found = list(crossing(some))
    expected = [pair for pair in combinations(some, 2) if overlap(*pair) and not nest(*pair)]
    assert as_sets(found) == as_sets(expected)
    assert all(first.start < second.start for first, second in found)


def quote(id_, parent):
    part = (Span(0, 1, "а"),)
    return Quote(id_, "indirect", part, (), (), (), (), "implicit", parent, "clause", "statement")


def family(**parents):
    return Family(quote(id_, parent) for id_, parent in parents.items())


def test_depth_counts_the_quotes_around():
    found = family(q3="q2", q1=None, q2="q1")
    assert found.depth == {"q1": 0, "q2": 1, "q3": 2}
    assert found.is_around("q1", "q3")
    assert not found.is_around("q3", "q1")
    assert not found.is_around("q3", "q3")


def test_a_missing_parent_ends_the_chain():
    assert family(q1="q9", q2="q1").depth == {"q1": 0, "q2": 1}


def test_a_cycle_has_no_depth_nor_has_what_leads_into_it():
    found = family(q1="q2", q2="q1", q3="q1", q4="q3", q5="q5", q6=None)
    assert found.depth == dict.fromkeys(("q1", "q2", "q3", "q4", "q5")) | {"q6": 0}
    assert not found.is_around("q1", "q4")


def test_quotes_that_share_an_id_are_left_out():
    found = Family([quote("q1", None), quote("q1", "q2"), quote("q2", "q1")])
    assert found.depth == {"q2": 0}


@given(st.dictionaries(st.integers(1, 8), st.integers(1, 8), max_size=8))
def test_depth_is_one_more_than_the_parents(parents):
    found = family(**{f"q{id_}": f"q{parent}" for id_, parent in parents.items()})
    for id_, depth in found.depth.items():
        parent = found.parent_of(id_)
        above = -1 if parent is None else found.depth[parent]
        assert depth == (None if above is None else above + 1)
