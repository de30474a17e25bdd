"""Small corpora made to measure, for tests that need more than one article.

Every file is written in its canonical form and held against its schema, so that a mistake here
shows up here.
"""

import hashlib
import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import fsspec

from khronika import (
    baseline,
    bundled,
    canonical,
    explanation,
    export_bundle,
    model,
    parsed_bundle,
    parsed_shards,
)
from khronika.diagnostics import Report
from khronika.gathering import conclude
from khronika.opened import Check
from khronika.source import RawFile, Refusal, Source
from khronika.source.layout import CHANGELOG, Layout, place
from khronika.source.shards import Shards

BASE = Path(__file__).parent / "cases" / "base"
BASE_ARTICLE = "yasnogorsk-2025-10-24-pier"
REAL_ARTICLE = "vestikavkaza-2025-10-24-putin-aliyev-call"

Json = dict[str, Any]


def copy_of_base(root: Path) -> Path:
    """Copy the clean corpus of the golden cases to the new folder `root`."""
    return copy_of(BASE, root)


def copy_of(corpus: Path, root: Path) -> Path:
    """Copy a corpus to the new folder `root`."""
    return Path(shutil.copytree(corpus, root))


def read_json(root: Path, path: str) -> Json:
    return json.loads((root / path).read_text(encoding="utf-8"))


def write_json(root: Path, path: str, kind: str, value: Json) -> None:
    value = {"$schema": canonical.schema_reference(path, kind)} | value
    assert explanation.explain(kind, value) == [], path
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(canonical.to_bytes(value, kind))


def article_path(id_: str, year: str = "2025") -> str:
    return f"corpus/articles/{year}/{id_}.json"


def layer_path(layer: str, id_: str, year: str = "2025") -> str:
    return f"annotations/{layer}/v1/{year}/{id_}.json"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def span(text: str, surface: str) -> Json:
    """Return the span of `surface`, which occurs once in `text`."""
    assert text.count(surface) == 1, surface
    start = text.index(surface)
    return {"start": start, "end": start + len(surface), "surface": surface}


def article(id_: str, text: str, **changes: Any) -> Json:
    """Return a composed article with no more than it must have, and `changes`."""
    return {
        "id": id_,
        "text": {"sha256": sha256(text), "length": len(text)},
        "language": "ru",
        "title": None,
        "dct": {"value": "2025-10-24", "status": "stated"},
        "source": {
            "kind": "composed",
            "author": "case-writer",
            "received_sha256": sha256(text),
        },
        "rights": {"license": "CC-BY-4.0", "redistribute": True},
        "genre": "news",
        "zones": [],
        "group": id_,
        "split": "train",
    } | changes


def layer(name: str, article: Json, annotations: list[Json], **changes: Any) -> Json:
    """Return a layer document of `article` with no more than it must have, and `changes`."""
    return {
        "article": article["id"],
        "layer": name,
        "text_sha256": article["text"]["sha256"],
        "revision": 1,
        "status": "single",
        "annotators": ["case-writer"],
        "annotations": annotations,
    } | changes


def add(root: Path, article: Json, text: str, **annotations: list[Json]) -> None:
    """Add an article to the corpus at `root`, with the annotations given for each layer."""
    layers = read_json(root, "corpus/corpus.json")["layers"]
    path = article_path(article["id"])
    write_json(root, path, "article", article)
    (root / path).with_suffix(".txt").write_bytes(text.encode())
    for name in model.LAYERS:
        if name in layers:
            document = layer(name, article, annotations.get(name, []))
            write_json(root, layer_path(name, article["id"]), name, document)


def change_info(root: Path, **changes: Any) -> None:
    """Change fields of `corpus.json`."""
    value = read_json(root, "corpus/corpus.json") | changes
    write_json(root, "corpus/corpus.json", "corpus", value)


def spoilt(root: Path) -> Path:
    """Break a corpus so that many rules of every scope fire, in several articles."""
    texts = sorted(root.glob("corpus/articles/*/*.txt"))
    for number, text in enumerate(texts[::4]):
        text.write_text(text.read_text(encoding="utf-8") + f"\n«Нет {number}", encoding="utf-8")
    for name in ("entities", "quotes"):
        for file in sorted(root.glob(f"annotations/{name}/v1/*/*.json"))[::5]:
            changed = file.read_text(encoding="utf-8").replace('"NAM"', '"NOM"', 3)
            file.write_text(changed.replace('"start": 1', '"start": 2', 2), encoding="utf-8")
    file = root / "corpus" / "retired.json"
    entry = '{"id": "gone", "date": "2026-01-01", "reason": "x", "replacement": "nowhere"}'
    file.write_text(file.read_text(encoding="utf-8").replace("[]", f"[{entry}]"), encoding="utf-8")
    return root


def mixed(root: Path) -> Path:
    """Make a corpus with three splits, of which some lack rows in some configs.

    train has the article of the base corpus and one without any annotation, title or date;
    validation has mentions only, test has a date and a quote only. No registry entry has a
    Wikidata id or other names, so that several columns hold nothing but null.
    """
    copy_of_base(root)
    change_info(root, splits={"train": 0.5, "validation": 0.25, "test": 0.25})
    bare = "Лёд на реке сошёл. Рыбаки ждут тепла."
    undated = {"value": None, "status": "unknown"}
    add(root, article("ice-on-the-river", bare, dct=undated), bare)
    bridge = "Олег Синицын осмотрел мост в Грачёвке."
    mentions = [
        {"id": "e1", **span(bridge, "Олег Синицын"), "label": "PERSON", "level": "NAM"},
        {"id": "e2", **span(bridge, "Грачёвке"), "label": "CITY", "level": "NAM"},
    ]
    add(root, article("bridge-seen", bridge, split="validation"), bridge, entities=mentions)
    opening = "Ярмарку открыли 18 октября.\n\n«Мёда хватит всем», — услышали гости."
    fair_date = {"type": "DATE", "value": "2025-10-18", "anchor": "dct"}
    fair_quote = {
        "id": "q1",
        "type": "direct",
        "content": [span(opening, "Мёда хватит всем")],
        "cue": [span(opening, "услышали")],
        "source": [],
        "addressee": [span(opening, "гости")],
        "speakers": [],
        "resolution": "unknown",
        "parent": None,
        "form": "verbatim",
        "attitude": "statement",
    }
    add(
        root,
        article("fair-opened", opening, split="test"),
        opening,
        dates=[{"id": "d1", **span(opening, "18 октября"), **fair_date}],
        quotes=[fair_quote],
    )
    return root


def files_of(root: Path) -> dict[str, bytes]:
    """Return the files of the corpus at `root`, by path, for `InMemory`."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for top in ("corpus", "annotations")
        for path in sorted((root / top).rglob("*"))
        if path.is_file()
    }


def real_article() -> dict[str, bytes]:
    """Return the files of a corpus with the one real article of ours, and what it points to."""
    files = {
        path: data
        for path, data in files_of(bundled.root()).items()
        if (expected := place(path)) and expected.article in ("", REAL_ARTICLE)
    }
    path = "corpus/waivers.json"
    waivers = json.loads(files[path])
    waivers["waivers"] = [one for one in waivers["waivers"] if one["article"] == REAL_ARTICLE]
    files[path] = canonical.to_bytes(waivers, "waivers")
    files.pop("corpus/scores.json", None)
    path = "annotations/annotators.json"
    annotators = json.loads(files[path])
    annotators["annotators"] = [one for one in annotators["annotators"] if one["id"] == "claude"]
    files[path] = canonical.to_bytes(annotators, "annotators")
    path = "annotations/registry/v1/registry.json"
    registry = json.loads(files[path])
    used = b"".join(data for name, data in files.items() if name != path).decode()
    registry["entities"] = [one for one in registry["entities"] if f'"{one["id"]}"' in used]
    files[path] = canonical.to_bytes(registry, "registry")
    return files


class InMemory(Layout):
    """A source of files that are on no disk, for tests that check a corpus a thousand times.

    `refused` are the paths that cannot be read, with the files under them.
    """

    def __init__(self, files: Mapping[str, bytes], refused: Collection[str] = ()) -> None:
        super().__init__()
        self._files = {path: data for path, data in files.items() if path not in refused}
        for path in sorted({*files, *refused} - {CHANGELOG}):
            if any(path.startswith(f"{folder}/") for folder in refused):
                self._files.pop(path, None)
            elif path in refused and place(path) is None:
                self._refusals.append(self._read(path))
            else:
                self._sort(path)

    def _has(self, name: str) -> bool:
        return name in self._files

    def _read(self, path: str) -> RawFile | Refusal:
        if path in self._files:
            return RawFile(path, self._files[path])
        return Refusal(path, "it cannot be read", "make it readable", unexpected=False)


def _in_shards(source: Source, shards: Sequence[Sequence[str]]) -> Shards:
    """Return `source` as a bundle with these articles, in this order, in its shards."""
    lines = {
        raw.id: export_bundle.line_of(parsed_shards.subject(raw), whole=True)
        for raw in source.documents()
    }
    files = export_bundle.files_of(parsed_bundle.corpus_files(source))
    for number, articles in enumerate(shards):
        files[shard(number)] = b"".join(lines[article] for article in articles)
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pipe({f"/bundle/{name}": data for name, data in files.items()})
    return Shards(["memory://bundle"])


def shard(number: int) -> str:
    """Return the name of a shard."""
    return f"articles-{number:05}.jsonl"


def check_files(
    files: Mapping[str, bytes],
    refused: Collection[str] = (),
    released: Mapping[str, bytes] | None = None,
    shards: Sequence[Sequence[str]] = (),
) -> Report:
    """Check a corpus that is nowhere but in memory, against the `released` one if there is any.

    `shards` are the articles of each shard, if it is to be in shards.
    """
    before = baseline.of_source(InMemory(released), "v0.1.0") if released else None
    source = _in_shards(InMemory(files), shards) if shards else InMemory(files, refused)
    run = Check(source, before)
    return conclude(run.gather(), run.corpus)
