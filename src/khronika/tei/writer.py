"""From a document to a TEI file that reads back as the same document."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import msgspec

from khronika.corpus_model import RegistryEntry
from khronika.document import Document
from khronika.errors import KhronikaError
from khronika.model import LAYERS, Date, Entity, Quote, Span
from khronika.tei.header import ARTICLE_FIELDS, LAYER_FIELDS, LISTS
from khronika.tei.layout import Piece, attributes_of, body, escaped
from khronika.tei.vocabulary import MENTIONS, ROLES, TEI, is_xml_character


class NotWritten(KhronikaError):
    """A document cannot be written as TEI; the message says why."""


def write(document: Document) -> str:
    """Return `document` as TEI.

    Raises
    ------
    NotWritten
        If its text is withheld, or errors stand in the way: offsets that do not hold, ids that
        occur twice, zones out of order.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> tei = write(open_corpus()["vestikavkaza-2025-10-24-putin-aliyev-call"])
    >>> '<persName xml:id="e1" ref="#vladimir-putin">Владимир Путин</persName>' in tei
    True
    """
    text = document.text
    if text is None:
        raise NotWritten(f"the text of {document.id} is withheld")
    pieces = list(_pieces(document))
    _refuse_unsound(document, text, pieces)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<TEI xmlns="{TEI}">',
        *_header(document),
        *_stand_off(document),
        "  <text>",
        "    <body>",
        *body(text, pieces),
        "    </body>",
        "  </text>",
        "</TEI>",
    ]
    return "\n".join(lines) + "\n"


def _refuse_unsound(document: Document, text: str, pieces: list[Piece]) -> None:
    zones = document.article.zones
    spans = [
        span
        for layer in document.layers.values()
        for annotation in layer.annotations
        for span in (
            [part for _, _, part in annotation.roles()]
            if isinstance(annotation, Quote)
            else [annotation]
        )
    ]
    ids = [one.id for layer in document.layers.values() for one in layer.annotations]
    digest = document.article.text.sha256
    for is_wrong, what in (
        (any(text[span.start : span.end] != span.surface for span in spans), "K301"),
        (any(piece.start >= piece.end or piece.end > len(text) for piece in pieces), "K302, K016"),
        (any(left.end > right.start for left, right in pairwise(zones)), "K016"),
        (len(ids) != len(set(ids)), "K201"),
        (any(layer.text_sha256 != digest for layer in document.layers.values()), "K204"),
    ):
        if is_wrong:
            raise NotWritten(
                f"{document.id} has errors that keep it from being written ({what}); "
                "run `khronika check` to see them"
            )


# What stands before the text


def _header(document: Document) -> Iterator[str]:
    article = msgspec.to_builtins(document.article)
    value = {name: article[name] for name in ARTICLE_FIELDS}
    if value["source"]["received_sha256"] == document.article.text.sha256:
        del value["source"]["received_sha256"]
    layers = {
        name: {key: layer[key] for key in LAYER_FIELDS if key in layer}
        for name, layer in (
            (name, msgspec.to_builtins(document.layers[name]))
            for name in LAYERS
            if name in document.layers
        )
    }
    title = escaped(document.article.title or document.id)
    yield "  <teiHeader>"
    yield "    <fileDesc>"
    yield f"      <titleStmt><title>{title}</title></titleStmt>"
    yield "      <publicationStmt><p>An article of a khronika corpus.</p></publicationStmt>"
    yield "      <sourceDesc><p>What is known is below.</p></sourceDesc>"
    yield "    </fileDesc>"
    yield "    <xenoData>"
    yield "      {"
    for key, one in value.items():
        yield f"        {_json(key)}: {_json(one)},"
    yield '        "layers": {'
    told = [f"          {_json(name)}: {_json(layer)}" for name, layer in layers.items()]
    yield ",\n".join(told)
    yield "        }"
    yield "      }"
    yield "    </xenoData>"
    yield "  </teiHeader>"


def _json(value: Any) -> str:
    """Return `value` as JSON in which XML finds nothing amiss."""
    written = json.dumps(value, ensure_ascii=False)
    kept = []
    for character in written:
        if is_xml_character(character) and (character.isprintable() or character == " "):
            kept.append({"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, character))
        else:
            kept.append(json.dumps(character)[1:-1])
    return "".join(kept)


def _stand_off(document: Document) -> Iterator[str]:
    """Yield the registry entries that the document refers to, and that there are."""
    ids = {
        id_
        for layer in document.layers.values()
        for annotation in layer.annotations
        for _, id_ in annotation.registry_ids()
    }
    entries = [document.registry[id_] for id_ in sorted(ids) if id_ in document.registry]
    if not entries:
        return
    yield "  <standOff>"
    for tag in LISTS:
        types = {label: type_ for type_, label in tag.types.items()}
        if listed := [entry for entry in entries if entry.label in types]:
            yield f"    <{tag.list}>"
            for entry in listed:
                yield f"      {_entry(entry, tag.entry, tag.name, types[entry.label])}"
            yield f"    </{tag.list}>"
    yield "  </standOff>"


def _entry(entry: RegistryEntry, element: str, name: str, type_: str | None) -> str:
    attributes = {"xml:id": _xml_id(entry.id)}
    if type_:
        attributes["type"] = type_
    attributes["link"] = entry.link
    content = f"<{name}>{escaped(entry.name)}</{name}>"
    for other in entry.names:
        kinds = {"type": other.kind, "xml:lang": other.lang}
        content += f"<{name}{attributes_of(kinds)}>{escaped(other.name)}</{name}>"
    if entry.wikidata:
        content += f'<idno type="wikidata">{entry.wikidata}</idno>'
    return f"<{element}{attributes_of(attributes)}>{content}</{element}>"


def _xml_id(slug: str) -> str:
    """Return `slug` as an XML name that is no annotation's id."""
    return f"_{slug}" if not slug[0].isalpha() or slug[1:].isdigit() or slug == "dct" else slug


def _references(slugs: Iterable[str]) -> str:
    return " ".join(f"#{_xml_id(slug)}" for slug in slugs)


# What stands in the text


def _pieces(document: Document) -> Iterator[Piece]:
    """Yield every element that the text needs, in no order."""
    for zone in document.article.zones:
        yield Piece(zone.start, zone.end, 0, "seg", {"type": zone.kind})
    for quote in document.annotations("quotes"):
        yield from _of_quote(quote)
    for mention in document.annotations("entities"):
        yield _of_mention(mention)
    for date in document.annotations("dates"):
        yield _of_date(date)


def _of_mention(mention: Entity) -> Piece:
    tag = MENTIONS[mention.label]
    given = {"xml:id": mention.id}
    if tag.type:
        given["type"] = tag.type
    if mention.level != tag.level:
        given["level"] = mention.level
    if mention.entity_id:
        given["ref"] = _references([mention.entity_id])
    if mention.metonymy:
        given["metonymy"] = mention.metonymy.kind
        if mention.metonymy.literal:
            given["literal"] = mention.metonymy.literal
        if mention.metonymy.referent:
            given["referent"] = _references([mention.metonymy.referent])
    if mention.holder_ids:
        given["holders"] = _references(mention.holder_ids)
    return Piece(mention.start, mention.end, 3, tag.element, given)


def _of_date(date: Date) -> Piece:
    given = {"xml:id": date.id}
    if date.type not in ("DATE", "TIME"):
        given["type"] = date.type
    given["when" if _CALENDAR.fullmatch(date.value) else "value"] = date.value
    for name in ("mod", "anchor", "begin", "end_point", "quant", "freq"):
        if value := getattr(date, name):
            is_id = name in ("anchor", "begin", "end_point") and value != "dct"
            given[name] = f"#{value}" if is_id else value
    return Piece(date.start, date.end, 4, "time" if date.type == "TIME" else "date", given)


_CALENDAR = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
"""A date as XML knows it: year, month or day."""


def _of_quote(quote: Quote) -> Iterator[Piece]:
    given = {"xml:id": quote.id, "type": quote.type}
    if quote.speaker_ids:
        given["who"] = _references(quote.speaker_ids)
    given["resolution"] = quote.resolution
    if quote.parent:
        given["parent"] = f"#{quote.parent}"
    if quote.form != ("verbatim" if quote.type == "direct" else "clause"):
        given["form"] = quote.form
    if quote.attitude != "statement":
        given["attitude"] = quote.attitude
    for index, (part, number) in enumerate(_numbered(quote.content)):
        attributes = (given if index == 0 else {"prev": f"#{quote.id}"}) | number
        head = quote if index == 0 else None
        yield Piece(part.start, part.end, 1, "said", dict(attributes), head)
    for role in ROLES:
        for part, number in _numbered(getattr(quote, role)):
            attributes = {"type": role, "corresp": f"#{quote.id}"} | number
            yield Piece(part.start, part.end, 2, "seg", attributes)


def _numbered(parts: tuple[Span, ...]) -> Iterator[tuple[Span, dict[str, str]]]:
    """Yield each part, with its number where the order is not that of the text."""
    places = [(part.start, part.end) for part in parts]
    is_sorted = places == sorted(places)
    for number, part in enumerate(parts, start=1):
        yield part, {} if is_sorted else {"n": str(number)}
