"""The files about a corpus as a whole, parsed: what documents are held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from khronika.changes import Changes
from khronika.corpus_model import (
    Annotator,
    CorpusInfo,
    LayerInfo,
    RegistryEntry,
    RetiredArticle,
    ScoresFile,
    Waiver,
)
from khronika.history import ArticleState, Snapshot
from khronika.model import LAYERS
from khronika.parsed import ParsedFile, parse
from khronika.source import CorpusPaths, RawFile, Refusal
from khronika.source.layout import PATHS, place


@dataclass
class CorpusFiles:
    """The files about a corpus as a whole, parsed, with shorthands for their content.

    `baseline` is what the corpus is compared with, if anything; `changelog` is its changelog,
    which only that comparison asks for; `changes` are what it found, once every document is seen.
    """

    files: list[ParsedFile]
    refusals: list[Refusal]
    paths: CorpusPaths = PATHS
    baseline: Snapshot | None = None
    changelog: str | None = None
    changes: Changes | None = None

    @property
    def is_missing(self) -> bool:
        """Whether there is none of them, as with bare shards: nothing can be held against them."""
        return not self.files and all(refusal.unexpected for refusal in self.refusals)

    def file(self, kind: str) -> ParsedFile | None:
        """Return the first file of a kind, if there is one."""
        return next((file for file in self.files if file.kind == kind), None)

    def before(self, article: str) -> ArticleState | None:
        """Return what an article was at the baseline, if there is one and it has the article."""
        return self.baseline.articles.get(article) if self.baseline else None

    def _record(self, kind: str) -> Any:
        file = self.file(kind)
        return file.record if file else None

    @cached_property
    def info(self) -> CorpusInfo | None:
        """`corpus.json`, if it was understood."""
        record = self._record("corpus")
        return record if isinstance(record, CorpusInfo) else None

    @cached_property
    def layer_names(self) -> tuple[str, ...]:
        """The layers the corpus declares; all of them if `corpus.json` was not understood."""
        if self.is_missing:
            return ()
        declared = self.info.layers if self.info else LAYERS
        return tuple(layer for layer in LAYERS if layer in declared)

    @cached_property
    def layer_infos(self) -> dict[str, LayerInfo]:
        """`layer.json` of each layer that has one."""
        records = (file.record for file in self.files if file.kind == "layer")
        return {record.layer: record for record in records if isinstance(record, LayerInfo)}

    @cached_property
    def registry(self) -> dict[str, RegistryEntry]:
        """Registry entries by id."""
        record = self._record("registry")
        return {entry.id: entry for entry in record.entities} if record else {}

    @cached_property
    def annotators(self) -> dict[str, Annotator]:
        """Annotators by id."""
        record = self._record("annotators")
        return {annotator.id: annotator for annotator in record.annotators} if record else {}

    @cached_property
    def retired(self) -> dict[str, RetiredArticle]:
        """Withdrawn articles by id."""
        record = self._record("retired")
        return {entry.id: entry for entry in record.retired} if record else {}

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """Accepted findings."""
        record = self._record("waivers")
        return record.waivers if record else ()

    @cached_property
    def scores(self) -> ScoresFile | None:
        """`scores.json`, if there is one and it was understood."""
        record = self._record("scores")
        return record if isinstance(record, ScoresFile) else None

    @cached_property
    def waivers_by_key(self) -> dict[tuple[str, str | None, str | None], list[int]]:
        """The places, in `waivers`, of those about one code, article and annotation, if named."""
        found: dict[tuple[str, str | None, str | None], list[int]] = {}
        for number, waiver in enumerate(self.waivers):
            key = (waiver.code, waiver.article, waiver.annotation)
            found.setdefault(key, []).append(number)
        return found


def parse_corpus_files(files: Mapping[str, RawFile], refusals: list[Refusal]) -> CorpusFiles:
    """Parse the files about a corpus as a whole."""
    parsed = []
    for path, file in files.items():
        if expected := place(path):
            parsed.append(parse(file, expected.kind))
    return CorpusFiles(parsed, refusals)
