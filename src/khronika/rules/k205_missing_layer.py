"""Every article has every layer, and every layer has its article.

## What it checks
For each layer that `corpus.json` declares, each article has a document in
`annotations/<layer>/v1/<year>/`; and each layer document, passes included, has its article in the
same year. Independent passes do not replace the released document.

## Why it matters
An article without a layer looks, in every table, like one in which there is nothing to annotate.
A layer without its article is in no table at all.

## Wrong
```
corpus/articles/2025/yasnogorsk-pier.json
annotations/dates/v1/2024/yasnogorsk-pier.json
```

## Right
```
corpus/articles/2025/yasnogorsk-pier.json
annotations/dates/v1/2025/yasnogorsk-pier.json
```

## How to fix
Put the layer document where the finding says; if there is nothing to annotate, its `annotations`
is an empty list. A layer document without an article goes to the year of its article, or away.
"""

from collections.abc import Iterator

from khronika.diagnostics import Severity
from khronika.parsed import CorpusFiles, Subject
from khronika.rules.base import Problem, Rule, is_refused


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    raw = subject.raw
    refusals = raw.refusals + corpus.refusals
    if raw.article:
        present = {layer.layer for layer in raw.layers if layer.annotator is None}
        for name in corpus.layer_names:
            path = subject.layer_path(name)
            if name not in present and not is_refused(path, refusals):
                yield Problem(
                    f"the article has no `{name}` document, a layer that corpus.json declares",
                    help="add it here; if there is nothing to annotate, with an empty list of "
                    "`annotations`",
                    file_path=path,
                    layer=name,
                )
    elif not raw.text and not any(
        is_refused(path, refusals) for path in (subject.article_path, subject.text_path)
    ):
        for layer in raw.layers:
            yield Problem(
                f"there is no article `{raw.id}` under corpus/articles/{raw.year}/",
                help="move this file to the year of its article, add the article, or remove it",
                file_path=layer.file.path,
                layer=layer.layer,
            )


RULE = Rule("K205", "missing-layer", Severity.ERROR, __doc__, document=_document)
