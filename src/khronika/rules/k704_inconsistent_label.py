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

from msgspec import Struct

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.excerpt import shortened
from khronika.rules.base import Grouping, Problem, Rule
from khronika.subject import Subject

MOST_PLACES = 20
"""Places of one name with one label that are told; of more, the others are counted."""


class _Place(Struct, frozen=True, gc=False):
    mention: str
    article: str
    path: Location


class _Use(Struct, frozen=True, gc=False):
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
        for one in values:
            before = found.get(one.label, _Use(one.label, 0, ()))
            together = (before.places + one.places)[:MOST_PLACES]
            found[one.label] = _Use(one.label, before.times + one.times, together)
        return list(found.values())

    def decide(
        self,
        key: str | bytes,
        values: list[_Use],
        corpus: CorpusFiles,  # noqa: ARG002
    ) -> Iterator[Problem]:
        usual = max(values, key=lambda use: (use.times, use.label))
        for one in values:
            if one.times == usual.times:
                continue
            for place in one.places:
                yield Problem(
                    f"{shortened(str(key))} (`{place.mention}`) is {one.label} here, one of "
                    f"{one.times}, but {usual.label} in {usual.times} places",
                    help=f"set `label` of `{place.mention}` to {usual.label}, if it means the same "
                    "here",
                    file_path=place.path,
                    article=place.article,
                    layer="entities",
                    annotation=place.mention,
                )


RULE = Rule(
    "K704",
    "inconsistent-label",
    Severity.WARNING,
    __doc__,
    tally=_Tally,
    waivable=True,
)
