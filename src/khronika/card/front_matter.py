"""The card's front matter: what the Hub and `datasets` read of it."""

from collections import Counter
from collections.abc import Iterable

from khronika import schema
from khronika.release.columns import features
from khronika.release.described import Described, Entry

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")


def front_matter(release: Described) -> str:
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
    for entry in release.loadable:
        sizes: Counter[str] = Counter()
        for file in release.tables:
            if file["config"] == entry["config"]:
                sizes[file["split"]] += file["size"]
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
        language=sorted(release.counts.values("language")),
        license=_hub_license(_licenses(release)),
        pretty_name=release.info.title,
        annotations_creators=_creators(release.annotator_kinds()),
        **_tasks(release),
        size_categories=[_size(release.counts.total)],
        configs=[_config(entry, release.info.version) for entry in release.loadable],
    )
    infos.to_dataset_card_data(card)
    if isinstance(card["dataset_info"], dict):  # of a single config it makes no list
        card["dataset_info"] = [card["dataset_info"]]
    return card.to_yaml() + "\n"


def _tasks(release: Described) -> Entry:
    """Return the Hub's tasks that the layers serve; it has none for dates and quotes."""
    if "entities" not in release.info.layers:
        return {"task_categories": ["token-classification"]}
    return {
        "task_categories": ["token-classification"],
        "task_ids": ["named-entity-recognition"],
    }


def _licenses(release: Described) -> set[str]:
    """Return the licences of texts and of annotations."""
    layers = release.corpus.layer_infos.values()
    return {*release.counts.values("license"), *(layer.license for layer in layers)}


def _creators(kinds: Iterable[str]) -> list[str]:
    """Return the Hub's names for who annotated; it has none for people who are no experts."""
    told = {"other" if kind == "human" else "machine-generated" for kind in kinds}
    return sorted(told or {"no-annotation"})


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


def _hub_license(licenses: set[str]) -> str:
    """Return the Hub's name for the licence; `other` for several, or for one it does not list."""
    names = {license_.lower() for license_ in licenses}
    known = schema.load("card")["properties"]["license"]["enum"]
    return names.pop() if len(names) == 1 and names <= set(known) else "other"


def _size(articles: int) -> str:
    """Return the Hub's name for so many rows: ``n<1K``, ``1K<n<10K`` …."""
    place = next((power for power in range(len(_SIZES)) if articles < 10 ** (power + 3)), None)
    if place is None:
        return f"{_SIZES[-1]}<n<10B"
    return f"n<{_SIZES[0]}" if place == 0 else f"{_SIZES[place - 1]}<n<{_SIZES[place]}"
