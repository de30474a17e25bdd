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
go through every layer again; `khronika check --against REV --fix` sets them, here and in the
layers, where the release does not have the article.
"""

import hashlib
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Edit, Fix, Severity
from khronika.model import TextDigest
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    raw, text, file = subject.raw.text, subject.text, subject.article_file
    if raw is None or text is None or file is None or subject.article is None:
        return
    stored = subject.article.text
    found = TextDigest(subject.text_sha256 or "", len(text))
    if found.sha256 == stored.sha256:
        if found.length != stored.length:
            title = f"set `length` to {found.length}"
            edit = file.edit("/text/length", found.length)
            yield Problem(
                f"`length` is {stored.length}, but the text has {found.length} characters",
                help=f"{title}: by its hash, this is the right text",
                file=file,
                path=("text", "length"),
                fix=Fix(title, safe=True, edits=(edit,)),
            )
    elif not _is_decomposed(subject, stored):
        title = f"set `sha256` to `{found.sha256}` and `length` to {found.length}"
        edits = tuple(_edits(file, subject, stored, found))
        is_new = corpus.baseline is not None and corpus.before(subject.id) is None
        advice = (
            f"{title}, here and in the layers: the article is not yet released"
            if is_new
            else "restore the text: its bytes never change once released; only if the article was "
            f"never released, {title}"
        )
        yield Problem(
            f"the text is not the one described here: its SHA-256 is {found.sha256[:12]}… and its "
            f"length {found.length}; expected {stored.sha256[:12]}… and {stored.length}",
            help=advice,
            file=file,
            path=("text", "sha256"),
            fix=Fix(title, safe=is_new, edits=edits),
        )


def _edits(
    file: ParsedFile, subject: Subject, stored: TextDigest, found: TextDigest
) -> Iterator[Edit]:
    """Yield what gives the article and its layers another text; K301 tells where they differ."""
    yield file.edit("/text/sha256", found.sha256)
    yield file.edit("/text/length", found.length)
    for layer in subject.layers:
        if layer.record.text_sha256 == stored.sha256:
            yield layer.file.edit("/text_sha256", found.sha256)


def _is_decomposed(subject: Subject, stored: TextDigest) -> bool:
    """Tell whether NFC would make the text the right one: that is K004's finding alone."""
    return stored.sha256 == hashlib.sha256(subject.composed.encode()).hexdigest()


RULE = Rule("K003", "text-changed", Severity.ERROR, __doc__, document=_document)
