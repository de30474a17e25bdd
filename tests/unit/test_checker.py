"""Waivers, paths, and input that is out of all bounds."""

import json
import os

import corpora
import golden
import pytest

import khronika
from khronika import checker
from khronika.errors import UnusableDocument
from khronika.reporters import json as json_reporter
from khronika.rules import RULES

DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)
ENTITIES = corpora.layer_path("entities", corpora.BASE_ARTICLE)


def waive(root, code):
    value = {
        "$schema": "../schema/v1/waivers.schema.json",
        "waivers": [
            {"code": code, "article": corpora.BASE_ARTICLE, "reason": "It must stand as it is."}
        ],
    }
    corpora.write_json(root, "corpus/waivers.json", "waivers", value)


def break_label(root):
    path = root / ENTITIES
    path.write_text(path.read_text("utf-8").replace('"CITY"', '"CITTY"', 1), "utf-8")


def test_what_a_release_relies_on_cannot_be_waived(base_tree, tmp_path):
    break_label(base_tree)
    waive(base_tree, "K102")
    assert [finding.code for finding in khronika.check(base_tree).findings] == ["K102", "K017"]
    with pytest.raises(khronika.CorpusHasErrors):
        khronika.build(base_tree, out=tmp_path / "dist")


def test_a_waived_finding_is_gone(base_tree):
    article = base_tree / corpora.article_path(corpora.BASE_ARTICLE)
    withheld = article.read_text("utf-8").replace('"redistribute": true', '"redistribute": false')
    article.write_text(withheld, "utf-8")
    (base_tree / f"{golden.ARTICLE}.txt").unlink()
    assert [finding.code for finding in khronika.check(base_tree).findings] == ["K018"]
    waive(base_tree, "K018")
    assert khronika.check(base_tree).findings == ()


def test_only_errors_that_a_publisher_may_have_made_are_waivable():
    waivable = [rule.code for rule in RULES if rule.waivable and rule.severity == "error"]
    assert waivable == ["K304", "K306", "K503", "K601"]


@pytest.mark.parametrize(
    "path", ["annotations/registry/v1/registry.json", "annotations/annotators.json"]
)
def test_a_corpus_whose_own_file_was_refused_is_not_opened(base_tree, path):
    (base_tree / path).rename(base_tree / "elsewhere.json")
    (base_tree / path).symlink_to(base_tree / "elsewhere.json")
    with pytest.raises(UnusableDocument, match=path):
        khronika.open_corpus(base_tree)


def test_folders_without_end_are_not_entered(base_tree):
    descriptor = os.open(base_tree / "corpus", os.O_RDONLY)
    for _ in range(300):
        os.mkdir("a", dir_fd=descriptor)
        inner = os.open("a", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    (finding,) = khronika.check(base_tree).findings
    assert (finding.code, finding.location.path) == ("K013", "corpus/a/a/a/a/a/a")


def test_no_control_character_comes_out_as_json(base_tree):
    path = base_tree / ENTITIES
    surface = "Яс\u009bного\u202eрск"
    path.write_text(path.read_text("utf-8").replace("Ясногорск", surface, 1), "utf-8")
    told = json_reporter.render(khronika.check(base_tree))
    assert all(character.isprintable() or character == "\n" for character in told)
    assert json.loads(told)["summary"]["errors"] == 1


def test_an_article_alone_is_checked_without_what_concerns_others(base_tree):
    text = "Приехал Марк Лужин.\n"
    corpora.add(base_tree, corpora.article("other", text), text, entities=[], dates=[], quotes=[])
    break_label(base_tree)
    only_other = checker.check(base_tree, only=[corpora.article_path("other")])
    assert (only_other.articles, only_other.findings) == (1, ())
    registry = checker.check(base_tree, only=["annotations/registry"])
    assert (registry.articles, registry.errors) == (2, 1)
