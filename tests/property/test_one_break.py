"""A valid corpus broken in one random way gives exactly the findings that go with it."""

from collections import Counter
from importlib import import_module

import corpora
import pytest
from breakages import BREAKAGES, CORPORA, PARTS, Corpus, Expected
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika.diagnostics import Severity
from khronika.rules import RULES

for _part in PARTS:
    import_module(f"breakages.{_part}")


@pytest.mark.parametrize("name", CORPORA)
def test_the_corpora_are_valid(name):
    assert not corpora.check_files(CORPORA[name][0]).errors


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda one: f"{one.code}-{one.name}")
@settings(max_examples=examples(20))
@given(data=st.data())
def test_one_break_gives_exactly_its_findings(breakage, data):
    files, article = CORPORA[data.draw(st.sampled_from(breakage.corpora))]
    corpus = Corpus(dict(files), article, data.draw)
    breakage.apply(corpus)
    report = corpora.check_files(corpus.files, corpus.refused, corpus.released, corpus.shards)
    found = [
        Expected(one.code, one.location.path, one.location.line, one.article, one.annotation)
        for one in report.findings
        if one.severity is Severity.ERROR
    ]
    assert Counter(found) == Counter(corpus.expected)


def test_every_error_has_a_breakage():
    errors = {rule.code for rule in RULES if rule.severity is Severity.ERROR}
    assert {breakage.code for breakage in BREAKAGES} == errors
