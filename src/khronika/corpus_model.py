"""Typed, frozen records of the files about a corpus as a whole: what every article may refer to.

Fields stand in the order of the schemas, as those of an article and its layers do in
`khronika.model`.
"""

from datetime import date

from msgspec import Struct


class EntityName(Struct, frozen=True):
    """One more name of a registry entry."""

    lang: str
    kind: str
    name: str


class RegistryEntry(Struct, frozen=True, omit_defaults=True):
    """An entity that mentions, speakers and holders point to."""

    id: str
    label: str
    name: str
    wikidata: str | None
    link: str
    names: tuple[EntityName, ...] = ()


class RegistryFile(Struct, frozen=True):
    """`registry.json` as it stands."""

    entities: tuple[RegistryEntry, ...]


class Annotator(Struct, frozen=True, omit_defaults=True):
    """Who or what annotated: a human, a model or a tool."""

    id: str
    kind: str
    name: str
    version: str | None = None
    note: str | None = None


class AnnotatorsFile(Struct, frozen=True):
    """`annotators.json` as it stands."""

    annotators: tuple[Annotator, ...]


class LabelDefinition(Struct, frozen=True):
    """A label of a layer with its one-line definition."""

    label: str
    definition: str


class LayerInfo(Struct, frozen=True):
    """`layer.json`: version, guideline, licence and labels of a layer."""

    layer: str
    version: str
    guideline: str
    license: str
    labels: tuple[LabelDefinition, ...]


class RetiredArticle(Struct, frozen=True, omit_defaults=True):
    """An article that was withdrawn; its id is never used again."""

    id: str
    date: date
    reason: str
    replacement: str | None = None


class RetiredFile(Struct, frozen=True):
    """`retired.json` as it stands."""

    retired: tuple[RetiredArticle, ...]


class Waiver(Struct, frozen=True, omit_defaults=True):
    """A finding that is right but must stand, and why."""

    code: str
    article: str
    reason: str
    annotation: str | None = None


class WaiversFile(Struct, frozen=True):
    """`waivers.json` as it stands."""

    waivers: tuple[Waiver, ...]


class Metrics(Struct, frozen=True, omit_defaults=True):
    """The figures of one score, shares from 0 to 1."""

    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    accuracy: float | None = None


class Score(Struct, frozen=True):
    """How well one method does one task on one split."""

    task: str
    method: str
    script: str
    config: str
    split: str
    items: int
    metrics: Metrics


class ScoresFile(Struct, frozen=True):
    """`scores.json`: scores that methods reached, and the content they were reached on."""

    version: str
    content_sha256: str
    made_with: dict[str, str]
    scores: tuple[Score, ...]


class Datasheet(Struct, frozen=True, omit_defaults=True):
    """What nobody can compute about a corpus, for its card: in prose, each part optional."""

    purpose: str | None = None
    funding: str | None = None
    collection: str | None = None
    people: str | None = None
    uses: str | None = None
    unsuitable: str | None = None
    limits: tuple[str, ...] = ()
    maintenance: str | None = None


class CorpusInfo(Struct, frozen=True, omit_defaults=True):
    """`corpus.json`: name and version of a corpus, its layers, splits and configs."""

    name: str
    title: str
    description: str
    version: str
    released: date | None
    layers: dict[str, str]
    splits: dict[str, float]
    configs: tuple[str, ...]
    homepage: str | None = None
    release_url: str | None = None
    datasheet: Datasheet | None = None
