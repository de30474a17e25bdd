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

from collections import Counter
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject

_Use = tuple[str, str, str, Location]  # surface, label, id of the mention, its file


def _summarise(subject: Subject) -> tuple[str, list[_Use]]:
    uses: list[_Use] = []
    for layer in subject.of("entities"):
        if layer.annotator is not None:
            continue
        end = 0  # of the last name that was not nested: mentions are in text order, longest first
        for mention in layer.record.annotations:
            if mention.level != "NAM" or mention.metonymy or mention.start < end:
                continue
            end = mention.end
            if mention.surface and subject.is_sound(mention):
                uses.append((mention.surface, mention.label, mention.id, layer.file.as_whole))
    return subject.id, uses


def _decide(
    summaries: list[tuple[str, list[_Use]]],
    corpus: CorpusFiles,  # noqa: ARG001
) -> Iterator[Problem]:
    labels: dict[str, Counter[str]] = {}
    for _, uses in summaries:
        for surface, label, _, _ in uses:
            labels.setdefault(surface, Counter())[label] += 1
    for article, uses in summaries:
        for surface, label, mention, path in uses:
            counts = labels[surface]
            usual = max(counts, key=lambda one: (counts[one], one))
            if label != usual and counts[label] < counts[usual]:
                yield Problem(
                    f"{shortened(surface)} (`{mention}`) is {label} here, one of {counts[label]}, "
                    f"but {usual} in {counts[usual]} places",
                    help=f"set `label` of `{mention}` to {usual}, if it means the same here",
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
    summarise=_summarise,
    decide=_decide,
    waivable=True,
)
