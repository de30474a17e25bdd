"""A mention stays in one sentence.

## What it checks
That no mention contains the end of a sentence. A full stop after an abbreviation or an initial
ends none («ул. Ветрова», «А. С. Лужин»), nor does one after a number («1. Заречье») or any mark
between quotation marks, for titles may hold whole sentences («Кто? Где? Зачем?»). In a name that is
no person's, exclamation and question marks are part of the name («Ура! Медиа»).

## Why it matters
A name never goes on in the next sentence. Where a mention does, its end was put on the wrong word;
and the splitter of sentences, which never cuts a mention, would make one of the two sentences.

## Wrong
The text reads «Анна Верескова. Она добавила, что»:

```json
{"id": "e4", "start": 106, "end": 125, "surface": "Анна Верескова. Она",
 "label": "PERSON", "level": "NAM"}
```

## Right
```json
{"id": "e4", "start": 106, "end": 120, "surface": "Анна Верескова",
 "label": "PERSON", "level": "NAM"}
```

## How to fix
End the mention where its sentence ends, or begin it where the next one begins. If there is no end
of a sentence, accept the finding in `waivers.json`, and add the abbreviation to
`khronika/lexicon/abbreviations.py` if that is what is missing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice, pairwise

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.abbreviations import ends_in_abbreviation
from khronika.rules.base import Problem, Rule, problem_at
from khronika.spans import RoleSpan
from khronika.subject import Subject
from khronika.text import Paragraph, index_at, sentences

_MAYBE_END = re.compile(r"[.!?…][»”“\")\]]*[^\S\n]+\S")
"""What the end of a sentence looks like; only where it is found are sentences split."""
_QUOTED = re.compile(r"«[^«»\n]*»|\"[^\"\n]*\"|„[^„“\n]*“")


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return not any(
        map(_MAYBE_END.search, (s for layer in subject.of("entities") for s in layer.surfaces))
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is None:
        return
    split: dict[int, list[tuple[int, int]]] = {}
    for layer in subject.of("entities"):
        for span, mention in zip(layer.spans(), layer.record.annotations, strict=True):
            surface = mention.surface or ""
            if _MAYBE_END.search(surface) and "\n" not in surface and subject.is_sound(span):
                is_title = mention.level == "NAM" and mention.label not in ("PERSON", "PROFESSION")
                if problem := _problem(subject, split, span, is_title=is_title):
                    yield problem


def _problem(
    subject: Subject, split: dict[int, list[tuple[int, int]]], span: RoleSpan, *, is_title: bool
) -> Problem | None:
    text = subject.text or ""
    index = index_at(subject.paragraphs, span.start)
    if index is None or subject.paragraphs[index].end < span.end:
        return None  # K310
    if index not in split:
        split[index] = _sentences(text, subject.paragraphs[index])
    # From the sentence in which the mention begins.
    first = max(bisect_right(split[index], (span.start, len(text))) - 1, 0)
    for before, after in pairwise(islice(split[index], first, None)):
        end = before[1]
        if end >= span.end:
            break
        if span.start < end and not _is_part(text[max(span.start, end - 40) : end], is_title):
            return problem_at(
                span,
                f"{shortened(span.surface or '')} runs over the end of a sentence at {end}",
                help=f"end it at {end} or before, or start it at {after[0]} or after",
            )
    return None


def _sentences(text: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    """Cut a paragraph where no quotation marks are around, for titles may hold sentences."""
    titles = [
        (paragraph.start + title.start(), paragraph.start + title.end())
        for title in _QUOTED.finditer(text[paragraph.start : paragraph.end])
    ]
    return sentences(text, [paragraph], keep=titles)


def _is_part(before: str, is_title: bool) -> bool:
    """Tell whether the mark at the end of `before` belongs to a word or a name."""
    if before.endswith("."):
        return ends_in_abbreviation(before) or before[-2:-1].isdigit()
    return is_title and before.endswith(("!", "?"))


RULE = Rule(
    "K312",
    "sentence-crossing",
    Severity.WARNING,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
