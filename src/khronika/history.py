"""What a corpus is at one moment, as far as a comparison with another moment asks for it.

A `Snapshot` keeps hashes of content, and where annotations stand. What is hashed is content:
`revision` and what follows from the text (`surface`, `text_sha256`) are left out, and the order of
annotations has no say.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import orjson
from msgspec import Struct

from khronika.model import Article, LayerDocument, Quote

if TYPE_CHECKING:
    from khronika.document import Document

DIGITS = 32
"""Hexadecimal digits kept of a SHA-256: enough to tell contents apart, whoever made them."""

DIGITS_OF_ANNOTATION = 16
"""The same for one annotation, which need only be told from others in its place."""

Value = dict[str, Any]


class Placed(Struct, frozen=True, array_like=True):
    """Where an annotation stands (of a quote, from first to last content), and its hash."""

    start: int
    end: int
    digest: str


class LayerState(Struct, frozen=True):
    """One layer document: its revision, a hash of who made it and how, and its annotations."""

    revision: int
    facts: str
    annotations: dict[str, Placed]

    def differs(self, other: "LayerState") -> bool:
        """Tell whether anything but the revision is different."""
        return (self.facts, self.annotations) != (other.facts, other.annotations)


class ArticleState(Struct, frozen=True):
    """One article: its text, split and group, a hash of what else is known, its layers by name."""

    text_sha256: str
    split: str
    group: str
    facts: str
    layers: dict[str, LayerState]

    def differs(self, other: "ArticleState") -> bool:
        """Tell whether anything but revisions is different."""
        mine, theirs = (
            (state.text_sha256, state.split, state.group, state.facts, state.layers.keys())
            for state in (self, other)
        )
        return mine != theirs or any(
            layer.differs(other.layers[name]) for name, layer in self.layers.items()
        )


def digest(value: Any, digits: int = DIGITS) -> str:
    """Return a hash of plain values, whatever the order of their keys.

    Examples
    --------
    >>> digest({"id": "e1", "start": 0}) == digest({"start": 0, "id": "e1"})
    True
    """
    written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()[:digits]


def state_of(article: Article, layers: Iterable[LayerDocument]) -> ArticleState:
    """Return what a comparison needs of an article and its layers."""
    facts = fields_of_article(article)
    return ArticleState(
        text_sha256=article.text.sha256,
        split=facts.pop("split"),
        group=facts.pop("group"),
        facts=digest(facts),
        layers={document.layer: state_of_layer(document) for document in layers},
    )


def state_of_layer(document: LayerDocument) -> LayerState:
    """Return what a comparison needs of a layer document.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> dates = next(iter(open_corpus())).layers["dates"]
    >>> raised = msgspec.structs.replace(dates, revision=7)
    >>> state_of_layer(raised).differs(state_of_layer(dates))
    False
    """
    annotations = {
        annotation.id: Placed(
            *extent(annotation), digest(fields_of_annotation(annotation), DIGITS_OF_ANNOTATION)
        )
        for annotation in document.annotations
    }
    return LayerState(document.revision, digest(fields_of_layer(document)), annotations)


def fields_of_article(article: Article) -> Value:
    """Return what is known about an article, apart from its text, as plain values."""
    value: Value = msgspec.to_builtins(article)
    del value["id"], value["text"]
    if not article.rights.redistribute:
        del value["title"]  # a release holds neither
        value["dct"].pop("evidence", None)
    return value


def fields_of_layer(document: LayerDocument) -> Value:
    """Return who made a layer document and how, as plain values."""
    without = msgspec.structs.replace(document, annotations=())
    value: Value = msgspec.to_builtins(without)
    for name in ("article", "layer", "text_sha256", "revision", "annotations"):
        value.pop(name, None)
    return value


def fields_of_annotation(annotation: Struct) -> Value:
    """Return an annotation as plain values, without its id and without what the text repeats."""
    value: Value = _bare(msgspec.to_builtins(annotation))
    del value["id"]
    return value


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(part) for key, part in value.items() if key != "surface"}
    return [_bare(part) for part in value] if isinstance(value, list | tuple) else value


def extent(annotation: Any) -> tuple[int, int]:
    """Return where an annotation stands: a quote from its first to its last content."""
    if isinstance(annotation, Quote):
        return annotation.content[0].start, annotation.content[-1].end
    return annotation.start, annotation.end


def expected_revision(now: LayerState, before: LayerState | None) -> int:
    """Return the revision that a layer document should have.

    The released one plus one if the content differs, whoever edited it and however often.

    Examples
    --------
    >>> old, new = LayerState(3, "", {"d1": Placed(0, 4, "old")}), LayerState(3, "", {})
    >>> expected_revision(new, None), expected_revision(old, old), expected_revision(new, old)
    (1, 3, 4)
    """
    return 1 if before is None else before.revision + now.differs(before)


RECORDS = ("corpus", "layers", "registry", "annotators", "retired")
"""What a corpus has beside its articles, in the order in which differences are told.

Of `corpus.json` it is the fields that say what the corpus is; of the others, the records.
"""

Records = Mapping[str, Mapping[str, Value]]
"""Records as plain values, by kind and id; a kind that the source does not hold is missing."""


class Whole(Struct, frozen=True):
    """What a corpus is apart from its articles.

    Attributes
    ----------
    version : str
        The corpus release in `corpus.json`.
    layers : dict
        The schema major of each layer.
    labels : dict
        The labels of each layer, in their order; a layer is missing where they are not known.
    columns : dict
        The columns of each config; None where only its name is known.
    records : dict
        A hash of each record, by kind and id; a kind is missing where it is not known.
    changelog : tuple of str
        A hash of each entry of the changelog.
    """

    version: str
    layers: dict[str, str]
    labels: dict[str, tuple[str, ...]]
    columns: dict[str, tuple[str, ...] | None]
    records: dict[str, dict[str, str]]
    changelog: tuple[str, ...]


def digests_of(records: Records) -> dict[str, dict[str, str]]:
    """Return a hash of each record."""
    return {
        kind: {id_: digest(value) for id_, value in of_kind.items()}
        for kind, of_kind in records.items()
    }


@dataclass(frozen=True)
class Snapshot:
    """What a corpus is, or was: in a folder, a release, a Git revision.

    Attributes
    ----------
    name : str
        What users are told that it is.
    whole : Whole
        What it is apart from its articles.
    articles : mapping
        Each article's state, by its id.
    documents : callable
        Returns the documents with these ids, those of them that can be had in full.
    records : callable
        Returns the records that can be had in full.
    is_hashed : bool
        Whether hashes are all that is sure to be had of it.
    """

    name: str
    whole: Whole
    articles: Mapping[str, ArticleState]
    documents: Callable[[Collection[str]], Iterable["Document"]]
    records: Callable[[], Records]
    is_hashed: bool = False

    def text_of(self, article: str) -> str | None:
        """Return the text of an article; None if it is withheld, or cannot be had."""
        return next((document.text for document in self.documents([article])), None)
