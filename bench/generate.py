"""Write a corpus of any size: the corpus's own articles with other words between the annotations.

    python bench/generate.py FOLDER --articles 20000

Every mention, date, cue and source stays where it is; other words are exchanged for words of the
corpus that have as many letters, so that offsets hold and no two articles are near-duplicates.
Articles are written one at a time, as the shards of a bundle; the same numbers give the same bytes.
"""

import argparse
import hashlib
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from khronika.export_bundle import export_bundle

Json = dict[str, Any]

SHARD_ARTICLES = 2_000
LEAST_CODE_POINTS = 1_000
SPLITS = ("train",) * 8 + ("validation", "test")
_WORD = re.compile(r"(?<!\w)[а-яё]{4,}(?!\w)")
_TIED = ("waivers.json", "scores.json", "retired.json")
"""Files that tell of articles which are not there."""


def generate(folder: Path, articles: int, seed: int = 1) -> None:
    """Write a bundle of so many articles into the new `folder`."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        own = export_bundle(None, Path(scratch) / "own").path
        lines = [orjson.loads(line) for line in (own / "articles-00000.jsonl").open("rb")]
        folder.mkdir(parents=True)
        for file in own.iterdir():
            if file.suffix != ".jsonl" or file.name == "registry.jsonl":
                (folder / file.name).write_bytes(file.read_bytes())
    for name in _TIED:
        (folder / name).unlink(missing_ok=True)
    models = [line for line in lines if _is_model(line)]
    words = _words(models)
    for first in range(0, articles, SHARD_ARTICLES):
        with (folder / f"articles-{first // SHARD_ARTICLES:05}.jsonl").open("wb") as shard:
            for number in range(first, min(first + SHARD_ARTICLES, articles)):
                one = changed(chance.choice(models), number, words, chance)
                shard.write(orjson.dumps(one) + b"\n")


def _is_model(line: Json) -> bool:
    """Tell whether an article is long enough to become different ones, and free of rare letters."""
    text = line["text"]
    is_composed = line["article"]["source"]["kind"] == "composed"
    return is_composed and len(text) >= LEAST_CODE_POINTS and "\u0301" not in text


def changed(line: Json, number: int, words: dict[int, list[str]], chance: random.Random) -> Json:
    """Return a new article: `line` with other words and another id."""
    one: Json = orjson.loads(orjson.dumps(line))
    one.pop("passes", None)
    text = list(one["text"])
    for start, end in _free(one):
        text[start:end] = chance.choice(words[end - start])
    one["text"] = "".join(text)
    digest = hashlib.sha256(one["text"].encode()).hexdigest()
    article = one["article"]
    article["id"] = article["group"] = f"generated-{number:09}"
    article["split"] = SPLITS[number % len(SPLITS)]
    article["text"]["sha256"] = article["source"]["received_sha256"] = digest
    if article["title"]:
        article["title"] = None
    for layer in one["layers"].values():
        layer |= {"article": article["id"], "text_sha256": digest, "status": "single"}
        layer.pop("adjudicator", None)
        for span in _spans(layer["annotations"]):
            span["surface"] = one["text"][span["start"] : span["end"]]
    return one


def _spans(value: Any) -> Iterator[Json]:
    """Yield every span in a value."""
    if isinstance(value, dict):
        if "surface" in value:
            yield value
        yield from _spans(list(value.values()))
    elif isinstance(value, list):
        for inner in value:
            yield from _spans(inner)


def _free(line: Json) -> Iterator[tuple[int, int]]:
    """Yield the words of a text that no annotation but the content of quotes is about."""
    layers = line["layers"]
    kept = [*_spans(layers["entities"]["annotations"]), *_spans(layers["dates"]["annotations"])]
    for quote in layers["quotes"]["annotations"]:
        kept += [
            span for role, spans in quote.items() if role != "content" for span in _spans(spans)
        ]
    held = {place for span in kept for place in range(span["start"], span["end"])}
    for match in _WORD.finditer(line["text"]):
        if held.isdisjoint(range(*match.span())):
            yield match.span()


def _words(lines: list[Json]) -> dict[int, list[str]]:
    """Return the words that may stand for others, by their number of letters."""
    found: dict[int, set[str]] = {}
    for line in lines:
        for start, end in _free(line):
            found.setdefault(end - start, set()).add(line["text"][start:end])
    return {length: sorted(words) for length, words in found.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=2_000)
    arguments = parser.parse_args()
    generate(arguments.folder, arguments.articles)
