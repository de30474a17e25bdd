"""The text of a released article never changes.

## What it checks
With a release kept under `releases/`, or named with `--against`: the bytes of each article's `.txt`
file against those of the release (of a withheld text, its `sha256`).

## Why it matters
Every offset in every copy of the annotation counts in this text, and whoever withheld or cited it
knows it by its hash. What the publisher misspelt stays; so does what we should have cut off.

## Wrong
```
Мост в Ясногорске открыли в пятницу.
```

where release 0.1.0 has «Мост в Ясногорске откроют в пятницу.»

## Right
The text as it was released, to the byte.

## How to fix
Restore the text; the finding shows where it begins to differ. If the article cannot stand as it is,
withdraw it in `corpus/retired.json` and add the other text as a new article.
"""

import hashlib
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject
from khronika.text import parting

_SHOWN = 20
"""Code points shown of either text from where they part."""


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    before = corpus.before(subject.id)
    if corpus.baseline is None or before is None:
        return
    name = corpus.baseline.name
    advice = (
        f"restore the text of {name}; if it cannot stand, withdraw the article in "
        f"{corpus.paths.retired} and add the other text under a new id"
    )
    if subject.raw.text is None:
        article = subject.article
        if article is not None and article.text.sha256 != before.text_sha256:
            yield Problem(
                f"`sha256` is not that of the text in {name}, `{before.text_sha256}`",
                help=advice,
                file=subject.article_file,
                path=("text", "sha256"),
            )
        return
    found = hashlib.sha256(subject.raw.text.data).hexdigest()
    if subject.text is None or found == before.text_sha256:
        return
    released = corpus.baseline.text_of(subject.id)
    if released is None:
        yield Problem(
            f"the text is not the one in {name}", help=advice, file_path=subject.text_path
        )
        return
    parted = parting(released, subject.text)
    yield Problem(
        f"the text differs from {name}, which goes on with {_from(released, parted)} where here "
        f"stands {_from(subject.text, parted)}",
        help=advice,
        span=(parted, parted + 1) if parted < len(subject.text) else None,
        file_path=subject.text_path,
    )


def _from(text: str, start: int) -> str:
    rest = text[start : start + _SHOWN]
    return shortened(rest) if rest else "its end"


RULE = Rule("K801", "released-text-changed", Severity.ERROR, __doc__, document=_document)
