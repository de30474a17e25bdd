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
from typing import NamedTuple

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule, is_refused
from khronika.subject import Subject
from khronika.suggest import did_you_mean


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


class _Summary(NamedTuple):
    """What a document tells: its id, and the paths of its layer files if they lack an article."""

    id: str
    year: str
    is_article: bool
    layers: tuple[tuple[str, str], ...]  # path and layer


def _summarise(subject: Subject) -> _Summary:
    raw = subject.raw
    own = (subject.article_path, subject.text_path)
    is_article = bool(raw.article or raw.text) or any(is_refused(p, raw.refusals) for p in own)
    layers = () if is_article else tuple((one.file.path, one.layer) for one in raw.layers)
    return _Summary(raw.id, raw.year, is_article, layers)


def _decide(summaries: list[_Summary], corpus: CorpusFiles) -> Iterator[Problem]:
    articles = [one.id for one in summaries if one.is_article]
    for id_, year, _, layers in summaries:
        folder = f"corpus/articles/{year}/"
        if not id_ or not layers or is_refused(f"{folder}{id_}.json", corpus.refusals):
            continue
        meant = did_you_mean(id_, articles, likeness=0.8) if id_ not in articles else None
        for path, layer in layers:
            yield Problem(
                f"there is no article `{id_}` under {folder}",
                help=meant
                or "move this file to the year of its article, add the article, or remove it",
                file_path=path,
                layer=layer,
                article=id_,
            )


RULE = Rule(
    "K205",
    "missing-layer",
    Severity.ERROR,
    __doc__,
    document=_document,
    of_passes=True,
    summarise=_summarise,
    decide=_decide,
)
