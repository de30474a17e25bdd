"""The tables of a release: every column with its type and meaning, in one place.

From here come the Arrow schemas that are written, the `datasets` features of the card and
`docs/reference/columns.md`. In Parquet every column may hold null, even where `nullable` is
false here: a non-nullable Arrow field makes `datasets` forget a column's ClassLabel.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from khronika.model import DATE_TYPES, ENTITY_LABELS, LAYERS, QUOTE_TYPES

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Features

CONFIGS = ("articles", "entities", "dates", "quotes", "tokens", "registry")
"""The tables of a release, each a config of `datasets`; the first is the default."""

ROW_OF = {
    "articles": "article",
    "entities": "mention",
    "dates": "date",
    "quotes": "quote",
    "tokens": "sentence outside `header` zones; no boundary cuts a mention or a date, and tokens "
    "are also split at their edges. A withheld article has one row, which has nothing but its id",
    "registry": "entity; the only split is `full`",
}
"""What one row of each config is."""

REGISTRY_SPLIT = "full"
"""The only split of the `registry` config, whose rows belong to no article.

It cannot be called `all`: `datasets` keeps that word for the union of all splits, so that
``split="all"`` works here as everywhere.
"""


def _bio(labels: tuple[str, ...]) -> tuple[str, ...]:
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


NER_TAGS = _bio(ENTITY_LABELS)
DATE_TAGS = _bio(DATE_TYPES)


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one field of a struct.

    `type` names an Arrow type; `fields` make it a struct instead; `many` makes it a list of
    either. `labels` are the names of a ClassLabel, in the order of their integers.
    """

    name: str
    type: str
    meaning: str
    nullable: bool = False
    many: bool = False
    fields: tuple["Column", ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def arrow(self) -> "pa.DataType":
        """The Arrow type of the column."""
        import pyarrow as pa  # a check asks for names only, and does without

        if self.fields:
            one = pa.struct([pa.field(field.name, field.arrow) for field in self.fields])
        else:
            one = {"date32": pa.date32(), "bool": pa.bool_()}.get(self.type)
            one = one or getattr(pa, self.type)()
        return pa.list_(one) if self.many else one

    @property
    def feature(self) -> Any:
        """The column as a feature of `datasets`."""
        from datasets import ClassLabel, List, Value

        if self.fields:
            one: Any = {field.name: field.feature for field in self.fields}
        elif self.labels:
            one = ClassLabel(names=list(self.labels))
        else:
            one = Value(self.type)
        return List(one) if self.many else one


def _text(name: str, meaning: str, **more: Any) -> Column:
    return Column(name, "string", meaning, **more)


def _offset(name: str, meaning: str, **more: Any) -> Column:
    told = f"{meaning}, in Unicode code points of the article's text"
    return Column(name, "int32", told, **more)


def _struct(name: str, meaning: str, *fields: Column, **more: Any) -> Column:
    return Column(name, "struct", meaning, fields=fields, **more)


_START = _offset("start", "First code point of the span")
_END = _offset("end", "Code point after the last of the span")
_SURFACE = _text("surface", "The text of the span; null if the text is withheld", nullable=True)
_SPAN = (_START, _END, _SURFACE)
_ARTICLE_ID = _text("article_id", "Id of the article")
_ZONE = _text("zone", "Kind of the zone it stands in: heading, caption, byline", nullable=True)
_DCT = Column("dct", "date32", "Document creation time of the article", nullable=True)
_STATUS = _text("status", "How its layer document was made: auto, single, adjudicated")
_SENTENCE = (
    _offset("sentence_start", "First code point of the sentence around it", nullable=True),
    _offset("sentence_end", "Code point after the last of that sentence", nullable=True),
    _text(
        "sentence",
        "The sentence around it; null, as its offsets are, if the text is withheld",
        nullable=True,
    ),
)
_LABEL = _text("label", "Label of the mention", labels=ENTITY_LABELS)
_LEVEL = _text("level", "NAM name, NOM nominal, ADJ adjective of a name")
_HOLDERS = _text(
    "holders",
    "Registry ids of the people a PROFESSION means; null if none are given",
    nullable=True,
    many=True,
)

_TIMEX = (
    _text("type", "TIMEX3 type", labels=DATE_TYPES),
    _text("value", "TIMEX3 value"),
    _text("mod", "TIMEX3 modifier, such as APPROX or END", nullable=True),
    _text("anchor", "`dct` or the id of the date the value was computed from", nullable=True),
    _text("begin", "`dct` or the id of the date a DURATION begins with", nullable=True),
    _text("end_point", "`dct` or the id of the date a DURATION ends with", nullable=True),
    _text("quant", "Quantifier of a SET, such as EACH", nullable=True),
    _text("freq", "Frequency of a SET, such as 2X", nullable=True),
    Column("earliest", "date32", "First calendar date of the value", nullable=True),
    Column("latest", "date32", "Last calendar date of the value, inclusive", nullable=True),
    _text("edtf", "The value as EDTF (ISO 8601-2); `mod` is not applied", nullable=True),
)

_ENTITY_FIELDS = (
    _text("id", "Id of the mention in its article"),
    *_SPAN,
    _LABEL,
    _LEVEL,
    _text("entity", "Registry id", nullable=True),
    _struct(
        "metonymy",
        "What a name used for something else stands for",
        _text("kind", "Kind of metonymy"),
        _text("literal", "Label of what the name names literally", nullable=True),
        _text("referent", "Registry id of what is meant", nullable=True),
        nullable=True,
    ),
    _HOLDERS,
)
_DATE_FIELDS = (_text("id", "Id of the date in its article"), *_SPAN, *_TIMEX)
_ROLES = (
    _struct("content", "Parts of what was said, in text order", *_SPAN, many=True),
    _struct("cue", "Parts of the words that introduce it", *_SPAN, many=True),
    _struct("source", "Spans that name who said it", *_SPAN, many=True),
    _struct("addressee", "Spans that name whom it was said to", *_SPAN, many=True),
)
_QUOTE_TYPE = _text("type", "direct, mixed or indirect", labels=QUOTE_TYPES)
_RESOLUTION = _text("resolution", "How the source leads to the speakers: name, nominal, pronoun …")
_PARENT = _text("parent", "Id of the quote whose content contains this one", nullable=True)
_FORM = _text("form", "verbatim, clause or topic")
_ATTITUDE = _text("attitude", "statement, belief or commitment")
_QUOTE_FIELDS = (
    _text("id", "Id of the quote in its article"),
    _QUOTE_TYPE,
    *_ROLES,
    _text("speakers", "Registry ids of the speakers", many=True),
    _RESOLUTION,
    _PARENT,
    _FORM,
    _ATTITUDE,
)
_LAYER_FIELDS = {"entities": _ENTITY_FIELDS, "dates": _DATE_FIELDS, "quotes": _QUOTE_FIELDS}


def _layer_columns(layer: str) -> Iterator[Column]:
    yield _struct(layer, f"The {layer} layer", *_LAYER_FIELDS[layer], nullable=True, many=True)
    about = f"of the {layer} layer"
    yield _text(f"{layer}_status", f"Status {about}: auto, single, adjudicated", nullable=True)
    yield Column(f"{layer}_revision", "int32", f"Revision {about}", nullable=True)
    yield _text(f"{layer}_annotators", f"Annotator ids {about}", nullable=True, many=True)
    yield _text(
        f"{layer}_annotator_kinds",
        f"human, model or tool, for each annotator {about}",
        nullable=True,
        many=True,
    )
    yield _text(
        f"{layer}_preannotated_by",
        f"Tools whose output an annotator {about} saw",
        nullable=True,
        many=True,
    )
    yield _text(f"{layer}_adjudicator", f"Adjudicator {about}", nullable=True)


_SENTENCE_COLUMNS = (
    _text("sentence_id", "Id of the sentence in its article: s1, s2 …"),
    _START,
    _END,
    _text("tokens", "Tokens", many=True),
    Column("starts", "int32", "First code point of each token", many=True),
    Column("ends", "int32", "Code point after the last of each token", many=True),
    _text("ner_tags", "BIO tags of the outermost mentions", many=True, labels=NER_TAGS),
    _text("date_tags", "BIO tags of the outermost dates", many=True, labels=DATE_TAGS),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "articles": (
        _ARTICLE_ID,
        _text("title", "Title; null if there is none or the text is withheld", nullable=True),
        Column("text", "large_string", "The text; null if it is withheld", nullable=True),
        _text("text_sha256", "SHA-256 of the text's UTF-8 bytes"),
        Column("length", "int32", "Length of the text in Unicode code points"),
        _text("language", "Language of the text (ISO 639)"),
        _DCT,
        _text("dct_status", "stated, inferred, contradicted or unknown"),
        Column("dct_claimed", "date32", "The date the source claims", nullable=True),
        _text("dct_evidence", "Why `dct` is what it is; not told if withheld", nullable=True),
        _text("genre", "Genre of the article"),
        _text("source_kind", "published or composed"),
        _text("publisher", "Who published it", nullable=True),
        _text("url", "Where it was published", nullable=True),
        _text("author", "Annotator id of who composed it", nullable=True),
        _text("received_sha256", "SHA-256 of the bytes as received"),
        _text("license", "Licence of the text (SPDX)"),
        Column("redistribute", "bool", "Whether the text may be passed on"),
        _text("rights_note", "More about the rights", nullable=True),
        _text("group", "Articles of one event or near-duplicates share a group"),
        _text("split", "Split the article belongs to"),
        _struct(
            "zones",
            "Parts that are not running text",
            _text("kind", "header, heading, caption or byline"),
            _START,
            _END,
            many=True,
        ),
        _struct(
            "paragraphs",
            "Maximal runs without a newline, cut at zone edges; empty if the text is withheld",
            _START,
            _END,
            many=True,
        ),
        *(column for layer in LAYERS for column in _layer_columns(layer)),
    ),
    "entities": (
        _ARTICLE_ID,
        _text("mention_id", "Id of the mention in its article"),
        *_SPAN,
        _LABEL,
        _LEVEL,
        _text("entity_id", "Registry id", nullable=True),
        _text("entity_name", "Name of the entity in the nominative", nullable=True),
        _text("wikidata", "Wikidata id of the entity", nullable=True),
        _text("link", "linked, nil, unlinked or invented", nullable=True),
        _text("metonymy_kind", "Kind of metonymy", nullable=True),
        _text("metonymy_literal", "Label of what is named literally", nullable=True),
        _text("metonymy_referent", "Registry id of what is meant", nullable=True),
        _HOLDERS,
        _ZONE,
        *_SENTENCE,
        _DCT,
        _STATUS,
    ),
    "dates": (
        _ARTICLE_ID,
        _text("date_id", "Id of the date in its article"),
        *_SPAN,
        *_TIMEX,
        _ZONE,
        *_SENTENCE,
        _DCT,
        _STATUS,
    ),
    "quotes": (
        _ARTICLE_ID,
        _text("quote_id", "Id of the quote in its article"),
        _QUOTE_TYPE,
        _text(
            "content_text",
            "Parts of the content joined by ` … `; null if the text is withheld",
            nullable=True,
        ),
        *_ROLES,
        _text("cue_text", "Parts of the cue joined by ` … `", nullable=True),
        _text("source_text", "Spans of the source joined by ` … `", nullable=True),
        _text("speakers", "Registry ids of the speakers", many=True),
        _text("speaker_names", "Names of the speakers, in the same order", many=True),
        _text("speaker_wikidata", "Wikidata ids of the speakers, null where unlinked", many=True),
        _RESOLUTION,
        _PARENT,
        _FORM,
        _ATTITUDE,
        _ZONE,
        _DCT,
        _STATUS,
    ),
    "tokens": (
        _ARTICLE_ID,
        *(replace(column, nullable=True) for column in _SENTENCE_COLUMNS),
    ),
    "registry": (
        _text("id", "Registry id"),
        _text("label", "Label of the entity", labels=ENTITY_LABELS),
        _text("name", "Name in the nominative"),
        _struct(
            "names",
            "Other names; null if none are given",
            _text("lang", "Language (ISO 639)"),
            _text("kind", "full, short or alias"),
            _text("name", "The name"),
            many=True,
            nullable=True,
        ),
        _text("wikidata", "Wikidata id", nullable=True),
        _text("link", "linked, nil, unlinked or invented"),
        Column("mentions", "int32", "Mentions in the corpus"),
        Column("articles", "int32", "Articles that mention it"),
    ),
}
"""The columns of each config, in order."""


@cache
def arrow_schema(config: str) -> "pa.Schema":
    """Return the Arrow schema of a config.

    Examples
    --------
    >>> arrow_schema("registry").field("mentions").type
    DataType(int32)
    """
    import pyarrow as pa

    return pa.schema([pa.field(column.name, column.arrow) for column in COLUMNS[config]])


def features(config: str) -> "Features":
    """Return the `datasets` features of a config: as in Parquet, with ClassLabel for labels."""
    from datasets import Features

    return Features({column.name: column.feature for column in COLUMNS[config]})
