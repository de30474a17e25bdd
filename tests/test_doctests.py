"""The examples in the docstrings of the installed package do what they say."""

import doctest
import importlib
import pkgutil

import pytest

import khronika

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(khronika.__path__, "khronika.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0


def test_there_are_examples():
    modules = [importlib.import_module(name) for name in MODULES]
    attempted = sum(len(doctest.DocTestFinder().find(module)) for module in modules)
    assert attempted > 50
