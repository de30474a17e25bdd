"""A text is in the corpus once.

## What it checks
The words of each text, whatever their case, ё or е, punctuation and spaces: no two articles have
the same.

## Why it matters
A text that is there twice counts twice, in training and in every figure; and two annotations of it
will differ.

## Wrong
`pier.txt` and `pier-again.txt` hold the same text, one with « » and one with straight marks.

## Right
One of the two.

## How to fix
Keep the article that is annotated or released, and remove the other with its layers.
"""

import hashlib
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.rules.base import Problem, Rule
from khronika.sketch import words
from khronika.subject import Subject


def _summarise(subject: Subject) -> tuple[str, Location, str] | None:
    if subject.text is None:
        return None
    digest = hashlib.sha256(" ".join(words(subject.text)).encode()).hexdigest()
    return subject.id, subject.text_path, digest


def _decide(
    summaries: list[tuple[str, Location, str] | None],
    corpus: CorpusFiles,  # noqa: ARG001
) -> Iterator[Problem]:
    first: dict[str, tuple[str, Location]] = {}
    for id_, path, digest in filter(None, summaries):
        other, other_path = first.setdefault(digest, (id_, path))
        if other != id_:  # else K201
            yield Problem(
                f"this is the text of {other_path} once more",
                help="keep one of the two articles",
                file_path=path,
                article=id_,
            )


RULE = Rule("K702", "duplicate-text", Severity.ERROR, __doc__, summarise=_summarise, decide=_decide)
