"""What somebody may have meant: near, or short for one thing only."""

import pytest

from khronika.model import ENTITY_LABELS
from khronika.suggest import nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Person", "PERSON"),
        ("FACILTY", "FACILITY"),
        ("fac", "FACILITY"),
        ("ORG", "ORGANIZATION"),
        ("PER", "PERSON"),
        ("PERC", "PERCENT"),
        ("PRO", "PRODUCT"),  # and not PERSON, which is nearer
        ("WO", None),  # too short to stand for anything
        ("DATE", None),
        ("", None),
    ],
)
def test_a_label_is_guessed_if_it_is_near_or_cut_short(word, meant):
    assert nearest(word, ENTITY_LABELS) == meant


def test_ids_that_are_much_alike_are_not_taken_for_one_another():
    ids = ["port-yasnogorsk", "port-grachevka"]
    assert nearest("port-yasnogorks", ids, likeness=0.8) == "port-yasnogorsk"
    assert nearest("port-lomovka", ids, likeness=0.8) is None
    assert nearest("port", ids, likeness=0.8) is None
    assert nearest("port-y", ids, likeness=0.8) == "port-yasnogorsk"
