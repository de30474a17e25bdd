"""What the tables of a release say: every span again, and every table against the articles.

Each row of `articles` is a whole document. The rules judge it as they judge a corpus; then the
tables are made of the documents again and held against those of the release.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pyarrow as pa

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import Annotator, RegistryEntry
from khronika.diagnostics import Severity
from khronika.document import Document
from khronika.examining import examine
from khronika.excerpt import shortened
from khronika.model import LAYERS
from khronika.release import from_tables, tables
from khronika.release.columns import CONFIGS
from khronika.release.manifest import NAME
from khronika.rules import RULES
from khronika.source import RawLine
from khronika.verification.folder import Told
from khronika.verification.report import BUILD_AGAIN, Mismatch
from khronika.verification.tabled import DAMAGES, batches, damaged

Row = dict[str, Any]

_NO_DOCUMENT = (*DAMAGES, msgspec.ValidationError, TypeError, AttributeError)
"""What is raised by rows that make no document."""

_JUDGING = {
    rule.code for rule in RULES if rule.severity is Severity.ERROR and not rule.waivable
} - {"K208"}
"""The rules that no release may break, whatever its corpus has waived.

K208 is not among them: it asks for the independent passes, which a release does not have.
"""

_OF_VERSION = frozenset(
    {"sentence", "sentence_start", "sentence_end", "paragraphs", "earliest", "latest", "edtf"}
)
"""Columns that another version of khronika, or of razdel, may have made in another way."""

_COPIED = ("entities", "dates", "quotes")
"""Configs whose other columns every version copies from the articles."""


def mismatches(root: Path, told: Told) -> Iterator[Mismatch]:
    """Yield what is wrong in the tables of a release whose files are as its manifest says."""
    registry: dict[str, RegistryEntry] = {}
    for path, _ in told.parts("registry"):
        try:
            for table in batches(root, path):
                registry |= {entry.id: entry for entry in from_tables.entries(table)}
        except _NO_DOCUMENT as damage:
            yield damaged(path, damage)
            return
    contents = _Contents(root, told, registry)
    wrong = list(contents.broken())
    yield from wrong or contents.differing()


class _Contents:
    """The documents of a release, read from its tables as often as they are needed."""

    def __init__(self, root: Path, told: Told, registry: Mapping[str, RegistryEntry]) -> None:
        self._root, self._told, self._registry = root, told, registry
        self._annotators: dict[str, Annotator] = {}

    def broken(self) -> Iterator[Mismatch]:
        """Yield what the rules say about each document, and what it refers to in vain."""
        for path, _ in self._told.parts("articles"):
            try:
                for number, document in enumerate(self._documents(path), start=1):
                    for message in self._judged(document, path, number):
                        about = f"the article {shortened(document.id)}: {message}"
                        yield Mismatch(path, about, BUILD_AGAIN)
            except _NO_DOCUMENT as damage:
                yield damaged(path, damage)

    def _documents(self, path: str) -> Iterator[Document]:
        for table in batches(self._root, path):
            self._note_annotators(table)
            yield from from_tables.documents(table, self._registry)

    def _note_annotators(self, table: pa.Table) -> None:
        """Learn of which kind each annotator is, which only the articles tell."""
        for layer in LAYERS:
            names, kinds = table[f"{layer}_annotators"], table[f"{layer}_annotator_kinds"]
            for ids, of in zip(names.to_pylist(), kinds.to_pylist(), strict=True):
                for id_, kind in zip(ids or (), of or (), strict=True):
                    self._annotators.setdefault(id_, Annotator(id_, kind, ""))

    def _judged(self, document: Document, path: str, number: int) -> Iterator[str]:
        raw = RawLine(path, number, 0, _line(document))
        for finding in examine(raw, CorpusFiles([], [])).findings:
            if finding.code in _JUDGING:
                place = f"{finding.annotation}: " if finding.annotation else ""
                yield f"{place}{finding.message} ({finding.code})"
        if "registry" in self._told.configs:
            for id_ in sorted(_referred_to(document) - self._registry.keys()):
                yield f"it refers to {shortened(id_)}, which the registry does not have"

    def differing(self) -> Iterator[Mismatch]:
        """Yield where a table says something else than the articles do."""
        if not {"articles", "registry"} <= self._told.configs.keys():
            return  # rows have names and links that only the registry tells
        compared = CONFIGS if self._told.is_of_this_version else _COPIED
        for config in compared:
            if config == "registry":
                yield from self._difference(config, self._told.parts(config), self._entries())
            elif config in self._told.configs:
                for split in self._told.splits("articles"):
                    parts = [part for part in self._told.parts(config) if part[1] == split]
                    yield from self._difference(config, parts, self._made(config, split))

    def _made(self, config: str, split: str) -> Iterator[Row]:
        """Make the rows of one split again."""
        for path, of in self._told.parts("articles"):
            if of == split:
                for document in self._documents(path):
                    batch = tables.Batch([document], self._annotators)
                    yield from tables.table(config, batch).to_pylist()

    def _entries(self) -> Iterator[Row]:
        """Make the rows of the registry again, with how often each entry is mentioned."""
        counted = tables.Mentions()
        for path, _ in self._told.parts("articles"):
            counted.add(self._documents(path))
        yield from tables.registry_table(self._registry, counted).to_pylist()

    def _difference(
        self, config: str, parts: list[tuple[str, str]], made: Iterator[Row]
    ) -> Iterator[Mismatch]:
        """Yield the first difference between the rows of a table and those made again."""
        path = NAME  # which ought to name files of this split, if it has rows and there are none
        found = ((path, row) for path, _ in parts for row in self._rows(path))
        for there, expected in zip_longest(found, made):
            path, row = there or (path, None)
            unequal = self._unequal(row, expected) if row and expected else None
            if unequal != []:
                yield Mismatch(path, _told(config, row, expected, unequal or []), BUILD_AGAIN)
                return

    def _rows(self, path: str) -> Iterator[Row]:
        for table in batches(self._root, path):
            yield from table.to_pylist()

    def _unequal(self, row: Row, expected: Row) -> list[str]:
        """Return the columns in which two rows differ, of those that can be compared."""
        left_out = frozenset() if self._told.is_of_this_version else _OF_VERSION
        return [name for name in expected if name not in left_out and row[name] != expected[name]]


def _line(document: Document) -> bytes:
    """Return the document as the line of a shard."""
    layers = {name: msgspec.to_builtins(layer) for name, layer in document.layers.items()}
    line = {"article": msgspec.to_builtins(document.article), "layers": layers}
    return orjson.dumps(line if document.text is None else line | {"text": document.text})


def _referred_to(document: Document) -> set[str]:
    """Return the registry ids that a document has."""
    found: set[str | None] = set()
    for mention in document.annotations("entities"):
        found |= {mention.entity_id, *mention.holder_ids}
        found |= {mention.metonymy.referent} if mention.metonymy else set()
    for quote in document.annotations("quotes"):
        found |= set(quote.speaker_ids)
    return {id_ for id_ in found if id_ is not None}


def _told(config: str, row: Row | None, expected: Row | None, columns: list[str]) -> str:
    """Say how a row differs from the one that the articles give."""
    if row is None:
        return f"it lacks the row {_named(config, expected or {})}, which the articles give"
    if expected is None:
        return f"it has the row {_named(config, row)}, which the articles do not give"
    name = columns[0]
    return (
        f"in the row {_named(config, row)}, `{name}` is {shortened(str(row[name]))}, but the "
        f"articles give {shortened(str(expected[name]))}"
    )


def _named(config: str, row: Row) -> str:
    ids = {"entities": "mention_id", "dates": "date_id", "quotes": "quote_id"}
    keys = {"registry": ["id"], "articles": ["article_id"], "tokens": ["article_id", "sentence_id"]}
    key = keys.get(config) or ["article_id", ids[config]]
    return shortened(" ".join(str(row[name]) for name in key), 120)
