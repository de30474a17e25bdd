"""Typed, frozen records: what the files of a corpus say, field by field.

Field names are those of the JSON files, except that a reference to the registry ends in
``_id`` or ``_ids`` here, so that the resolved object can have the plain name. Every offset
counts Unicode code points of the article's text, 0-based and half-open: ``text[start:end]``.
Fields stand in the order of the schemas, which is the canonical order of keys.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct, field

from khronika.calendar_days import Interval
from khronika.timex import Timex, parse

LAYERS = ("entities", "dates", "quotes")
"""The annotation layers, in the order in which everything lists them."""

ENTITY_LABELS = (
    "PERSON",
    "ORGANIZATION",
    "COUNTRY",
    "REGION",
    "CITY",
    "LOCATION",
    "FACILITY",
    "NORP",
    "PROFESSION",
    "EVENT",
    "LAW",
    "PRODUCT",
    "WORK_OF_ART",
    "MONEY",
    "PERCENT",
    "NUMBER",
)
"""Entity labels in the order of their ClassLabel integers; new ones go last, for ever."""

DATE_TYPES = ("DATE", "TIME", "DURATION", "SET")
QUOTE_TYPES = ("direct", "mixed", "indirect")


class Span(Struct, frozen=True, gc=False):
    """A stretch of the text: code points `start` to `end`, reading `surface`.

    `surface` is None only where the text itself is withheld.
    """

    start: int
    end: int
    surface: str | None


class TextDigest(Struct, frozen=True, gc=False):
    """What identifies a text: SHA-256 of its UTF-8 bytes and its length in code points."""

    sha256: str
    length: int


class CreationTime(Struct, frozen=True, gc=False, omit_defaults=True):
    """The document creation time, against which relative dates are resolved."""

    value: date | None
    status: str
    claimed: date | None = None
    evidence: str | None = None


class Source(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """Where an article comes from: published by somebody, or composed for a corpus."""

    kind: str
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    received_sha256: str


class Rights(Struct, frozen=True, gc=False, omit_defaults=True):
    """The licence of the text, and whether the text may be passed on at all."""

    license: str
    redistribute: bool
    note: str | None = None


class Zone(Struct, frozen=True, gc=False):
    """A part of the text that is not running text: header, heading, caption or byline."""

    kind: str
    start: int
    end: int


class Article(Struct, frozen=True):
    """What is known about one article, apart from its text."""

    id: str
    text: TextDigest
    language: str
    title: str | None
    dct: CreationTime
    source: Source
    rights: Rights
    genre: str
    zones: tuple[Zone, ...]
    group: str
    split: str


class Metonymy(Struct, frozen=True, gc=False, omit_defaults=True):
    """A name used for something else: either its `literal` label or the `referent` meant."""

    kind: str
    literal: str | None = None
    referent: str | None = None


class Entity(Struct, frozen=True, gc=False, omit_defaults=True):
    """One mention of an entity, as its file has it."""

    id: str
    start: int
    end: int
    surface: str | None
    label: str
    level: str
    entity_id: str | None = field(default=None, name="entity")
    metonymy: Metonymy | None = None
    holder_ids: tuple[str, ...] = field(default=(), name="holders")

    def registry_ids(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield what points to the registry: the path within the annotation, and the id."""
        if self.entity_id:
            yield ("entity",), self.entity_id
        if self.metonymy and self.metonymy.referent:
            yield ("metonymy", "referent"), self.metonymy.referent
        for index, holder in enumerate(self.holder_ids):
            yield ("holders", index), holder


class Date(Struct, frozen=True, gc=False, omit_defaults=True):
    """One time expression with its TIMEX3 attributes.

    Examples
    --------
    >>> date = Date("d1", 725, 735, "24 октября", "DATE", "2025-10-24", anchor="dct")
    >>> date.interval.earliest
    datetime.date(2025, 10, 24)
    """

    id: str
    start: int
    end: int
    surface: str | None
    type: str
    value: str
    mod: str | None = None
    anchor: str | None = None
    begin: str | None = None
    end_point: str | None = None
    quant: str | None = None
    freq: str | None = None

    def registry_ids(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield nothing: a date does not point to the registry."""
        return iter(())

    @property
    def timex(self) -> Timex:
        """The parsed TIMEX3 value."""
        return parse(self.value, self.type)

    @property
    def interval(self) -> Interval:
        """First and last calendar date of the value, inclusive; None where it has none."""
        return self.timex.interval


class Quote(Struct, frozen=True, gc=False):
    """One quotation: what was said (`content`), who said it and by which words."""

    id: str
    type: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    addressee: tuple[Span, ...]
    speaker_ids: tuple[str, ...] = field(name="speakers")
    resolution: str
    parent: str | None
    form: str
    attitude: str

    ROLES = ("content", "cue", "source", "addressee")

    def roles(self) -> Iterator[tuple[str, int, Span]]:
        """Yield ``(role, index, span)`` for every span of every role."""
        for role in self.ROLES:
            for index, span in enumerate(getattr(self, role)):
                yield role, index, span

    def registry_ids(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield what points to the registry: the path within the annotation, and the id."""
        for index, speaker in enumerate(self.speaker_ids):
            yield ("speakers", index), speaker


class LayerDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The annotation of one article in one layer; subclasses type the `annotations`."""

    article: str
    layer: str
    text_sha256: str
    revision: int
    status: str
    annotators: tuple[str, ...]
    preannotated_by: tuple[str, ...] = ()
    adjudicator: str | None = None
    annotations: tuple[Any, ...]


class EntityLayer(LayerDocument, frozen=True, kw_only=True, omit_defaults=True):
    """All entity mentions of one article."""

    annotations: tuple[Entity, ...]


class DateLayer(LayerDocument, frozen=True, kw_only=True, omit_defaults=True):
    """All time expressions of one article."""

    annotations: tuple[Date, ...]


class QuoteLayer(LayerDocument, frozen=True, kw_only=True, omit_defaults=True):
    """All quotations of one article."""

    annotations: tuple[Quote, ...]
