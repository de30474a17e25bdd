"""Two mentions may nest, but they do not cross; nor do two dates.

## What it checks
Every two mentions of one document, and every two dates: if they overlap, one contains the other.
A mention may cross a date, for the layers are independent of each other.

## Why it matters
Nested spans form a tree, which is what models of nested entities and exports to XML need. Of two
spans that cross, at least one has a wrong edge in practice.

## Wrong
The text reads «директор порта Анна Верескова»:

```json
{"id": "e3", "start": 91, "end": 110, "surface": "директор порта Анна",
 "label": "PROFESSION", "level": "NOM"},
{"id": "e4", "start": 106, "end": 120, "surface": "Анна Верескова",
 "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e3", "start": 91, "end": 105, "surface": "директор порта",
 "label": "PROFESSION", "level": "NOM"},
{"id": "e4", "start": 106, "end": 120, "surface": "Анна Верескова",
 "label": "PERSON", "level": "NAM"}
```

## How to fix
Decide which of the two has the wrong edge. End the first before the second, start the second
after the first, or extend one until it contains the other.
"""

from collections.abc import Iterator
from itertools import groupby

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.nesting import are_nested, crossing
from khronika.spans import RoleSpan
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    layers = (layer for layer in subject.layers if layer.name != "quotes")
    # White space at an edge, which is K303's, does not count.
    return subject.is_trimmed_throughout and all(are_nested(layer.extents) for layer in layers)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for _, spans in groupby(subject.sound_spans, key=lambda span: id(span.file)):
        for first, second in crossing(span.trimmed for span in spans if span.layer != "quotes"):
            yield problem_at(
                second,
                f"{_named(second)} crosses {_named(first)}: they share "
                f"{shortened(text[second.start : first.end])}, and neither contains the other",
                help=f"end `{first.annotation}` at {second.start} or before, start "
                f"`{second.annotation}` at {first.end} or after, or let one contain the other",
            )


def _named(span: RoleSpan) -> str:
    return f"`{span.annotation}` {shortened(span.surface or '')}"


RULE = Rule("K308", "crossing-spans", Severity.ERROR, __doc__, document=_document, spares=_spares)
