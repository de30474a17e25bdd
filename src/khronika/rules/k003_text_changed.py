"""A text is still the one that its article file describes.

## What it checks
`text.sha256` against the SHA-256 of the bytes of the `.txt` file, and `text.length` against its
number of Unicode code points.

## Why it matters
The annotation counts positions in one certain text. A single character more, even a line break
at the end that an editor added, makes it another text; a released text never changes at all.

## Wrong
The text has 360 characters:

```json
"text": {"sha256": "5f43ab8bc5cc0fd4…", "length": 361}
```

## Right
```json
"text": {"sha256": "5f43ab8bc5cc0fd4…", "length": 360}
```

## How to fix
Restore the text, for example from Git: what the publisher misspelt stays as it is. Only if the
article was never released and the change is meant, take the two values that the help gives, and
go through every layer again.
"""

import hashlib
from collections.abc import Iterator

from khronika.diagnostics import Severity
from khronika.model import TextDigest
from khronika.parsed import CorpusFiles, Subject
from khronika.rules.base import Problem, Rule
from khronika.text import normal_form


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    raw, text, article = subject.raw.text, subject.text, subject.article
    if raw is None or text is None or article is None:
        return
    stored = article.text
    found = TextDigest(hashlib.sha256(raw.data).hexdigest(), len(text))
    if found.sha256 == stored.sha256:
        if found.length != stored.length:
            yield Problem(
                f"`length` is {stored.length}, but the text has {found.length} characters",
                help=f"set `length` to {found.length}: by its hash, this is the right text",
                file=subject.article_file,
                path=("text", "length"),
            )
    elif stored.sha256 != _composed(text):  # that would be K004's finding alone
        yield Problem(
            f"the text is not the one described here: its SHA-256 is {found.sha256[:12]}… and its "
            f"length {found.length}; expected {stored.sha256[:12]}… and {stored.length}",
            help="restore the text: its bytes never change once released; only if the article was "
            f"never released, set `sha256` to `{found.sha256}` and `length` to {found.length}",
            file=subject.article_file,
            path=("text", "sha256"),
        )


def _composed(text: str) -> str:
    """Return the hash that the text would have in NFC."""
    return hashlib.sha256(normal_form(text).encode()).hexdigest()


RULE = Rule("K003", "text-changed", Severity.ERROR, __doc__, document=_document)
