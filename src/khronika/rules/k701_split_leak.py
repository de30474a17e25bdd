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

from collections.abc import Iterator
from typing import NamedTuple

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.rules.base import Problem, Rule
from khronika.sketch import near_pairs, sketch, words
from khronika.subject import Subject

SIMILAR = 0.8
"""Share of common shingles above which two texts are near-duplicates."""


class _Summary(NamedTuple):
    id: str
    path: Location
    split: str
    group: str
    sketch: tuple[int, ...]


def _summarise(subject: Subject) -> _Summary | None:
    if subject.article is None:
        return None
    of_text = sketch(words(subject.text)) if subject.text is not None else ()
    article = subject.article
    return _Summary(subject.id, subject.article_path, article.split, article.group, of_text)


def _decide(
    summaries: list[_Summary | None],
    corpus: CorpusFiles,  # noqa: ARG001
) -> Iterator[Problem]:
    articles = {one.id: one for one in summaries if one is not None}
    first: dict[str, _Summary] = {}
    for one in articles.values():
        other = first.setdefault(one.group, one)
        if other.split != one.split:
            yield _problem(one, other, f"is of the same group, `{one.group}`")
    sketches = {one.id: one.sketch for one in articles.values() if one.sketch}
    for left, right, found in near_pairs(sketches, SIMILAR):
        other, one = articles[left], articles[right]
        if other.split != one.split and other.group != one.group:
            yield _problem(one, other, f"has about {found:.0%} of its text in common")


def _problem(one: _Summary, other: _Summary, reason: str) -> Problem:
    return Problem(
        f"`split` is `{one.split}`, but `{other.id}`, which {reason}, is in `{other.split}`",
        help=f"put both into one split, and into one group: `{other.group}`",
        file_path=one.path,
        article=one.id,
    )


RULE = Rule("K701", "split-leak", Severity.ERROR, __doc__, summarise=_summarise, decide=_decide)
