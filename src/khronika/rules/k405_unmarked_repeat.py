"""A name that is annotated in one place is annotated in every other of the same text.

## What it checks
For each mention of level NAM whose surface begins with a capital letter and has at least three
letters, or is an acronym of two or more capitals: every other place in the article where the very
same words stand is covered by some mention. Left out are `header` zones, places inside a longer
word, also one with a hyphen («Север» in «Север-Юг»), and account names («@Ясногорск»). A single
word at the beginning of a sentence is left out where the same word is written small elsewhere in
the text, for it may be a common one («Мороз», the surname, and «Мороз крепчал»).

## Why it matters
A forgotten mention is the most frequent error of annotators, and no other check sees it. A model
that learns from the text learns that the name is none.

## Wrong
«Анна Верескова» is annotated and so is the first «Ясногорск», but nothing covers the second:

```json
{"id": "e1", "start": 5, "end": 14, "surface": "Ясногорск", "label": "CITY", "level": "NAM"}
```

## Right
```json
{"id": "e1", "start": 5, "end": 14, "surface": "Ясногорск", "label": "CITY", "level": "NAM"},
{"id": "e2", "start": 51, "end": 60, "surface": "Ясногорск", "label": "CITY", "level": "NAM"}
```

## How to fix
Annotate the place that the finding shows, or extend the mention that should cover it. If the word
means something else there, accept the finding in `waivers.json`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.letters import SMALL
from khronika.model import Entity, Zone
from khronika.rules.base import Problem, Rule, problem_at
from khronika.spans import Layer, RoleSpan
from khronika.subject import Subject

_ACRONYM = re.compile(rf"[^\W\d_a-z{SMALL}]{{2,}}")
_WORD = re.compile(r"\w+")
# Before the first word of a sentence, of a line, or of what stands in quotation marks.
_BEFORE_FIRST = re.compile(r"(?:^|\n|[.!?…:][»”“\")]*\s+|[«„“\"(]|(?:^|\s)[-–—]\s+)\s*$")


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    """Tell whether each place of every name is covered, or not the name as a whole."""
    text = subject.text
    if text is None or not subject.is_sound_throughout:
        return text is None
    return not any(
        _may_lack_a_mention(text, subject.zones, layer.record.annotations)
        for layer in subject.of("entities")
    )


def _may_lack_a_mention(text: str, zones: Sequence[Zone], mentions: Sequence[Entity]) -> bool:
    covered = bytearray(len(text))
    for mention in mentions:
        _cover(covered, mention.start, mention.end)
    for zone in zones:
        if zone.kind == "header":
            _cover(covered, zone.start, zone.end)
    for surface in {mention.surface for mention in mentions if mention.level == "NAM"}:
        if not _is_telling(surface):
            continue
        start = text.find(surface)
        while start >= 0:
            end = start + len(surface)
            if not any(covered[start:end]) and _is_whole(text, start, end):
                return True
            start = text.find(surface, end)
    return False


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is not None:
        for layer in subject.of("entities"):
            yield from _layer(subject, subject.text, layer)


def _layer(subject: Subject, text: str, layer: Layer) -> Iterator[Problem]:
    covered = bytearray(len(text))
    for zone in subject.zones:
        if zone.kind == "header":
            _cover(covered, zone.start, zone.end)
    first: dict[str, tuple[RoleSpan, Entity]] = {}
    misplaced = []
    for span, mention in zip(layer.spans(), layer.record.annotations, strict=True):
        if not subject.is_sound(span):
            # K301, K302: what seems to be missing may be this one, or a part of it.
            misplaced.append(mention.surface or "")
        elif mention.level == "NAM" and _is_telling(mention.surface):
            first.setdefault(mention.surface, (span, mention))
    for span in subject.spans_in_range:
        if span.file is layer.file:
            _cover(covered, span.start, span.end)
    in_doubt = "\n".join(misplaced)
    first = {surface: place for surface, place in first.items() if surface not in in_doubt}
    starts, small = _words(text, covered) if first else ({}, set())
    # The longest first, so that a name is reported whole and not by its parts.
    for surface in sorted(first, key=len, reverse=True):
        head = _WORD.match(surface)
        for start in starts.get(head[0], ()) if head else ():
            end = start + len(surface)
            if (
                text.startswith(surface, start)
                and not any(covered[start:end])
                and _is_whole(text, start, end)
                and not (surface.lower() in small and _is_first(text, start))
            ):
                _cover(covered, start, end)
                yield _problem(*first[surface], start, end)


def _cover(covered: bytearray, start: int, end: int) -> None:
    covered[start:end] = b"\1" * (end - start)


def _words(text: str, covered: bytearray) -> tuple[dict[str, list[int]], set[str]]:
    """Return where words with a capital stand uncovered, and the words that are written small."""
    starts: dict[str, list[int]] = {}
    small = set()
    for match in _WORD.finditer(text):
        word = match[0]
        if not word[0].isupper():
            small.add(word)
        elif not covered[match.start()]:
            starts.setdefault(word, []).append(match.start())
    return starts, small


def _is_telling(surface: str | None) -> TypeGuard[str]:
    if not surface or not surface[0].isupper():
        return False
    letters = sum(character.isalpha() for character in surface)
    return letters >= 3 or bool(_ACRONYM.fullmatch(surface))


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    is_address = before != "" and before in "@#/."
    return not is_address and not any(
        side and (side.isalnum() or side in "-‑_\u0301") for side in (before, after)
    )


def _is_first(text: str, start: int) -> bool:
    """Tell whether a word here may have its capital from the sentence that it begins."""
    return bool(_BEFORE_FIRST.search(text, max(start - 10, 0), start))


def _problem(span: RoleSpan, mention: Entity, start: int, end: int) -> Problem:
    return problem_at(
        span,
        f"{shortened(mention.surface or '')} at {start}..{end} is covered by no mention, while "
        f"`{mention.id}` marks the same words at {mention.start} as {mention.label}",
        help=f"add a mention like `{mention.id}` with `start` {start} and `end` {end}, or extend "
        "the one that should cover it",
        span=(start, end),
    )


RULE = Rule(
    "K405",
    "unmarked-repeat",
    Severity.WARNING,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
