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
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct, structs

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.rules.base import Grouping, Problem, Rule
from khronika.sketch import LEADING, leading, similarity, similarity_at_most, sketch
from khronika.subject import Subject

SIMILAR = 0.8
"""Share of common shingles above which two texts are near-duplicates."""

NEAREST = 10
"""Articles of each other split that one is held against, of those that share a hash with it.

They are the nearest when all are sorted by what follows that hash in their sketches (the sorted
neighbourhood of Hernández & Stolfo, 1995): near-duplicates mostly go on alike. To hold each against
each would cost the square of their number where one sentence stands under every text.
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
            yield from _of_one_text(int(str(key).removeprefix(_HASH)), values)


_GROUP, _HASH = "group ", "hash "


def _of_one_group(articles: list[_Article]) -> Iterator[Problem]:
    first, *others = articles
    for one in others:
        if one.split != first.split:
            yield _problem(one, first, f"is of the same group, `{first.group}`")


class _Sketched(NamedTuple):
    """An article to be compared, by its place in the corpus."""

    place: int
    article: _Article
    hashes: frozenset[int]


def _of_one_text(shared: int, articles: list[_Article]) -> Iterator[Problem]:
    """Compare the articles that share a hash, as many as are near."""
    before: dict[str, deque[_Sketched]] = defaultdict(partial(deque, maxlen=NEAREST))
    places = range(len(articles))
    for place in sorted(places, key=lambda place: (_behind(shared, articles[place]), place)):
        article = articles[place]
        here = _Sketched(place, article, frozenset(article.sketch))
        for split, others in before.items():
            if split != article.split:
                yield from _alike(here, others)
        before[article.split].append(here)


def _behind(shared: int, article: _Article) -> Sequence[int]:
    """Return what follows a hash in the sketch of an article, as far as it leads others too."""
    of_text = article.sketch
    first = bisect_right(of_text, shared)
    return of_text[first : first + LEADING]


def _alike(here: _Sketched, others: Iterable[_Sketched]) -> Iterator[Problem]:
    """Yield the near-duplicates of an article; of two, the later one is to be mended."""
    for other in others:
        if other.article.group == here.article.group or other.article.id == here.article.id:
            continue
        if similarity_at_most(here.hashes, other.hashes) <= SIMILAR:
            continue
        found = similarity(here.article.sketch, other.article.sketch)
        if found > SIMILAR:
            earlier, later = sorted((here, other), key=attrgetter("place"))
            told = f"has about {found:.0%} of its text in common"
            yield _problem(later.article, earlier.article, told)


def _problem(one: _Article, other: _Article, reason: str) -> Problem:
    return Problem(
        f"`split` is `{one.split}`, but `{other.id}`, which {reason}, is in `{other.split}`",
        help=f"put both into one split, and into one group: `{other.group}`",
        file_path=one.path,
        article=one.id,
    )


RULE = Rule("K701", "split-leak", Severity.ERROR, __doc__, tally=_Tally)
