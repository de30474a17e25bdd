"""`khronika import tei` and `export tei` from the shell, and what docs/how-to/tei.md shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import khronika

PAGE = Path(__file__).parents[2] / "docs/how-to/tei.md"


def run(root, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "khronika", *arguments],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def ferry(tree) -> Path:
    """The file that the page shows, beside a copy of the project's corpus."""
    page = PAGE.read_text(encoding="utf-8")
    (tree / "ferry.xml").write_text(
        re.search(r'```xml title="ferry.xml"\n(.*?)```', page, flags=re.DOTALL)[1], "utf-8"
    )
    return tree


def test_the_article_of_the_page_is_taken_in_and_checks_clean(ferry):
    done = run(ferry, "import", "tei", "ferry.xml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "belorechye-2026-03-20-ferry: 11 entities, 3 dates, 4 quotes" in done.stdout
    assert "registry: new entry rita-osokina" in done.stdout
    assert khronika.check(ferry).findings == ()
    document = khronika.open_corpus(ferry)["belorechye-2026-03-20-ferry"]
    first, second = document.text.split("\n\n")[:2]
    assert (first, document.article.title) == ("В Белоречье вернулся паром",) * 2
    assert second.startswith("Паром «Ласточка» снова ходит через Светлую с четверга. «Зима")
    assert [quote.resolution for quote in document.quotes] == ["name", "name", "pronoun", "name"]
    assert [quote.content[-1].surface for quote in document.quotes][1:] == [
        "Такого не было с 2019 года",
        "что паром берёт двенадцать машин",
        "стоит 90 рублей",
    ]


def test_out_and_in_again_changes_nothing(ferry):
    run(ferry, "import", "tei", "ferry.xml")
    before = files(ferry)
    done = run(ferry, "export", "tei", "belorechye-2026-03-20-ferry", "--out", "inline")
    assert done.stdout == "wrote inline/belorechye-2026-03-20-ferry.xml\n"
    again = run(ferry, "import", "tei", "--update", "inline/belorechye-2026-03-20-ferry.xml")
    assert (again.returncode, "wrote" in again.stdout) == (0, False)
    after = files(ferry)
    assert {path: after[path] for path in before} == before
    refused = run(ferry, "export", "tei", "belorechye-2026-03-20-ferry", "--out", "inline")
    assert (refused.returncode, "overwrite it with --force" in refused.stderr) == (2, True)


def test_nothing_is_overwritten_unasked(ferry):
    run(ferry, "import", "tei", "ferry.xml")
    before = files(ferry)
    done = run(ferry, "import", "tei", "ferry.xml")
    assert (done.returncode, files(ferry)) == (1, before)
    assert "replace it with --update" in done.stderr


def test_all_that_is_wrong_is_told_with_its_place(ferry):
    path = ferry / "ferry.xml"
    text = path.read_text("utf-8")
    text = text.replace("<num>", '<num typ="x">').replace("#svetlaya-river", "#svetlaya-rver")
    path.write_text(text, "utf-8")
    before = files(ferry)
    done = run(ferry, "import", "tei", "ferry.xml")
    assert (done.returncode, files(ferry)) == (1, before)
    assert re.findall(r"^ferry\.xml:(\d+:\d+): (.*)$", done.stderr, flags=re.MULTILINE) == [
        ("41:9", "`svetlaya-rver` is neither in the registry nor in <standOff>"),
        ("56:45", "<num> has no `typ`"),
    ]
    assert "did you mean `svetlaya-river`?" in done.stderr


def test_one_broken_file_leaves_the_others_done(ferry):
    (ferry / "broken.xml").write_text("<TEI><p></TEI>", "utf-8")
    done = run(ferry, "import", "tei", "broken.xml", "ferry.xml")
    assert done.returncode == 1
    assert "1 taken in, 1 not" in done.stdout
    assert "broken.xml:1:1: expected an element of TEI" in done.stderr


def test_standard_output_is_utf_8_whatever_the_terminal_says(root):
    (article,) = khronika.open_corpus(root).ids()
    done = run(root, "export", "tei", article, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert '<persName xml:id="e1" ref="#vladimir-putin">Владимир Путин</persName>' in done.stdout


def test_an_article_that_is_not_there_is_asked_about(root):
    (article,) = khronika.open_corpus(root).ids()
    done = run(root, "export", "tei", article[:-1])
    assert (done.returncode, f"did you mean `{article}`?" in done.stderr) == (2, True)
