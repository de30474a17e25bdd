"""What the dataset card tells people: one section after the other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import asdict

from khronika import agreement, coverage, statistics
from khronika.agreement import measures, report
from khronika.columns import COLUMNS
from khronika.corpus_files import CorpusFiles
from khronika.document import Document
from khronika.excerpt import printable
from khronika.model import LAYERS, CorpusInfo, Metrics

Entry = dict[str, Any]


def body(
    info: CorpusInfo,
    documents: Sequence[Document],
    corpus: CorpusFiles,
    configs: Sequence[Entry],
) -> str:
    """Return the card below its front matter, in Markdown.

    Parameters
    ----------
    info, documents, corpus
        What the release was made of.
    configs : sequence of dict
        The manifest's entries for the configs that were written; those without rows are
        counted, but cannot be loaded.
    """
    return "\n\n".join(
        [
            f"# {info.title}",
            f"{info.description} Release {info.version}.",
            _use(info, [entry for entry in configs if entry["splits"]]),
            _contents(configs),
            _counts(documents),
            _coverage(documents),
            _making(documents, corpus),
            *_agreement(documents, corpus),
            *_baselines(info, corpus, configs),
            _rights(documents),
            _citing(info),
        ]
    )


def annotator_kinds(document: Document, layer: str, corpus: CorpusFiles) -> list[str]:
    """Return the kinds of those who annotated a layer of a document, each once."""
    annotators = document.layers[layer].annotators
    return sorted({corpus.annotators[annotator].kind for annotator in annotators})


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


def _counts(documents: Sequence[Document]) -> str:
    rows = [
        (layer, label, f"{sum(by_split.values()):,}")
        for layer, labels in statistics.count(documents)["layers"].items()
        for label, by_split in labels.items()
        if any(by_split.values())
    ]
    return "## Counts\n\n" + _table(("layer", "label", "annotations"), rows)


def _coverage(documents: Sequence[Document]) -> str:
    rows = [
        (line.group, line.phenomenon, f"{line.count:,}") for line in coverage.coverage(documents)
    ]
    return (
        "## Coverage\n\nHow often each phenomenon occurs: in annotations, or in articles where it "
        "says so. In the schemes of direct speech, П stands for the speech, А for its author, « » "
        "for any marks and — for any dash.\n\n" + _table(("of", "phenomenon", "count"), rows)
    )


def _making(documents: Sequence[Document], corpus: CorpusFiles) -> str:
    kinds: Counter[tuple[str, str, str]] = Counter()
    for document in documents:
        for name in LAYERS:
            if name in document.layers:
                by = " and ".join(annotator_kinds(document, name, corpus))
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
            kinds.update(annotator_kinds(document, layer, corpus))
    if "human" in kinds:
        return f"{told}."
    return (
        f"{told}. No human annotated, neither these nor what is released, so this is how far "
        "machines agree."
    )


def _baselines(info: CorpusInfo, corpus: CorpusFiles, configs: Sequence[Entry]) -> Iterator[str]:
    """Yield the section with the scores of `scores.json`, and whether they are of this content."""
    if corpus.scores is None or not corpus.scores.scores:
        return
    rows = [
        (
            f"`{printable(score.task)}`",
            f"{printable(score.method)} (`{printable(score.script)}`)",
            score.split,
            f"{score.items:,}",
            ", ".join(f"{name} {value:.3f}" for name, value in _figures(score.metrics)),
        )
        for score in corpus.scores.scores
    ]
    content = {entry["config"]: entry["content_sha256"] for entry in configs}
    if content.get("articles") == corpus.scores.content_sha256:
        told = f"on exactly the articles of release {info.version}"
    else:
        told = f"on an earlier state of the articles (version {corpus.scores.version})"
    made_with = ", ".join(f"{name} {number}" for name, number in corpus.scores.made_with.items())
    yield (
        f"## Baselines\n\nScores of simple methods, {told}, with {made_with}. Precision, recall "
        "and F1 are of exact spans; with so few articles, small differences mean nothing.\n\n"
        + _table(("task", "method", "split", "items", "scores"), rows)
    )


def _figures(metrics: Metrics) -> Iterator[tuple[str, float]]:
    """Yield the figures that there are, by name."""
    return ((name, value) for name, value in asdict(metrics).items() if value is not None)


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
