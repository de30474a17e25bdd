"""Nothing is annotated twice.

## What it checks
No two mentions of one document have the same offsets and the same label, and no two dates the same
offsets and the same type. Two mentions with the same offsets and different labels may stand. Two
quotes with the same content are K613's.

## Why it matters
A span that is listed twice is counted twice in every table, and a correction of one leaves the
other wrong. It comes from merging two versions of a file, or from a click too many.

## Wrong
```json
{"id": "e5", "start": 140, "end": 150, "surface": "Марк Лужин", "label": "PERSON", "level": "NAM"},
{"id": "e12", "start": 140, "end": 150, "surface": "Марк Лужин", "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e5", "start": 140, "end": 150, "surface": "Марк Лужин", "label": "PERSON", "level": "NAM"}
```

## How to fix
Remove one of the two; keep the one that says more, and its id if anything points to it. If one was
meant for another place, move it there.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Entity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.spans import Layer
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    layers = (layer for layer in subject.layers if layer.name != "quotes")
    return all(len(set(layer.extents)) == len(layer.extents) for layer in layers)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is not None:
        for layer in subject.layers:
            if layer.name != "quotes":
                yield from _layer(subject, layer)


def _layer(subject: Subject, layer: Layer) -> Iterator[Problem]:
    first: dict[tuple[str, int, int], str] = {}
    for span, annotation in zip(layer.spans(), layer.record.annotations, strict=True):
        if not subject.is_sound(span):
            continue
        what = "label" if isinstance(annotation, Entity) else "type"
        kind = getattr(annotation, what)
        other = first.setdefault((kind, span.start, span.end), annotation.id)
        if other != annotation.id:
            yield problem_at(
                span,
                f"`{annotation.id}` {shortened(span.surface or '')} has the offsets and the "
                f"{what}, {kind}, of `{other}`",
                help=f"remove `{annotation.id}` or `{other}`, whichever says less, or move it to "
                "the place that was meant",
            )


RULE = Rule(
    "K307",
    "duplicate-span",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
)
