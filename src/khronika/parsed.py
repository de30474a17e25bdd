"""From bytes to typed records: what a document is known to be, and what kept it from more.

This stage collects facts and words nothing; the rules turn the facts into findings.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import getitem
from pathlib import PurePosixPath
from typing import Any

import msgspec

from khronika import canonical, explanation, jsontext, model, records, schema
from khronika.diagnostics import Edit, Location, Region
from khronika.excerpt import Excerpt
from khronika.source import RawFile
from khronika.source.layout import place
from khronika.text import Lines

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
    def is_in_order(self) -> bool:
        """Whether it is of its kind, its schema accepts it, and it is canonical if it has to be."""
        is_of_its_kind = self.record is not None and self.declared == self.kind
        return is_of_its_kind and (self.is_canonical or not self.is_edited)

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
        return msgspec.structs.replace(self.locate(*self.extent(path)), column=None)

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

    def value_at(self, path: Path) -> Any:
        """Return the value that `path` leads to."""
        return reduce(getitem, path, self.value)

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
        parsed.value = jsontext.read(file.data)
        judge(parsed)
        if parsed.record is None:  # else its schema, which has an end, accepts it
            jsontext.reject_depth(parsed.value)
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
    if parsed.kind in records.RECORDS:
        try:
            parsed.record = records.convert(parsed.value, records.RECORDS[parsed.kind])
        except msgspec.ValidationError as error:
            parsed.violations = [_unconvertible(parsed.value, str(error))]
    if parsed.is_edited:
        parsed.is_canonical = canonical.is_written(
            parsed.data, parsed.value, parsed.kind, parsed.record
        )


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
