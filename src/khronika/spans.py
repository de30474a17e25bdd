"""The spans of a document's layers: one layer as it was understood, and each span of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from khronika.model import LayerDocument
from khronika.parsed import ParsedFile, Path


class RoleSpan(msgspec.Struct, frozen=True):
    """One span of one annotation: where it is in the text and in its file.

    `path` leads to the annotation (a mention, a date) or to the part of a role of a quote.
    """

    file: ParsedFile
    layer: str
    annotation: str
    role: str | None
    path: Path
    start: int
    end: int
    surface: str | None

    @property
    def trimmed(self) -> "RoleSpan":
        """The span without white space at its edges, which is K303's; itself if it has none."""
        read = self.surface or ""
        inner = read.strip()
        if inner == read or not inner:
            return self
        start = self.start + read.index(inner)
        return msgspec.structs.replace(self, start=start, end=start + len(inner), surface=inner)


@dataclass(frozen=True)
class Layer:
    """One layer document that was understood; `annotator` is set for an independent pass."""

    name: str
    file: ParsedFile
    record: LayerDocument
    annotator: str | None = None

    @cached_property
    def parts(self) -> list[Any]:
        """What has `start`, `end` and `surface`: annotations, or the parts of quotes.

        They stand in the order of `spans`, and are there at no cost.
        """
        if self.name != "quotes":
            return list(self.record.annotations)
        return [
            part
            for quote in self.record.annotations
            for role in (quote.content, quote.cue, quote.source, quote.addressee)
            for part in role
        ]

    @cached_property
    def extents(self) -> list[tuple[int, int]]:
        """Where each of `parts` starts and ends."""
        return [(part.start, part.end) for part in self.parts]

    @cached_property
    def surfaces(self) -> set[str]:
        """What its spans read, but for the content of quotes and where the text is withheld."""
        parts: Iterable[Any] = self.record.annotations
        if self.name == "quotes":
            roles = ((quote.cue, quote.source, quote.addressee) for quote in parts)
            parts = [part for three in roles for role in three for part in role]
        return {part.surface for part in parts if part.surface is not None}

    @cached_property
    def registry_ids(self) -> set[str]:
        """Every id by which an annotation points to the registry."""
        if self.name == "entities":
            ids = {mention.entity_id for mention in self.record.annotations}
            more = [one for one in self.record.annotations if one.metonymy or one.holder_ids]
            ids.update(id_ for mention in more for _, id_ in mention.registry_ids())
            return ids - {None, ""}
        if self.name == "quotes":
            return {id_ for quote in self.record.annotations for id_ in quote.speaker_ids}
        return set()  # a date does not point to the registry

    @cached_property
    def ids(self) -> set[str]:
        """The ids of its annotations."""
        return {annotation.id for annotation in self.record.annotations}

    @cached_property
    def references(self) -> list[tuple[str, set[str]]]:
        """The id of each annotation that points to others of the layer, and the ids of those."""
        if self.name == "quotes":
            quotes = self.record.annotations
            return [(quote.id, {quote.parent}) for quote in quotes if quote.parent]
        if self.name == "dates":
            none = {None, "dct"}
            named = (
                (date.id, {date.anchor, date.begin, date.end_point} - none)
                for date in self.record.annotations
                if date.anchor not in none or date.begin is not None or date.end_point is not None
            )
            return [(id_, ids) for id_, ids in named if ids]
        return []

    def spans(self) -> list[RoleSpan]:
        """Return every span of the layer, in file order."""
        return self._spans

    @cached_property
    def _spans(self) -> list[RoleSpan]:
        return list(self._each_span())

    def _each_span(self) -> Iterator[RoleSpan]:
        if self.name != "quotes":
            yield from map(self.span_of, range(len(self.record.annotations)))
            return
        for index, quote in enumerate(self.record.annotations):
            for role, part, span in quote.roles():
                place = ("annotations", index, role, part)
                yield RoleSpan(
                    self.file, self.name, quote.id, role, place,
                    span.start, span.end, span.surface,
                )  # fmt: skip

    def span_of(self, index: int) -> RoleSpan:
        """Return the span of one annotation that has no roles."""
        one = self.record.annotations[index]
        return RoleSpan(
            self.file, self.name, one.id, None, ("annotations", index),
            one.start, one.end, one.surface,
        )  # fmt: skip
