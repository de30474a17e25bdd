"""From checked documents to Arrow tables, one per config.

Every function here is pure: the same documents give the same tables, wherever it runs.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import msgspec
import pyarrow as pa

from khronika import model
from khronika.columns import COLUMNS, arrow_schema
from khronika.document import Document
from khronika.model import Annotator, Entity, Quote, RegistryEntry, Span
from khronika.text import Paragraph, paragraphs, sentences, tokens

Row = dict[str, Any]
_Labelled = TypeVar("_Labelled", Entity, model.Date)

JOINER = " … "
"""What stands between the parts of discontinuous content in a `*_text` column."""


class Reading:
    """A document with what the tables derive from its text, each thing once and on demand.

    Without a text, there is nothing to derive: no paragraph, no sentence, no token.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.article = document.article

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the text."""
        text = self.document.text
        return paragraphs(text, self.article.zones) if text is not None else []

    @property
    def stretches(self) -> list[Row]:
        """The paragraphs as rows."""
        return [{"start": part.start, "end": part.end} for part in self.paragraphs]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Its sentences, none of which ends within a mention or a date."""
        if self.document.text is None:
            return []
        annotated = [
            (annotation.start, annotation.end)
            for layer in ("entities", "dates")
            for annotation in self.document.annotations(layer)
        ]
        return sentences(self.document.text, self.paragraphs, annotated)

    def zone(self, start: int) -> str | None:
        """Return the kind of the zone that `start` lies in."""
        zones = (zone for zone in self.article.zones if zone.start <= start < zone.end)
        return next((zone.kind for zone in zones), None)

    def sentence(self, start: int) -> Row:
        """Return the columns about the sentence around `start`."""
        index = bisect_right(self.sentences, start, key=lambda sentence: sentence[0]) - 1
        if index < 0 or self.document.text is None:
            return {"sentence_start": None, "sentence_end": None, "sentence": None}
        first, last = self.sentences[index]
        return {
            "sentence_start": first,
            "sentence_end": last,
            "sentence": self.document.text[first:last],
        }

    def place(self, start: int, layer: str) -> Row:
        """Return the columns that rows of every layer share."""
        return {
            "article_id": self.article.id,
            "zone": self.zone(start),
            "dct": self.article.dct.value,
            "status": self.document.layers[layer].status,
        }


def _articles(reading: Reading, annotators: Mapping[str, Annotator]) -> Iterator[Row]:
    article = reading.article
    row = {
        "article_id": article.id,
        "title": article.title,
        "text": reading.document.text,
        "text_sha256": article.text.sha256,
        "length": article.text.length,
        "language": article.language,
        "dct": article.dct.value,
        "dct_status": article.dct.status,
        "dct_claimed": article.dct.claimed,
        "dct_evidence": article.dct.evidence,
        "genre": article.genre,
        "source_kind": article.source.kind,
        "publisher": article.source.publisher,
        "url": article.source.url,
        "author": article.source.author,
        "received_sha256": article.source.received_sha256,
        "license": article.rights.license,
        "redistribute": article.rights.redistribute,
        "rights_note": article.rights.note,
        "group": article.group,
        "split": article.split,
        "zones": [msgspec.structs.asdict(zone) for zone in article.zones],
        "paragraphs": reading.stretches,
    }
    for name in model.LAYERS:
        row |= _layer(name, reading, annotators)
    yield row


def _layer(name: str, reading: Reading, annotators: Mapping[str, Annotator]) -> Row:
    """Return the columns of one layer; all null if the article has none."""
    layer = reading.document.layers.get(name)
    if layer is None:
        return {column.name: None for column in COLUMNS["articles"] if _is_of(column.name, name)}
    return {
        name: [_STRUCTS[name](annotation) for annotation in layer.annotations],
        f"{name}_status": layer.status,
        f"{name}_revision": layer.revision,
        f"{name}_annotators": list(layer.annotators),
        f"{name}_annotator_kinds": [annotators[id_].kind for id_ in layer.annotators],
        f"{name}_preannotated_by": list(layer.preannotated_by) or None,
        f"{name}_adjudicator": layer.adjudicator,
    }


def _is_of(column: str, layer: str) -> bool:
    return column == layer or column.startswith(f"{layer}_")


def _entity_struct(entity: Entity) -> Row:
    metonymy = entity.metonymy
    return {
        "id": entity.id,
        **_span(entity),
        "label": entity.label,
        "level": entity.level,
        "entity": entity.entity_id,
        "metonymy": msgspec.structs.asdict(metonymy) if metonymy else None,
        "holders": list(entity.holder_ids) or None,
    }


def _span(span: Entity | model.Date | Span) -> Row:
    return {"start": span.start, "end": span.end, "surface": span.surface}


def _timex(date: model.Date) -> Row:
    return {
        "type": date.type,
        "value": date.value,
        "mod": date.mod,
        "anchor": date.anchor,
        "begin": date.begin,
        "end_point": date.end_point,
        "quant": date.quant,
        "freq": date.freq,
        "earliest": date.interval.earliest,
        "latest": date.interval.latest,
        "edtf": date.timex.edtf,
    }


def _date_struct(date: model.Date) -> Row:
    return {"id": date.id, **_span(date), **_timex(date)}


def _quote_struct(quote: Quote) -> Row:
    return {
        "id": quote.id,
        "type": quote.type,
        **{role: [_span(span) for span in getattr(quote, role)] for role in Quote.ROLES},
        "speakers": list(quote.speaker_ids),
        "resolution": quote.resolution,
        "parent": quote.parent,
        "form": quote.form,
        "attitude": quote.attitude,
    }


_STRUCTS: dict[str, Callable[[Any], Row]] = {
    "entities": _entity_struct,
    "dates": _date_struct,
    "quotes": _quote_struct,
}


def _entities(reading: Reading, _: Mapping[str, Annotator]) -> Iterator[Row]:
    for mention in reading.document.entities:
        struct = _entity_struct(mention)
        metonymy = struct["metonymy"] or {}
        entry = mention.entity
        yield struct | {
            "mention_id": mention.id,
            "entity_id": mention.entity_id,
            "entity_name": entry.name if entry else None,
            "wikidata": entry.wikidata if entry else None,
            "link": entry.link if entry else None,
            **{f"metonymy_{key}": metonymy.get(key) for key in ("kind", "literal", "referent")},
            **reading.sentence(mention.start),
            **reading.place(mention.start, "entities"),
        }


def _dates(reading: Reading, _: Mapping[str, Annotator]) -> Iterator[Row]:
    for date in reading.document.dates:
        yield _date_struct(date) | {
            "date_id": date.id,
            **reading.sentence(date.start),
            **reading.place(date.start, "dates"),
        }


def _quotes(reading: Reading, _: Mapping[str, Annotator]) -> Iterator[Row]:
    for quote in reading.document.quotes:
        struct = _quote_struct(quote)
        yield struct | {
            "quote_id": quote.id,
            **role_texts(struct),
            "speaker_names": [speaker.name for speaker in quote.speakers],
            "speaker_wikidata": [speaker.wikidata for speaker in quote.speakers],
            **reading.place(quote.content[0].start, "quotes"),
        }


def role_texts(quote: Row) -> Row:
    """Return the columns that join the surfaces of a role; null if there are none to join."""
    surfaces = {
        role: [part["surface"] for part in quote[role] if part["surface"] is not None]
        for role in ("content", "cue", "source")
    }
    return {f"{role}_text": JOINER.join(read) if read else None for role, read in surfaces.items()}


def tokens_rows(reading: Reading, _: Mapping[str, Annotator]) -> Iterator[Row]:
    """Yield the rows of the config `tokens`: a sentence each, or one alone without a text."""
    document = reading.document
    if document.text is None:  # one row stands for the sentences that nobody can know of
        yield dict.fromkeys(arrow_schema("tokens").names) | {"article_id": document.id}
        return
    mentions = outermost(document.annotations("entities"))
    labelled_mentions = [(mention.start, mention.end, mention.label) for mention in mentions]
    dates = outermost(document.annotations("dates"))
    labelled_dates = [(date.start, date.end, date.type) for date in dates]
    cuts = sorted(
        {edge for start, end, _ in labelled_mentions + labelled_dates for edge in (start, end)}
    )
    for number, (start, end) in enumerate(reading.sentences, start=1):
        places = tokens(document.text, start, end, cuts)
        words = [document.text[first:last] for first, last in places]
        yield {
            "article_id": document.id,
            "sentence_id": f"s{number}",
            "start": start,
            "end": end,
            "tokens": words,
            "starts": [first for first, _ in places],
            "ends": [last for _, last in places],
            "ner_tags": _bio(places, labelled_mentions),
            "date_tags": _bio(places, labelled_dates),
        }


def outermost(annotations: Iterable[_Labelled]) -> list[_Labelled]:
    """Return the annotations that lie in no other; they come in canonical order."""
    found: list[_Labelled] = []
    for annotation in annotations:
        if not found or annotation.start >= found[-1].end:
            found.append(annotation)
    return found


def _bio(places: list[tuple[int, int]], spans: list[tuple[int, int, str]]) -> list[str]:
    """Tag tokens with sorted, disjoint spans; tokens are cut at the spans' edges."""
    tags = []
    for start, _ in places:
        index = bisect_right(spans, start, key=lambda span: span[0]) - 1
        if index < 0 or start >= spans[index][1]:
            tags.append("O")
        else:
            prefix = "B" if start == spans[index][0] else "I"
            tags.append(f"{prefix}-{spans[index][2]}")
    return tags


_ROWS = {
    "articles": _articles,
    "entities": _entities,
    "dates": _dates,
    "quotes": _quotes,
    "tokens": tokens_rows,
}


def table(
    config: str, documents: Iterable[Document], annotators: Mapping[str, Annotator]
) -> pa.Table:
    """Return the table of one config for `documents`, in their order.

    Parameters
    ----------
    config : str
        Any config but `registry`, which has its own function.
    documents : iterable of Document
        Documents that passed the check, with a text or withheld.
    annotators : mapping of str to Annotator
        Annotators by id, for the kinds that the tables carry.
    """
    rows = [row for document in documents for row in _ROWS[config](Reading(document), annotators)]
    return _table(config, rows)


def _table(config: str, rows: list[Row]) -> pa.Table:
    schema = arrow_schema(config)
    arrays = [pa.array([row[field.name] for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


@dataclass
class Mentions:
    """How often each registry entry is mentioned, and in how many articles."""

    mentions: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document) -> None:
        """Count the mentions in a document."""
        mentions = cast(Iterable[Entity], document.annotations("entities"))
        found = Counter(mention.entity_id for mention in mentions if mention.entity_id)
        self.mentions.update(found)
        self.articles.update(found.keys())

    def merge(self, other: "Mentions") -> None:
        """Add what was counted over other documents."""
        self.mentions.update(other.mentions)
        self.articles.update(other.articles)


def registry_table(registry: Mapping[str, RegistryEntry], counted: Mentions) -> pa.Table:
    """Return the table of the `registry` config from what was counted over all documents."""
    rows = [
        {
            "id": entry.id,
            "label": entry.label,
            "name": entry.name,
            "names": [msgspec.structs.asdict(name) for name in entry.names] or None,
            "wikidata": entry.wikidata,
            "link": entry.link,
            "mentions": counted.mentions[entry.id],
            "articles": counted.articles[entry.id],
        }
        for entry in sorted(registry.values(), key=lambda entry: entry.id)
    ]
    return _table("registry", rows)
