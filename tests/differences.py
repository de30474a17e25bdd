"""Two states of a small corpus that differ in every way there is, and what `diff` tells of them.

`tests/release/differences/` has what each form writes, to the letter. After a deliberate change of
wording, `python tests/differences.py` writes them anew; read the diff.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import corpora
import msgspec
from corpora import BASE_ARTICLE, layer_path

from khronika import baseline
from khronika.diff import as_json, as_markdown, as_text
from khronika.diff.compare import diff
from khronika.diff.structs import Difference
from khronika.history import Snapshot
from khronika.source.opening import open_source

EXPECTED = Path(__file__).parent / "release" / "differences"
HOSTILE = "\x1b[31m`<b>`\n- [x](javascript:1)\u202e|"
REGISTRY = "annotations/registry/v1/registry.json"
ANNOTATORS = "annotations/annotators.json"
LABELS = [
    {"label": "DATE", "definition": "A calendar expression."},
    {"label": "TIME", "definition": "A time of day."},
]
LAYER = {"layer": "dates", "version": "1.0.0", "guideline": "docs/dates.md", "license": "CC-BY-4.0"}


def before(root: Path) -> Path:
    """Make the earlier state in the new folder `root`."""
    corpora.copy_of_base(root)
    for id_, day in (("ferry-sold", "12 мая"), ("ferry-moved", "13 мая"), ("ferry-told", "14 мая")):
        text = f"Паром продали {day}."
        date = {"id": "d1", **corpora.span(text, day), "type": "DATE", "value": "2025-05-12"}
        corpora.add(root, corpora.article(id_, text, split="test"), text, dates=[date])
    path = "annotations/dates/v1/layer.json"
    corpora.write_json(root, path, "layer", {**LAYER, "labels": LABELS})
    return root


def after(root: Path) -> Path:
    """Make the later state in the new folder `root`."""
    before(root)
    _change_annotations(root)
    _change_articles(root)
    _change_records(root)
    return root


def records(root: Path, path: str, key: str) -> tuple[dict, dict[str, dict]]:
    value = corpora.read_json(root, path)
    return value, {one["id"]: one for one in value[key]}


def _change_annotations(root: Path) -> None:
    path = layer_path("entities", BASE_ARTICLE)
    value, ones = records(root, path, "annotations")
    ones["e2"] |= {"label": "REGION", "metonymy": {"kind": "capital-for-state", "literal": "CITY"}}
    ones["e9"]["id"] = "e19"
    del ones["e6"]
    ones["e30"] = {"id": "e30", "start": 0, "end": 4, "surface": "Порт"}
    ones["e30"] |= {"label": "FACILITY", "level": "NOM"}
    value |= {"annotations": list(ones.values()), "revision": 2, "status": "auto"}
    corpora.write_json(root, path, "entities", value)
    path = layer_path("quotes", BASE_ARTICLE)
    value, ones = records(root, path, "annotations")
    ones["q4"]["content"].pop()
    ones["q5"] |= {"cue": [], "speakers": [], "resolution": "unknown"}
    value |= {"annotations": list(ones.values()), "revision": 2}
    corpora.write_json(root, path, "quotes", value)


def _change_articles(root: Path) -> None:
    for path in list(root.rglob("ferry-sold.*")):
        path.unlink()
    entry = {"id": "ferry-sold", "date": "2025-11-20", "reason": HOSTILE}
    corpora.write_json(root, "corpus/retired.json", "retired", {"retired": [entry]})
    text = "Лёд на реке сошёл 20 октября."
    corpora.add(root, corpora.article("ice", text), text)
    path = corpora.article_path("ferry-moved")
    article = corpora.read_json(root, path)
    article |= {"split": "train", "title": HOSTILE, "genre": "report"}
    article["dct"] |= {"evidence": "Сказано в тексте."}
    corpora.write_json(root, path, "article", article)
    text = "Паром отдали 14 мая."
    date = {"id": "d1", **corpora.span(text, "14 мая"), "type": "DATE", "value": "2025-05-14"}
    corpora.add(root, corpora.article("ferry-told", text, split="test"), text, dates=[date])


def _change_records(root: Path) -> None:
    value, ones = records(root, REGISTRY, "entities")
    del ones["severny"]
    ones["mark-luzhin"]["name"] = HOSTILE
    ones["pier"] = ones["director"] | {"id": "pier", "label": "FACILITY", "name": "причал"}
    corpora.write_json(root, REGISTRY, "registry", value | {"entities": list(ones.values())})
    value = corpora.read_json(root, ANNOTATORS)
    value["annotators"].append({"id": "second", "kind": "model", "name": "the second one"})
    corpora.write_json(root, ANNOTATORS, "annotators", value)
    path = "annotations/dates/v1/layer.json"
    labels = [LABELS[0], {"label": "SET", "definition": "A time that recurs."}]
    corpora.write_json(root, path, "layer", {**LAYER, "version": "1.1.0", "labels": labels})
    corpora.change_info(root, title="Новости Ясногорска", configs=["articles", "dates"])


def snapshot(root: Path, name: str) -> Snapshot:
    return baseline.of_source(open_source(root), name)


def found(folder: Path) -> Difference:
    """Compare the two states, made in the new folder `folder`; the earlier lacks a column."""
    old = snapshot(before(folder / "before"), "release 0.1.0")
    columns = {**old.whole.columns, "dates": tuple(old.whole.columns["dates"][1:])}
    old = replace(old, whole=msgspec.structs.replace(old.whole, columns=columns))
    return diff(old, snapshot(after(folder / "after"), "the corpus here"))


def rendered(difference: Difference) -> dict[str, str]:
    return {
        "expected.txt": as_text.render(difference),
        "expected.json": as_json.render(difference),
        "expected.md": as_markdown.render(difference),
    }


if __name__ == "__main__":
    EXPECTED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in rendered(found(Path(scratch))).items():
            (EXPECTED / name).write_text(content, encoding="utf-8")
