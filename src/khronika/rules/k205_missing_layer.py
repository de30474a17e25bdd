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
from khronika.rules.base import Problem, Rule, Tally, is_refused
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


class _Orphan(NamedTuple):
    """A document that lacks its article: its id and year, path and layer of each layer file."""

    id: str
    year: str
    layers: tuple[tuple[str, str], ...]


class _Tally(Tally):
    """Layer documents without an article, and the articles that they may belong to.

    A line of a shard has its article, or a finding of its own.
    """

    def __init__(self, corpus: CorpusFiles) -> None:  # noqa: ARG002
        self.articles: list[str] = []
        self.orphans: list[_Orphan] = []

    def add(self, subject: Subject) -> None:
        raw = subject.raw
        if not raw.year:
            return
        own = (subject.article_path, subject.text_path)
        if raw.article or raw.text or any(is_refused(path, raw.refusals) for path in own):
            self.articles.append(raw.id)
        elif raw.id and raw.layers:
            layers = tuple((one.file.path, one.layer) for one in raw.layers)
            self.orphans.append(_Orphan(raw.id, raw.year, layers))

    def merge(self, later: "_Tally") -> None:
        self.articles += later.articles
        self.orphans += later.orphans

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        for id_, year, layers in self.orphans:
            folder = f"corpus/articles/{year}/"
            if is_refused(f"{folder}{id_}.json", corpus.refusals):
                continue
            is_known = id_ in self.articles
            meant = None if is_known else did_you_mean(id_, self.articles, likeness=0.8)
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
    tally=_Tally,
)
