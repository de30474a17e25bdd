"""The scripts of `examples/` train, score and record, on a few articles."""

import os
import subprocess
import sys
from pathlib import Path

import corpora
import find_speakers
import pytest
import train_crf

from khronika import explanation
from khronika.release.builder import build

EXAMPLES = Path(__file__).parents[2] / "examples"
SCORES = "corpus/scores.json"


def person(text, surface, entity, id_):
    found = {"id": id_, **corpora.span(text, surface), "label": "PERSON", "level": "NAM"}
    return found | {"entity": entity}


def said(text, speaker, source, *cue):
    return {
        "id": "q1",
        "type": "direct",
        "content": [corpora.span(text, "Лёд тонкий")],
        "cue": [corpora.span(text, part) for part in cue],
        "source": [corpora.span(text, source)],
        "addressee": [],
        "speakers": [speaker],
        "resolution": "nominal",
        "parent": None,
        "form": "verbatim",
        "attitude": "statement",
    }


@pytest.fixture
def scored_tree(tmp_path) -> Path:
    """A corpus in which the rule finds the speaker of validation, and not that of test."""
    root = corpora.copy_of_base(tmp_path / "scored")
    corpora.change_info(root, splits={"train": 0.5, "validation": 0.25, "test": 0.25})
    text = "У причала — Анна Верескова. «Лёд тонкий», — сказала механик."
    corpora.add(
        root,
        corpora.article("thin-ice", text, split="validation"),
        text,
        entities=[person(text, "Анна Верескова", "anna-vereskova", "e1")],
        quotes=[said(text, "anna-vereskova", "механик", "сказала")],
    )
    text = "Марк Лужин встретил 18 октября Анну Верескову.\n\n«Лёд тонкий», — сказал механик."
    people = {"Марк Лужин": "mark-luzhin", "Анну Верескову": "anna-vereskova"}
    corpora.add(
        root,
        corpora.article("long-talk", text, split="test"),
        text,
        entities=[person(text, *one, f"e{n}") for n, one in enumerate(people.items(), 1)],
        dates=[{"id": "d1", **corpora.span(text, "18 октября"), "type": "DATE",
                "value": "2025-10-18", "anchor": "dct"}],
        quotes=[said(text, "mark-luzhin", "механик", "сказал")],
    )  # fmt: skip
    return root


def run(script, *arguments, cwd):
    return subprocess.run(
        [sys.executable, str(EXAMPLES / script), *map(os.fspath, arguments)],
        cwd=cwd,
        env=os.environ | {"HF_DATASETS_OFFLINE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def lines(done):
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split() for line in done.stdout.splitlines()]


def test_the_classifier_is_scored_on_what_it_has_not_seen(scored_tree):
    build(scored_tree, out=scored_tree / "dist")
    told = [lines(run("train_crf.py", "--limit", "1", cwd=scored_tree)) for _ in range(2)]
    assert told[0] == told[1]
    assert [line[:3] for line in told[0]] == [
        ["ner_tags", "validation", "1"],
        ["ner_tags", "test", "2"],
        ["date_tags", "test", "1"],
    ]
    for line in told[0]:
        assert line[4::2] == ["precision", "recall", "f1"]
        assert all(0 <= float(figure) <= 1 for figure in line[5::2])


def test_the_classifier_finds_again_what_it_was_taught(release):
    rows = train_crf.sentences(release, "train", None)
    for task in train_crf.TASKS:
        score = train_crf.score(train_crf.train(rows, task), rows, task, "train")
        assert score.metrics["f1"] > 0.95
        told_nothing = [row | {task: ["O"] * len(row["tokens"])} for row in rows]
        blank = train_crf.score(train_crf.train(told_nothing, task), rows, task, "train")
        assert (blank.items, blank.metrics["f1"]) == (score.items, 0)


def test_the_rule_is_scored(scored_tree):
    release = build(scored_tree, out=scored_tree / "dist").path
    assert lines(run("find_speakers.py", release, cwd=scored_tree)) == [
        ["speakers", "validation", "1", "items", "accuracy", "1.000"],
        ["speakers", "test", "1", "items", "accuracy", "0.000"],
    ]


def mention(start, end, entity, level="NAM"):
    return {"start": start, "end": end, "entity_id": entity, "level": level}


@pytest.mark.parametrize(
    ("people", "speaker"),
    [
        ([mention(20, 24, "before"), mention(39, 43, "after")], {"before"}),
        ([mention(20, 23, "before"), mention(39, 43, "after")], {"after"}),
        ([mention(0, 4, "earlier"), mention(60, 64, "inside")], {"earlier"}),
        ([mention(0, 4, "earlier"), mention(5, 9, "nominal", "NOM")], {"earlier"}),
        ([mention(0, 4, "earlier"), mention(41, 45, "beside", "NOM")], {"beside"}),
        ([mention(120, 124, "later")], set()),
        ([], set()),
    ],
)
def test_the_nearest_person_is_taken_or_else_the_last_named(people, speaker):
    quote = {"cue": [{"start": 29, "end": 34}], "content": [{"start": 50, "end": 80}]}
    paragraphs = [{"start": 0, "end": 10}, {"start": 11, "end": 100}, {"start": 101, "end": 200}]
    assert find_speakers.predict(quote, people, paragraphs) == speaker


def test_recorded_scores_are_valid_and_shown_in_the_card(scored_tree):
    out = scored_tree / "dist"
    before = build(scored_tree, out=out)
    assert "## Baselines" not in (before.path / "README.md").read_text(encoding="utf-8")
    lines(run("record_scores.py", cwd=scored_tree))
    value = corpora.read_json(scored_tree, SCORES)
    assert explanation.explain("scores", value) == []
    recorded = (scored_tree / SCORES).read_bytes()
    corpora.write_json(scored_tree, SCORES, "scores", value)
    assert (scored_tree / SCORES).read_bytes() == recorded
    after = build(scored_tree, out=out, force=True)
    card = (after.path / "README.md").read_text(encoding="utf-8")
    assert "on exactly the articles of release 0.1.0" in card
    rule = "nearest person (`examples/find_speakers.py`)"
    assert f"| `speakers` | {rule} | test | 1 | accuracy 0.000 |" in card
    assert after.manifest["configs"] == before.manifest["configs"]


def test_the_card_says_when_scores_are_of_other_articles(scored_tree):
    build(scored_tree, out=scored_tree / "dist")
    lines(run("record_scores.py", cwd=scored_tree))
    text = "Лёд на реке сошёл."
    corpora.add(scored_tree, corpora.article("ice-is-gone", text), text)
    later = build(scored_tree, out=scored_tree / "later")
    card = (later.path / "README.md").read_text(encoding="utf-8")
    assert "on an earlier state of the articles (version 0.1.0)" in card


def test_what_cannot_be_scored_is_said(base_tree):
    nothing = run("train_crf.py", cwd=base_tree)
    assert nothing.returncode == 2
    assert "dist/ holds 0 releases" in nothing.stderr
    assert "it has no manifest.json" in run("find_speakers.py", "corpus", cwd=base_tree).stderr
    build(base_tree, out=base_tree / "dist")
    assert "--limit takes 1 or more" in run("train_crf.py", "--limit", "0", cwd=base_tree).stderr
    for script in ("train_crf.py", "find_speakers.py", "record_scores.py"):
        unscored = run(script, cwd=base_tree)
        assert (unscored.returncode, unscored.stdout) == (1, "")
        assert unscored.stderr.startswith("nothing to score: ")
    assert not (base_tree / SCORES).exists()
