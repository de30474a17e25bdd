"""Circles among references: found if there are any, however long, and told once."""

import graphlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.rules.k203_reference_cycle import _circles


def is_acyclic(graph):
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError:
        return False
    return True


def number(id_):
    return int(id_[1:])


IDS = [f"d{number}" for number in range(1, 8)]


@given(st.fixed_dictionaries({id_: st.sets(st.sampled_from(IDS), max_size=3) for id_ in IDS}))
def test_circles_are_real_start_at_their_lowest_member_and_are_found_if_there_is_one(targets):
    graph = {id_: dict.fromkeys(sorted(found), "anchor") for id_, found in targets.items()}
    found = list(_circles(graph))
    assert (found == []) is is_acyclic(graph)
    for circle in found:
        assert circle[0] == circle[-1] == min(circle, key=number)
        assert len(set(circle)) == len(circle) - 1
        assert all(after in graph[before] for before, after in itertools.pairwise(circle))


def test_separate_circles_are_each_told_once():
    links = {"q1": "q2", "q2": "q1", "q3": "q3", "q4": "q1", "q6": "q5", "q5": "q7", "q7": "q6"}
    graph = {id_: {target: "parent"} for id_, target in links.items()}
    assert list(_circles(graph)) == [
        ["q1", "q2", "q1"],
        ["q3", "q3"],
        ["q5", "q7", "q6", "q5"],
    ]


@pytest.mark.parametrize("closed", [False, True])
def test_a_chain_longer_than_the_stack_is_no_trouble(closed):
    length = 50_000
    graph = {f"d{n}": {f"d{n + 1}": "anchor"} for n in range(1, length)}
    graph[f"d{length}"] = {"d1": "anchor"} if closed else {}
    assert [len(circle) for circle in _circles(graph)] == ([length + 1] if closed else [])


def test_a_tangle_of_many_circles_is_told_once():
    length = 20_000
    graph = {f"d{n}": {f"d{n + 1}": "begin", "d1": "end_point"} for n in range(1, length)}
    graph[f"d{length}"] = {"d1": "anchor"}
    assert len(list(_circles(graph))) == 1
