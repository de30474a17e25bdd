"""The dataset card: `README.md` of a release, which also tells `datasets` what is in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from khronika import agreement, statistics
from khronika.agreement import measures, report
from khronika.columns import COLUMNS, features
from khronika.document import Document
from khronika.model import LAYERS, CorpusInfo
from khronika.parsed import CorpusFiles

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
    body = "\n\n".join(
        [
            f"# {info.title}",
            f"{info.description} Release {info.version}.",
            _use(info, with_rows),
            _contents(configs),
            _counts(documents),
            _making(documents, corpus),
            *_agreement(documents, corpus),
            _rights(documents),
            _citing(info),
        ]
    )
    return f"---\n{header}---\n\n{body}\n".encode()


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


def _annotator_kinds(document: Document, layer: str, corpus: CorpusFiles) -> list[str]:
    annotators = document.layers[layer].annotators
    return sorted({corpus.annotators[annotator].kind for annotator in annotators})


def _creators(documents: Sequence[Document], corpus: CorpusFiles) -> list[str]:
    """Return the Hub's names for who annotated; it has none for people who are no experts."""
    kinds = {
        kind
        for document in documents
        for layer in document.layers
        for kind in _annotator_kinds(document, layer, corpus)
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


def _use(info: CorpusInfo, configs: Sequence[Entry]) -> str:
    config = next((entry["config"] for entry in configs if entry["config"] != "articles"), None)
    second = f', "{config}"' if config else ""
    return (
        "## Use\n\n```python\nfrom datasets import load_dataset\n\n"
        f'dataset = load_dataset("{info.name}-{info.version}"{second})\n```\n\n'
        "Offsets count Unicode code points of the article's text, 0-based and half-open, so "
        "that `text[start:end] == surface`."
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _contents(configs: Sequence[Entry]) -> str:
    rows = [
        (
            f"`{entry['config']}`",
            ", ".join(f"{split['split']} {split['rows']:,}" for split in entry["splits"]) or "none",
            len(COLUMNS[entry["config"]]),
        )
        for entry in configs
    ]
    return (
        "## Contents\n\n"
        + _table(("config", "rows by split", "columns"), rows)
        + "\n\nA split in which a config has no rows is left out of that config."
    )


def _counts(documents: Sequence[Document]) -> str:
    rows = [
        (layer, label, f"{sum(by_split.values()):,}")
        for layer, labels in statistics.count(documents)["layers"].items()
        for label, by_split in labels.items()
        if any(by_split.values())
    ]
    return "## Counts\n\n" + _table(("layer", "label", "annotations"), rows)


def _making(documents: Sequence[Document], corpus: CorpusFiles) -> str:
    kinds: Counter[tuple[str, str, str]] = Counter()
    for document in documents:
        for name in LAYERS:
            if name in document.layers:
                by = " and ".join(_annotator_kinds(document, name, corpus))
                kinds[name, document.layers[name].status, by] += 1
    sources = Counter(document.article.source.kind for document in documents)
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(sources.items()))
    rows = [(*key, f"{count:,}") for key, count in sorted(kinds.items())]
    return (
        f"## How it was made\n\nArticles by source: {told}. `single` means that one annotator "
        "decided every annotation; an annotator of kind `model` is a language model.\n\n"
        + _table(("layer", "status", "annotators", "articles"), rows)
    )


def _agreement(documents: Sequence[Document], corpus: CorpusFiles) -> list[str]:
    """Return the section on agreement, if there are independent passes."""
    annotators = agreement.annotators_of(documents)
    if not annotators:
        return []
    pairs = agreement.pairs_of(annotators, among=True)
    tables = [
        report.as_markdown(comparison, corpus.annotators)
        for comparison in agreement.agreement(documents, pairs)
        if comparison.layers
    ]
    who = _who(annotators, documents, corpus)
    return [
        f"## Agreement\n\nIndependent passes: {who} Spans are given as F1; labels and other fields "
        "are compared on spans that overlap. In parentheses stands the interval that holds "
        f"{measures.LEVEL:.0%} of {measures.RESAMPLES:,} resamples of the articles. `khronika "
        "agree` tells more.",
        *tables,
    ]


def _who(annotators: Sequence[str], documents: Sequence[Document], corpus: CorpusFiles) -> str:
    """Say what the annotators of the passes are, and plainly so if nobody is human."""
    told = ", ".join(f"`{name}` is a {corpus.annotators[name].kind}" for name in annotators)
    kinds = {corpus.annotators[name].kind for name in annotators}
    for document in documents:
        for layer in document.layers:
            kinds.update(_annotator_kinds(document, layer, corpus))
    if "human" in kinds:
        return f"{told}."
    return (
        f"{told}. No human annotated, neither these nor what is released, so this is how far "
        "machines agree."
    )


def _rights(documents: Sequence[Document]) -> str:
    licenses = Counter(document.article.rights.license for document in documents)
    rows = [(f"`{name}`", f"{count:,}") for name, count in sorted(licenses.items())]
    return (
        "## Rights\n\nAnnotations and composed texts are under CC-BY-4.0. Published texts keep "
        "their publisher's rights; the `license` and `rights_note` of each article say what is "
        "known.\n\n" + _table(("licence of the text", "articles"), rows)
    )


def _citing(info: CorpusInfo) -> str:
    return f"## Citing\n\nCite release {info.version} as `CITATION.cff` says."
