"""The articles of shards ascend by id.

## What it checks
The `id` of every article of a shard against the one before it, in the same shard or at the end of
the shard before: ids ascend, by code point. Each shard has one finding, at its first article that
is out of order. (That an id occurs twice is K201. In a tree, file names make the order.)

## Why it matters
A release is in order of ids, whatever it was made from. Shards that are in order can be built,
compared with a release and cut into parts one after another; shards that are not would have to be
held in memory as a whole. And where two shards were mixed up, articles are easily lost.

## Wrong
```json
{"article": {"id": "yasnogorsk-pier", …
{"article": {"id": "grachevka-bridge", …
```

## Right
```json
{"article": {"id": "grachevka-bridge", …
{"article": {"id": "yasnogorsk-pier", …
```

## How to fix
Sort the lines by `article.id`, over all shards, and give the shards names in the same order.
`khronika export bundle` writes them so.
"""

from collections.abc import Iterator
from typing import NamedTuple

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.parsed_shards import LineSubject
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


class _Article(NamedTuple):
    id: str
    place: Location


def _summarise(subject: Subject) -> _Article | None:
    if not isinstance(subject, LineSubject) or not subject.id:
        return None
    return _Article(subject.id, subject.article_path)


def _decide(
    summaries: list[_Article | None],
    corpus: CorpusFiles,  # noqa: ARG001
) -> Iterator[Problem]:
    before: _Article | None = None
    first: dict[str, tuple[_Article, _Article]] = {}
    counts: dict[str, int] = {}
    for article in filter(None, summaries):
        if before and article.id < before.id:
            shard = article.place.path
            first.setdefault(shard, (article, before))
            counts[shard] = counts.get(shard, 0) + 1
        before = article
    for shard, (article, before) in first.items():
        yield _problem(article, before, counts[shard] - 1)


def _problem(article: _Article, before: _Article, more: int) -> Problem:
    others = f", and {more:,} more of this shard are out of order" if more else ""
    return Problem(
        f"`{article.id}` comes behind `{before.id}` ({before.place}){others}",
        help="sort the lines by `article.id`, over all shards; `khronika export bundle` writes "
        "them so",
        file_path=article.place,
        article=article.id,
    )


RULE = Rule(
    "K209", "disordered-articles", Severity.ERROR, __doc__, summarise=_summarise, decide=_decide
)
