"""A text has no other spaces than the plain one.

## What it checks
Every space separator of Unicode but U+0020: the no-break space, the narrow no-break space, the
thin space and their like. An article has one finding, with a count of each.

## Why it matters
These spaces are good typography and half of the news has them. But «24 октября» with a no-break
space is not equal to the same words with a plain one, so whoever searches, compares surfaces or
cuts at spaces must know that they are there.

## Wrong
```
24 U+00A0 октября
```

## Right
```
24 октября
```

## How to fix
Before the article is annotated, put a plain space for each: one character for another, so no
offset moves. Surfaces that hold one change too. Where the publisher's typography shall stay,
accept the finding in `corpus/waivers.json`.
"""

import re
from collections import Counter
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import code_point
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject

_SPECIAL = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    first = _SPECIAL.search(text) if text is not None else None
    if text is None or first is None:
        return
    counts = Counter(_SPECIAL.findall(text))
    total = counts.total()
    names = [f"{count:,} × {code_point(space)}" for space, count in counts.most_common()]
    yield Problem(
        f"{'1 special space' if total == 1 else f'{total:,} special spaces'} in the text: "
        + ", ".join(names),
        help=mend_text("put a plain space for each, which moves no offset"),
        span=first.span(),
    )


RULE = Rule("K006", "special-space", Severity.WARNING, __doc__, document=_document, waivable=True)
