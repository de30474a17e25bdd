"""What data says never commands a terminal, a workflow or a page that shows it."""

import re
import sys
import unicodedata

import corpora
import guarded
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and file names of POSIX")

DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)
EVIL = [
    "\x1b[31mкрасный\x1b[0m", "\x1b]8;;http://a.example\x07", "\x9b2J",
    "\r::error::x", "\n::error::x",
    "::error file=a::b", "%0A::error::x", "</script><b>", "[red]x[/red]", "[/]", "[link=x]y",
    "\u202eвперёд", "\u2028", "\u0085", "\ufeff", "\x7f", "\x08\x08", "`a`",
]  # fmt: skip


def is_harmless(told):
    """Tell whether nothing in the output moves a cursor, hides, or turns the text around it."""
    kinds = {
        unicodedata.category(character) for character in told if character not in "\n\u200c\u200d"
    }
    return not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def is_one_command_a_finding(told):
    """Tell whether each line that GitHub reads as a command is one of the reporter's own."""
    lines = told.splitlines()
    return all(
        re.match(
            r"::(?:error|warning) file=[^:,]*(?:,(?:line|col)=\d+)*,title=K\d{3} [a-z-]+::", line
        )
        for line in lines[:-1]
    ) and lines[-1].startswith("checked ")


def outputs(root):
    for form in ("text", "json", "github"):
        told = guarded.run(root, "check", "--format", form).stdout.decode()
        assert is_harmless(told), form
        assert form != "github" or is_one_command_a_finding(told)
    for command in (["show", corpora.BASE_ARTICLE], ["stats"], ["fmt"], ["check", "--fix"]):
        done = guarded.run(root, *command)
        assert is_harmless(done.stdout.decode()), command
        assert is_harmless(done.stderr.decode()), command


def test_what_stands_in_a_surface_an_id_a_key_and_a_value(base_tree):
    value = corpora.read_json(base_tree, DATES)
    first = value["annotations"][0]
    for number, evil in enumerate(EVIL, start=10):
        value["annotations"].append(first | {"id": f"d{number}", "surface": evil})
    (base_tree / DATES).write_bytes(corpora.canonical.to_bytes(value, "dates"))
    outputs(base_tree)
    for number, evil in enumerate(EVIL, start=4):
        value["annotations"][number] |= {"id": evil, evil: 1, "type": evil, "value": evil}
    (base_tree / DATES).write_text(corpora.json.dumps(value), encoding="utf-8")
    outputs(base_tree)


def test_what_stands_in_a_text_and_in_names(base_tree):
    text, mentions = "Порт", []
    for number, evil in enumerate(EVIL, start=1):
        start, end = len(text) + 1, len(text) + 1 + len(evil)
        text += f" {evil} открыт."
        mention = {"id": f"e{number}", "start": start, "end": end, "surface": evil}
        mentions.append(mention | {"label": "CITY", "level": "NAM"})
    article = corpora.article("hostile", text)
    corpora.add(base_tree, article, text, entities=mentions)
    outputs(base_tree)
    assert is_harmless(guarded.run(base_tree, "show", "hostile").stdout.decode())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_what_stands_in_a_file_name(base_tree):
    for evil in EVIL:
        name = f"{evil.replace('/', '')}.txt"
        (base_tree / "corpus" / name).write_text("x", encoding="utf-8")
    outputs(base_tree)


@pytest.mark.parametrize("command", ["show", "explain", "check", "new", "new --id"])
def test_what_stands_in_an_argument(base_tree, command):
    for evil in ("\x1b[31mк\n::error::x", "[/]\u202e\x9b2J"):
        done = guarded.run(base_tree, *command.split(), evil, *["x"] * command.endswith("id"))
        assert is_harmless(done.stdout.decode())
        assert is_harmless(done.stderr.decode())
