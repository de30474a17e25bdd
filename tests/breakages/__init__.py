"""Ways to break a valid corpus in one place, each with the findings that must come of it.

A breakage is a function that changes a `Corpus` at a place it draws and says, with `expect`, what
the check must find: code, file, line, article and annotation of every error, and no other. What it
expects it works out from the files alone. Where one break is by its nature two errors, the
breakage expects both and its docstring says why.

One module per part of the catalogue registers its breakages with `breaks`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import corpora
from hypothesis import strategies as st

from khronika import canonical, model
from khronika.source.layout import CHANGELOG, place

REGISTRY = "annotations/registry/v1/registry.json"
ANNOTATORS = "annotations/annotators.json"
INFO = "corpus/corpus.json"
RETIRED = "corpus/retired.json"
WAIVERS = "corpus/waivers.json"

Json = dict[str, Any]


class Expected(NamedTuple):
    """One finding, as far as it has to be foreseen."""

    code: str
    path: str
    line: int | None
    article: str | None
    annotation: str | None


class Place(NamedTuple):
    """A span of an annotation, and the role it has there if the annotation is a quote."""

    layer: str
    annotation: Json
    span: Json
    role: str | None


@dataclass
class Corpus:
    """The files of a valid corpus with one article, to be broken by a breakage.

    `shards` are the articles of each shard, where the files are to be put into shards.
    """

    files: dict[str, bytes]
    article: str
    draw: Callable[[st.SearchStrategy[Any]], Any]
    refused: list[str] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    released: dict[str, bytes] | None = None
    shards: list[list[str]] = field(default_factory=list)

    def release(self) -> None:
        """Take the corpus as it is for a release, and let version and changelog go on from it."""
        self.released = dict(self.files)
        self.files[CHANGELOG] = b"## Unreleased\n\n- Corrections.\n"
        major, minor, _ = self.value(INFO)["version"].split(".")
        self.change(INFO, version=f"{major}.{int(minor) + 1}.0")

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    @property
    def article_path(self) -> str:
        return corpora.article_path(self.article)

    @property
    def text_path(self) -> str:
        return self.article_path.removesuffix(".json") + ".txt"

    def layer_path(self, layer: str) -> str:
        return corpora.layer_path(layer, self.article)

    @property
    def text(self) -> str:
        return self.files[self.text_path].decode()

    def value(self, path: str) -> Any:
        return json.loads(self.files[path])

    def write(self, path: str, value: Json) -> None:
        """Write `value` in canonical form, so that its form is not a second error."""
        self.files[path] = canonical.to_bytes(value, place(path).kind)

    def change(self, path: str, **changes: Any) -> None:
        self.write(path, self.value(path) | changes)

    def write_text(self, text: str, *, described: bool) -> None:
        """Change the text, and if it is to be `described`, its hashes and length too."""
        self.files[self.text_path] = text.encode()
        if described:
            digest = corpora.sha256(text)
            self.change(self.article_path, text={"sha256": digest, "length": len(text)})
            for layer in model.LAYERS:
                self.change(self.layer_path(layer), text_sha256=digest)

    def annotations(self, layer: str) -> list[Json]:
        return self.value(self.layer_path(layer))["annotations"]

    def annotate(self, layer: str, annotations: list[Json]) -> None:
        self.change(self.layer_path(layer), annotations=annotations)

    def put(self, layer: str, annotation: Json) -> None:
        """Put `annotation` in place of the one that has its id."""
        kept = [one for one in self.annotations(layer) if one["id"] != annotation["id"]]
        self.annotate(layer, [*kept, annotation])

    def free_id(self, layer: str) -> str:
        numbers = (int(one["id"][1:]) for one in self.annotations(layer))
        return f"{layer[0]}{max(numbers) + 1}"

    def places(self, *layers: str) -> list[Place]:
        """Return every span of `layers`, or of all, in file order; each with a fresh annotation."""
        found = []
        for layer in layers or model.LAYERS:
            for annotation in self.annotations(layer):
                if layer != "quotes":
                    found.append(Place(layer, annotation, annotation, None))
                    continue
                for role in ("content", "cue", "source", "addressee"):
                    found += [Place(layer, annotation, span, role) for span in annotation[role]]
        return found

    def move(self, span: Json, start: int, end: int) -> None:
        span |= {"start": start, "end": end, "surface": self.text[start:end]}

    def entries(self) -> dict[str, Json]:
        return {entry["id"]: entry for entry in self.value(REGISTRY)["entities"]}

    def put_entry(self, entry: Json) -> None:
        self.change(REGISTRY, entities=[*(self.entries() | {entry["id"]: entry}).values()])

    def text_line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def line(self, path: str, start: str, number: int = 0) -> int:
        """Return the line of `path` that begins with `start`; of several, that `number`."""
        lines = self.files[path].decode().split("\n")
        return [i for i, line in enumerate(lines, 1) if line.lstrip().startswith(start)][number]

    def expect(
        self,
        code: str,
        path: str,
        line: int | None,
        annotation: str | None = None,
        *,
        own: bool = True,
    ) -> None:
        """Foresee a finding; one about the corpus as a whole is not the article's `own`."""
        article = self.article if own else None
        self.expected.append(Expected(code, path, line, article, annotation))

    def expect_at(self, code: str, layer: str, id_: str, number: int = 0) -> None:
        """Foresee a finding at the line of an annotation."""
        path = self.layer_path(layer)
        self.expect(code, path, self.line(path, f'{{"id": "{id_}"', number), id_)


@dataclass(frozen=True)
class Breakage:
    """One row of the table: what it breaks, in which corpora, and how."""

    code: str
    name: str
    corpora: tuple[str, ...]
    apply: Callable[[Corpus], None]


CORPORA = {
    "base": (corpora.files_of(corpora.BASE), corpora.BASE_ARTICLE),
    "real": (corpora.real_article(), corpora.REAL_ARTICLE),
}
"""Valid corpora: the one of the golden cases, and the project's real article."""

BREAKAGES: list[Breakage] = []

PARTS = ("texts", "schemas", "references", "spans", "entities", "dates", "quotes", "history")
"""The modules that fill the catalogue; whoever wants it whole imports them."""


def breaks(code: str, *only: str) -> Callable[[Callable[[Corpus], None]], Callable[[Corpus], None]]:
    """Register a function as a breakage for `code`, in the corpora `only` if not in all."""

    def register(function: Callable[[Corpus], None]) -> Callable[[Corpus], None]:
        BREAKAGES.append(Breakage(code, function.__name__, only or tuple(CORPORA), function))
        return function

    return register
