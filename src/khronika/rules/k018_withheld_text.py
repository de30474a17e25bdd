"""What cannot be checked because a text is withheld is said once.

## What it checks
Articles with `rights.redistribute` false whose text is not in the corpus: the rules that need a
text were skipped for them.

## Why it matters
A report without findings should not be taken for a check that did not take place. Whoever holds
the text can put it beside its article file and check the spans too.

## Wrong
```json
"rights": {"license": "LicenseRef-proprietary", "redistribute": false}
```

and there is no `.txt` file.

## Right
The same with the `.txt` file, on the machine of somebody who may hold it.

## How to fix
Nothing needs to be fixed. To have the spans checked, put the text beside the article file; its
SHA-256 must be that of the article. Surfaces may stay null. Do not publish it.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    article = subject.article
    if article is not None and not article.rights.redistribute and subject.raw.text is None:
        yield Problem(
            "the text is withheld: no span of this article was checked against it",
            help="to check them, put the text here on your machine; its SHA-256 is "
            f"{article.text.sha256[:12]}…",
            file=subject.article_file,
            path=("rights", "redistribute"),
        )


RULE = Rule("K018", "withheld-text", Severity.WARNING, __doc__, document=_document, waivable=True)
