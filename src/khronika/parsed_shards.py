"""From a line of a shard to the same typed records as from the files of a tree.

A line is one JSON value; article, text and layers are parts of it. Each part behaves like the
file that it would be in a tree, but stands at a place in the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import orjson
from msgspec import structs

from khronika import explanation, jsontext, parsed, schema
from khronika.diagnostics import Location, Region
from khronika.excerpt import Excerpt, shortened
from khronika.model import LAYERS
from khronika.parsed import ParsedFile, Path
from khronika.source import RawDocument, RawFile, RawLayer, RawLine, Refusal
from khronika.source.layout import MAX_ARTICLE_BYTES, is_article_id
from khronika.source.reading import too_large
from khronika.subject import Subject, decode_text, parse_subject
from khronika.text import Lines

_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u....|\\u....|\\.|.", re.DOTALL)
"""One character in a JSON string, however it is written."""


@dataclass
class ParsedLine(ParsedFile):
    """One line of a shard, as far as it could be understood."""

    number: int = 1
    first_byte: int = 0

    @property
    def is_in_order(self) -> bool:
        """Whether the schema of lines accepts it; its parts are files of their own."""
        return self.invalid is None and not self.violations and self._is_a_line

    @property
    def _is_a_line(self) -> bool:
        return self.declared == self.kind and self.major == schema.MAJOR

    @cached_property
    def as_whole(self) -> Location:
        """The line as a place."""
        return Location(self.path, self.number, 1, byte=self.first_byte)

    @property
    def beginning(self) -> Location:
        """Where the line begins."""
        return self.as_whole

    def region(self, start: int, end: int) -> Region:
        """Return the stretch of the shard that ``text[start:end]`` is."""
        return Region(self.number, start + 1, self.number, end + 1)

    def locate(self, start: int, end: int) -> Location:
        """Return where ``text[start:end]`` is."""
        byte = self.first_byte + len(self.text[:start].encode())
        return Location(self.path, self.number, start + 1, self.region(start, end), byte)

    def line_of(self, path: Path) -> Location:
        """Return where the value at `path` is: in a line this long, the line does not tell."""
        return self.locate(*self.extent(path))


@dataclass
class ParsedPart(ParsedFile):
    """A value in a line, or in another file, that is a file of its own in a tree.

    Attributes
    ----------
    whole, prefix
        What it is a part of, and the path of keys that leads to it there.
    called
        What its key, or the article beside it, says that it is; None where nothing does.
    """

    whole: ParsedFile = field(kw_only=True)
    prefix: Path = field(kw_only=True)
    called: str | None = field(kw_only=True)

    @property
    def name(self) -> str | None:
        """What its place says that it is."""
        return self.called

    @cached_property
    def text(self) -> str:
        """What it is a part of, decoded."""
        return self.whole.text

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of that begin."""
        return self.whole.lines

    @property
    def as_whole(self) -> Location:
        """What it is a part of, as a place: where in a line is dear to find out."""
        return self.whole.as_whole

    @property
    def beginning(self) -> Location:
        """Where the part begins."""
        return self.line_of(())

    @property
    def pointer(self) -> str:
        """Where the value is in what it is a part of, as a JSON Pointer."""
        return "".join(f"/{step}" for step in self.prefix)

    def region(self, start: int, end: int) -> Region:
        """Return the stretch of the file that ``text[start:end]`` is."""
        return self.whole.region(start, end)

    def locate(self, start: int, end: int) -> Location:
        """Return where ``text[start:end]`` is."""
        return self.whole.locate(start, end)

    def line_of(self, path: Path) -> Location:
        """Return where the value at `path` of the part is."""
        return self.whole.line_of((*self.prefix, *path))

    def extent(self, path: Path) -> tuple[int, int]:
        """Return the offsets in `text` between which the value at `path` of the part stands."""
        return self.whole.extent((*self.prefix, *path))

    def exact_extent(self, path: Path) -> tuple[int, int] | None:
        """Return what `extent` does; None if there is no value at `path`."""
        return self.whole.exact_extent((*self.prefix, *path))


@dataclass
class ParsedText(ParsedFile):
    """The text in a line, as a file that is shown but not parsed."""

    subject: "LineSubject" = field(kw_only=True)

    def locate(self, start: int, end: int) -> Location:
        """Return where in the line ``text[start:end]`` is."""
        return self.subject.locate(start, end)

    def excerpt(self, start: int, end: int) -> Excerpt:
        """Return what to show of ``text[start:end]``."""
        return Excerpt.of(self.text, start, end)


@dataclass
class LineSubject(Subject):
    """One document under check that came from a line of a shard."""

    line: ParsedLine = field(kw_only=True)

    @property
    def text_path(self) -> Location:
        """The line that the text is in, or would be."""
        return self.line.beginning

    @property
    def article_path(self) -> Location:
        """Where the line is: it is the article."""
        return self.line.beginning

    def layer_path(self, layer: str, annotator: str | None = None) -> Location:  # noqa: ARG002
        """Return the line that would have the document of `layer`, or its pass by `annotator`."""
        return self.line.beginning

    @cached_property
    def text_file(self) -> ParsedFile | None:
        """The text as a file, whether or not it is one to count in."""
        raw = self.raw.text
        return ParsedText(raw.path, raw.data, "text", subject=self) if raw else None

    def locate(self, start: int, end: int) -> Location:
        """Return where in the line that stretch of the text is."""
        first = self.line.extent(("text",))[0] + 1
        lengths = (len(character[0]) for character in _CHARACTER.finditer(self.line.text, first))
        left = first + sum(islice(lengths, start))
        right = left + sum(islice(lengths, end - start))
        lines = self.text_file.lines if self.text_file else self.lines
        return structs.replace(self.line.locate(left, right), in_text=lines.position(start))

    @property
    def is_partial(self) -> bool:
        """Whether a part of the document could not be read or understood."""
        return super().is_partial or bool(self.line.invalid or self.line.violations)

    @cached_property
    def files(self) -> list[ParsedFile]:
        """The line, and every part of it that is a file in a tree."""
        return [self.line, *super().files]


def subject(raw: RawDocument | RawLine) -> Subject:
    """Parse one document: every file of it, or its line."""
    return _line_subject(raw) if isinstance(raw, RawLine) else parse_subject(raw)


def _line_subject(raw: RawLine) -> LineSubject:
    line = _parse_line(raw)
    subject = _subject_of(raw, line)
    if not line.invalid and (subject.article is None or subject.is_partial):
        try:  # where schemas, which have an end, accept all of it, it is not too deep
            jsontext.reject_depth(line.value)
        except jsontext.InvalidJson as invalid:
            line.invalid, line.violations = invalid, []
            return _subject_of(raw, line)
    return subject


def _subject_of(raw: RawLine, line: ParsedLine) -> LineSubject:
    value = line.value if isinstance(line.value, dict) and not line.invalid else {}
    refused = _too_large(raw, value)
    document = _raw_document(raw, value)
    document.refusals += refused.values()
    article = value.get("article") if ("article",) not in refused else None
    return LineSubject(
        document,
        decode_text(document.text) if ("text",) not in refused else None,
        part_of(line, ("article",), article, "article") if isinstance(article, dict) else None,
        [
            (part_of(line, place, layer, place[-1], document.id or None), annotator)
            for place, annotator, layer in _layers(value)
            if isinstance(layer, dict) and place not in refused
        ],
        line=line,
    )


def _too_large(raw: RawLine, value: dict[str, Any]) -> dict[tuple[str, ...], Refusal]:
    """Return a refusal for each part that is longer than its file may be in a tree, by place."""
    if len(raw.data) <= MAX_ARTICLE_BYTES:
        return {}
    parts = [((name,), value.get(name)) for name in ("article", "text")]
    found: dict[tuple[str, ...], Refusal] = {}
    for place, part in [*parts, *((place, layer) for place, _, layer in _layers(value))]:
        size = len(part.encode()) if isinstance(part, str) else len(orjson.dumps(part))
        if size > MAX_ARTICLE_BYTES:
            reason = too_large(size, MAX_ARTICLE_BYTES).reason.removeprefix("it ")
            told = f"{shortened('.'.join(place))} {reason}"
            found[place] = Refusal(
                raw.path, told, "split the document", unexpected=False, line=raw.number
            )
    return found


def _parse_line(raw: RawLine) -> ParsedLine:
    line = ParsedLine(
        raw.path, raw.data, "line", is_edited=False, number=raw.number, first_byte=raw.start
    )
    try:
        line.value = jsontext.read(raw.data)
        reject_duplicate_keys(line.value, raw.data)
    except jsontext.InvalidJson as invalid:
        line.invalid = invalid
        return line
    line.major, line.declared = schema.MAJOR, line.kind
    if isinstance(line.value, dict) and "$schema" in line.value:
        parsed.identify(line)
    if not schema.is_valid("line", line.value):
        line.violations = explanation.explain("line", _outline(line.value))
    return line


def reject_duplicate_keys(value: Any, data: bytes) -> None:
    """Refuse a repeated key; a line that is written as shortly as can be has none to spare."""
    if not _is_shortest(value, data):
        jsontext.reject_depth(value)
        jsontext.reject_duplicate_keys(data)


def _is_shortest(value: Any, data: bytes) -> bool:
    try:
        return orjson.dumps(value) == data
    except orjson.JSONEncodeError:  # it writes less depth than it reads
        return False


def _outline(value: Any, depth: int = 0) -> Any:
    """Return as much of a line as its own schema looks at: the rest has schemas of its own."""
    if isinstance(value, dict):
        deeper = depth + 1
        return {key: _outline(inner, deeper) for key, inner in value.items()} if depth < 4 else {}
    return [] if isinstance(value, list) else value


def _layers(value: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str | None, Any]]:
    """Yield path, annotator and value of the layers of a line, then of its passes."""
    for place, annotator, layers in [
        (("layers",), None, value.get("layers")),
        *_passes(value.get("passes")),
    ]:
        if isinstance(layers, dict):
            for name in sorted(layers.keys() & set(LAYERS)):
                yield (*place, name), annotator, layers[name]


def _passes(value: Any) -> Iterator[tuple[tuple[str, ...], str | None, Any]]:
    if isinstance(value, dict):
        for annotator in sorted(value):
            yield ("passes", annotator), annotator, value[annotator]


def _raw_document(raw: RawLine, value: dict[str, Any]) -> RawDocument:
    """Return the files that the document would have in a tree; their content is in the line."""
    article, text = value.get("article"), value.get("text")
    id_ = article.get("id") if isinstance(article, dict) else None
    there = RawFile(raw.path, b"")
    return RawDocument(
        year="",
        id=id_ if isinstance(id_, str) and is_article_id(id_) else "",
        article=there if article is not None else None,
        text=RawFile(raw.path, text.encode()) if isinstance(text, str) else None,
        layers=[RawLayer(place[-1], there, annotator) for place, annotator, _ in _layers(value)],
        refusals=list(raw.refusals),
    )


def part_of(
    whole: ParsedFile, prefix: tuple[str, ...], value: Any, kind: str, called: str | None = None
) -> ParsedPart:
    """Parse the value at `prefix` as the `kind` of file that it would be in a tree."""
    part = ParsedPart(
        whole.path, whole.data, kind, is_edited=False, whole=whole, prefix=prefix, called=called
    )
    if "$schema" not in value:
        value = {"$schema": part.schema_reference} | value
    part.value = value
    parsed.judge(part)
    return part
