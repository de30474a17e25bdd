"""What stands in data reaches a terminal, a log or a report as text and nothing else."""

import json
import os
import sys
from pathlib import Path

import corpora
import pytest
import sarif_kit.validate
from commands import DATES, ENTITIES, edit, run

from khronika import explanation

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
