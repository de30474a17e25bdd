"""Showing agreement: as a table for the terminal, as JSON, and as Markdown for the card."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from khronika.agreement import Comparison, LayerAgreement
from khronika.agreement.measures import LEVEL, RESAMPLES, SEED, Coefficient, Measure, Overlap, Score
from khronika.corpus_model import Annotator

TITLES = {
    "exact": "exact spans",
    "overlap": "overlapping spans",
    "exact_label": "exact spans with their label",
    "label": "label",
    "kappa": "label, Cohen's κ",
    "level": "level",
    "value": "TIMEX value",
    "mod": "mod",
    "anchor": "anchor",
    "content_exact": "content, exact parts",
    "content_characters": "content, characters",
    "cue_exact": "cue, exact parts",
    "cue_characters": "cue, characters",
    "source_exact": "source, exact parts",
    "source_characters": "source, characters",
    "addressee_exact": "addressee, exact parts",
    "addressee_characters": "addressee, characters",
    "speakers": "speakers",
    "resolution": "resolution",
    "form": "form",
    "attitude": "attitude",
    "alpha": "tokens, Krippendorff's α",
}
"""What each measure is called, in the order of a table."""

_NONE = "–"


def as_text(comparisons: Iterable[Comparison], annotators: Mapping[str, Annotator]) -> str:
    """Return a table for each comparison and layer, at most 80 columns wide."""
    lines = []
    for comparison in comparisons:
        lines.append(_title(comparison, annotators))
        for name, layer in comparison.layers.items():
            lines += ["", *_layer_lines(name, layer)]
        lines.append("")
    return "\n".join([*lines, *_notes(), ""])


def _title(comparison: Comparison, annotators: Mapping[str, Annotator]) -> str:
    return f"{_who(comparison.second, annotators)} against {_who(comparison.first, annotators)}"


def _who(annotator: str | None, annotators: Mapping[str, Annotator]) -> str:
    return f"{annotator} ({annotators[annotator].kind})" if annotator else "what is released"


def _layer_lines(name: str, layer: LayerAgreement) -> list[str]:
    first, second = layer.annotations
    head = f"{name}: {_articles(layer)}, {second:,} annotations against {first:,}"
    lines = [head, f"  {'':<30}  {'P':>6} {'R':>6} {'F1':>6}  {'interval':<15} {'of':>6}"]
    for measure, title in TITLES.items():
        if measure in layer.measures:
            lines.append(f"  {title:<30}  {_cells(layer.measures[measure])}".rstrip())
    return lines


def _articles(layer: LayerAgreement) -> str:
    return "1 article" if layer.articles == 1 else f"{layer.articles:,} articles"


def _cells(measure: Measure) -> str:
    if isinstance(measure, Overlap):
        scores = (measure.precision, measure.recall, measure.f1)
        numbers = " ".join(f"{_number(score.value):>6}" for score in scores)
        return f"{numbers}  {_interval(measure.f1):<15}"
    number = f"{_number(measure.score.value):>20}"
    return f"{number}  {_interval(measure.score):<15} {measure.of:>6,}"


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.3f}"


def _interval(score: Score) -> str:
    if score.low is None or score.high is None:
        return ""
    return f"{score.low:.3f}–{score.high:.3f}"


def _notes() -> list[str]:
    return [
        "P and R take what stands behind `against` for the reference. Labels and other",
        "fields are compared on spans that overlap, paired one to one. An interval holds",
        f"{LEVEL:.0%} of {RESAMPLES:,} resamples of the articles (seed {SEED}).",
        "A dash stands where there is nothing to measure.",
    ]


def as_json(comparisons: Sequence[Comparison], annotators: Mapping[str, Annotator]) -> str:
    """Return everything as JSON with sorted keys; a side that is null is what is released."""
    named = {name for one in comparisons for name in (one.first, one.second) if name}
    value = {
        "annotators": {name: annotators[name].kind for name in named},
        "bootstrap": {"level": LEVEL, "resamples": RESAMPLES, "seed": SEED},
        "comparisons": [_plain(comparison) for comparison in comparisons],
    }
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(comparison: Comparison) -> dict[str, Any]:
    layers = {
        name: {
            "annotations": {"first": layer.annotations[0], "second": layer.annotations[1]},
            "articles": layer.articles,
            "measures": {key: _plain_measure(one) for key, one in layer.measures.items()},
        }
        for name, layer in comparison.layers.items()
    }
    return {"first": comparison.first, "second": comparison.second, "layers": layers}


def _plain_measure(measure: Measure) -> dict[str, Any]:
    if isinstance(measure, Coefficient):
        return {**msgspec.to_builtins(measure.score), "of": measure.of}
    return {
        name: msgspec.to_builtins(getattr(measure, name)) for name in ("precision", "recall", "f1")
    }


def as_markdown(comparison: Comparison, annotators: Mapping[str, Annotator]) -> str:
    """Return the table of one comparison for the card: a row for each measure, F1 for spans."""
    layers = comparison.layers
    rows = [
        [title, *(_markdown_cell(layer.measures.get(measure)) for layer in layers.values())]
        for measure, title in TITLES.items()
        if any(measure in layer.measures for layer in layers.values())
    ]
    heads = [f"{name} ({_articles(layer)})" for name, layer in layers.items()]
    table = [["", *heads], ["---"] * (len(heads) + 1), *rows]
    lines = ["| " + " | ".join(row) + " |" for row in table]
    return f"{_title(comparison, annotators)}:\n\n" + "\n".join(lines)


def _markdown_cell(measure: Measure | None) -> str:
    if measure is None:
        return ""
    score = measure.f1 if isinstance(measure, Overlap) else measure.score
    interval = _interval(score)
    return _number(score.value) + (f" ({interval})" if interval else "")
