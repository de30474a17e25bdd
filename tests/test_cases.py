"""Every golden case, and the audit that no rule goes without one."""

import json

import golden
import pytest

from khronika import explanation
from khronika.rules import RULES

CASES = golden.cases()
FIRING = [case for case in CASES if not case.name.startswith("silent-")]
SILENT = [case for case in CASES if case.name.startswith("silent-")]


def name(case):
    return f"{case.parent.name}/{case.name}"


def test_the_base_corpus_is_clean(tmp_path):
    report = golden.run(golden.CASES / "base", tmp_path)
    assert report.findings == ()


@pytest.mark.parametrize("case", FIRING, ids=name)
def test_case_says_exactly_this(case, tmp_path):
    report = golden.run(case, tmp_path)
    assert case.parent.name in {finding.code for finding in report.findings}
    for file, content in golden.rendered(report).items():
        assert content == (case / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", FIRING, ids=name)
def test_json_report_is_valid(case, tmp_path):
    report = json.loads(golden.rendered(golden.run(case, tmp_path))["expected.json"])
    assert explanation.explain("report", report) == []


@pytest.mark.parametrize("case", SILENT, ids=name)
def test_near_miss_is_silent(case, tmp_path):
    report = golden.run(case, tmp_path)
    assert case.parent.name not in {finding.code for finding in report.findings}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_is_documented_and_tested(rule):
    cases = {case.name for case in CASES if case.parent.name == rule.code}
    assert any(not case.startswith("silent-") for case in cases), "no case that fires"
    assert any(case.startswith("silent-") for case in cases), "no near-miss"
    headings = [line for line in rule.page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## What it checks",
        "## Why it matters",
        "## Wrong",
        "## Right",
        "## How to fix",
    ]


def test_catalogue_is_complete_and_in_order():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    modules = sorted(
        path.stem
        for path in (golden.Path(golden.__file__).parents[1]).glob("src/khronika/rules/k*.py")
    )
    assert modules == [f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in RULES]
