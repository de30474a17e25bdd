"""Articles of one event, and near-duplicates, are in one split.

## What it checks
Articles with the same `group`, and articles whose texts share more than four fifths of their runs
of five words (estimated from small sketches, so an article or two at the edge may go either way),
have the same `split`.

## Why it matters
A text that a model has seen in training tells nothing when it comes up in the test.

## Wrong
```json
{"id": "pier-wire", "group": "2025-10-24-pier", "split": "train"}
{"id": "pier-digest", "group": "2025-10-24-pier", "split": "test"}
```

## Right
```json
{"id": "pier-wire", "group": "2025-10-24-pier", "split": "train"}
{"id": "pier-digest", "group": "2025-10-24-pier", "split": "train"}
```

## How to fix
Move the newer article to the split of the other, and give near-duplicates one `group`. The split
of a released article never changes.
"""

from array import array
from collections.abc import Iterator

from msgspec import Struct, structs

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.rules.base import Grouping, Problem, Rule
from khronika.sketch import leading, similarity, similarity_at_most, sketch
from khronika.subject import Subject

SIMILAR = 0.8
"""Share of common shingles above which two texts are near-duplicates."""

MOST_COMPARED = 50
"""Articles of one hash that each later one is held against.

A hash that more have is of a sentence that stands under many texts. It would cost the square of
their number, and those among them that are near-duplicates share other hashes too.
"""


class _Article(Struct, frozen=True, gc=False):
    id: str
    path: Location
    split: str
    group: str
    packed: bytes = b""

    @property
    def sketch(self) -> "array[int]":
        """The hashes of its sketch."""
        return array("Q", self.packed)


class _Tally(Grouping[_Article]):
    """Articles by their group, and by some hashes of their sketch."""

    def keyed(self, subject: Subject) -> Iterator[tuple[str, _Article]]:
        if subject.article is None:
            return
        split, group = subject.article.split, subject.article.group
        article = _Article(subject.id, subject.article_path, split, group)
        yield f"{_GROUP}{group}", article
        of_text = sketch(subject.words) if subject.text is not None else ()
        with_sketch = structs.replace(article, packed=array("Q", of_text).tobytes())
        for one in leading(of_text):
            yield f"{_HASH}{one}", with_sketch

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        """Decide; two articles that share several hashes are told of once."""
        told = set()
        for problem in super().problems(corpus):
            pair = (problem.article, problem.message)
            if pair not in told:
                told.add(pair)
                yield problem

    def decide(
        self,
        key: str | bytes,
        values: list[_Article],
        corpus: CorpusFiles,  # noqa: ARG002
    ) -> Iterator[Problem]:
        if str(key).startswith(_GROUP):
            yield from _of_one_group(values)
        else:
            yield from _of_one_text(values)


_GROUP, _HASH = "group ", "hash "


def _of_one_group(articles: list[_Article]) -> Iterator[Problem]:
    first, *others = articles
    for one in others:
        if one.split != first.split:
            yield _problem(one, first, f"is of the same group, `{first.group}`")


def _of_one_text(articles: list[_Article]) -> Iterator[Problem]:
    """Compare the articles that share a hash."""
    first: list[tuple[_Article, frozenset[int]]] = []
    for one in articles:
        hashes = frozenset(one.sketch)
        for other, of_other in first:
            if other.split == one.split or other.group == one.group or other.id == one.id:
                continue
            if similarity_at_most(hashes, of_other) <= SIMILAR:
                continue
            found = similarity(one.sketch, other.sketch)
            if found > SIMILAR:
                yield _problem(one, other, f"has about {found:.0%} of its text in common")
        if len(first) < MOST_COMPARED:
            first.append((one, hashes))


def _problem(one: _Article, other: _Article, reason: str) -> Problem:
    return Problem(
        f"`split` is `{one.split}`, but `{other.id}`, which {reason}, is in `{other.split}`",
        help=f"put both into one split, and into one group: `{other.group}`",
        file_path=one.path,
        article=one.id,
    )


RULE = Rule("K701", "split-leak", Severity.ERROR, __doc__, tally=_Tally)
