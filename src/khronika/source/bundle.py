"""The corpus as a folder of shards, one document to a line: which file is what."""

from khronika.source import CorpusPaths

CORPUS_FILES = {
    "corpus.json": "corpus",
    "annotators.json": "annotators",
    "layers.json": "layers",
    "registry.jsonl": "registry",
    "retired.json": "retired",
    "waivers.json": "waivers",
    "scores.json": "scores",
}
"""The files about the corpus as a whole, and their kinds."""

COMPRESSIONS = {"none": "", "gz": ".gz", "zst": ".zst"}
"""How shards may be compressed, and the ending that says so."""

COMPRESSED = tuple(filter(None, COMPRESSIONS.values()))
"""The endings of compressed files."""

_SHARD_ENDINGS = tuple(f".jsonl{ending}" for ending in COMPRESSIONS.values())
_JSON_ENDINGS = (".json", ".jsonl", ".jsonlines", ".ndjson")


def is_shard(name: str) -> bool:
    """Tell whether a file of that name is read as a shard.

    Examples
    --------
    >>> is_shard("articles-00000.jsonl.zst"), is_shard("registry.jsonl")
    (True, False)
    """
    return name.endswith(_SHARD_ENDINGS) and name not in CORPUS_FILES


def shard_name(number: int, ending: str) -> str:
    """Return the name of a shard that is written, with one of the endings of `COMPRESSIONS`.

    Examples
    --------
    >>> shard_name(0, ".zst")
    'articles-00000.jsonl.zst'
    """
    return f"articles-{number:05}.jsonl{ending}"


def looks_like_data(name: str) -> bool:
    """Tell whether a file of that name, which is none of a bundle's, may hold documents.

    Examples
    --------
    >>> looks_like_data("articles.jsonl.xz"), looks_like_data("LICENSE")
    (True, False)
    """
    stem, _, _ = name.lower().rpartition(".")
    return name.lower().endswith(_JSON_ENDINGS) or stem.endswith(_JSON_ENDINGS)


def corpus_paths(folder: str) -> CorpusPaths:
    """Return where the corpus files of the bundle `folder` are, as findings name them.

    Examples
    --------
    >>> corpus_paths("news/").registry
    'news/registry.jsonl'
    """
    paths = {kind: f"{folder}{name}" for name, kind in CORPUS_FILES.items()}
    return CorpusPaths(paths["corpus"], paths["annotators"], paths["registry"], paths["retired"])
