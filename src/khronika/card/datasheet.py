"""The card's datasheet: the questions of Gebru et al. that the corpus itself can answer."""

from collections.abc import Iterator
from typing import NamedTuple

from khronika.card.markdown import code, escaped, number_of
from khronika.corpus_model import Datasheet
from khronika.model import LAYERS
from khronika.release.described import Described

_NOTHING = Datasheet()


class Answer(NamedTuple):
    """A question and what there is to say; without an answer, the card does not ask it."""

    question: str
    answer: str | None


def section(release: Described) -> Iterator[str]:
    """Yield the datasheet, part by part."""
    yield (
        "## Datasheet\n\nThe questions of [Datasheets for Datasets]"
        "(https://arxiv.org/abs/1803.09010) that the corpus has an answer to. Those it is silent "
        "on are left out."
    )
    for title, part in _PARTS.items():
        answers = [f"**{one.question}** {one.answer}" for one in part(release) if one.answer]
        if answers:
            yield "\n\n".join([f"### {title}", *answers])


def _told(release: Described) -> Datasheet:
    return release.info.datasheet or _NOTHING


def _prose(text: str | None) -> str | None:
    return escaped(text) if text else None


def _motivation(release: Described) -> Iterator[Answer]:
    told = _told(release)
    yield Answer("For what purpose was it created?", _prose(told.purpose))
    authors = release.citation.authors if release.citation else ()
    names = ", ".join(escaped(author.name) for author in authors)
    yield Answer("Who created it?", f"{names}." if names else None)
    yield Answer("Who funded it?", _prose(told.funding))


def _composition(release: Described) -> Iterator[Answer]:
    told = _told(release)
    counts = release.counts
    yield Answer(
        "What do the instances represent?",
        f"News articles ({_listed(counts.values('source'))}) by language "
        f"({_listed(counts.values('language'))}), with layers of annotation: "
        f"{', '.join(name for name in LAYERS if name in release.info.layers)}.",
    )
    annotations = f"{counts.labels.total():,} annotations"
    yield Answer(
        "How many are there?", f"{counts.total:,} articles with {annotations}; see Counts."
    )
    yield Answer("Is it a sample of a larger set?", _prose(told.collection))
    yield Answer(
        "What does each instance consist of?",
        "The text, what is known about it (creation date, source, rights, genre, parts that are no "
        "running text), and its annotations as spans of code points with their fields.",
    )
    yield Answer("Is anything missing?", _missing(release))
    yield Answer(
        "Are relationships between instances explicit?",
        f"Articles of one event or near-duplicates share a `group`, and mentions of one entity an "
        f"entry of the registry ({len(release.corpus.registry):,} entries).",
    )
    yield Answer(
        "Are there recommended splits?",
        f"Yes: {_listed({name: counts.values('split')[name] for name in release.info.splits})} "
        "articles. A group lies in one split only, and a "
        "released article stays in its split.",
    )
    yield Answer("Are there errors, noise or redundancies?", _noise(release))
    yield Answer("Is it self-contained?", _self_contained(release))
    yield Answer("Does it relate to people?", _people(release, told))


def _listed(values: dict[str, int]) -> str:
    return ", ".join(f"{escaped(value)} {count:,}" for value, count in values.items())


def _missing(release: Described) -> str:
    counts = release.counts
    facts = {
        "without a known creation date": counts.values("dct")["unknown"],
        "without the text, which may not be passed on": counts.values("text")["withheld"],
    }
    by_layer = dict.fromkeys((name for name in LAYERS if name in release.info.layers), 0)
    for making, count in counts.makings.items():
        by_layer[making.layer] += count
    facts |= {f"without the layer {name}": counts.total - count for name, count in by_layer.items()}
    told = [f"{number_of(count, 'article')} {what}" for what, count in facts.items() if count]
    return f"{'; '.join(told)}." if told else "No: every article has its text, date and layers."


def _noise(release: Described) -> str:
    waivers = len(release.corpus.waivers)
    told = "Every release passes the checks of khronika. "
    if waivers:
        told += f"{waivers:,} findings of those checks are accepted, each with its reason. "
    return f"{told}What the checks cannot see is under Known limits."


def _self_contained(release: Described) -> str:
    if withheld := release.counts.values("text")["withheld"]:
        told = number_of(withheld, "withheld text")
        return f"But for {told}, yes: nothing else is fetched from elsewhere."
    return "Yes: nothing is fetched from elsewhere."


def _people(release: Described, told: Datasheet) -> str:
    people = [one for one in release.corpus.registry.values() if one.label == "PERSON"]
    invented = sum(one.link == "invented" for one in people)
    counted = f"{len(people):,} persons are in the registry, {invented:,} of them invented."
    return f"{counted} {escaped(told.people)}" if told.people else counted


def _collection(release: Described) -> Iterator[Answer]:
    sources = release.counts.values("source")
    how = {
        "published": "taken over as their publisher had them, with address and hash where known",
        "composed": "written for the corpus, with every person and company quoted in them invented",
    }
    told_how = "; ".join(f"{count:,} {how[kind]}" for kind, count in sources.items())
    yield Answer("How was the data acquired?", f"{told_how}.")
    yield Answer("Who was involved?", _involved(release))
    if years := sorted({day.year for day in release.counts.written}):
        span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
        yield Answer(
            "Over what time frame?",
            f"The creation dates of the articles lie in {span}; those of composed articles are "
            "part of the composition.",
        )


def _involved(release: Described) -> str:
    kinds = release.annotator_kinds()
    names = ", ".join(f"{code(one.id)} ({one.kind})" for one in release.corpus.annotators.values())
    if not names:
        return "It names no annotators."
    if "human" in kinds:
        return f"Annotators: {names}."
    return f"Annotators: {names}. No human annotated what is released."


def _preprocessing(release: Described) -> Iterator[Answer]:
    yield Answer(
        "Was the data preprocessed?",
        "Texts are decoded to Unicode (NFC) with line feeds as line ends; misspellings stay. Parts "
        "that are no running text are marked, not removed.",
    )
    yield Answer(
        "How was it labelled?",
        "Each layer document names its annotators, `status` and `revision`; see How it was made."
        + _preannotated(release),
    )
    yield Answer(
        "Is the raw data kept?",
        "The text as it is annotated; `received_sha256` identifies the bytes as they came.",
    )
    yield Answer(
        "Is the software available?", "The package khronika checks the corpus and builds releases."
    )


def _preannotated(release: Described) -> str:
    makings = release.counts.makings.items()
    seen = sum(count for making, count in makings if making.preannotated_by)
    return f" In {seen:,} layers of articles, annotators saw the output of a tool." if seen else ""


def _uses(release: Described) -> Iterator[Answer]:
    told = _told(release)
    scores = release.corpus.scores
    used = f"For the baselines above ({len(scores.scores):,} scores)." if scores else None
    yield Answer("Has it been used already?", used)
    yield Answer("What could it be used for?", _prose(told.uses))
    yield Answer("What should it not be used for?", _prose(told.unsuitable))


def _distribution(release: Described) -> Iterator[Answer]:
    info = release.info
    places = [escaped(place) for place in (info.homepage, info.release_url) if place]
    yield Answer(
        "How is it distributed?",
        "As a folder of Parquet files with card, manifest and schemas"
        + (f": {', '.join(places)}." if places else "."),
    )
    released = info.released.isoformat() if info.released else None
    yield Answer("When?", f"Release {info.version}: {released}." if released else None)
    yield Answer("Under what licence?", "See Licences: texts and annotations have their own.")


def _maintenance(release: Described) -> Iterator[Answer]:
    told = _told(release)
    yield Answer("Who maintains it?", _prose(told.maintenance))
    retired = len(release.corpus.retired)
    withdrawn = f" Withdrawn so far: {number_of(retired, 'article')}." if retired else ""
    yield Answer(
        "Will it be updated?",
        "Corrections appear as releases of their own, numbered by semantic versioning; a release "
        f"never changes, and the id of a withdrawn article is not used again.{withdrawn}",
    )


_PARTS = {
    "Motivation": _motivation,
    "Composition": _composition,
    "Collection": _collection,
    "Preprocessing and labelling": _preprocessing,
    "Uses": _uses,
    "Distribution": _distribution,
    "Maintenance": _maintenance,
}
