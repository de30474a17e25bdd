"""The GitHub Action, as a workflow of someone else runs it."""

import doctest
import importlib.util
import json
import re
import subprocess

import actions
import corpora
import golden
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from khronika import explanation
from khronika.excerpt import printable

WARNING = golden.CASES / "K505/day"
ERROR = golden.CASES / "K301/end-too-short"


@pytest.fixture
def runner(tmp_path):
    (tmp_path / "workspace").mkdir()
    runner = actions.Runner(tmp_path / "workspace", tmp_path / "temp")
    runner.pretend_installed()
    return runner


def check(runner, **inputs):
    outcome = runner.run("Check the corpus", **inputs)
    assert "Traceback" not in outcome.log
    return outcome


def test_a_clean_corpus_passes(runner):
    golden.lay_out(golden.CASES / "base", runner.workspace)
    outcome = check(runner, strict="true")
    assert outcome.status == 0
    assert outcome.log == "checked 1 article with 20 annotations: no errors, no warnings\n"
    assert (outcome.outputs["errors"], outcome.outputs["warnings"]) == ("0", "0")
    assert outcome.summary == (
        "### khronika check\n\n"
        "| articles | annotations | errors | warnings |\n"
        "| ---: | ---: | ---: | ---: |\n"
        "| 1 | 20 | 0 | 0 |\n"
    )


def test_an_error_fails_beside_its_line(runner):
    golden.lay_out(ERROR, runner.workspace)
    outcome = check(runner)
    assert outcome.status == 1
    expected = json.loads((ERROR / "expected.json").read_text(encoding="utf-8"))
    finding = expected["findings"][0]
    place = f"file={finding['path']},line={finding['line']}"
    assert f"::error {place},title={finding['code']} {finding['name']}::" in outcome.log
    assert outcome.outputs["errors"] == str(expected["summary"]["errors"])
    assert finding["code"] in outcome.summary
    with open(outcome.outputs["report"], encoding="utf-8") as stream:
        report = json.load(stream)
    assert report == expected
    assert explanation.explain("report", report) == []


@pytest.mark.parametrize(("strict", "status"), [("false", 0), ("true", 1)])
def test_warnings_fail_only_if_strict(runner, strict, status):
    golden.lay_out(WARNING, runner.workspace)
    outcome = check(runner, strict=strict)
    assert outcome.status == status
    assert outcome.outputs["warnings"] == "1"
    assert outcome.log.startswith("::warning file=annotations/")


def test_paths_are_those_of_the_repository_when_the_corpus_is_in_a_folder(runner):
    golden.lay_out(ERROR, runner.workspace / "news/corpora")
    outcome = check(runner, working_directory="news/corpora")
    assert outcome.status == 1
    assert outcome.log.startswith("::error file=news/corpora/annotations/")


def test_only_the_named_paths_are_checked(runner):
    golden.lay_out(ERROR, runner.workspace)
    folders = "corpus/articles/1999\n\n  \nannotations/quotes/v1/1999"
    for folder in ("corpus/articles/1999", "annotations/quotes/v1/1999"):
        (runner.workspace / folder).mkdir(parents=True)
    assert check(runner, paths=folders).status == 0
    assert check(runner, paths="corpus/articles").status == 1


def test_no_corpus_is_not_a_clean_corpus(runner):
    outcome = check(runner)
    assert outcome.status == 2
    assert "errors" not in outcome.outputs
    assert "The corpus was not checked: khronika&#58; expected a corpus at" in outcome.summary
    assert "expected a corpus at" in outcome.log
    assert outcome.log.splitlines()[-1].startswith("::error title=khronika check::")


@pytest.mark.parametrize(
    "inputs",
    [
        {"paths": "$(touch pwned)\n`touch pwned`\n; touch pwned"},
        {"paths": "--fix"},
        {"against": "$(touch pwned)"},
        {"against": "--fix"},
        {"strict": "true; touch pwned"},
        {"strict": ""},
        {"format": "github --fix"},
    ],
    ids=str,
)
def test_inputs_are_data(runner, inputs):
    golden.lay_out(ERROR, runner.workspace)
    before = _contents(runner.workspace)
    assert check(runner, **inputs).status == 2
    assert _contents(runner.workspace) == before


def test_what_data_says_in_the_log_is_no_command(runner):
    golden.lay_out(ERROR, runner.workspace)
    log = check(runner, format="text").log.splitlines()
    stop, token = log[0].rsplit("::", 1)
    assert stop == "::stop-commands"
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert log[-1] == f"::{token}::"
    assert check(runner, format="text").log.splitlines()[0] != log[0]


def test_findings_go_to_a_sarif_file_too(runner):
    golden.lay_out(ERROR, runner.workspace)
    outcome = check(runner, sarif_file="khronika.sarif")
    assert outcome.status == 1
    sarif = json.loads((runner.workspace / "khronika.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert len(sarif["runs"][0]["results"]) == int(outcome.outputs["errors"])


def test_a_sarif_file_that_cannot_be_written(runner):
    golden.lay_out(golden.CASES / "base", runner.workspace)
    outcome = check(runner, sarif_file="no-such-folder/khronika.sarif")
    assert outcome.status == 2
    assert "no-such-folder/khronika.sarif: cannot be written: No such file" in outcome.log


def test_the_base_of_a_change_is_compared(runner):
    corpora.copy_of_base(runner.workspace / "news")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "base"]):
        subprocess.run([*git, *command], cwd=runner.workspace, check=True)
    assert check(runner, against="HEAD", working_directory="news").status == 0
    assert check(runner, against="no-such-branch", working_directory="news").status == 2


def test_the_page_about_it_names_what_there_is():
    page = (actions.ROOT / "docs/how-to/check-in-ci.md").read_text(encoding="utf-8")
    inputs, outputs = page.split("| output |")
    assert set(re.findall(r"^\| `([\w-]+)` \|", inputs, re.MULTILINE)) == set(
        actions.ACTION["inputs"]
    )
    for name in actions.ACTION["outputs"]:
        assert f"`{name}`" in outputs


def test_an_action_of_others_has_one_pin_everywhere():
    files = (
        actions.ROOT / "action.yml",
        actions.ROOT / "docs/how-to/check-in-ci.md",
        *(actions.ROOT / ".github/workflows").iterdir(),
    )
    pins = {}
    for file in files:
        used = re.findall(r"uses: ([^@\s]+)@(.*)", file.read_text(encoding="utf-8"))
        for action, pin in used:
            pins.setdefault(action, set()).add(pin)
    assert pins.pop("OWNER/khronika") == {"REF"}
    assert "actions/checkout" in pins
    for pin in pins.values():
        assert len(pin) == 1
        assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", *pin)


def _contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


SPEC = importlib.util.spec_from_file_location("action_check", actions.ROOT / "action/check.py")
action_check = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(action_check)
FINDING = {"severity": "error", "code": "K301", "name": "surface-mismatch", "line": 1, "column": 2}


def test_examples_hold():
    results = doctest.testmod(action_check)
    assert results.attempted > 0
    assert results.failed == 0


def report(findings):
    counts = {"articles": 1, "annotations": 1, "errors": len(findings), "warnings": 0}
    return {"summary": counts, "findings": findings}


def cells(markdown):
    """Return the text of every table cell, and everything that is neither table nor text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inline = [token.children for token in tokens if token.type == "inline"]
    texts = ["".join(part.content for part in parts if part.type == "text") for parts in inline]
    kinds = {token.type for token in tokens} | {part.type for parts in inline for part in parts}
    markup = {part.content for parts in inline for part in parts if part.type == "html_inline"}
    blocks = ("table", "thead", "tbody", "tr", "th", "td", "heading")
    allowed = {"inline", "text", "html_inline"}
    allowed |= {f"{block}_{edge}" for block in blocks for edge in ("open", "close")}
    return texts, (kinds - allowed) | (markup - {"<br>"})


@given(st.text(max_size=200), st.none() | st.text(max_size=200), st.text(max_size=200))
def test_data_in_the_summary_is_text(message, help_, path):
    finding = FINDING | {"message": message, "help": help_, "path": path}
    texts, others = cells(action_check.summary(report([finding])))
    assert others == set()
    shown = ["".join(text.split()) for text in texts[-4:]]
    lines = [text.split("\n") for text in (message, help_ or "")]
    plain = ["".join(map(printable, text)) for text in lines]
    wanted = ["error K301 surface-mismatch", f"{printable(path)}:1:2", *plain]
    assert shown == ["".join(text.split()) for text in wanted]


@pytest.mark.parametrize(
    "text",
    [
        "</table><script>x</script>",
        "| a | b |\n\n# c",
        "[a](https://example.org) ![b](c)",
        "a\\",
        "&lt;b&gt;",
        "`x` **y** ~~z~~ @a #1",
    ],
)
def test_markup_in_the_summary_is_shown_not_obeyed(text):
    finding = FINDING | {"message": text, "help": None, "path": "a.json"}
    texts, others = cells(action_check.summary(report([finding])))
    assert others == set()
    assert texts[-2] == text.replace("\n", "")


def test_the_summary_is_short():
    finding = FINDING | {"message": "ы" * 10_000, "help": None, "path": "a.json"}
    told = action_check.summary(report([finding] * 25))
    assert told.count("K301") == action_check.SHOWN
    assert told.endswith("\nand 5 more, in the log\n")
    assert len(told) < 20_000
