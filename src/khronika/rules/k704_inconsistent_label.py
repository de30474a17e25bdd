"""A name has one label throughout the corpus.

## What it checks
Mentions of level NAM, over all articles: where the same surface has several labels, each place of
the rarer ones is told, with how often each occurs. A mention with `metonymy` is left out, for its
label is that of what it stands for; and so is the nested part of another name.

## Why it matters
Most names mean one thing. A label that differs once in twenty is mostly a slip; if it is not, the
difference is worth a second look.

## Wrong
«Ясногорск» is a CITY in three articles and a REGION in one.

## Right
«Ясногорск» is a CITY in all of them.

## How to fix
Look at the place. If the label is right, because the name means something else there, accept the
finding in `waivers.json`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.excerpt import shortened
from khronika.rules.base import Grouping, Problem, Rule
from khronika.subject import Subject

MOST_PLACES = 20
"""Places of one name with one label that are told; of more, the others are counted."""


class _Place(NamedTuple):
    mention: str
    article: str
    path: Location


class _Use(NamedTuple):
    """How often a name has a label, and where at first."""

    label: str
    times: int
    places: tuple[_Place, ...]


class _Tally(Grouping[_Use]):
    """The labels of a name, by its surface."""

    def keyed(self, subject: Subject) -> Iterator[tuple[str, _Use]]:
        is_sound = subject.is_sound_throughout
        for layer in subject.of("entities"):
            if layer.annotator is not None:
                continue
            end = 0  # of the last name that was not nested: mentions are in text order
            for mention in layer.record.annotations:
                if mention.level != "NAM" or mention.metonymy or mention.start < end:
                    continue
                end = mention.end
                if mention.surface and (is_sound or subject.is_sound(mention)):
                    place = _Place(mention.id, subject.id, layer.file.as_whole)
                    yield mention.surface, _Use(mention.label, 1, (place,))

    @staticmethod
    def combine(values: list[_Use]) -> list[_Use]:
        found: dict[str, _Use] = {}
        for label, times, places in values:
            before = found.get(label, _Use(label, 0, ()))
            together = (before.places + places)[:MOST_PLACES]
            found[label] = _Use(label, before.times + times, together)
        return list(found.values())

    def decide(
        self,
        key: str | bytes,
        values: list[_Use],
        corpus: CorpusFiles,  # noqa: ARG002
    ) -> Iterator[Problem]:
        usual = max(values, key=lambda use: (use.times, use.label))
        for label, times, places in values:
            if times == usual.times:
                continue
            for mention, article, path in places:
                yield Problem(
                    f"{shortened(str(key))} (`{mention}`) is {label} here, one of {times}, "
                    f"but {usual.label} in {usual.times} places",
                    help=f"set `label` of `{mention}` to {usual.label}, if it means the same here",
                    file_path=path,
                    article=article,
                    layer="entities",
                    annotation=mention,
                )


RULE = Rule(
    "K704",
    "inconsistent-label",
    Severity.WARNING,
    __doc__,
    tally=_Tally,
    waivable=True,
)
