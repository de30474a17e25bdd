"""The dataset card: `README.md` of a release, which also tells `datasets` what is in it."""

from collections import Counter
from collections.abc import Iterable

from khronika.card_body import body
from khronika.columns import features
from khronika.described import Described, Entry

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")


def compose(release: Described) -> bytes:
    """Return the bytes of the card."""
    return f"---\n{front_matter(release)}---\n\n{body(release)}\n".encode()


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
        license=_hub_license(release.counts.values("license")),
        pretty_name=release.info.title,
        annotations_creators=_creators(release.annotator_kinds()),
        task_categories=["token-classification"],
        task_ids=["named-entity-recognition"],
        size_categories=[_size(release.counts.total)],
        configs=[_config(entry, release.info.version) for entry in release.loadable],
    )
    infos.to_dataset_card_data(card)
    return card.to_yaml() + "\n"


def _creators(kinds: Iterable[str]) -> list[str]:
    """Return the Hub's names for who annotated; it has none for people who are no experts."""
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


def _hub_license(licenses: Iterable[str]) -> str:
    """Return the Hub's name for the texts' licence, or `other` for any but CC-BY-4.0."""
    return "cc-by-4.0" if set(licenses) == {"CC-BY-4.0"} else "other"


def _size(articles: int) -> str:
    """Return the Hub's name for so many rows: ``n<1K``, ``1K<n<10K`` …."""
    place = next((power for power in range(len(_SIZES)) if articles < 10 ** (power + 3)), None)
    if place is None:
        return f"{_SIZES[-1]}<n<10B"
    return f"n<{_SIZES[0]}" if place == 0 else f"{_SIZES[place - 1]}<n<{_SIZES[place]}"
