"""What the card says of licences and limits, and of how to cite."""

from collections.abc import Iterator

from khronika.card.markdown import beginning, code, number_of, table
from khronika.citation import bibtex
from khronika.corpus_model import CorpusInfo
from khronika.model import LAYERS
from khronika.release.described import Described
from khronika.statistics import by_layer

_SMALL = 1000
"""Articles below which a card says that there are few."""

_RARE = 5
"""Annotations of a label, in a split, below which a score on them means little."""


def sections(release: Described) -> Iterator[str]:
    """Yield the sections on licences, limits and citation."""
    yield _rights(release)
    limits = [*_computed_limits(release), *map(beginning, _told_limits(release.info))]
    yield "## Known limits\n\n" + "\n".join(f"- {limit}" for limit in limits)
    if release.citation:
        yield (
            "## Citing\n\nCite the release that you used; `CITATION.cff` says the same.\n\n"
            f"```bibtex\n{bibtex(release.info, release.citation)}\n```"
        )


def _rights(release: Described) -> str:
    counts = release.counts
    licenses = [(code(name), count) for name, count in counts.values("license").items()]
    layers = [
        (layer.layer, code(layer.version), code(layer.license))
        for layer in map(release.corpus.layer_infos.get, LAYERS)
        if layer
    ]
    parts = [
        "## Licences\n\nTexts and annotations have licences of their own. The `license` and "
        "`rights_note` of each article say what is known of its text.",
        table(("licence of the text", "articles"), licenses),
    ]
    if layers:
        parts.append(table(("layer", "version", "licence of the annotation"), layers))
    if withheld := counts.values("text")["withheld"]:
        parts.append(
            f"The texts of {number_of(withheld, 'article')} may not be passed on: no word of them "
            "is in this release, only offsets, labels, values and ids."
        )
    return "\n\n".join(parts)


def _told_limits(info: CorpusInfo) -> tuple[str, ...]:
    return info.datasheet.limits if info.datasheet else ()


def _computed_limits(release: Described) -> Iterator[str]:
    counts = release.counts
    if counts.total < _SMALL:
        yield f"It is small: {number_of(counts.total, 'article')}."
    if composed := counts.values("source")["composed"]:
        yield (
            f"{composed:,} of {number_of(counts.total, 'article')} are composed for the corpus: "
            "they show which phenomena there are, not how often the press has them."
        )
    if "human" not in release.annotator_kinds() and counts.makings:
        yield "No human annotated it: all annotators and adjudicators are models or tools."
    alone = sum(count for making, count in counts.makings.items() if making.status != "adjudicated")
    if alone:
        yield (
            f"{alone:,} of {counts.makings.total():,} annotated layers of articles were decided by "
            "one annotator or a tool alone."
        )
    if unknown := counts.values("dct")["unknown"]:
        yield (
            f"The creation date of {number_of(unknown, 'article')} is not known, so relative dates "
            "in them are unresolved."
        )
    if rare := list(_rare(release)):
        told = f"Fewer than {_RARE} annotations, so that a score on them means little"
        yield f"{told}: {', '.join(rare)}."


def _rare(release: Described) -> Iterator[str]:
    """Yield the labels that occur, but hardly in some split."""
    splits = [split for split in release.info.splits if release.counts.values("split")[split]]
    for labels in by_layer(release.counts.labels, splits).values():
        for label, counts in labels.items():
            found = [f"{split} {count}" for split, count in counts.items() if count < _RARE]
            if any(counts.values()) and found:
                yield f"{code(label)} ({', '.join(found)})"
