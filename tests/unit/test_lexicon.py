"""Knowledge of Russian stands in the lexicon, a closed list to a module, and not in rules."""

import ast
import re
from pathlib import Path

import pytest

from khronika import rules, sketch

RULE_MODULES = sorted(Path(rules.__file__).parent.glob("*.py"))
LEXICON = sorted((Path(rules.__file__).parents[1] / "lexicon").glob("[!_]*.py"))
_EXAMPLE = re.compile(r"«[^»]*»")


def literals(path: Path):
    """Yield the string literals of a module that are no docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in described:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", [*RULE_MODULES, Path(sketch.__file__)], ids=lambda path: path.stem)
def test_no_russian_in_the_code_of_rules(path):
    """But for what a message quotes in « », which is an example for its reader."""
    found = [
        (line, text)
        for line, text in literals(path)
        if re.search("[\u0400-\u04ff]", _EXAMPLE.sub("", text))
    ]
    assert found == []


@pytest.mark.parametrize("path", LEXICON, ids=lambda path: path.stem)
def test_a_list_says_where_it_is_from(path):
    described = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert "Source" in described
