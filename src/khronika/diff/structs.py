"""What a comparison finds, as `schema/v1/diff.schema.json` describes it.

A field without a value is left out where it is unknown or has no meaning: `UNSET`.
"""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from khronika.history import Value


class Side(Struct):
    """One of the two states: what users are told that it is, and its version."""

    name: str
    version: str


class Bump(Struct):
    """The version that the changes ask for: at least `lowest`, for these `reasons`."""

    step: str
    lowest: str
    enough: bool
    reasons: list[str]


class FieldChange(Struct):
    """One field of something that changed; on a side that lacks it, there is no value."""

    field: str
    before: Any = UNSET
    after: Any = UNSET


class TextChange(Struct):
    """The text changed: its hashes, and where the two part, if both can be had."""

    before: str
    after: str
    at: int | UnsetType = UNSET
    was: str | UnsetType = UNSET
    now: str | UnsetType = UNSET


class AnnotationChange(Struct):
    """One annotation: where it stands, or stood if it was removed, and what it says.

    `was` is its former id, if it is the same span under another one. `value` is what one that was
    added or removed says, `fields` what changed of another.
    """

    id: str
    start: int
    end: int
    surface: str | UnsetType = UNSET
    was: str | UnsetType = UNSET
    value: Value | UnsetType = UNSET
    fields: list[FieldChange] | UnsetType = UNSET


class LayerChange(Struct):
    """One layer of one article; a side that lacks the document has no revision."""

    before: int | None
    after: int | None
    fields: list[FieldChange] | UnsetType = UNSET
    added: list[AnnotationChange] = field(default_factory=list)
    removed: list[AnnotationChange] = field(default_factory=list)
    changed: list[AnnotationChange] = field(default_factory=list)


class ArticleOutline(Struct):
    """An article that is on one side only, with the number of its annotations by layer."""

    id: str
    split: str
    annotations: dict[str, int]
    retired: bool | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class ArticleChange(Struct):
    """An article that is on both sides and differs.

    `in_full` tells whether both can be had in full; if not, `other_fields` tells whether fields
    differ that are not named.
    """

    id: str
    in_full: bool
    text: TextChange | UnsetType = UNSET
    fields: list[FieldChange] = field(default_factory=list)
    other_fields: bool = False
    layers: dict[str, LayerChange] = field(default_factory=dict)


class Articles(Struct):
    """The articles that differ, by id."""

    added: list[ArticleOutline]
    removed: list[ArticleOutline]
    changed: list[ArticleChange]


class RecordChange(Struct):
    """One record beside the articles: an entry of the registry, an annotator, a layer."""

    id: str
    change: str
    before: Any = UNSET
    after: Any = UNSET
    fields: list[FieldChange] | UnsetType = UNSET


class Difference(Struct):
    """Everything that differs between two states of a corpus."""

    before: Side
    after: Side
    bump: Bump
    widened: list[str]
    narrowed: list[str]
    articles: Articles
    records: dict[str, list[RecordChange]]
    notes: list[str]
