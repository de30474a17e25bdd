"""What is different between two states of a corpus, and which version that asks for.

The rules K805 and K806 and `khronika diff` have it from here, so that they never disagree.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from khronika.history import Snapshot, Whole


class Step(IntEnum):
    """By how much a change moves the version of a corpus release."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


NOUNS = {
    "corpus": ("field of corpus.json", "fields of corpus.json"),
    "layers": ("layer description", "layer descriptions"),
    "registry": ("registry entry", "registry entries"),
    "annotators": ("annotator", "annotators"),
}
"""The records that a release is made of, and what one and many of them are called."""


@dataclass
class Changes:
    """What is different between two states of a corpus, by name.

    Attributes
    ----------
    added, changed, gone : list of str
        Ids of articles.
    records : dict
        Ids of the records that differ, by their kind.
    widened, narrowed : list of str
        What came to, or went from, the layers, labels, configs and columns, in words.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    records: dict[str, list[str]] = field(default_factory=dict)
    widened: list[str] = field(default_factory=list)
    narrowed: list[str] = field(default_factory=list)

    @property
    def step(self) -> Step:
        """By how much the version has to move."""
        if self.narrowed:
            return Step.MAJOR
        if self.added or self.gone or self.widened:
            return Step.MINOR
        return Step.PATCH if self.changed or self.records else Step.NONE

    def reasons(self) -> list[str]:
        """Return what asks for another version, each thing in a few words, the weightiest first."""
        told = [*self.narrowed, *self.widened]
        counts = (("added", self.added), ("gone", self.gone), ("changed", self.changed))
        told += [_counted(ids, "article", "articles") + f" {what}" for what, ids in counts if ids]
        told += [f"{_counted(ids, *NOUNS[kind])} changed" for kind, ids in self.records.items()]
        return told

    def described(self) -> str:
        """Return the changes in one phrase."""
        return ", ".join(self.reasons())


def _counted(ids: list[str], one: str, many: str) -> str:
    return f"one {one} (`{ids[0]}`)" if len(ids) == 1 else f"{len(ids)} {many}"


def changes(before: Snapshot, now: Whole, articles: Mapping[str, bool]) -> Changes:
    """Compare a corpus with what it was.

    Parameters
    ----------
    before : Snapshot
        What it was.
    now : Whole
        What it is, apart from its articles.
    articles : mapping
        Whether each article that there is now differs from the one there was, by its id.
    """
    found = Changes(
        added=sorted(articles.keys() - before.articles.keys()),
        changed=sorted(id_ for id_, differs in articles.items() if differs),
        gone=sorted(before.articles.keys() - articles.keys()),
    )
    for kind in NOUNS:
        if ids := differing(kind, before.whole, now):
            found.records[kind] = ids
    _compare_layers(before.whole, now, found)
    _compare_configs(before.whole, now, found)
    return found


def differing(kind: str, before: Whole, now: Whole) -> list[str]:
    """Return the ids of the records of a kind that differ; none where one side is not known."""
    if kind not in before.records or kind not in now.records:
        return []
    old, new = before.records[kind], now.records[kind]
    return sorted(id_ for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_))


def _compare_layers(before: Whole, now: Whole, found: Changes) -> None:
    for layer, major in now.layers.items():
        if layer not in before.layers:
            found.widened.append(f"layer `{layer}` added")
        elif major != before.layers[layer]:
            found.narrowed.append(f"layer `{layer}` moved to {major}")
    gone = (name for name in before.layers if name not in now.layers)
    found.narrowed += [f"layer `{name}` removed" for name in gone]
    for layer in before.labels.keys() & now.labels.keys():
        old, new = before.labels[layer], now.labels[layer]
        found.narrowed += [f"label `{layer}.{label}` removed" for label in old if label not in new]
        found.widened += [f"label `{layer}.{label}` added" for label in new if label not in old]
        if [label for label in old if label in new] != [label for label in new if label in old]:
            found.narrowed.append(f"labels of `{layer}` in another order")


def _compare_configs(before: Whole, now: Whole, found: Changes) -> None:
    found.narrowed += [
        f"config `{name}` removed" for name in before.columns if name not in now.columns
    ]
    for config, columns in now.columns.items():
        old = before.columns.get(config)
        if config not in before.columns:
            found.widened.append(f"config `{config}` added")
        elif old is not None and columns is not None:
            gone, new = sorted({*old} - {*columns}), sorted({*columns} - {*old})
            found.narrowed += [f"column `{config}.{name}` removed" for name in gone]
            found.widened += [f"column `{config}.{name}` added" for name in new]


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
