"""Values by key: however many memory holds, and however a corpus was cut."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.groups import Groups

items = st.lists(st.tuples(st.sampled_from("абвгдежз"), st.integers()), max_size=60)


def expected(values):
    found = {}
    for key, value in values:
        found.setdefault(key, []).append(value)
    return {key: of_key for key, of_key in found.items() if len(of_key) > 1}


def groups_of(values, held=1000, combine=None):
    groups = Groups(combine, held)
    for key, value in values:
        groups.add(key, value)
    return groups


@given(items, st.integers(1, 70))
def test_groups_are_the_same_in_memory_and_in_files(values, held):
    assert dict(groups_of(values, held)) == expected(values)


@given(st.lists(items, max_size=5), st.integers(1, 70))
def test_groups_of_parts_make_those_of_the_whole(parts, held):
    whole = Groups(held=held)
    for part in parts:
        whole.merge(pickle.loads(pickle.dumps(groups_of(part))))
    assert dict(whole) == expected([value for part in parts for value in part])


@given(items, st.integers(1, 70))
def test_groups_can_be_looked_at_twice_and_added_to(values, held):
    groups = groups_of(values, held)
    assert dict(groups) == dict(groups)
    groups.add("и", 1)
    groups.add("и", 2)
    assert dict(groups) == {**expected(values), "и": [1, 2]}


@pytest.mark.parametrize("most", [0, 100, 1000])
def test_files_that_are_too_large_are_shared_out_again(most, monkeypatch):
    monkeypatch.setattr("khronika.groups.READ_BACK", most)
    values = [(f"порт {number % 40}", number) for number in range(100)] + [("мэр", 1)] * 50
    groups = groups_of(values, held=30)
    assert dict(groups) == dict(groups) == expected(values)


def test_what_can_be_combined_takes_no_room():
    def together(values):
        return [sum(values)]

    groups = groups_of([("а", 1)] * 500 + [("б", 1)], held=100, combine=together)
    assert not groups._files
    groups.add("б", 3)
    assert list(groups) == []  # one value each


def test_groups_in_files_are_not_sent_anywhere():
    with pytest.raises(pickle.PicklingError, match="stay in their process"):
        pickle.dumps(groups_of([("а", 1), ("б", 2)], held=1))
