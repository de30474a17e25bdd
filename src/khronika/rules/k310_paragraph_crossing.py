"""A mention, a date, a cue, a source or an addressee stays in one paragraph.

## What it checks
That no such span contains a line feed or the edge of a zone (a heading ends where the running
text begins, even on one line). The content of a quote may run over several paragraphs.

## Why it matters
A name or a verb never continues in the next paragraph. Where a span does, its end was put on the
wrong word, or the text was broken by a crawler. Tables that go by sentence could not hold it.

## Wrong
The heading ends with «причал», and the running text begins with «В пятницу»:

```json
{"id": "d1", "start": 28, "end": 45, "surface": "причал\\n\\nВ пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## Right
```json
{"id": "d1", "start": 38, "end": 45, "surface": "пятницу",
 "type": "DATE", "value": "2025-10-24", "anchor": "dct"}
```

## How to fix
End the span in the paragraph in which it begins, or begin it in the one in which it ends. If the
edge of a zone is in the wrong place, correct `zones` of the article.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.spans import RoleSpan
from khronika.subject import Subject
from khronika.text import Paragraph, index_at

_WHAT = {"entities": "a mention", "dates": "a date"}


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    if not subject.is_sound_throughout or "\n" in "".join(subject.surfaces):
        return False
    starts, ends = sorted(subject.starts), sorted(subject.ends)
    return all(  # what starts before it has ended by then
        bisect_left(starts, edge) == bisect_right(ends, edge)
        for zone in subject.zones
        for edge in (zone.start, zone.end)
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is None:
        return
    for span in subject.sound_spans:
        if span.role == "content":
            continue
        index = index_at(subject.paragraphs, span.trimmed.start)
        if index is not None and subject.paragraphs[index].end < span.trimmed.end:
            here, there = subject.paragraphs[index : index + 2]
            if "header" not in (here.zone, there.zone):  # else K311
                yield _problem(span, here, there)


def _problem(span: RoleSpan, here: Paragraph, there: Paragraph) -> Problem:
    what = _WHAT.get(span.layer, f"`{span.role}`")
    if here.end == there.start:
        edge = " and ".join(f"`{part.zone}` zone" for part in (here, there) if part.zone)
        message = f"{what} runs over the edge of the {edge} at {here.end}"
    else:
        message = f"{what} runs over the end of a paragraph at {here.end}"
    return problem_at(
        span,
        message,
        help=f"end it at {here.end} or before, or start it at {there.start} or after",
    )


RULE = Rule(
    "K310", "paragraph-crossing", Severity.ERROR, __doc__, document=_document, spares=_spares
)
