"""The guidelines say what the rules and the layers of this corpus go by."""

import re
from pathlib import Path

import pytest

from khronika.lexicon.nesting_matrix import LIKELY_INNER
from khronika.model import ENTITY_LABELS, LAYERS
from khronika.source.tree import Tree

PAGES = Path(__file__).parents[2] / "docs" / "guidelines"


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def test_the_nesting_matrix_of_the_page_is_that_of_the_rule():
    table = re.search(r"^\| outer \|.*?\n\n", page("entities"), re.DOTALL | re.MULTILINE)
    told = {}
    for row in table[0].strip().splitlines()[2:]:
        outer, inner = (cell.strip() for cell in row.strip("|").split("|"))
        for label in outer.split(", "):
            told[label] = frozenset() if inner == "nothing" else frozenset(inner.split(", "))
    assert told == {label: LIKELY_INNER.get(label, frozenset()) for label in ENTITY_LABELS}


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_names_the_version_of_its_page(own, layer):
    infos = {
        path: data.data
        for path, data in Tree(own).corpus_files().items()
        if path.endswith("layer.json")
    }
    (data,) = (data for path, data in infos.items() if f"/{layer}/" in path)
    version = re.search(rb'"version": "([0-9.]+)"', data)[1].decode()
    assert f"version **{version}** each" in page("README")
    assert f"Version **{version}**" in page(layer)
