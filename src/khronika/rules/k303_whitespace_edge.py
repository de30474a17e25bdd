"""No span begins or ends with white space.

## What it checks
The first and the last character of every span of every layer. White space is what Unicode calls
so: space, tab, line feed, no-break space. A zero-width space is not (K005 reports it).

## Why it matters
A span with a space at its edge is another span than the one without: it does not match it in a
comparison of annotators, and a search for its surface misses every other place. Annotation tools
take the space along when a word is marked by a double click.

## Wrong
```json
{"id": "e5", "start": 140, "end": 151, "surface": "Марк Лужин ", "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e5", "start": 140, "end": 150, "surface": "Марк Лужин", "label": "PERSON", "level": "NAM"}
```

## How to fix
Take the offsets and the surface that the help names.
"""

import unicodedata
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule, fix_span, problem_at
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return subject.is_trimmed_throughout


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for span in subject.sound_spans:
        surface = text[span.start : span.end]
        inner = surface.strip()
        if inner == surface:
            continue
        if not inner:
            yield problem_at(
                span,
                f"there is nothing but white space at {span.start}..{span.end}",
                help="move the span to the words that are meant, or remove it",
            )
            continue
        start = span.start + len(surface) - len(surface.lstrip())
        end = start + len(inner)
        leads, trails = start > span.start, end < span.end
        doing = "begins and ends" if leads and trails else "begins" if leads else "ends"
        fix = fix_span(span, start, end, inner, safe=True)
        edges = surface[: start - span.start] + surface[len(surface) - (span.end - end) :]
        yield problem_at(
            span,
            f"{shortened(surface)} {doing} with white space{_unusual(edges)}",
            help=fix.title,
            fix=fix,
        )


def _unusual(edges: str) -> str:
    """Name the white space that an eye takes for a plain space."""
    names = dict.fromkeys(unicodedata.name(space, "") for space in edges if space != " ")
    listed = ", ".join(filter(None, names))
    return f" ({listed})" if listed else ""


RULE = Rule(
    "K303",
    "whitespace-edge",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
)
