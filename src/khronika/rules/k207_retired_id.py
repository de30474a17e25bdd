"""The id of a withdrawn article is never used again.

## What it checks
The id of every article against `corpus/retired.json`.

## Why it matters
Whoever cites an article of an older release cites its id. If the id comes back with another text,
the citation is wrong and nobody notices.

## Wrong
```json
"retired": [{"id": "yasnogorsk-pier", "date": "2025-11-20", "reason": "Wrong text."}]
```

and there is `corpus/articles/2025/yasnogorsk-pier.json`.

## Right
```
corpus/articles/2025/yasnogorsk-pier-2.json
```

## How to fix
Give the article an id that was never used, in its file names, its `id` and the `article` of its
layers. If the withdrawal was a mistake and was never released, take the entry out of
`retired.json`.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    entry = corpus.retired.get(subject.id)
    if entry is None or not (subject.raw.article or subject.raw.text):
        return  # a layer document without its article is K205
    article = subject.article
    message = f"the id `{subject.id}` was retired on {entry.date}: {shortened(entry.reason)}"
    help_ = "give this article an id that was never used, in its file names, `id` and `article`"
    if article is not None and article.id == subject.id:
        yield Problem(message, help=help_, file=subject.article_file, path=("id",))
    else:
        path = subject.article_path if subject.raw.article else subject.text_path
        yield Problem(message, help=help_, file_path=path)


RULE = Rule("K207", "retired-id", Severity.ERROR, __doc__, document=_document)
