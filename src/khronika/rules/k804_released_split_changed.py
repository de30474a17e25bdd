"""A released article stays in its split.

## What it checks
With a release kept under `releases/`, or named with `--against`: the `split` of each article
against that of the release.

## Why it matters
A model that was trained on an article of an earlier release must not be tested on it by the next
one; and figures of two releases compare only if their test parts are the same.

## Wrong
Release 0.1.0 has `"split": "train"`; here

```json
"split": "test"
```

## Right
```json
"split": "train"
```

## How to fix
Set `split` to what it was. To change the shares, choose splits for articles that are new.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    article, before, file = subject.article, corpus.before(subject.id), subject.article_file
    if corpus.baseline is None or article is None or before is None or file is None:
        return
    if article.split != before.split:
        title = f"set `split` to {shortened(before.split)}"
        yield Problem(
            f"`split` is {shortened(article.split)}, but {corpus.baseline.name} has this article "
            f"in {shortened(before.split)}",
            help=title,
            file=file,
            path=("split",),
            fix=Fix(title, safe=False, edits=(file.edit("/split", before.split),)),
        )


RULE = Rule("K804", "released-split-changed", Severity.ERROR, __doc__, document=_document)
