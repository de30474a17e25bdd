"""Zones are in text order, apart from each other, and inside the text.

## What it checks
The `zones` of an article: each begins before it ends and lies inside the text, and each begins
where the one before it ended, or later.

## Why it matters
Zones decide where paragraphs are cut, where nothing may be annotated, and which sentences there
are. A zone that reaches too far would take the whole article out of the tables.

## Wrong
```json
"zones": [{"kind": "heading", "start": 805, "end": 827}, {"kind": "header", "start": 0, "end": 17}]
```

## Right
```json
"zones": [{"kind": "header", "start": 0, "end": 17}, {"kind": "heading", "start": 805, "end": 827}]
```

## How to fix
Put them in text order, and correct the offsets that the message names. Where two zones overlap,
leave what they share to one of them.
"""

from collections.abc import Iterator
from itertools import pairwise

import msgspec

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.model import Zone
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    file = subject.article_file
    if file is None or subject.article is None:
        return
    zones = subject.article.zones
    length = len(subject.text) if subject.text is not None else subject.article.text.length
    for index, zone in enumerate(zones):
        if fault := _fault(zone, length):
            yield Problem(
                fault,
                help="correct the offsets: they count code points, and `end` is behind the last",
                file=file,
                path=("zones", index, "end"),
            )
    for index, (before, zone) in enumerate(pairwise(zones), start=1):
        if zone.start < before.end and not _fault(before, length) and not _fault(zone, length):
            is_behind = zone.end <= before.start
            yield Problem(
                f"the {zone.kind} at {zone.start}..{zone.end} "
                f"{'stands before' if is_behind else 'overlaps'} the {before.kind} at "
                f"{before.start}..{before.end}, which is listed first",
                help="put the zones in text order"
                if is_behind
                else "let each begin where the one before it ends, or later",
                file=file,
                path=("zones", index, "start"),
                fix=_in_order(file, zones, length) if is_behind else None,
            )


def _in_order(file: ParsedFile, zones: tuple[Zone, ...], length: int) -> Fix | None:
    """Return the fix that sorts the zones, if sorting is all they need."""
    ordered = sorted(zones, key=lambda zone: zone.start)
    if any(_fault(zone, length) for zone in zones):
        return None
    if any(zone.start < before.end for before, zone in pairwise(ordered)):
        return None
    edit = file.edit("/zones", [msgspec.to_builtins(zone) for zone in ordered])
    return Fix("put the zones in text order", safe=True, edits=(edit,))


def _fault(zone: Zone, length: int) -> str | None:
    if zone.start >= zone.end:
        return f"the {zone.kind} ends at {zone.end}, which is not after its start, {zone.start}"
    if zone.end > length:
        return f"the {zone.kind} ends at {zone.end}, but the text ends at {length}"
    return None


RULE = Rule("K016", "disordered-zones", Severity.ERROR, __doc__, document=_document)
