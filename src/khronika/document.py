"""A document as its users see it: text and layers, with references resolved."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from khronika.corpus_model import RegistryEntry
from khronika.model import Article, Date, Entity, LayerDocument, Quote
from khronika.text import Paragraph, paragraphs


class LinkedEntity(Entity, frozen=True, omit_defaults=True, kw_only=True):
    """A mention with its registry entries in place of their ids."""

    entity: RegistryEntry | None = field(default=None, name="entity_entry")
    holders: tuple[RegistryEntry, ...] = field(default=(), name="holder_entries")


class LinkedQuote(Quote, frozen=True, kw_only=True):
    """A quotation with its speakers' registry entries."""

    speakers: tuple[RegistryEntry, ...] = field(default=(), name="speaker_entries")


def _fields(record: Struct) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


class Document(Struct, frozen=True, dict=True):
    """One article with its text, its layers and the registry they point into.

    `text` is None where the text is withheld. `passes` are the independent passes, by annotator and
    layer; a release has none. Iterating a corpus yields these.
    """

    article: Article
    text: str | None
    layers: dict[str, LayerDocument]
    registry: Mapping[str, RegistryEntry]
    passes: dict[str, dict[str, LayerDocument]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    def annotations(self, layer: str) -> tuple[Any, ...]:
        """Return the annotations of `layer` as their file has them; empty if there is none."""
        document = self.layers.get(layer)
        return document.annotations if document else ()

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the text, cut at its zones; none without a text."""
        return paragraphs(self.text, self.article.zones) if self.text is not None else []

    @cached_property
    def entities(self) -> tuple[LinkedEntity, ...]:
        """Mentions in text order, each with its registry entry as `entity`."""
        return tuple(
            LinkedEntity(
                **_fields(record),
                entity=self.registry[record.entity_id] if record.entity_id else None,
                holders=tuple(self.registry[holder] for holder in record.holder_ids),
            )
            for record in self.annotations("entities")
        )

    @property
    def dates(self) -> tuple[Date, ...]:
        """Time expressions in text order."""
        return self.annotations("dates")

    @cached_property
    def quotes(self) -> tuple[LinkedQuote, ...]:
        """Quotations in text order, each with its speakers' registry entries."""
        return tuple(
            LinkedQuote(
                **_fields(record),
                speakers=tuple(self.registry[speaker] for speaker in record.speaker_ids),
            )
            for record in self.annotations("quotes")
        )
