"""`revision` counts the releases that changed a layer document.

## What it checks
With a release kept under `releases/`, or named with `--against`: the `revision` of each layer
document: that of the release if the content is the same, one more if it differs, 1 if the release
does not have the document. It goes up once between two releases, whoever edits and however often.
Surfaces and the order of annotations are not content.

## Why it matters
A user of two releases sees by one number whether the annotation of an article is the same.

## Wrong
Release 0.1.0 has revision 1, a date was corrected since, and the file still says

```json
"revision": 1
```

## Right
```json
"revision": 2
```

## How to fix
`khronika fmt`, or `khronika check --fix`, sets it.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.history import expected_revision
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    if corpus.baseline is None or subject.state is None:
        return
    name, released = corpus.baseline.name, corpus.before(subject.id)
    for layer in subject.layers:
        if layer.annotator is not None:
            continue  # an independent pass is kept as it was made, and is in no release
        now = subject.state.layers[layer.name]
        before = released.layers.get(layer.name) if released else None
        expected = expected_revision(now, before)
        if now.revision == expected:
            continue
        if before is None:
            reason = f"{name} does not have this document"
        elif now.differs(before):
            reason = f"this document differs from revision {before.revision} in {name}"
        else:
            reason = f"this document is the same as in {name}"
        title = f"set `revision` to {expected}"
        yield Problem(
            f"`revision` is {now.revision}, but {reason}; expected {expected}",
            help=title,
            file=layer.file,
            path=("revision",),
            layer=layer.name,
            fix=Fix(title, safe=True, edits=(layer.file.edit("/revision", expected),)),
        )


RULE = Rule("K802", "missing-revision", Severity.ERROR, __doc__, document=_document)
