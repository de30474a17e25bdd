"""The dataset card: `README.md` of a release, which also tells `datasets` what is in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from khronika.card_body import annotator_kinds, body
from khronika.columns import features
from khronika.corpus_files import CorpusFiles
from khronika.document import Document
from khronika.model import CorpusInfo

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")

Entry = dict[str, Any]


def compose(
    info: CorpusInfo,
    documents: Sequence[Document],
    corpus: CorpusFiles,
    configs: Sequence[Entry],
    files: Mapping[Path, Entry],
) -> bytes:
    """Return the bytes of the card.

    Parameters
    ----------
    info, documents, corpus
        What the release was made of.
    configs : sequence of dict
        The manifest's entries for the configs that were written; those without rows are
        counted, but cannot be loaded.
    files : mapping of pathlib.Path to dict
        The Parquet files that were written, with config, split and rows.
    """
    # With no files to name for a config, `datasets` would take every file of the folder for it.
    with_rows = [entry for entry in configs if entry["splits"]]
    header = front_matter(info, documents, corpus, with_rows, files)
    return f"---\n{header}---\n\n{body(info, documents, corpus, configs)}\n".encode()


def front_matter(
    info: CorpusInfo,
    documents: Sequence[Document],
    corpus: CorpusFiles,
    configs: Sequence[Entry],
    files: Mapping[Path, Entry],
) -> str:
    """Return the card's YAML: which files make up which config, and the features of each.

    The `configs` entries carry the release's version and the hash of their rows: `datasets`
    names its cache after this text, and would otherwise serve cached rows of another build
    whose files have the same sizes.
    """
    from datasets import DatasetInfo
    from datasets.info import DatasetInfosDict
    from datasets.splits import SplitDict, SplitInfo
    from huggingface_hub import DatasetCardData

    infos = DatasetInfosDict()
    for entry in configs:
        sizes: Counter[str] = Counter()
        for path, file in files.items():
            if file["config"] == entry["config"]:
                sizes[file["split"]] += path.stat().st_size
        splits = SplitDict()
        for split in entry["splits"]:
            splits.add(SplitInfo(split["split"], sizes[split["split"]], split["rows"]))
        infos[entry["config"]] = DatasetInfo(
            features=features(entry["config"]),
            splits=splits,
            download_size=sizes.total(),
            dataset_size=sizes.total(),
            config_name=entry["config"],
        )
    card = DatasetCardData(
        language=sorted({document.article.language for document in documents}),
        license=_hub_license(documents),
        pretty_name=info.title,
        annotations_creators=_creators(documents, corpus),
        task_categories=["token-classification"],
        task_ids=["named-entity-recognition"],
        size_categories=[_size(len(documents))],
        configs=[_config(entry, info.version) for entry in configs],
    )
    infos.to_dataset_card_data(card)
    return card.to_yaml() + "\n"


def _creators(documents: Sequence[Document], corpus: CorpusFiles) -> list[str]:
    """Return the Hub's names for who annotated; it has none for people who are no experts."""
    kinds = {
        kind
        for document in documents
        for layer in document.layers
        for kind in annotator_kinds(document, layer, corpus)
    }
    return sorted({"other" if kind == "human" else "machine-generated" for kind in kinds})


def _config(entry: Entry, version: str) -> Entry:
    config = {
        "config_name": entry["config"],
        "version": version,
        "description": f"content {entry['content_sha256']}",
        "data_files": [
            {"split": split["split"], "path": f"data/{entry['config']}/{split['split']}-*.parquet"}
            for split in entry["splits"]
        ],
    }
    return config | ({"default": True} if entry["config"] == "articles" else {})


def _hub_license(documents: Sequence[Document]) -> str:
    """Return the Hub's name for the texts' licence, or `other` for any but CC-BY-4.0."""
    licenses = {document.article.rights.license for document in documents}
    return "cc-by-4.0" if licenses == {"CC-BY-4.0"} else "other"


def _size(articles: int) -> str:
    """Return the Hub's name for so many rows: ``n<1K``, ``1K<n<10K`` …."""
    place = next((power for power in range(len(_SIZES)) if articles < 10 ** (power + 3)), None)
    if place is None:
        return f"{_SIZES[-1]}<n<10B"
    return f"n<{_SIZES[0]}" if place == 0 else f"{_SIZES[place - 1]}<n<{_SIZES[place]}"
