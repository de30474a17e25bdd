"""The layout of a corpus: what belongs where, and how its files join to documents."""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from khronika.errors import UnusableSource
from khronika.excerpt import shortened
from khronika.model import LAYERS
from khronika.schema import MAJOR
from khronika.source import CorpusPaths, Part, RawDocument, RawFile, RawLayer, Refusal, Source

MAX_BYTES = 64 * 1024 * 1024
"""Largest file about the corpus as a whole that is read; a longer one is refused unread."""

MAX_ARTICLE_BYTES = 1024 * 1024
"""Largest file of one article that is read: some 75,000 words, or 7,000 annotations.

What one article costs to check is bounded by it, whoever sends the article.
"""

RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that no file can have on Windows, whatever its ending."""

RELEASES = "releases"
"""The folder that keeps what releases were; its files are read only if a release is asked for."""

TOPS = ("corpus", "annotations", RELEASES)
"""The folders that a corpus consists of."""

_KEPT = {"manifest.json": "manifest", "articles.json": "kept"}

DEEPEST = 6
"""Folders above a file at most: the path of an independent pass. Deeper ones are not entered."""

MARKER = "corpus/corpus.json"
"""The file whose presence makes a folder a corpus."""

PATHS = CorpusPaths(
    corpus=MARKER,
    annotators="annotations/annotators.json",
    registry=f"annotations/registry/{MAJOR}/registry.json",
    retired="corpus/retired.json",
)
"""Where the layout has the files that every document may refer to."""

CHANGELOG = "CHANGELOG.md"
"""Where a corpus says what changed from release to release."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"[0-9]{4}|undated")
_VERSION = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")


@dataclass(frozen=True, slots=True)
class Place:
    """What the layout expects at a path: the kind of file, and the article it belongs to."""

    kind: str
    year: str = ""
    article: str = ""
    annotator: str | None = None


def place(path: str) -> Place | None:
    """Return what the layout expects at `path`; None if it has no place for it.

    Examples
    --------
    >>> place("annotations/dates/v1/2025/some-article.json")
    Place(kind='dates', year='2025', article='some-article', annotator=None)
    >>> place("annotations/dates/notes.txt") is None
    True
    """
    match PurePosixPath(path).parts:
        case ("corpus", "corpus.json" | "retired.json" | "scores.json" | "waivers.json" as name):
            return Place(name.removesuffix(".json"))
        case ("releases", version, name) if is_version(version) and name in _KEPT:
            return Place(_KEPT[name])
        case ("releases", "README.md"):
            return Place("note")
        case ("annotations", "annotators.json"):
            return Place("annotators")
        case ("annotations", "registry", major, "registry.json") if major == MAJOR:
            return Place("registry")
        case ("annotations", layer, major, "layer.json") if layer in LAYERS and major == MAJOR:
            return Place("layer")
        case ("corpus", "articles", year, name):
            article, dot, ending = name.rpartition(".")
            kind = {"json": "article", "txt": "text"}.get(ending)
            return _place_of_article(kind, year, article) if dot and kind else None
        case ("annotations", layer, major, year, name) if layer in LAYERS and major == MAJOR:
            return _place_of_layer(layer, year, name, None)
        case ("annotations", "passes", annotator, layer, major, year, name) if (
            layer in LAYERS and major == MAJOR and _SLUG.fullmatch(annotator)
        ):
            return _place_of_layer(layer, year, name, annotator)
    return None


def _place_of_layer(layer: str, year: str, name: str, annotator: str | None) -> Place | None:
    if not name.endswith(".json"):
        return None
    return _place_of_article(layer, year, name.removesuffix(".json"), annotator)


def is_article_id(name: str) -> bool:
    """Tell whether an article can have `name` as its id, which names its files.

    Examples
    --------
    >>> is_article_id("new-pier"), is_article_id("../new-pier"), is_article_id("aux")
    (True, False, False)
    """
    return len(name) <= 80 and bool(_SLUG.fullmatch(name)) and not RESERVED.fullmatch(name)


def is_version(name: str) -> bool:
    """Tell whether a corpus release can have `name` as its version.

    Examples
    --------
    >>> is_version("0.10.0"), is_version("v0.10.0"), is_version("0.1")
    (True, False, False)
    """
    return len(name) <= 32 and bool(_VERSION.fullmatch(name))


def limit_of(path: str) -> int:
    """Return how many bytes the file at `path` may have."""
    expected = place(path)
    return MAX_ARTICLE_BYTES if expected and expected.article else MAX_BYTES


def _place_of_article(
    kind: str, year: str, article: str, annotator: str | None = None
) -> Place | None:
    if not _YEAR.fullmatch(year) or not is_article_id(article):
        return None
    return Place(kind, year, article, annotator)


def _missed(article: str, year: str) -> list[tuple[str, Place]]:
    """Return what a document was, all of whose files are gone since another process saw them."""
    return [(f"corpus/articles/{year}/{article}.json", Place("article", year, article))]


PART = 100
"""Documents of a part."""


class Layout(Source, ABC):
    """A corpus whose files lie in the folders that the layout has for them.

    A subclass finds the files, gives the path of each to `_sort`, and reads them when asked.
    """

    paths = PATHS
    counted_in = "documents"

    def __init__(self) -> None:
        self._corpus_files: dict[str, RawFile] = {}
        self._refusals: list[Refusal] = []
        self._documents: dict[tuple[str, str], list[tuple[str, Place]]] = {}
        self._kept: list[str] = []

    def corpus_files(self) -> dict[str, RawFile]:
        """Return the files about the corpus as a whole, by path."""
        return self._corpus_files

    def refusals(self) -> list[Refusal]:
        """Return what was refused and belongs to no article."""
        return self._refusals

    def beside(self, names: Sequence[str]) -> dict[str, RawFile]:
        """Return those of the `DOCUMENTS` called `names` that lie beside `corpus/`.

        Raises
        ------
        UnusableSource
            If one of them is there, but cannot be read.
        """
        found: dict[str, RawFile] = {}
        for name in filter(self._has, names):
            file = self._read(name)
            if isinstance(file, Refusal):
                raise UnusableSource(f"{shortened(name)}: {file.reason}; {file.advice}")
            found[name] = file
        return found

    def ids(self) -> list[str]:
        """Return the article ids, in ascending order."""
        return sorted({article for article, _ in self._documents})

    def total(self, only: Collection[str] | None = None) -> int:
        """Return the number of documents, or of those in `only`."""
        return len(self._documents) if only is None else len(only)

    def parts(self, only: Collection[str] | None = None) -> list[Part]:
        """Return the documents, or those whose id is in `only`, by ascending id, in parts."""
        chosen = sorted(one for one in self._documents if only is None or one[0] in only)
        return [Part(tuple(chosen[first : first + PART])) for first in range(0, len(chosen), PART)]

    def read(self, part: Part, only: Collection[str] | None = None) -> Iterator[RawDocument]:
        """Yield the documents of a part, or those whose id is in `only`."""
        for article, year in part.documents:
            if only is not None and article not in only:
                continue
            document = RawDocument(year, article)
            for path, expected in self._documents.get((article, year)) or _missed(article, year):
                self._add(document, path, expected)
            yield document

    def documents(self, only: Collection[str] | None = None) -> Iterator[RawDocument]:
        """Yield the documents, or those whose id is in `only`, by ascending id."""
        for part in self.parts(only):
            yield from self.read(part)

    def articles_under(self, paths: Sequence[str]) -> set[str] | None:
        """Return the ids of the articles that have a file at or under one of `paths`.

        None, for all articles, if one of `paths` is a file that every article may refer to.
        """
        prefixes = tuple(f"{path}/" for path in paths)
        if any(f"{file}/".startswith(prefixes) for file in (*self._corpus_files, *self._kept)):
            return None
        return {
            article
            for (article, _), files in self._documents.items()
            if any(f"{path}/".startswith(prefixes) for path, _ in files)
        }

    def _add(self, document: RawDocument, path: str, expected: Place) -> None:
        file = self._read(path)
        if isinstance(file, Refusal):
            document.refusals.append(file)
        elif expected.kind == "article":
            document.article = file
        elif expected.kind == "text":
            document.text = file
        else:
            document.layers.append(RawLayer(expected.kind, file, expected.annotator))

    def _sort(self, path: str) -> None:
        """Put the file at `path` with the article, or the corpus, that it belongs to."""
        expected = place(path)
        if expected is None:
            advice = (
                "move it out of `corpus/`, `annotations/` and `releases/`, or give it the name "
            )
            advice += "and folder that the layout has for it"
            reason = "the layout has no place for this file"
            self._refusals.append(Refusal(path, reason, advice, unexpected=True))
        elif expected.article:
            key = (expected.article, expected.year)
            self._documents.setdefault(key, []).append((path, expected))
        elif path.startswith(f"{RELEASES}/"):
            self._kept.append(path)
        else:
            self._keep(path)

    def _keep(self, path: str) -> None:
        file = self._read(path)
        if isinstance(file, Refusal):
            self._refusals.append(file)
        else:
            self._corpus_files[path] = file

    @abstractmethod
    def _has(self, name: str) -> bool:
        """Tell whether there is anything called `name` beside `corpus/`."""

    @abstractmethod
    def _read(self, path: str) -> RawFile | Refusal:
        """Read the file at `path`, if it is a regular one that is not too large."""
