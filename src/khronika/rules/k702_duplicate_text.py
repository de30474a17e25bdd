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
from khronika.rules.base import Grouping, Problem, Rule
from khronika.subject import Subject


class _Tally(Grouping[tuple[str, Location]]):
    """Which articles have a text, and where, by a hash of its words."""

    def keyed(self, subject: Subject) -> Iterator[tuple[bytes, tuple[str, Location]]]:
        if subject.text is not None:
            digest = hashlib.sha256(" ".join(subject.words).encode()).digest()
            yield digest, (subject.id, subject.text_path)

    def decide(
        self,
        key: str | bytes,  # noqa: ARG002
        values: list[tuple[str, Location]],
        corpus: CorpusFiles,  # noqa: ARG002
    ) -> Iterator[Problem]:
        (first, where), *others = values
        for id_, path in others:
            if id_ != first:  # else K201
                yield Problem(
                    f"this is the text of {where} once more",
                    help="keep one of the two articles",
                    file_path=path,
                    article=id_,
                )


RULE = Rule("K702", "duplicate-text", Severity.ERROR, __doc__, tally=_Tally)
