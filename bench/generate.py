"""Write a corpus of any size: paragraphs of the corpus, with their annotations, put together anew.

    python -m bench.generate FOLDER --articles 20000 --ending .jsonl.zst

Each document has the heading and the day of one article and paragraphs of others, some 19 to 27 kB
of JSON in a line, with the density of annotations of the one real article; `bench/words.py` tells
why its words are others. Documents are written one at a time, as the shards of a bundle; the same
numbers give the same bytes, whatever the number of processes.
"""

import argparse
import multiprocessing
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from bench.documents import Documents
from khronika.export_bundle import export_bundle
from khronika.source.bundle import shard_name
from khronika.source.compression import compressing

ENDINGS = {".jsonl": "", ".jsonl.gz": ".gz", ".jsonl.zst": ".zst"}
SHARD_ARTICLES = 5_000
_TIED = ("waivers.json", "scores.json", "retired.json")
"""Files that tell of articles which are not there."""


def generate(
    folder: Path,
    articles: int,
    *,
    ending: str = ".jsonl",
    shard_articles: int = SHARD_ARTICLES,
    seed: int = 1,
    workers: int = 1,
    first: int = 0,
) -> int:
    """Write a bundle of so many articles into the new `folder`, those from number `first` on.

    Returns
    -------
    int
        The bytes of its lines, before any compression.
    """
    folder.mkdir(parents=True)
    tasks = []
    for shard, start in enumerate(range(first, first + articles, shard_articles)):
        path = folder / shard_name(shard, ENDINGS[ending])
        tasks.append((path, start, min(start + shard_articles, first + articles), seed))
    if workers == 1:
        written = [_write(*task) for task in tasks]
    else:
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            written = pool.starmap(_write, tasks, chunksize=1)
    used = set().union(*(entities for entities, _ in written))
    for name, data in _own()[1].items():
        if name == "registry.jsonl":
            entries = data.splitlines(keepends=True)
            data = b"".join(one for one in entries if orjson.loads(one)["id"] in used)
        if name not in _TIED:
            (folder / name).write_bytes(data)
    return sum(size for _, size in written)


def _write(path: Path, start: int, end: int, seed: int) -> tuple[set[str], int]:
    """Write documents from number `start` to the one before `end`.

    Returns
    -------
    tuple of set of str and int
        The ids of the registry that they point to, and their bytes.
    """
    documents = _documents(seed)
    used: set[str] = set()
    size = 0
    with path.open("wb") as stored, compressing(stored, path.name) as stream:
        for number in range(start, end):
            line, entities = documents.line(number)
            used |= entities
            size += len(line)
            stream.write(line)
    return used, size


@cache
def _documents(seed: int) -> Documents:
    lines, _ = _own()
    real = [line for line in lines if line["article"]["source"]["kind"] == "published"]
    density = sum(map(_annotations, real)) / sum(len(line["text"]) for line in real)
    composed = [line for line in lines if line["article"]["source"]["kind"] == "composed"]
    return Documents(composed, density, seed)


def _annotations(line: dict[str, Any]) -> int:
    return sum(len(layer["annotations"]) for layer in line["layers"].values())


@cache
def _own() -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return the corpus as a bundle has it: its lines, and its other files by name."""
    with tempfile.TemporaryDirectory() as scratch:
        own = export_bundle(None, Path(scratch) / "own").path
        files = {file.name: file.read_bytes() for file in own.iterdir()}
    lines = files.pop(shard_name(0, "")).splitlines()
    return [orjson.loads(line) for line in lines], files


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--ending", choices=ENDINGS, default=".jsonl")
    parser.add_argument("--shard-articles", type=int, default=SHARD_ARTICLES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    generate(
        given.folder,
        given.articles,
        ending=given.ending,
        shard_articles=given.shard_articles,
        seed=given.seed,
        workers=given.workers,
    )
