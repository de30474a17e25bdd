"""What the card says of a release's content: what is in it, how much, and how to use it."""

from collections.abc import Iterator

from khronika import statistics
from khronika.card.markdown import code, escaped, table
from khronika.release import plots
from khronika.release.columns import COLUMNS, ROW_OF
from khronika.release.described import Counts, Described


def sections(release: Described) -> Iterator[str]:
    """Yield the sections on the content, from its use to the phenomena in it."""
    yield _use(release)
    yield _contents(release)
    yield from _counts(release)
    yield from _pictures(release.counts)
    yield _coverage(release.counts)


def _use(release: Described) -> str:
    info = release.info
    others = (entry["config"] for entry in release.loadable if entry["config"] != "articles")
    config = next(others, None)
    second = f', "{config}"' if config else ""
    return (
        "## Use\n\n```python\nfrom datasets import load_dataset\n\n"
        f'dataset = load_dataset("{info.name}-{info.version}"{second})\n```\n\n'
        "Offsets count Unicode code points of the article's text, 0-based and half-open, so "
        "that `text[start:end] == surface`. The files under `data/` are plain Parquet, and "
        "`manifest.json` has the SHA-256 of every file."
    )


def _contents(release: Described) -> str:
    rows = [
        (
            code(entry["config"]),
            ROW_OF[entry["config"]].split("; ")[0],
            ", ".join(f"{split['split']} {split['rows']:,}" for split in entry["splits"]) or "none",
            len(COLUMNS[entry["config"]]),
        )
        for entry in release.configs
    ]
    return (
        "## Contents\n\n"
        + table(("config", "one row per", "rows by split", "columns"), rows)
        + "\n\nA split in which a config has no rows is left out of that config."
    )


def _counts(release: Described) -> Iterator[str]:
    counts = release.counts
    splits = [split for split in release.info.splits if counts.values("split")[split]]
    articles = [
        (what, escaped(value), *(counts.articles[fact, value, split] for split in splits), total)
        for fact, what in _FACTS.items()
        for value, total in counts.values(fact).items()
    ]
    yield "## Counts\n\nArticles:\n\n" + table(("by", "", *splits, "all"), articles)
    labels = [
        (layer, code(label), *(by_split[split] for split in splits), sum(by_split.values()))
        for layer, of_layer in statistics.by_layer(counts.labels, splits).items()
        for label, by_split in of_layer.items()
        if any(by_split.values())
    ]
    if labels:
        yield "Annotations:\n\n" + table(("layer", "label", *splits, "all"), labels)


_FACTS = {
    "source": "source",
    "genre": "genre",
    "language": "language",
    "dct": "creation date",
}


def _pictures(counts: Counts) -> Iterator[str]:
    for plot in plots.plots_of(counts):
        yield f"![{escaped(plot.alt)}]({plot.path})"


def _coverage(counts: Counts) -> str:
    rows = [(line.group, line.phenomenon, line.count) for line in counts.phenomena.lines()]
    return (
        "## Coverage\n\nHow often each phenomenon occurs: in annotations, or in articles where it "
        "says so. In the schemes of direct speech, П stands for the speech, А for its author, « » "
        "for any marks and — for any dash.\n\n<details>\n<summary>All phenomena</summary>\n\n"
        + table(("of", "phenomenon", "count"), rows)
        + "\n\n</details>"
    )
