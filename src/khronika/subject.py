"""One document under check: what is known of it, however broken it is."""

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import msgspec

from khronika import schema
from khronika.corpus_model import RegistryEntry
from khronika.diagnostics import Location
from khronika.document import Document
from khronika.history import ArticleState, state_of
from khronika.marks import Marks, pair_at_sight, pair_marks
from khronika.model import Article, Date, Entity, LayerDocument, Span, Zone
from khronika.parsed import ParsedFile, parse, region
from khronika.sketch import words
from khronika.source import RawDocument, RawFile, Refusal
from khronika.spans import Layer, RoleSpan
from khronika.text import Lines, Occurrences, Paragraph, normal_form, paragraphs
from khronika.withholding import with_surfaces


@dataclass
class Subject:
    """One document under check: what is known of it, however broken it is.

    `text` is None where it is withheld or missing, or not one to count in; `layers` holds the layer
    documents that were understood, `files` every JSON file that was read.
    """

    raw: RawDocument
    text: str | None
    article_file: ParsedFile | None
    layer_files: list[tuple[ParsedFile, str | None]]

    @property
    def id(self) -> str:
        """The article id that the file names give."""
        return self.raw.id

    @property
    def refusals(self) -> list[Refusal]:
        """Files of the document that the reader refused."""
        return self.raw.refusals

    @property
    def released(self) -> "Subject":
        """The document without its independent passes."""
        return self._without_passes or self  # which is not kept in itself, or it would never go

    @cached_property
    def _without_passes(self) -> "Subject | None":
        if all(annotator is None for _, annotator in self.layer_files):
            return None
        return replace(self, layer_files=[one for one in self.layer_files if one[1] is None])

    @cached_property
    def composed(self) -> str:
        """The text in NFC, which is the text itself if it is as it should be; empty without one."""
        return normal_form(self.text or "")

    @cached_property
    def words(self) -> list[str]:
        """The words of the text as they are compared: case, ё and punctuation do not count."""
        return words(self.text or "")

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every one of `words`, once: what a rule looks for is mostly not among them."""
        return frozenset(self.words)

    @cached_property
    def folded(self) -> str:
        """The text without its case; mostly, but not always, as long as the text."""
        return (self.text or "").casefold()

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
    def files_out_of_order(self) -> list[ParsedFile]:
        """Those of `files` that are not in order."""
        return [file for file in self.files if not file.is_in_order]

    @cached_property
    def article(self) -> Article | None:
        """The article record, if its file was understood."""
        record = self.article_file.record if self.article_file else None
        return record if isinstance(record, Article) else None

    @cached_property
    def layers(self) -> list[Layer]:
        """The layer documents that were understood, passes included."""
        return [
            Layer(file.kind, file, self._read(file.record), annotator)
            for file, annotator in self.layer_files
            if isinstance(file.record, LayerDocument)
        ]

    def _read(self, layer: LayerDocument) -> LayerDocument:
        """Return `layer` with the surfaces that only a text at hand can tell, if it is withheld."""
        is_withheld = self.article is not None and not self.article.rights.redistribute
        return with_surfaces(layer, self.text) if is_withheld and self.text is not None else layer

    def of(self, name: str) -> Iterator[Layer]:
        """Yield the understood documents of one layer."""
        return (layer for layer in self.layers if layer.name == name)

    @cached_property
    def state(self) -> ArticleState | None:
        """What a comparison with a baseline needs, if article and layers were understood."""
        if self.article is None or len(self.layers) != len(self.layer_files):
            return None
        released = [layer.record for layer in self.layers if layer.annotator is None]
        state = state_of(self.article, released)
        if self.raw.text is None:
            return state
        # What the text is counts, not what its article says of it: that may be stale.
        return msgspec.structs.replace(state, text_sha256=self.text_sha256)

    @cached_property
    def text_sha256(self) -> str | None:
        """The SHA-256 of the bytes of the text; None if there is none."""
        return hashlib.sha256(self.raw.text.data).hexdigest() if self.raw.text else None

    @cached_property
    def spans(self) -> list[RoleSpan]:
        """Every span of every understood layer."""
        return [span for layer in self.layers for span in layer.spans()]

    @cached_property
    def spans_in_range(self) -> list[RoleSpan]:
        """Spans for which slicing the text makes sense; the others have their own finding."""
        length = len(self.text) if self.text is not None else 0
        return [span for span in self.spans if 0 <= span.start < span.end <= length]

    def is_sound(self, span: RoleSpan | Span | Entity | Date) -> bool:
        """Tell whether the offsets of `span` can be trusted: what it says the text reads is there.

        What is built on other offsets would only repeat K301 and K302. Without a text, there is
        nothing to hold against them but their order.
        """
        if self.text is None:
            return 0 <= span.start < span.end
        in_range = 0 <= span.start < span.end <= len(self.text)
        return in_range and self.text[span.start : span.end] == span.surface

    @cached_property
    def is_sound_throughout(self) -> bool:
        """Whether there is a text, and `is_sound` holds of every span."""
        text, surfaces, ends = self.text, self.surfaces, self.ends
        if text is None:
            return False
        return (
            [text[start:end] for start, end in zip(self.starts, ends, strict=True)] == surfaces
            and all(surfaces)  # so each starts before it ends: no schema has a start below 0
            and max(ends, default=0) <= len(text)
        )

    @cached_property
    def is_trimmed_throughout(self) -> bool:
        """Whether moreover no span has white space at its edges."""
        return self.is_sound_throughout and self.surfaces == list(map(str.strip, self.surfaces))

    @cached_property
    def parts(self) -> list[Any]:
        """What has `start`, `end` and `surface` in any layer, in the order of `spans`."""
        return [part for layer in self.layers for part in layer.parts]

    @cached_property
    def starts(self) -> list[int]:
        """Where each of `parts` starts."""
        return [part.start for part in self.parts]

    @cached_property
    def ends(self) -> list[int]:
        """Where each of `parts` ends."""
        return [part.end for part in self.parts]

    @cached_property
    def surfaces(self) -> list[Any]:
        """What each of `parts` says that it reads; None where that is withheld."""
        return [part.surface for part in self.parts]

    @cached_property
    def sound_spans(self) -> list[RoleSpan]:
        """Spans of which `is_sound` holds."""
        if self.is_sound_throughout:
            return self.spans
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
    def marks_at_sight(self) -> Marks | None:
        """Which quotation marks of the text belong together, if that is plain to see."""
        edges = [edge for zone in self.zones for edge in (zone.start, zone.end)]
        return pair_at_sight(self.text or "", edges)

    @cached_property
    def marks(self) -> Marks:
        """Which quotation marks of the text belong together."""
        return self.marks_at_sight or pair_marks(self.text or "", self.paragraphs)

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


def parse_subject(raw: RawDocument) -> Subject:
    """Parse every file of `raw`."""
    return Subject(
        raw,
        decode_text(raw.text),
        parse(raw.article, "article") if raw.article else None,
        [(parse(layer.file, layer.layer), layer.annotator) for layer in raw.layers],
    )
