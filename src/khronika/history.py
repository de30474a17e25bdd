"""What a corpus was at its last release, and what has changed since.

A `Baseline` keeps of each article only what a comparison asks for: hashes of its content, and
where its annotations stood. What is compared is content: `revision` and what follows from the text
(`surface`, `text_sha256`) are left out, and so is the order of annotations.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from khronika.model import Article, CorpusInfo, LayerDocument, Quote

if TYPE_CHECKING:
    from khronika.corpus_files import CorpusFiles

Extents = Mapping[str, tuple[int, int]]
"""First and last code point but one of each annotation, by its id."""


class Step(IntEnum):
    """By how much a change moves the version of a corpus release."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class LayerState:
    """One layer document: its revision, a hash of its content, where its annotations are."""

    revision: int
    digest: bytes
    extents: Extents


@dataclass(frozen=True, slots=True)
class ArticleState:
    """One article: the hash and split it has, a hash of its record, and its layers by name."""

    text_sha256: str
    split: str
    digest: bytes
    layers: Mapping[str, LayerState]

    def differs(self, other: "ArticleState") -> bool:
        """Tell whether anything but revisions is different."""
        mine, theirs = (
            (state.digest, {name: layer.digest for name, layer in state.layers.items()})
            for state in (self, other)
        )
        return mine != theirs


def state_of(article: Article, layers: Iterable[LayerDocument]) -> ArticleState:
    """Return what a comparison needs of an article and its layers."""
    return ArticleState(
        article.text.sha256,
        article.split,
        digest(article),
        {
            document.layer: LayerState(document.revision, digest(document), extents(document))
            for document in layers
        },
    )


def digest(record: msgspec.Struct) -> bytes:
    """Return a hash of the content of an article, a layer document or a registry entry.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> dates = next(iter(open_corpus())).layers["dates"]
    >>> digest(dates) == digest(msgspec.structs.replace(dates, revision=7))
    True
    """
    value = msgspec.to_builtins(record)
    if isinstance(record, Article) and not record.rights.redistribute:
        del value["title"]  # a release holds neither
        value["dct"].pop("evidence", None)
    if isinstance(record, LayerDocument):
        for name in ("revision", "text_sha256"):
            del value[name]
        value["annotations"] = sorted(map(_bare, value["annotations"]), key=lambda one: one["id"])
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).digest()


def _bare(value: Any) -> Any:
    """Return an annotation without its surfaces, which the text repeats."""
    if isinstance(value, dict):
        return {key: _bare(part) for key, part in value.items() if key != "surface"}
    return [_bare(part) for part in value] if isinstance(value, list | tuple) else value


def extents(document: LayerDocument) -> dict[str, tuple[int, int]]:
    """Return where each annotation of a layer stands: of a quote, from first to last content."""
    return {
        annotation.id: (annotation.content[0].start, annotation.content[-1].end)
        if isinstance(annotation, Quote)
        else (annotation.start, annotation.end)
        for annotation in document.annotations
    }


def expected_revision(now: bytes, before: LayerState | None) -> int:
    """Return the revision that a layer document with the digest `now` should have.

    The released one plus one if the content differs, whoever edited it and however often.

    Examples
    --------
    >>> expected_revision(b"new", None)
    1
    >>> released = LayerState(3, b"old", {})
    >>> expected_revision(b"old", released), expected_revision(b"new", released)
    (3, 4)
    """
    if before is None:
        return 1
    return before.revision + (now != before.digest)


@dataclass(frozen=True)
class Baseline:
    """What a corpus was, at a Git revision or in a release folder.

    Attributes
    ----------
    name : str
        What the user called it by.
    version : str
        The corpus release in `corpus.json`.
    articles : mapping
        Each article's state, by its id.
    registry : mapping or None
        A hash of each registry entry, by its id; None for a release without that config.
    layers : mapping
        The schema major of each layer.
    columns : mapping
        The columns of each config; None where only their names in `corpus.json` are known.
    retired : frozenset of str
        Ids that were withdrawn before; empty for a release folder, which does not hold them.
    changelog : str or None
        The changelog as it was; None if that is not known.
    text_of : callable
        Returns the text of an article by its id; None if it was withheld.
    """

    name: str
    version: str
    articles: Mapping[str, ArticleState]
    registry: Mapping[str, bytes] | None
    layers: Mapping[str, str]
    columns: Mapping[str, frozenset[str] | None]
    retired: frozenset[str]
    changelog: str | None
    text_of: Callable[[str], str | None]


@dataclass
class Changes:
    """What is different from a baseline; each list holds what a reader should be shown."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    registry: list[str] = field(default_factory=list)
    widened: list[str] = field(default_factory=list)
    narrowed: list[str] = field(default_factory=list)

    @property
    def step(self) -> Step:
        """By how much the version has to move."""
        if self.narrowed:
            return Step.MAJOR
        if self.added or self.gone or self.widened:
            return Step.MINOR
        return Step.PATCH if self.changed or self.registry else Step.NONE

    def described(self) -> str:
        """Return the changes in a few words, the weightiest first."""
        told = [*self.narrowed, *self.widened]
        counts = (("added", self.added), ("gone", self.gone), ("changed", self.changed))
        told += [_counted(ids, "article") + f" {what}" for what, ids in counts if ids]
        if self.registry:
            told.append(_counted(self.registry, "registry entry", "registry entries") + " changed")
        return ", ".join(told)


def _counted(ids: list[str], one: str, many: str | None = None) -> str:
    return f"one {one} (`{ids[0]}`)" if len(ids) == 1 else f"{len(ids)} {many or one + 's'}"


def changes(corpus: "CorpusFiles", articles: Mapping[str, bool]) -> Changes:
    """Compare a corpus with its baseline.

    Parameters
    ----------
    corpus : CorpusFiles
        The corpus's own files as they are now; its `baseline` is set.
    articles : mapping
        Whether each article that there is now differs from the baseline, by its id.
    """
    before = corpus.baseline
    if before is None:
        return Changes()
    found = Changes(
        added=sorted(articles.keys() - before.articles.keys()),
        changed=sorted(id_ for id_, differs in articles.items() if differs),
        gone=sorted(before.articles.keys() - articles.keys()),
    )
    if before.registry is not None:
        now = {id_: digest(entry) for id_, entry in corpus.registry.items()}
        both = before.registry.keys() | now.keys()
        found.registry = sorted(id_ for id_ in both if before.registry.get(id_) != now.get(id_))
    if corpus.info:
        _compare_shape(before, corpus.info, found)
    return found


def _compare_shape(before: Baseline, info: CorpusInfo, found: Changes) -> None:
    """Note which layers, configs and columns came and went."""
    for layer, major in info.layers.items():
        if layer not in before.layers:
            found.widened.append(f"layer `{layer}` added")
        elif major != before.layers[layer]:
            found.narrowed.append(f"layer `{layer}` moved to {major}")
    kinds = (("layer", before.layers, info.layers), ("config", before.columns, info.configs))
    for kind, old, new in kinds:
        found.narrowed += [f"{kind} `{name}` removed" for name in old if name not in new]
    for config in info.configs:
        if config not in before.columns:
            found.widened.append(f"config `{config}` added")
        elif columns := before.columns[config]:
            now = _columns(config)
            found.narrowed += [f"column `{config}.{name}` removed" for name in columns - now]
            found.widened += [f"column `{config}.{name}` added" for name in now - columns]


def _columns(config: str) -> frozenset[str]:
    from khronika.columns import COLUMNS  # pyarrow, so only beside a release

    return frozenset(column.name for column in COLUMNS[config])


def next_version(version: str, step: Step) -> str:
    """Return the lowest version after `version` that a change of that size may have.

    Before 1.0.0, a change that asks for a new major may take the next minor, as in
    `semantic versioning <https://semver.org>`_.

    Examples
    --------
    >>> next_version("1.4.2", Step.PATCH), next_version("1.4.2", Step.MAJOR)
    ('1.4.3', '2.0.0')
    >>> next_version("0.4.2", Step.MAJOR)
    '0.5.0'
    """
    major, minor, patch = numbers(version)
    if step is Step.MAJOR and major:
        return f"{major + 1}.0.0"
    if step in (Step.MAJOR, Step.MINOR):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + (step is Step.PATCH)}"


def numbers(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version, to compare it by.

    Examples
    --------
    >>> numbers("0.10.0") > numbers("0.9.3")
    True
    """
    major, minor, patch = map(int, re.findall(r"[0-9]+", version)[:3])
    return major, minor, patch
