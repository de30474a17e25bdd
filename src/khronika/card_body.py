"""What the dataset card tells people: one section after the other."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import asdict

from khronika import coverage, statistics
from khronika.agreement import measures, report
from khronika.columns import COLUMNS
from khronika.described import Counts, Described, Entry
from khronika.excerpt import printable
from khronika.model import CorpusInfo, Metrics


def body(release: Described) -> str:
    """Return the card below its front matter, in Markdown."""
    info = release.info
    return "\n\n".join(
        [
            f"# {info.title}",
            f"{info.description} Release {info.version}.",
            _use(info, release.loadable),
            _contents(release.configs),
            _counts(release.counts),
            _coverage(release.counts),
            _making(release),
            *_agreement(release),
            *_baselines(release),
            _rights(release.counts),
            _citing(info),
        ]
    )


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
    cells = [[str(cell).replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


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


def _counts(counts: Counts) -> str:
    rows = [
        (layer, label, f"{sum(by_split.values()):,}")
        for layer, labels in statistics.by_layer(counts.labels, counts.values("split")).items()
        for label, by_split in labels.items()
        if any(by_split.values())
    ]
    return "## Counts\n\n" + _table(("layer", "label", "annotations"), rows)


def _coverage(counts: Counts) -> str:
    rows = [
        (line.group, line.phenomenon, f"{line.count:,}")
        for line in coverage.lines(counts.phenomena)
    ]
    return (
        "## Coverage\n\nHow often each phenomenon occurs: in annotations, or in articles where it "
        "says so. In the schemes of direct speech, П stands for the speech, А for its author, « » "
        "for any marks and — for any dash.\n\n" + _table(("of", "phenomenon", "count"), rows)
    )


def _making(release: Described) -> str:
    kinds: Counter[tuple[str, str, str]] = Counter()
    for making, count in release.counts.makings.items():
        by = " and ".join(release.kinds_of(making.annotators))
        kinds[making.layer, making.status, by] += count
    sources = release.counts.values("source")
    told = ", ".join(f"{count:,} {kind}" for kind, count in sources.items())
    rows = [(*key, f"{count:,}") for key, count in sorted(kinds.items())]
    return (
        f"## How it was made\n\nArticles by source: {told}. `single` means that one annotator "
        "decided every annotation; an annotator of kind `model` is a language model.\n\n"
        + _table(("layer", "status", "annotators", "articles"), rows)
    )


def _agreement(release: Described) -> Iterator[str]:
    """Yield the section on agreement, if there are independent passes."""
    passes = release.counts.passes
    if not passes.annotators:
        return
    yield (
        f"## Agreement\n\nIndependent passes: {_who(release)} Spans are given as F1; labels and "
        "other fields are compared on spans that overlap. In parentheses stands the interval that "
        f"holds {measures.LEVEL:.0%} of {measures.RESAMPLES:,} resamples of the articles. "
        "`khronika agree` tells more."
    )
    for comparison in passes.comparisons():
        if comparison.layers:
            yield report.as_markdown(comparison, release.corpus.annotators)


def _who(release: Described) -> str:
    """Say what the annotators of the passes are, and plainly so if nobody is human."""
    annotators = release.corpus.annotators
    names = sorted(release.counts.passes.annotators)
    told = ", ".join(f"`{name}` is a {annotators[name].kind}" for name in names)
    if "human" in {*release.kinds_of(names), *release.annotator_kinds()}:
        return f"{told}."
    return (
        f"{told}. No human annotated, neither these nor what is released, so this is how far "
        "machines agree."
    )


def _baselines(release: Described) -> Iterator[str]:
    """Yield the section with the scores of `scores.json`, and whether they are of this content."""
    kept = release.corpus.scores
    if kept is None or not kept.scores:
        return
    rows = [
        (
            f"`{printable(score.task)}`",
            f"{printable(score.method)} (`{printable(score.script)}`)",
            score.split,
            f"{score.items:,}",
            ", ".join(f"{name} {value:.3f}" for name, value in _figures(score.metrics)),
        )
        for score in kept.scores
    ]
    content = {entry["config"]: entry["content_sha256"] for entry in release.configs}
    if content.get("articles") == kept.content_sha256:
        told = f"on exactly the articles of release {release.info.version}"
    else:
        told = f"on an earlier state of the articles (version {kept.version})"
    made_with = ", ".join(f"{name} {number}" for name, number in kept.made_with.items())
    yield (
        f"## Baselines\n\nScores of simple methods, {told}, with {made_with}. Precision, recall "
        "and F1 are of exact spans; with so few articles, small differences mean nothing.\n\n"
        + _table(("task", "method", "split", "items", "scores"), rows)
    )


def _figures(metrics: Metrics) -> Iterator[tuple[str, float]]:
    """Yield the figures that there are, by name."""
    return ((name, value) for name, value in asdict(metrics).items() if value is not None)


def _rights(counts: Counts) -> str:
    rows = [(f"`{name}`", f"{count:,}") for name, count in counts.values("license").items()]
    return (
        "## Rights\n\nAnnotations and composed texts are under CC-BY-4.0. Published texts keep "
        "their publisher's rights; the `license` and `rights_note` of each article say what is "
        "known.\n\n" + _table(("licence of the text", "articles"), rows)
    )


def _citing(info: CorpusInfo) -> str:
    return f"## Citing\n\nCite release {info.version} as `CITATION.cff` says."
