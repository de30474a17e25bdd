"""The dataset card: true to the release it lies in, for any corpus, and safe to look at."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import corpora
import pytest
import yaml
from markdown_it import MarkdownIt

from khronika import card, explanation, model, schema
from khronika.card.markdown import escaped
from khronika.errors import BuildRefused
from khronika.release.builder import build

COMMONMARK = MarkdownIt("commonmark").enable("table")


def body_of(release: Path) -> str:
    return (release / "README.md").read_text("utf-8").split("\n---\n", 1)[1]


def matter_of(release: Path) -> dict:
    return yaml.safe_load((release / "README.md").read_text("utf-8").split("---\n")[1])


def section_of(release: Path, title: str) -> str:
    return body_of(release).split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.fixture(params=["release", "mixed_release", "own_release"])
def any_release(request) -> Path:
    return request.getfixturevalue(request.param)


# Front matter


def test_the_front_matter_is_valid(any_release):
    assert explanation.explain("card", matter_of(any_release)) == []


@pytest.mark.parametrize("configs", [["articles"], ["registry"], ["dates", "quotes"]])
def test_the_card_of_some_configs_is_sound_too(base_tree, tmp_path, configs):
    release = build(base_tree, out=tmp_path, configs=configs).path
    assert list(card.problems(release)) == []
    assert [info["config_name"] for info in matter_of(release)["dataset_info"]] == configs


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("license", "no-such-license"),
        ("license", "CC-BY-4.0"),
        ("language", ["russian"]),
        ("language", []),
        ("task_ids", ["ner"]),
        ("task_categories", ["named-entity-recognition"]),
        ("size_categories", ["n<2K"]),
        ("annotations_creators", ["nobody"]),
        ("configs", []),
        ("surprise", True),
    ],
)
def test_what_the_hub_does_not_know_is_refused(release, key, value):
    assert not schema.is_valid("card", matter_of(release) | {key: value})


# Problems


def test_a_sound_release_has_no_problems(any_release):
    assert list(card.problems(any_release)) == []


FLAWS = {
    "version": ("  version: 0.", "  version: 9.", "configs, articles: version 9"),
    "hash": ("description: content ", "description: content f", "front|configs.0.description"),
    "rows": ("    num_examples: 1\n", "    num_examples: 2\n", "num_examples 2; the release has 1"),
    "bytes": ("  download_size: ", "  download_size: 1", "download_size"),
    "label": ("dtype: large_string", "dtype: string", "column `text` is string"),
    "column": ("  - name: genre\n", "  - name: genera\n", "column `genera` is string"),
    "split": ("  - split: train", "  - split: dev", "there is no split dev"),
    "path": ("data/dates/train-*", "data/quotes/train-*", "configs, dates, train: files"),
    "default": ("  default: true\n", "", "the default config is missing"),
    "licence": ("\nlicense: other\n", "\nlicense: mine\n", "license: "),
    "yaml": ("\nlicense: ", "\nlicense: [", "no YAML"),
    "start": ("---\n", "--\n", "no front matter"),
    "picture": ("(plots/dates.svg)", "(plots/data.svg)", "`plots/data.svg`, which is not in the"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_each_flaw_is_named(release, tmp_path, flaw):
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    old, new, told = FLAWS[flaw]
    text = (copy / "README.md").read_text("utf-8")
    assert old in text
    (copy / "README.md").write_text(text.replace(old, new, 1), "utf-8")
    found = list(card.problems(copy))
    assert any(re.search(told.replace("front|", ""), problem) for problem in found), found
    assert all(problem.isprintable() for problem in found)


@pytest.mark.parametrize("data", [None, b"\xff\xfe"])
def test_a_card_that_cannot_be_read_is_one_problem(release, tmp_path, data):
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    (copy / "README.md").unlink()
    if data:
        (copy / "README.md").write_bytes(data)
    (problem,) = card.problems(copy)
    assert "README.md cannot be read" in problem


# What it says


def rows_of(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def test_the_counts_are_those_of_the_manifest(own_release):
    manifest = json.loads((own_release / "manifest.json").read_bytes())
    rows = {entry["config"]: entry["rows"] for entry in manifest["configs"]}
    told = dict.fromkeys(("entities", "dates", "quotes"), 0)
    sources = 0
    for cells in rows_of(section_of(own_release, "Counts")):
        if cells[0] in told:
            *splits, total = (int(cell.replace(",", "")) for cell in cells[2:])
            assert sum(splits) == total
            told[cells[0]] += total
        sources += int(cells[-1]) if cells[0] == "source" else 0
    assert told == {layer: rows[layer] for layer in told}
    assert sources == rows["articles"]


def test_the_annotations_by_kind_add_up(own_release):
    manifest = json.loads((own_release / "manifest.json").read_bytes())
    rows = {entry["config"]: entry["rows"] for entry in manifest["configs"]}
    cells = list(rows_of(section_of(own_release, "How it was made")))
    for layer in ("entities", "dates", "quotes"):
        made = [row for row in cells if row[0] == layer]
        assert {row[2] for row in made} == {"model"}
        assert sum(int(row[4].replace(",", "")) for row in made) == rows[layer]
        assert sum(int(row[3]) for row in made) == rows["articles"]


def test_nothing_of_our_corpus_is_in_the_card_of_another(mixed_release):
    text = (mixed_release / "README.md").read_text("utf-8")
    told = text.replace("`khronika agree`", "").replace("khronika", "", 2)
    for word in ("claude", "Claude", "Вестник", "session", "guidelines"):
        assert word not in told
    assert "## Citing" not in text  # it has no CITATION.cff
    assert "For what purpose" not in text


def test_what_a_corpus_says_of_itself_is_in_its_card(base_tree, tmp_path):
    told = {"purpose": "To test *cards*.", "limits": ["1. One pier only.", "<b>bold</b>"]}
    corpora.change_info(base_tree, datasheet=told)
    release = build(base_tree, out=tmp_path).path
    assert "created?** To test \\*cards\\*." in section_of(release, "Datasheet")
    limits = section_of(release, "Known limits")
    assert "- 1\\. One pier only." in limits
    assert "- &lt;b&gt;bold&lt;/b&gt;" in limits


def test_people_who_annotate_are_not_called_machines(base_tree, tmp_path):
    path = "annotations/annotators.json"
    annotators = corpora.read_json(base_tree, path)
    annotators["annotators"][0] |= {"kind": "human"}
    corpora.write_json(base_tree, path, "annotators", annotators)
    release = build(base_tree, out=tmp_path).path
    assert "No human" not in body_of(release)
    assert "no human" not in body_of(release)
    assert matter_of(release)["annotations_creators"] == ["other"]


def test_a_person_who_adjudicates_is_not_left_out(base_tree, tmp_path):
    path = "annotations/annotators.json"
    annotators = corpora.read_json(base_tree, path)
    annotators["annotators"] += [
        {"id": "judge", "kind": "human", "name": "A judge"},
        {"id": "second", "kind": "model", "name": "A second model"},
    ]
    annotators["annotators"].sort(key=lambda one: one["id"])
    corpora.write_json(base_tree, path, "annotators", annotators)
    path = corpora.layer_path("dates", corpora.BASE_ARTICLE)
    layer = corpora.read_json(base_tree, path)
    for annotator in ("case-writer", "second"):
        kept = path.replace("annotations/", f"annotations/passes/{annotator}/")
        corpora.write_json(base_tree, kept, "dates", layer | {"annotators": [annotator]})
    adjudicated = {"status": "adjudicated", "adjudicator": "judge"}
    decided = layer | adjudicated | {"annotators": ["case-writer", "second"]}
    corpora.write_json(base_tree, path, "dates", decided)
    release = build(base_tree, out=tmp_path).path
    assert "Annotated by humans and models." in body_of(release)
    assert "No human annotated" not in body_of(release)


def test_the_licence_is_the_one_of_texts_and_annotations(base_tree, tmp_path):
    assert matter_of(build(base_tree, out=tmp_path / "1").path)["license"] == "cc-by-4.0"
    path = "annotations/dates/v1/layer.json"
    layer = {
        "layer": "dates",
        "version": "1.0.0",
        "guideline": "docs/dates.md",
        "license": "ODbL-1.0",
        "labels": [{"label": label, "definition": "Such a date."} for label in model.DATE_TYPES],
    }
    corpora.write_json(base_tree, path, "layer", layer)
    release = build(base_tree, out=tmp_path / "2").path
    assert matter_of(release)["license"] == "other"
    assert "| dates | `1.0.0` | `ODbL-1.0` |" in section_of(release, "Licences")


def test_a_citation_that_cannot_be_read_is_refused(base_tree, tmp_path):
    for data in ("[", "title: x", "title: x\nauthors: []", "title: x\nauthors: [1]", "- 1", "x"):
        (base_tree / "CITATION.cff").write_text(data)
        with pytest.raises(BuildRefused, match=r"CITATION\.cff"):
            build(base_tree, out=tmp_path / "out")
    assert not list((tmp_path / "out").rglob("README.md"))


# Preview


def test_the_preview_shows_three_sentences_as_they_are_annotated(own_release, own):
    preview = section_of(own_release, "What it looks like")
    quoted = [line[2:] for line in preview.splitlines() if line.startswith("> ")]
    assert len(quoted) == 3
    texts = [path.read_text("utf-8") for path in (own / "corpus/articles").rglob("*.txt")]
    for line in quoted:
        plain = re.sub(r"\\(.)|</?b>", r"\1", line)
        (text,) = [text for text in texts if plain in text]
        assert "<b>" in line
        assert plain.strip() in text
    for cells in rows_of(preview):
        places = re.fullmatch(r"(\d+)–(\d+)", cells[1])
        if places:
            start, end = map(int, places.groups())
            surface = re.sub(r"\\(.)", r"\1", cells[0])
            assert any(text[start:end] == surface for text in texts)


def test_a_withheld_text_is_not_shown(base_tree, tmp_path):
    path = corpora.article_path(corpora.BASE_ARTICLE)
    article = corpora.read_json(base_tree, path)
    article["rights"]["redistribute"] = False
    corpora.write_json(base_tree, path, "article", article)
    release = build(base_tree, out=tmp_path).path
    assert "## What it looks like" not in body_of(release)
    assert "1 article without the text" in section_of(release, "Datasheet")


# Hostile text

NASTY = (
    "Олег *Синицын* <script>alert(1)</script> [сказал](javascript:x) `код` | ячейка ~~нет~~ "
    "![рис](https://example.org/x.png) https://example.org www.example.org &lt; $x$ @all"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A release whose every free text is Markdown and HTML that wants to be more than text."""
    root = corpora.copy_of_base(tmp_path_factory.mktemp("hostile") / "tree")
    for path in (root / "corpus/articles").rglob("*.*"):
        path.unlink()
    for layer in ("entities", "dates", "quotes"):
        shutil.rmtree(root / "annotations" / layer / "v1" / "2025")
    text = f"# Заголовок. {NASTY}\n"
    span = corpora.span(text, "Олег *Синицын*")
    person = {"id": "e1", **span, "label": "PERSON", "level": "NAM"}
    corpora.add(root, corpora.article("nasty", text), text, entities=[person])
    path = "annotations/annotators.json"
    annotators = corpora.read_json(root, path)
    annotators["annotators"][0] |= {"name": NASTY, "note": f"{NASTY}\n\n# {NASTY}"}
    corpora.write_json(root, path, "annotators", annotators)
    corpora.change_info(
        root,
        title=NASTY,
        description=f"- {NASTY}\n```",
        datasheet={"uses": NASTY, "limits": [NASTY]},
    )
    (root / "CITATION.cff").write_text(
        f"title: {json.dumps(NASTY)}\nauthors: [{{name: {json.dumps('``` ' + NASTY)}}}]\n", "utf-8"
    )
    return build(root, out=root.parent / "out").path


def test_hostile_text_stays_text(hostile):
    assert NASTY.split()[0] in body_of(hostile)
    allowed = {"<b>", "</b>", "<details>\n<summary>All phenomena</summary>\n", "</details>\n"}
    links = set()
    for token in COMMONMARK.parse(body_of(hostile)):
        if token.type == "html_block":
            assert token.content in allowed
        for child in token.children or ():
            if child.type == "html_inline":
                assert child.content in allowed
            if child.type in ("link_open", "image"):
                links.add(child.attrs.get("href") or child.attrs.get("src"))
            assert child.type not in ("em_open", "s_open")
    assert links == {
        "#known-limits",
        "https://arxiv.org/abs/1803.09010",
        "plots/labels.svg",
    }
    assert list(card.problems(hostile)) == []


def test_hostile_text_reads_as_it_was_written(hostile):
    shown = "".join(
        child.content
        for token in COMMONMARK.parse(body_of(hostile))
        for child in token.children or ()
        if child.type in ("text", "text_special", "code_inline")
    )
    assert shown.count(NASTY) >= 5


def test_every_row_of_a_table_has_its_cells(any_release, hostile):
    for release in (any_release, hostile):
        found = 0
        for block in body_of(release).split("\n\n"):
            if block.startswith("| "):
                assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.split("\n")}) == 1
                found += 1
        assert found >= 6


def test_escaping_shows_any_text_as_it_is():
    for text in ("a_b_c", "**x**", "a\\b", "<i>", "&amp;", "[a](b)", "`", "|", "~~x~~", "a<br>b"):
        _, inline, _ = COMMONMARK.parse(f"x {escaped(text)}")
        assert "".join(child.content for child in inline.children) == f"x {text}"
