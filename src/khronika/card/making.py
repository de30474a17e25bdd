"""What the card says of how a corpus was made: by whom, and how well they agree."""

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import asdict

from khronika.agreement import measures, report
from khronika.card.markdown import code, escaped, table
from khronika.corpus_model import Metrics
from khronika.model import LAYERS
from khronika.release.described import Described, Making


def sections(release: Described) -> Iterator[str]:
    """Yield the sections on annotators, on their agreement and on scores."""
    yield from _making(release)
    yield from _agreement(release)
    yield from _baselines(release)


def _making(release: Described) -> Iterator[str]:
    counts = release.counts
    articles = _by_kind(release, counts.makings)
    annotations = _by_kind(release, counts.annotations)
    rows = [
        (*key, count, annotations[key]) for key, count in sorted(articles.items(), key=_by_layer)
    ]
    sources = counts.values("source")
    told = ", ".join(f"{count:,} {kind}" for kind, count in sources.items())
    yield (
        f"## How it was made\n\nArticles by source: {told}. `auto` means that nobody went through "
        "a tool's output, `single` that one annotator decided every annotation, `adjudicated` that "
        "the differences between independent passes were decided. An annotator of kind `model` is "
        "a language model.\n\n"
        + table(("layer", "status", "annotators", "articles", "annotations"), rows)
    )
    about = [
        (code(one.id), one.kind, _named(one.name, one.version), escaped(one.note or ""))
        for one in release.corpus.annotators.values()
    ]
    if about:
        yield "Who they are:\n\n" + table(("annotator", "kind", "name", "note"), about)


def _by_layer(counted: tuple[tuple[str, str, str], int]) -> tuple[int, str, str]:
    (layer, status, kinds), _ = counted
    return LAYERS.index(layer), status, kinds


def _named(name: str, version: str | None) -> str:
    return f"{escaped(name)} {escaped(version)}" if version else escaped(name)


def _by_kind(release: Described, makings: Counter[Making]) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for making, count in makings.items():
        by = " and ".join(release.kinds_of(making.annotators))
        found[making.layer, making.status, by] += count
    return found


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
            code(score.task),
            f"{escaped(score.method)} ({code(score.script)})",
            score.split,
            score.items,
            ", ".join(f"{name} {value:.3f}" for name, value in _figures(score.metrics)),
        )
        for score in kept.scores
    ]
    content = {entry["config"]: entry["content_sha256"] for entry in release.configs}
    if content.get("articles") == kept.content_sha256:
        told = f"on exactly the articles of release {release.info.version}"
    else:
        told = f"on an earlier state of the articles (version {kept.version})"
    made_with = ", ".join(
        f"{escaped(name)} {escaped(number)}" for name, number in kept.made_with.items()
    )
    yield (
        f"## Baselines\n\nScores of simple methods, {told}, with {made_with}. Precision, recall "
        "and F1 are of exact spans; with so few articles, small differences mean nothing.\n\n"
        + table(("task", "method", "split", "items", "scores"), rows)
    )


def _figures(metrics: Metrics) -> Iterator[tuple[str, float]]:
    """Yield the figures that there are, by name."""
    return ((name, value) for name, value in asdict(metrics).items() if value is not None)
