"""Commands that show something: `explain`, `show` and `stats`."""

import json

import corpora
from commands import run


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
