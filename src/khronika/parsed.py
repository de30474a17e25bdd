"""From bytes to typed records: what a document is known to be, and what kept it from more.

This stage collects facts and words nothing; the rules turn the facts into findings.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

import msgspec

from khronika import canonical, explanation, jsontext, model, schema
from khronika.diagnostics import Edit, Location, Region
from khronika.document import Document
from khronika.excerpt import Excerpt
from khronika.history import ArticleState, Baseline, state_of
from khronika.marks import Marks, pair_marks
from khronika.model import Article, LayerDocument, Quote, RegistryEntry, Span, Zone
from khronika.source import CorpusPaths, RawDocument, RawFile, Refusal
from khronika.source.layout import PATHS, place
from khronika.text import Lines, Occurrences, Paragraph, normal_form, paragraphs

_SCHEMA_NAME = re.compile(r"(?:.*/)?(v[0-9]+)/([a-z]+)\.schema\.json")

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a value in a JSON file."""


@dataclass
class ParsedFile:
    """One JSON file, as far as it could be understood.

    Attributes
    ----------
    path, data, kind
        The file and what the layout expects it to be, by the name of its schema.
    value
        The parsed JSON; None if `invalid` says why there is none.
    major, declared
        What `$schema` names: schema major and kind; None where it names neither.
    violations
        What the schema of `kind` rejects.
    record
        The typed record; None if anything before stood in its way.
    is_edited
        Whether people edit it, so that the canonical form is asked of it.
    """

    path: str
    data: bytes
    kind: str
    value: Any = None
    invalid: jsontext.InvalidJson | None = None
    major: str | None = None
    declared: str | None = None
    violations: list[explanation.Violation] = field(default_factory=list)
    record: msgspec.Struct | None = None
    is_canonical: bool = False
    is_edited: bool = True

    @property
    def layer(self) -> str | None:
        """The layer the file annotates, if it is a layer document."""
        return self.kind if self.kind in model.LAYERS else None

    @property
    def name(self) -> str | None:
        """What its path says that it is: an article, by its id, or a layer; None for the rest."""
        expected = place(self.path)
        if expected is None:
            return None
        return PurePosixPath(self.path).parts[1] if expected.kind == "layer" else expected.article

    @cached_property
    def text(self) -> str:
        """The file decoded, with what is not UTF-8 replaced; for showing only."""
        return self.data.decode("utf-8", errors="replace")

    @cached_property
    def source_map(self) -> jsontext.SourceMap:
        """Where the values stand in the file."""
        return jsontext.SourceMap(self.text)

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the file begin."""
        return Lines(self.text)

    @property
    def schema_reference(self) -> str:
        """What `$schema` should be."""
        if self.is_edited:
            return canonical.schema_reference(self.path, self.kind)
        return f"{schema.MAJOR}/{self.kind}.schema.json"

    @property
    def as_whole(self) -> Location:
        """The file as a place."""
        return Location(self.path)

    @property
    def beginning(self) -> Location:
        """Where the file begins."""
        return Location(self.path, 1)

    @property
    def pointer(self) -> str:
        """Where in the file the value is, as a JSON Pointer: it is all of it."""
        return ""

    def region(self, start: int, end: int) -> Region:
        """Return the stretch of the file that ``text[start:end]`` is."""
        return region(self.lines, start, end)

    def locate(self, start: int, end: int) -> Location:
        """Return where ``text[start:end]`` is."""
        found = self.region(start, end)
        return Location(self.path, found.line, found.column, found)

    def line_of(self, path: Path) -> Location:
        """Return the line in which the value at `path` is."""
        return replace(self.locate(*self.extent(path)), column=None)

    def extent(self, path: Path) -> tuple[int, int]:
        """Return the offsets in `text` between which the value at `path` stands.

        Where there is none, they are those of the innermost value on the way to it.
        """
        return self.source_map.extent(path)

    def exact_extent(self, path: Path) -> tuple[int, int] | None:
        """Return what `extent` does; None if there is no value at `path`."""
        return self.source_map.exact_extent(path)

    def excerpt(self, start: int, end: int) -> Excerpt:
        """Return what to show of ``text[start:end]``."""
        return Excerpt.of(self.text, start, end, self.locate(start, end).line)

    def edit(self, pointer: str, value: Any) -> Edit:
        """Return the edit that sets the value at `pointer`, which starts from `value`."""
        extent = self.exact_extent(jsontext.steps(pointer, self.value))
        place = self.region(*extent) if extent else None
        return Edit(self.path, self.pointer + pointer, value, place)


def region(lines: Lines, start: int, end: int) -> Region:
    """Return the stretch between two offsets of the text that has these `lines`."""
    return Region(*lines.position(start), *lines.position(end))


def parse(file: RawFile, kind: str) -> ParsedFile:
    """Read `file` as the `kind` of JSON that the layout expects at its path."""
    parsed = ParsedFile(file.path, file.data, kind, is_edited=file.kind is None)
    try:
        parsed.value = jsontext.parse(file.data)
        judge(parsed)
        if not parsed.is_canonical:
            jsontext.reject_duplicate_keys(file.data)
    except jsontext.InvalidJson as invalid:
        parsed.invalid, parsed.record = invalid, None
    return parsed


def identify(parsed: ParsedFile) -> None:
    """Find out what `$schema` names."""
    named = parsed.value.get("$schema") if isinstance(parsed.value, dict) else None
    match = _SCHEMA_NAME.fullmatch(named) if isinstance(named, str) else None
    if match and match[2] in schema.KINDS:
        parsed.major, parsed.declared = match.groups()


def judge(parsed: ParsedFile) -> None:
    """Hold the value against the schema of its kind, and make the typed record of it."""
    identify(parsed)
    if parsed.major not in (None, schema.MAJOR):
        return
    if not schema.is_valid(parsed.kind, parsed.value):
        parsed.violations = explanation.explain(parsed.kind, parsed.value)
        return
    if parsed.is_edited:
        parsed.is_canonical = parsed.data == canonical.to_bytes(parsed.value, parsed.kind)
    if parsed.kind not in model.RECORDS:
        return
    try:
        parsed.record = model.convert(parsed.value, model.RECORDS[parsed.kind])
    except msgspec.ValidationError as error:
        parsed.violations = [_unconvertible(parsed.value, str(error))]


def _unconvertible(value: Any, error: str) -> explanation.Violation:
    """Explain what JSON Schema cannot tell: that ``1.0`` is no offset and 30 February no day."""
    message, _, where = error.partition(" - at `$")
    steps = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", where.rstrip("`"))
    path = tuple(name or int(index) for name, index in steps)
    for step in path:
        value = value[step]
    if isinstance(value, float):
        message = f"`{path[-1]}` is `{value}`; expected a whole number, written without a fraction"
        return explanation.Violation(path, message, f"write `{value:.0f}`")
    if isinstance(value, str):
        message = f"`{path[-1]}` is `{value}`, a day that the calendar does not have"
        return explanation.Violation(path, message, None)
    return explanation.Violation(path, message[:1].lower() + message[1:], None)


@dataclass(frozen=True, slots=True)
class RoleSpan:
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
        return replace(self, start=start, end=start + len(inner), surface=inner)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer document that was understood; `annotator` is set for an independent pass."""

    name: str
    file: ParsedFile
    record: LayerDocument
    annotator: str | None = None

    def spans(self) -> Iterator[RoleSpan]:
        """Yield every span of the layer, in file order."""
        for index, annotation in enumerate(self.record.annotations):
            path: Path = ("annotations", index)
            if isinstance(annotation, Quote):
                for role, part, span in annotation.roles():
                    place = (*path, role, part)
                    yield RoleSpan(
                        self.file, self.name, annotation.id, role, place,
                        span.start, span.end, span.surface,
                    )  # fmt: skip
            else:
                yield RoleSpan(
                    self.file, self.name, annotation.id, None, path,
                    annotation.start, annotation.end, annotation.surface,
                )  # fmt: skip


@dataclass
class Subject:
    """One document under check: what is known of it, however broken it is.

    `text` is None where it is withheld or missing, or not one to count in; `layers` holds the layer
    documents that were understood, `files` every JSON file that was read. `before` is what the
    article was at the baseline, if there is one and it has the article.
    """

    raw: RawDocument
    text: str | None
    article_file: ParsedFile | None
    layer_files: list[tuple[ParsedFile, str | None]]
    before: ArticleState | None = None

    @property
    def id(self) -> str:
        """The article id that the file names give."""
        return self.raw.id

    @property
    def refusals(self) -> list[Refusal]:
        """Files of the document that the reader refused."""
        return self.raw.refusals

    @cached_property
    def released(self) -> "Subject":
        """The document without its independent passes."""
        if all(annotator is None for _, annotator in self.layer_files):
            return self
        return replace(self, layer_files=[one for one in self.layer_files if one[1] is None])

    @cached_property
    def composed(self) -> str:
        """The text in NFC, which is the text itself if it is as it should be; empty without one."""
        return normal_form(self.text or "")

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the text begin."""
        return Lines(self.text or "")

    @cached_property
    def occurrences(self) -> Occurrences:
        """Where surfaces stand in the text."""
        return Occurrences(self.text or "")

    @property
    def text_path(self) -> Location:
        """Where the text is, or would be."""
        return Location(f"corpus/articles/{self.raw.year}/{self.id}.txt")

    @property
    def article_path(self) -> Location:
        """Where the article's JSON is, or would be."""
        return Location(f"corpus/articles/{self.raw.year}/{self.id}.json")

    def layer_path(self, layer: str, annotator: str | None = None) -> Location:
        """Return where the document of `layer` is, or would be, or its pass by `annotator`."""
        folder = f"passes/{annotator}/{layer}" if annotator else layer
        return Location(f"annotations/{folder}/{schema.MAJOR}/{self.raw.year}/{self.id}.json")

    @cached_property
    def text_file(self) -> ParsedFile | None:
        """The text as a file, whether or not it is one to count in."""
        raw = self.raw.text
        return ParsedFile(raw.path, raw.data, "text") if raw else None

    def locate(self, start: int, end: int) -> Location:
        """Return where that stretch of the text is."""
        found = region(self.lines, start, end)
        return Location(self.text_path.path, found.line, found.column, found)

    @property
    def is_partial(self) -> bool:
        """Whether a part of the document could not be read or understood."""
        return len(self.layers) != len(self.layer_files) or bool(self.refusals)

    @cached_property
    def files(self) -> list[ParsedFile]:
        """Every JSON file of the document that was read."""
        article = [self.article_file] if self.article_file else []
        return article + [file for file, _ in self.layer_files]

    @cached_property
    def article(self) -> Article | None:
        """The article record, if its file was understood."""
        record = self.article_file.record if self.article_file else None
        return record if isinstance(record, Article) else None

    @cached_property
    def layers(self) -> list[Layer]:
        """The layer documents that were understood, passes included."""
        return [
            Layer(file.kind, file, file.record, annotator)
            for file, annotator in self.layer_files
            if isinstance(file.record, LayerDocument)
        ]

    def of(self, name: str) -> Iterator[Layer]:
        """Yield the understood documents of one layer."""
        return (layer for layer in self.layers if layer.name == name)

    @cached_property
    def state(self) -> ArticleState | None:
        """What a comparison with a baseline needs, if article and layers were understood."""
        if self.article is None or len(self.layers) != len(self.layer_files):
            return None
        released = [layer.record for layer in self.layers if layer.annotator is None]
        return state_of(self.article, released)

    @property
    def differs(self) -> bool:
        """Whether the article was there before and its content, or that of a layer, is another."""
        if self.before is None or self.state is None:
            return False
        return self.state.differs(self.before)

    @cached_property
    def spans(self) -> list[RoleSpan]:
        """Every span of every understood layer."""
        return [span for layer in self.layers for span in layer.spans()]

    @cached_property
    def spans_in_range(self) -> list[RoleSpan]:
        """Spans for which slicing the text makes sense; the others have their own finding."""
        length = len(self.text) if self.text is not None else 0
        return [span for span in self.spans if 0 <= span.start < span.end <= length]

    def is_sound(self, span: RoleSpan | Span) -> bool:
        """Tell whether the offsets of `span` can be trusted: what it says the text reads is there.

        What is built on other offsets would only repeat K301 and K302. Without a text, there is
        nothing to hold against them but their order.
        """
        if self.text is None:
            return 0 <= span.start < span.end
        in_range = 0 <= span.start < span.end <= len(self.text)
        return in_range and self.text[span.start : span.end] == span.surface

    @cached_property
    def sound_spans(self) -> list[RoleSpan]:
        """Spans of which `is_sound` holds."""
        return [span for span in self.spans if self.is_sound(span)]

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        """The article's zones; none where they are not sorted, disjoint and in range."""
        zones = self.article.zones if self.article else ()
        length = len(self.text) if self.text is not None else math.inf
        in_order = all(left.end <= right.start for left, right in pairwise(zones))
        in_range = all(0 <= zone.start < zone.end <= length for zone in zones)
        return zones if in_order and in_range else ()

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the text, cut at `zones`; none without a text."""
        return paragraphs(self.text, self.zones) if self.text is not None else []

    @cached_property
    def marks(self) -> Marks:
        """Which quotation marks of the text belong together."""
        return pair_marks(self.text, self.paragraphs) if self.text else Marks([], [])

    def document(self, registry: Mapping[str, RegistryEntry]) -> Document | None:
        """Return the document for use, if everything it needs was understood."""
        if self.article is None or len(self.layers) != len(self.layer_files):
            return None
        if self.text is None and self.article.rights.redistribute:
            return None
        layers: dict[str, LayerDocument] = {}
        passes: dict[str, dict[str, LayerDocument]] = {}
        for layer in self.layers:
            of_annotator = passes.setdefault(layer.annotator, {}) if layer.annotator else layers
            of_annotator[layer.name] = layer.record
        return Document(self.article, self.text, layers, registry, passes)


def decode_text(file: RawFile | None) -> str | None:
    """Return the text that offsets count in; None if that is in doubt.

    It is with carriage returns: they may have come in after the annotation was made, and every
    offset, and every fix of one, would be off by their number.
    """
    text = decode_utf8(file)
    return None if text is None or "\r" in text else text


def decode_utf8(file: RawFile | None) -> str | None:
    """Decode a text as strict UTF-8, translating nothing; None if that cannot be done."""
    if file is None or file.data.startswith(b"\xef\xbb\xbf") or b"\0" in file.data:
        return None
    try:
        return file.data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def subject(raw: RawDocument) -> Subject:
    """Parse every file of `raw`."""
    return Subject(
        raw,
        decode_text(raw.text),
        parse(raw.article, "article") if raw.article else None,
        [(parse(layer.file, layer.layer), layer.annotator) for layer in raw.layers],
    )


@dataclass
class CorpusFiles:
    """The files about a corpus as a whole, parsed, with shorthands for their content.

    `baseline` is what the corpus is compared with, if anything; `changelog` is its changelog,
    which only that comparison asks for.
    """

    files: list[ParsedFile]
    refusals: list[Refusal]
    paths: CorpusPaths = PATHS
    baseline: Baseline | None = None
    changelog: str | None = None

    @property
    def is_missing(self) -> bool:
        """Whether there is none of them, as with bare shards: nothing can be held against them."""
        return not self.files and all(refusal.unexpected for refusal in self.refusals)

    def file(self, kind: str) -> ParsedFile | None:
        """Return the first file of a kind, if there is one."""
        return next((file for file in self.files if file.kind == kind), None)

    def _record(self, kind: str) -> Any:
        file = self.file(kind)
        return file.record if file else None

    @cached_property
    def info(self) -> model.CorpusInfo | None:
        """`corpus.json`, if it was understood."""
        record = self._record("corpus")
        return record if isinstance(record, model.CorpusInfo) else None

    @cached_property
    def layer_names(self) -> tuple[str, ...]:
        """The layers the corpus declares; all of them if `corpus.json` was not understood."""
        if self.is_missing:
            return ()
        declared = self.info.layers if self.info else model.LAYERS
        return tuple(layer for layer in model.LAYERS if layer in declared)

    @cached_property
    def layer_infos(self) -> dict[str, model.LayerInfo]:
        """`layer.json` of each layer that has one."""
        records = (file.record for file in self.files if file.kind == "layer")
        return {record.layer: record for record in records if isinstance(record, model.LayerInfo)}

    @cached_property
    def registry(self) -> dict[str, RegistryEntry]:
        """Registry entries by id."""
        record = self._record("registry")
        return {entry.id: entry for entry in record.entities} if record else {}

    @cached_property
    def annotators(self) -> dict[str, model.Annotator]:
        """Annotators by id."""
        record = self._record("annotators")
        return {annotator.id: annotator for annotator in record.annotators} if record else {}

    @cached_property
    def retired(self) -> dict[str, model.RetiredArticle]:
        """Withdrawn articles by id."""
        record = self._record("retired")
        return {entry.id: entry for entry in record.retired} if record else {}

    @cached_property
    def waivers(self) -> tuple[model.Waiver, ...]:
        """Accepted findings."""
        record = self._record("waivers")
        return record.waivers if record else ()

    @cached_property
    def scores(self) -> model.ScoresFile | None:
        """`scores.json`, if there is one and it was understood."""
        record = self._record("scores")
        return record if isinstance(record, model.ScoresFile) else None

    @cached_property
    def waivers_by_key(self) -> dict[tuple[str, str | None, str | None], list[int]]:
        """The places, in `waivers`, of those about one code, article and annotation, if named."""
        found: dict[tuple[str, str | None, str | None], list[int]] = {}
        for number, waiver in enumerate(self.waivers):
            key = (waiver.code, waiver.article, waiver.annotation)
            found.setdefault(key, []).append(number)
        return found


def corpus_files(files: Mapping[str, RawFile], refusals: list[Refusal]) -> CorpusFiles:
    """Parse the files about a corpus as a whole."""
    parsed = []
    for path, file in files.items():
        if expected := place(path):
            parsed.append(parse(file, expected.kind))
    return CorpusFiles(parsed, refusals)
