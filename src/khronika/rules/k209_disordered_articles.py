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
from khronika.rules.base import Problem, Rule, Tally
from khronika.subject import Subject


class _Article(NamedTuple):
    id: str
    place: Location


class _Disorder(NamedTuple):
    """The first article of a shard that comes too late, the one before it, and how many do."""

    article: _Article
    before: _Article
    times: int


class _Tally(Tally):
    """The first and the last article, and what was out of order between them, by shard."""

    def __init__(self, corpus: CorpusFiles) -> None:  # noqa: ARG002
        self.first: _Article | None = None
        self.last: _Article | None = None
        self.found: dict[str, _Disorder] = {}

    def add(self, subject: Subject) -> None:
        if isinstance(subject, LineSubject) and subject.id:
            article = _Article(subject.id, subject.article_path)
            self._compare(article)
            self.first = self.first or article
            self.last = article

    def merge(self, later: "_Tally") -> None:
        if later.first is None:
            return
        self._compare(later.first)
        for shard, disorder in later.found.items():
            self._note(shard, disorder)
        self.first = self.first or later.first
        self.last = later.last

    def _compare(self, article: _Article) -> None:
        if self.last and article.id < self.last.id:
            self._note(article.place.path, _Disorder(article, self.last, 1))

    def _note(self, shard: str, disorder: _Disorder) -> None:
        first = self.found.setdefault(shard, disorder)
        if first is not disorder:
            self.found[shard] = first._replace(times=first.times + disorder.times)

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG002
        for article, before, times in self.found.values():
            yield _problem(article, before, times - 1)


def _problem(article: _Article, before: _Article, more: int) -> Problem:
    others = f", and {more:,} more of this shard are out of order" if more else ""
    return Problem(
        f"`{article.id}` comes behind `{before.id}` ({before.place}){others}",
        help="sort the lines by `article.id`, over all shards; `khronika export bundle` writes "
        "them so",
        file_path=article.place,
        article=article.id,
    )


RULE = Rule("K209", "disordered-articles", Severity.ERROR, __doc__, tally=_Tally)
