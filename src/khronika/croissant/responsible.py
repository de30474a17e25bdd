"""Responsible AI (RAI) properties: how the data came about, what it lacks, whom it concerns.

Everything is counted from the corpus at hand; where nothing is known, a property is left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from khronika.corpus_model import Annotator
from khronika.excerpt import printable
from khronika.model import LAYERS
from khronika.release.described import Counts, Described
from khronika.statistics import LABELS

_USES = {
    "entities": "Training and evaluation of named entity recognition and linking.",
    "dates": "Training and evaluation of the recognition and normalisation of time expressions.",
    "quotes": "Training and evaluation of quotation extraction and attribution.",
}

_MAINTENANCE = (
    "Releases are versioned as MAJOR.MINOR.PATCH: a patch corrects annotations, a minor version "
    "adds or retires articles or adds layers or columns, a major one changes the schemas or takes "
    "columns away. The text of a released article never changes, and ids are never used again."
)


def properties(release: Described) -> dict[str, Any]:
    """Return the RAI properties of a release by name, those without a value left out."""
    found = {
        "dataCollection": _collection(release),
        "dataCollectionMissingData": " ".join(_missing(release.counts)),
        "dataPreprocessingProtocol": [_preprocessing(release.counts)],
        "dataAnnotationProtocol": [_layer(release, layer) for layer in _annotated(release)],
        "dataAnnotationAnalysis": list(_analysis(release)),
        "annotatorDemographics": list(_demographics(release)),
        "machineAnnotationTools": [
            _named(annotator) for annotator in _annotators(release) if annotator.kind != "human"
        ],
        "dataUseCases": [_USES[layer] for layer in _annotated(release)],
        "dataBiases": list(_biases(release)),
        "dataLimitations": list(_limitations(release)),
        "personalSensitiveInformation": list(_personal(release)),
        "dataReleaseMaintenancePlan": _MAINTENANCE,
    }
    return {f"rai:{name}": value for name, value in found.items() if value}


_MOST = 40


def _counted(counts: Mapping[str, int]) -> str:
    """Return counts by name as words, the most frequent first, and no more than anyone reads."""
    most_first = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{printable(name)} {count:,}" for name, count in most_first[:_MOST]]
    others = sum(count for _, count in most_first[_MOST:])
    return ", ".join([*told, f"others {others:,}"] if others else told)


def _number(count: int, thing: str, things: str | None = None) -> str:
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


def _collection(release: Described) -> str:
    sources = release.counts.values("source")
    parts = [f"{_number(release.counts.total, 'article')}: {_counted(sources)}."]
    if publishers := release.counts.values("publisher"):
        parts.append(f"Published articles by publisher: {_counted(publishers)}.")
    if written := sorted(release.counts.written):
        parts.append(f"Creation dates from {written[0]} to {written[-1]}.")
    if sources["composed"]:
        parts.append("Composed articles were written for this corpus.")
    return " ".join(parts)


def _missing(counts: Counts) -> Iterator[str]:
    if withheld := counts.values("text")["withheld"]:
        yield (
            f"The text of {withheld:,} of {_number(counts.total, 'article')} is withheld: no "
            "string of it is in the release, while offsets, labels and ids are."
        )
    if unknown := counts.values("dct")["unknown"]:
        yield f"The creation date of {_number(unknown, 'article')} is unknown."


def _preprocessing(counts: Counts) -> str:
    return (
        "Texts are UTF-8 in Unicode normal form C, with LF line ends and without a byte order "
        f"mark; for {counts.values('received')['altered']:,} of "
        f"{_number(counts.total, 'article')} these are other bytes than "
        "those received. Spelling is as published."
    )


def _annotated(release: Described) -> list[str]:
    """Return the layers that some article has."""
    there = {making.layer for making in release.counts.makings}
    return [layer for layer in LAYERS if layer in there]


def _labels(release: Described, layer: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for (of, label, _), count in release.counts.labels.items():
        if of == layer:
            found[label] += count
    return found


def _layer(release: Described, layer: str) -> str:
    labels = _labels(release, layer)
    statuses: Counter[str] = Counter()
    for making, count in release.counts.makings.items():
        if making.layer == layer:
            statuses[making.status] += count
    info = release.corpus.layer_infos.get(layer)
    guideline = f" by {printable(info.guideline)}, {info.version}" if info else ""
    told = f"{layer.capitalize()}{guideline}: {_number(labels.total(), 'annotation')}"
    told += f" ({_counted(labels)})" if labels else ""
    return f"{told}. Articles by status: {_counted(statuses)}."


def _analysis(release: Described) -> Iterator[str]:
    if repeated := release.counts.values("passes")["some"]:
        names = ", ".join(sorted(release.counts.passes.annotators))
        yield (
            f"{_number(repeated, 'article')} were also annotated independently (by {names}); "
            "README.md says how far the passes agree, and the passes themselves are in sources/."
        )


def _annotators(release: Described) -> list[Annotator]:
    """Return those who annotated, preannotated or adjudicated what is released."""
    who: set[str] = set(release.counts.passes.annotators)
    for making in release.counts.makings:
        who.update(making.annotators, making.preannotated_by)
        who.update([making.adjudicator] if making.adjudicator else [])
    return [release.corpus.annotators[one] for one in sorted(who)]


def _named(annotator: Annotator) -> str:
    version = f" {printable(annotator.version)}" if annotator.version else ""
    note = f": {printable(annotator.note)}" if annotator.note else ""
    return f"{annotator.id} ({annotator.kind}), {printable(annotator.name)}{version}{note}"


def _demographics(release: Described) -> Iterator[str]:
    kinds = Counter(annotator.kind for annotator in _annotators(release))
    nobody = "" if kinds["human"] else " No human annotated."
    yield f"Annotators by kind: {_counted(kinds)}.{nobody}"


def _biases(release: Described) -> Iterator[str]:
    yield f"Articles by genre: {_counted(release.counts.values('genre'))}."
    yield f"Articles by language: {_counted(release.counts.values('language'))}."
    publishers = release.counts.values("publisher")
    published = publishers.total()
    name, count = min(publishers.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    if count > 1 and count * 2 > published:
        yield f"{count:,} of {published:,} published articles come from {printable(name)}."


def _limitations(release: Described) -> Iterator[str]:
    counts, total = release.counts, release.counts.total
    yield f"Size: {_number(total, 'article')} ({_counted(counts.values('split'))})."
    if composed := counts.values("source")["composed"]:
        yield (
            f"{composed:,} of {_number(total, 'article')} were composed for this corpus, so that "
            "frequencies in it say nothing about news at large."
        )
    if "human" not in release.annotator_kinds():
        yield "No human made or reviewed the annotations that are released."
    for status, what in (("single", "one annotator"), ("auto", "a tool")):
        made = sum(count for making, count in counts.makings.items() if making.status == status)
        if made:
            documents = _number(counts.makings.total(), "layer document")
            yield f"{made:,} of {documents} were made by {what} alone."
    for layer in _annotated(release):
        found = _labels(release, layer)
        if absent := [label for label in LABELS[layer][1] if not found[label]]:
            yield f"Labels of {layer} that do not occur: {', '.join(absent)}."
    if contradicted := counts.values("dct")["contradicted"]:
        yield f"{_number(contradicted, 'article')} state a date that the text proves wrong."


def _personal(release: Described) -> Iterator[str]:
    people = Counter(
        entry.link for entry in release.corpus.registry.values() if entry.label == "PERSON"
    )
    mentions = _labels(release, "entities")
    if people:
        yield (
            f"Names of {_number(people.total(), 'person', 'people')} by how they are linked: "
            f"{_counted(people)}; those called `invented` do not exist."
        )
    for label, what in (
        ("PERSON", "mentions of people by name"),
        ("PROFESSION", "mentions of people by post or occupation"),
        ("NORP", "mentions of peoples, religions or political currents"),
    ):
        if mentions[label]:
            yield f"{mentions[label]:,} {what}."
    if attributed := release.counts.attributed:
        yield f"{_number(attributed, 'quote')} with their speakers in the registry."
