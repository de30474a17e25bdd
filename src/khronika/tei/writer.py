"""From a document to a TEI file that reads back as the same document."""

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec

from khronika.document import Document
from khronika.errors import KhronikaError
from khronika.model import LAYERS, Date, Entity, Quote, RegistryEntry, Span
from khronika.tei.header import ARTICLE_FIELDS, LAYER_FIELDS, LISTS
from khronika.tei.inline import PARAGRAPH_END
from khronika.tei.markup import MAX_DEPTH
from khronika.tei.vocabulary import MENTIONS, ROLES, TEI, is_xml_character

DEEPEST = MAX_DEPTH // 2
"""Elements that are open at once at most; what would be deeper becomes a `milestone`."""


class NotWritten(KhronikaError):
    """A document cannot be written as TEI; the message says why."""


@dataclass(eq=False, slots=True)
class _Piece:
    """An element to be written around a stretch of the text."""

    start: int
    end: int
    rank: int
    element: str
    attributes: dict[str, str]
    quote: Quote | None = None  # of the part that carries what is said of the whole

    @property
    def is_heading(self) -> bool:
        """Whether this is a zone that a paragraph of its own can be."""
        return self.element == "seg" and self.attributes["type"] == "heading"

    def note_surroundings(self, open_: list["_Piece"]) -> None:
        """Say so if this quote has no parent where the quote around it would be taken for one."""
        is_inside = any(piece.element == "said" for piece in open_)
        if is_inside and self.quote and self.quote.parent is None:
            self.attributes["parent"] = "none"


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
    >>> tei = write(next(iter(open_corpus())))
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
        *_body(text, pieces),
        "    </body>",
        "  </text>",
        "</TEI>",
    ]
    return "\n".join(lines) + "\n"


def _refuse_unsound(document: Document, text: str, pieces: list[_Piece]) -> None:
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
    title = _escaped(document.article.title or document.id)
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
    content = f"<{name}>{_escaped(entry.name)}</{name}>"
    for other in entry.names:
        kinds = {"type": other.kind, "xml:lang": other.lang}
        content += f"<{name}{_written(kinds)}>{_escaped(other.name)}</{name}>"
    if entry.wikidata:
        content += f'<idno type="wikidata">{entry.wikidata}</idno>'
    return f"<{element}{_written(attributes)}>{content}</{element}>"


def _xml_id(slug: str) -> str:
    """Return `slug` as an XML name that is no annotation's id."""
    return f"_{slug}" if not slug[0].isalpha() or slug[1:].isdigit() or slug == "dct" else slug


def _references(slugs: Iterable[str]) -> str:
    return " ".join(f"#{_xml_id(slug)}" for slug in slugs)


# What stands in the text


def _pieces(document: Document) -> Iterator[_Piece]:
    """Yield every element that the text needs, in no order."""
    for zone in document.article.zones:
        yield _Piece(zone.start, zone.end, 0, "seg", {"type": zone.kind})
    for quote in document.annotations("quotes"):
        yield from _of_quote(quote)
    for mention in document.annotations("entities"):
        yield _of_mention(mention)
    for date in document.annotations("dates"):
        yield _of_date(date)


def _of_mention(mention: Entity) -> _Piece:
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
    return _Piece(mention.start, mention.end, 3, tag.element, given)


def _of_date(date: Date) -> _Piece:
    given = {"xml:id": date.id}
    if date.type not in ("DATE", "TIME"):
        given["type"] = date.type
    given["when" if _is_calendar(date.value) else "value"] = date.value
    for name in ("mod", "anchor", "begin", "end_point", "quant", "freq"):
        if value := getattr(date, name):
            is_id = name in ("anchor", "begin", "end_point") and value != "dct"
            given[name] = f"#{value}" if is_id else value
    return _Piece(date.start, date.end, 4, "time" if date.type == "TIME" else "date", given)


def _is_calendar(value: str) -> bool:
    """Tell whether `value` is a date as XML knows it: year, month or day."""
    parts = value.split("-")
    return [len(part) for part in parts] in ([4], [4, 2], [4, 2, 2]) and value.replace(
        "-", ""
    ).isdigit()


def _of_quote(quote: Quote) -> Iterator[_Piece]:
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
        yield _Piece(part.start, part.end, 1, "said", dict(attributes), head)
    for role in ROLES:
        for part, number in _numbered(getattr(quote, role)):
            attributes = {"type": role, "corresp": f"#{quote.id}"} | number
            yield _Piece(part.start, part.end, 2, "seg", attributes)


def _numbered(parts: tuple[Span, ...]) -> Iterator[tuple[Span, dict[str, str]]]:
    """Yield each part, with its number where the order is not that of the text."""
    places = [(part.start, part.end) for part in parts]
    is_sorted = places == sorted(places)
    for number, part in enumerate(parts, start=1):
        yield part, {} if is_sorted else {"n": str(number)}


# The text itself


def _body(text: str, pieces: list[_Piece]) -> Iterator[str]:
    """Yield the lines of the body, a paragraph each."""
    edges = {edge for piece in pieces for edge in (piece.start, piece.end)}
    headings = {(piece.start, piece.end): piece for piece in pieces if piece.is_heading}
    paragraphs = _paragraphs(text, edges)
    heads = [headings[extent] for extent in paragraphs if extent in headings]
    inline = [piece for piece in pieces if piece not in heads]
    tags = _tags(inline, paragraphs)
    in_division, was_head = False, False
    for index, (start, end) in enumerate(paragraphs):
        name = "head" if (start, end) in headings else "p"
        if name == "head" and index and not was_head:  # TEI has headings at the start of a part
            yield from ["      </div>"] * in_division + ["      <div>"]
            in_division = True
        was_head = name == "head"
        indent = "        " if in_division else "      "
        yield f"{indent}<{name}>{_marked(text, start, end, tags)}</{name}>"
    yield from ["      </div>"] * in_division


def _paragraphs(text: str, edges: set[int]) -> list[tuple[int, int]]:
    """Cut `text` at its blank lines, but for those that something begins or ends within."""
    found, start, at = [], 0, text.find(PARAGRAPH_END)
    while at >= 0:
        if at + 1 in edges:
            at = text.find(PARAGRAPH_END, at + 1)
            continue
        found.append((start, at))
        start = at + len(PARAGRAPH_END)
        at = text.find(PARAGRAPH_END, start)
    return [*found, (start, len(text))]


class _Tags:
    """What stands at each offset of the text: what ends there, and what begins."""

    def __init__(self) -> None:
        self.closing: dict[int, list[str]] = defaultdict(list)
        self.opening: dict[int, list[str]] = defaultdict(list)

    @cached_property
    def offsets(self) -> list[int]:
        return sorted(self.closing.keys() | self.opening.keys())

    def at(self, offset: int) -> str:
        return "".join(self.closing.get(offset, []) + self.opening.get(offset, []))


def _tags(pieces: list[_Piece], paragraphs: list[tuple[int, int]]) -> _Tags:
    """Nest the pieces; one that would cross another, or a paragraph's edge, becomes a pair.

    At one offset, elements are closed before pairs end, and pairs begin before elements open.
    """
    ends: dict[int, list[str]] = defaultdict(list)
    begins: dict[int, list[str]] = defaultdict(list)
    tags = _Tags()
    open_: list[_Piece] = []
    starts = [start for start, _ in paragraphs]
    pairs = 0
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end, piece.rank)):
        _close(open_, piece.start, tags)
        _, edge = paragraphs[bisect_right(starts, piece.start) - 1]
        edge = min(edge, open_[-1].end) if open_ else edge
        piece.note_surroundings(open_)
        if piece.end <= edge and len(open_) < DEEPEST:
            tags.opening[piece.start].append(f"<{piece.element}{_written(piece.attributes)}>")
            open_.append(piece)
            continue
        pairs += 1
        unit = {"unit": piece.element, "spanTo": f"#end.{pairs}"} | piece.attributes
        begins[piece.start].append(f"<milestone{_written(unit)}/>")
        ends[piece.end].append(f'<anchor xml:id="end.{pairs}"/>')
    _close(open_, None, tags)
    for offset, written in ends.items():
        tags.closing[offset] += written
    for offset, written in begins.items():
        tags.opening[offset][:0] = written
    return tags


def _close(open_: list[_Piece], offset: int | None, tags: _Tags) -> None:
    """Close what ends at or before `offset`; everything where that is None."""
    while open_ and (offset is None or open_[-1].end <= offset):
        piece = open_.pop()
        tags.closing[piece.end].append(f"</{piece.element}>")


def _marked(text: str, start: int, end: int, tags: _Tags) -> str:
    first, last = bisect_left(tags.offsets, start), bisect_right(tags.offsets, end)
    stops = sorted({start, end, *tags.offsets[first:last]})
    written = [tags.at(start)]
    for left, right in pairwise(stops):
        written += [_escaped(text[left:right]), tags.at(right)]
    return "".join(written)


_ESCAPES = {"\n": "<lb/>", "&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _escaped(text: str) -> str:
    """Return `text` as content: what an eye cannot see as a number, what XML cannot hold as `g`."""
    return "".join(_ESCAPES.get(character) or _visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    number = f"{ord(character):04X}"
    return f"&#x{number};" if is_xml_character(character) else f'<g n="U+{number}"/>'


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
