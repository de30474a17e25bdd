"""Nothing is annotated in a header.

## What it checks
That no span of any layer has a character in common with a `header` zone of its article. Other
zones (heading, caption, byline) are part of the article and are annotated like the rest.

## Why it matters
A header is what a crawler or an agency put before the article: a date of collection, a section,
an address. It is no part of what the author wrote, and a date in it is often wrong. The tables of
sentences and tokens leave it out, so an annotation in it would point to nothing there.

## Wrong
The article has the zone `{"kind": "header", "start": 0, "end": 17}` over « date 2025-10-10 »:

```json
{"id": "d1", "start": 6, "end": 16, "surface": "2025-10-10",
 "type": "DATE", "value": "2025-10-10"}
```

## Right
```json
{"id": "d1", "start": 294, "end": 301, "surface": "пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## How to fix
Remove the annotation, or move its edge out of the header. If that part of the text is the
author's own, correct `zones` of the article.
"""

from bisect import bisect_left
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Zone
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.nesting import lies_within
from khronika.spans import RoleSpan
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    headers = [zone.end for zone in subject.zones if zone.kind == "header"]
    return not headers or min(subject.starts, default=headers[-1]) >= headers[-1]


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    headers = [zone for zone in subject.zones if zone.kind == "header"]
    if subject.text is None or not headers:
        return
    starts = [header.start for header in headers]
    for span in subject.sound_spans:
        inner = span.trimmed
        header = headers[max(bisect_left(starts, inner.end) - 1, 0)]
        if header.start < inner.end and inner.start < header.end:
            yield _problem(span, header)


def _problem(span: RoleSpan, header: Zone) -> Problem:
    surface = shortened(span.surface or "")
    where = f"the header, {header.start}..{header.end}"
    if lies_within(span, [header]):
        return problem_at(
            span,
            f"{surface} lies in {where}, which is not part of the article",
            help="remove it; or correct `zones` of the article, if this is no header",
        )
    outside = (
        f"start it at {header.end} or after"
        if header.start <= span.start
        else f"end it at {header.start} or before"
    )
    return problem_at(
        span,
        f"{surface} reaches into {where}, which is not part of the article",
        help=f"{outside}, or remove it",
    )


RULE = Rule("K311", "annotated-header", Severity.ERROR, __doc__, document=_document, spares=_spares)
