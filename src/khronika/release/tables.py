"""From checked documents to Arrow tables, one per config.

Every function here is pure: the same documents give the same tables, wherever it runs.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import msgspec
import pyarrow as pa

from khronika import model
from khronika.corpus_model import Annotator, RegistryEntry
from khronika.document import Document
from khronika.model import Quote
from khronika.release import annotation_arrays
from khronika.release.annotation_arrays import Values, array, by_field, lists, struct_lists
from khronika.release.columns import arrow_schema
from khronika.release.derived import JOINED, SENTENCE, Reading, joined, tokens_rows

Fields = dict[str, Values]
"""Columns, or fields of structs, by name."""

_PLACE = ("article_id", "dct", "status", "zone")


class Batch:
    """Documents whose rows are made at once, with what several tables have of them.

    Parameters
    ----------
    documents : iterable of Document
        Documents that passed the check, with a text or withheld.
    annotators : mapping of str to Annotator
        Annotators by id, for the kinds that the tables carry.
    """

    def __init__(self, documents: Iterable[Document], annotators: Mapping[str, Annotator]) -> None:
        self.documents = list(documents)
        self.readings = [Reading(document) for document in self.documents]
        self.annotators = annotators
        self._made: dict[str, pa.StructArray] = {}

    def annotations(self, layer: str) -> list[Any]:
        """Return the annotations of one layer of all documents."""
        return [one for document in self.documents for one in document.annotations(layer)]

    def made(self, layer: str) -> pa.StructArray:
        """Return these annotations as an array."""
        if layer not in self._made:
            self._made[layer] = annotation_arrays.of_layer(layer, self.annotations(layer))
        return self._made[layer]

    def sentences(self, layer: str) -> Fields:
        """Return the columns about the sentence around each annotation."""
        around = [
            cut
            for reading in self.readings
            for cut in reading.around(one.start for one in reading.document.annotations(layer))
        ]
        return _by_name(SENTENCE, around)

    def places(self, layer: str) -> Fields:
        """Return the columns that rows of every layer share."""
        rows = [
            (*facts, reading.zone(_start(one)))
            for reading in self.readings
            if (of_layer := reading.document.layers.get(layer))
            for facts in [(reading.article.id, reading.article.dct.value, of_layer.status)]
            for one in of_layer.annotations
        ]
        return _by_name(_PLACE, rows)


def _by_name(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Fields:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _start(annotation: Any) -> int:
    start: int = (annotation.content[0] if isinstance(annotation, Quote) else annotation).start
    return start


def _articles(batch: Batch) -> Fields:
    schema = arrow_schema("articles")
    articles = by_field(model.Article, [reading.article for reading in batch.readings])
    digests = by_field(model.TextDigest, articles["text"])
    written = by_field(model.CreationTime, articles["dct"])
    sources = by_field(model.Source, articles["source"])
    rights = by_field(model.Rights, articles["rights"])
    zones = by_field(model.Zone, chain.from_iterable(articles["zones"]))
    paragraphs = [document.paragraphs for document in batch.documents]
    columns: Fields = {
        "article_id": articles["id"],
        "title": articles["title"],
        "text": [document.text for document in batch.documents],
        "text_sha256": digests["sha256"],
        "length": digests["length"],
        "language": articles["language"],
        "dct": written["value"],
        "dct_status": written["status"],
        "dct_claimed": written["claimed"],
        "dct_evidence": written["evidence"],
        "genre": articles["genre"],
        "source_kind": sources["kind"],
        "publisher": sources["publisher"],
        "url": sources["url"],
        "author": sources["author"],
        "received_sha256": sources["received_sha256"],
        "license": rights["license"],
        "redistribute": rights["redistribute"],
        "rights_note": rights["note"],
        "group": articles["group"],
        "split": articles["split"],
        "zones": struct_lists(schema.field("zones").type, zones, map(len, articles["zones"])),
        "paragraphs": struct_lists(
            schema.field("paragraphs").type,
            {
                "start": [part.start for of_text in paragraphs for part in of_text],
                "end": [part.end for of_text in paragraphs for part in of_text],
            },
            map(len, paragraphs),
        ),
    }
    for name in model.LAYERS:
        columns |= _layer(name, batch)
    return columns


def _layer(name: str, batch: Batch) -> Fields:
    """Return the columns of one layer; all null where an article has none."""
    layers = [document.layers.get(name) for document in batch.documents]

    def each(read: Callable[[model.LayerDocument], Any]) -> list[Any]:
        return [None if layer is None else read(layer) for layer in layers]

    sizes = each(lambda layer: len(layer.annotations))
    return {
        name: lists(arrow_schema("articles").field(name).type, batch.made(name), sizes),
        f"{name}_status": each(lambda layer: layer.status),
        f"{name}_revision": each(lambda layer: layer.revision),
        f"{name}_annotators": each(lambda layer: layer.annotators),
        f"{name}_annotator_kinds": each(
            lambda layer: [batch.annotators[id_].kind for id_ in layer.annotators]
        ),
        f"{name}_preannotated_by": each(lambda layer: layer.preannotated_by or None),
        f"{name}_adjudicator": each(lambda layer: layer.adjudicator),
    }


def _fields(made: pa.StructArray) -> Fields:
    """Return the fields of structs by name; those of a struct that is null are null."""
    return dict(zip((field.name for field in made.type), made.flatten(), strict=True))


def _entities(batch: Batch) -> Fields:
    fields = _fields(batch.made("entities"))
    metonymy = _fields(fields["metonymy"])
    entries = [
        document.registry[mention.entity_id] if mention.entity_id else None
        for document in batch.documents
        for mention in document.annotations("entities")
    ]
    return {
        **fields,
        "mention_id": fields["id"],
        "entity_id": fields["entity"],
        "entity_name": [entry and entry.name for entry in entries],
        "wikidata": [entry and entry.wikidata for entry in entries],
        "link": [entry and entry.link for entry in entries],
        **{f"metonymy_{name}": metonymy[name] for name in metonymy},
        **batch.sentences("entities"),
        **batch.places("entities"),
    }


def _dates(batch: Batch) -> Fields:
    fields = _fields(batch.made("dates"))
    return {
        **fields,
        "date_id": fields["id"],
        **batch.sentences("dates"),
        **batch.places("dates"),
    }


def _quotes(batch: Batch) -> Fields:
    fields = _fields(batch.made("quotes"))
    quotes = batch.annotations("quotes")
    speakers = [
        [document.registry[speaker] for speaker in quote.speaker_ids]
        for document in batch.documents
        for quote in document.annotations("quotes")
    ]
    return {
        **fields,
        "quote_id": fields["id"],
        **{
            f"{role}_text": [
                joined(part.surface for part in getattr(quote, role)) for quote in quotes
            ]
            for role in JOINED
        },
        "speaker_names": [[speaker.name for speaker in of_quote] for of_quote in speakers],
        "speaker_wikidata": [[speaker.wikidata for speaker in of_quote] for of_quote in speakers],
        **batch.places("quotes"),
    }


def _tokens(batch: Batch) -> Fields:
    rows = [row for reading in batch.readings for row in tokens_rows(reading)]
    return {name: [row[name] for row in rows] for name in arrow_schema("tokens").names}


_COLUMNS: dict[str, Callable[[Batch], Fields]] = {
    "articles": _articles,
    "entities": _entities,
    "dates": _dates,
    "quotes": _quotes,
    "tokens": _tokens,
}


def table(config: str, batch: Batch) -> pa.Table:
    """Return the table of one config for the documents of a batch, in their order.

    Parameters
    ----------
    config : str
        Any config but `registry`, which has its own function.
    batch : Batch
        The documents; tables that are made of one batch share what they have in common.
    """
    return _table(config, _COLUMNS[config](batch))


def _table(config: str, columns: Fields) -> pa.Table:
    schema = arrow_schema(config)
    arrays = [array(columns[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


@dataclass
class Mentions:
    """How often each registry entry is mentioned, and in how many articles."""

    mentions: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)

    def add(self, documents: Iterable[Document]) -> None:
        """Count the mentions in some documents."""
        for document in documents:
            ids = [one.entity_id for one in document.annotations("entities") if one.entity_id]
            self.mentions.update(ids)
            self.articles.update(set(ids))

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
    return pa.Table.from_pylist(rows, schema=arrow_schema("registry"))
