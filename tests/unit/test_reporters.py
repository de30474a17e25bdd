"""Reports: for people, sorted and never endless; for programs, complete."""

import json
import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from khronika import explanation
from khronika.diagnostics import Edit, Finding, Fix, Location, Report, Severity
from khronika.excerpt import Excerpt
from khronika.reporters import json as json_reporter
from khronika.reporters import text as text_reporter

E, W = Severity.ERROR, Severity.WARNING


def finding(
    code: str = "K301", path: str = "a.json", line: int | None = 1, column=None, **more
) -> Finding:
    details = {"severity": E, "message": "wrong", "location": Location(path, line, column)} | more
    return Finding(code, "some-name", **details)


def report(*findings: Finding) -> Report:
    return Report(findings, articles=1, annotations=2)


def test_findings_come_by_path_line_code_column_and_message():
    expected = [
        finding(path="a.json", line=None, code="K999"),
        finding(path="a.json", line=2, code="K301", column=1, message="a"),
        finding(path="a.json", line=2, code="K301", column=1, message="b"),
        finding(path="a.json", line=2, code="K301", column=9, message="a"),
        finding(path="a.json", line=2, code="K302", column=1),
        finding(path="a.json", line=10, code="K001"),
        finding(path="b.json", line=1, code="K001"),
    ]
    for seed in range(20):
        shuffled = random.Random(seed).sample(expected, len(expected))
        assert list(report(*shuffled).findings) == expected


def test_warnings_do_not_fail_a_report():
    warned = report(finding(severity=W), finding(severity=W, line=2))
    assert (warned.ok, warned.errors, warned.warnings) == (True, 0, 2)
    failed = report(finding(severity=W), finding(line=2))
    assert (failed.ok, failed.errors, failed.warnings) == (False, 1, 1)


def test_twenty_findings_of_a_code_are_shown_and_the_rest_counted():
    many = [finding("K301", line=line) for line in range(1, 24)]
    others = [finding("K302", line=line, severity=W) for line in range(1, 21)]
    told = text_reporter.render(report(*many, *others))
    assert told.count("error[K301]: wrong") == 20
    assert told.count("warning[K302]: wrong") == 20
    assert "  --> a.json:20\n" in told
    assert "  --> a.json:21\n" not in told
    assert told.endswith(
        "\n\nK301: 3 more like these\n\n"
        "checked 1 article with 2 annotations: 23 errors, 20 warnings\n"
    )
    assert "K302: " not in told


def test_a_program_is_told_every_finding():
    many = [finding(line=line) for line in range(1, 24)]
    told = json.loads(json_reporter.render(report(*many)))
    assert [one["line"] for one in told["findings"]] == list(range(1, 24))
    assert told["summary"] == {"articles": 1, "annotations": 2, "errors": 23, "warnings": 0}


FULL = finding(
    message="`surface` is wrong",
    column=7,
    help="set `end` to 4",
    article="some-article",
    layer="dates",
    annotation="d1",
    start=0,
    end=3,
    fix=Fix("set `end` to 4", safe=True, edits=(Edit("a.json", "/annotations/0/end", 4),)),
    text_location=Location("a.txt", 1, 1),
    excerpt=Excerpt.of("Баку и Москва", 0, 3),
)


def test_a_finding_for_people():
    assert text_reporter.render(report(FULL)) == (
        "error[K301]: `surface` is wrong\n"
        "  --> a.json:1:7\n"
        "   :: a.txt:1:1\n"
        "  |\n"
        "1 | Баку и Москва\n"
        "  | ^^^\n"
        "  = help: set `end` to 4 (safe fix, `khronika check --fix`)\n"
        "  = see:  khronika explain K301\n"
        "\n"
        "checked 1 article with 2 annotations: 1 error, no warnings\n"
    )


def test_a_finding_for_programs():
    (told,) = json.loads(json_reporter.render(report(FULL)))["findings"]
    assert told == {
        "code": "K301",
        "name": "some-name",
        "severity": "error",
        "message": "`surface` is wrong",
        "help": "set `end` to 4",
        "path": "a.json",
        "line": 1,
        "column": 7,
        "article": "some-article",
        "layer": "dates",
        "annotation": "d1",
        "start": 0,
        "end": 3,
        "fix": {
            "title": "set `end` to 4",
            "safe": True,
            "edits": [{"path": "a.json", "pointer": "/annotations/0/end", "value": 4}],
        },
    }


def test_a_report_without_findings_is_one_line():
    assert text_reporter.render(Report((), articles=0, annotations=1)) == (
        "checked no articles with 1 annotation: no errors, no warnings\n"
    )


def test_colour_adds_escape_sequences_and_nothing_else():
    plain = text_reporter.render(report(FULL))
    coloured = text_reporter.render(report(FULL), colour=True)
    assert "\x1b[" not in plain
    assert coloured != plain
    for code in ("\x1b[1;31m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


STRINGS = st.text(st.characters(codec="utf-8", exclude_characters="\u200c\u200d"), max_size=30)
FINDINGS = st.builds(
    finding,
    message=STRINGS.filter(bool),
    path=STRINGS.filter(bool),
    line=st.none() | st.integers(1, 9999),
    help=st.none() | STRINGS.filter(bool),
    severity=st.sampled_from(Severity),
    excerpt=st.none() | st.builds(lambda text: Excerpt.of(text, 0, len(text)), STRINGS),
)


@given(st.lists(FINDINGS, max_size=3))
def test_no_finding_breaks_a_line_or_commands_a_terminal(findings):
    told = text_reporter.render(report(*findings))
    lines = told.split("\n")
    assert {*map(unicodedata.category, told)}.isdisjoint({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    assert [c for c in told if unicodedata.category(c) == "Cc" and c != "\n"] == []
    starts = sum(line.startswith(("error[", "warning[")) for line in lines)
    assert starts == len(findings)


@given(st.lists(FINDINGS, max_size=3))
def test_every_report_is_valid_json_of_its_schema(findings):
    told = json.loads(json_reporter.render(report(*findings)))
    assert explanation.explain("report", told) == []
    assert len(told["findings"]) == len(findings)
