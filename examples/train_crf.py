"""Train a token classifier on the `tokens` config, and score it on articles it has not seen.

    python examples/train_crf.py [RELEASE] [--limit N]

A linear-chain conditional random field learns the tags of mentions (`ner_tags`), another those of
dates (`date_tags`), from the words of `train`. A span counts as found if its first token, its last
token and its label are right. The same release gives the same scores in every run.
"""

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pycrfsuite
from nervaluate import Evaluator

from releases import SCORED, Row, Score, arguments, articles, show

METHOD = "CRF"
TASKS = ("ner_tags", "date_tags")
WINDOW = 2
"""Words on either side of a word that are looked at."""

SETTINGS = {"c1": 0.05, "c2": 0.01, "max_iterations": 100, "feature.possible_transitions": True}
"""Weights of the L1 and L2 penalties, and when L-BFGS stops; chosen on `validation`."""


def shape(word: str) -> str:
    """Return the kinds of characters in `word`, repeats taken together.

    >>> shape("Ново-Ямск"), shape("2025"), shape("РЖД")
    ('Xx-Xx', '9', 'X')
    """
    return "".join(kind for kind, _ in groupby(word, key=kind_of))


def kind_of(character: str) -> str:
    """Return `X` for a capital, `x` for another letter, `9` for a digit, or the character."""
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return "9" if character.isdigit() else character


def word_features(word: str) -> list[str]:
    """Return what is to be seen of one word, whatever stands around it."""
    lower = word.lower()
    endings = [f"end={lower[-length:]}" for length in (1, 2, 3, 4) if length < len(lower)]
    beginnings = [f"begin={lower[:length]}" for length in (3, 5) if length < len(lower)]
    return [f"word={lower}", f"shape={shape(word)}", *endings, *beginnings]


def features(words: list[str]) -> list[list[str]]:
    """Return, for each word of a sentence, its features and those of the words around it."""
    own = [word_features(word) for word in words]
    found = []
    for place in range(len(words)):
        near = [f"at={place}"] if place < WINDOW else []
        for step in range(-WINDOW, WINDOW + 1):
            if 0 <= place + step < len(words):
                near += [f"{step}:{feature}" for feature in own[place + step]]
        found.append(near)
    return found


def sentences(release: Path, split: str, limit: int | None) -> list[Row]:
    """Return the sentences of a split; not those of withheld texts, which have no words."""
    rows = articles(release, "tokens", split, limit).values()
    return [row for of_article in rows for row in of_article if row["tokens"] is not None]


def train(rows: list[Row], task: str) -> pycrfsuite.Tagger:
    """Return a tagger that has learnt the tags of `task` from `rows`."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    for row in rows:
        trainer.append(features(row["tokens"]), row[task])
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        trainer.train(str(model))
        tagger = pycrfsuite.Tagger()
        # Reads all of the file. A tagger made by `open_inmemory` crashes when it is freed (0.9.12).
        tagger.open(str(model))
    return tagger


def score(tagger: pycrfsuite.Tagger, rows: list[Row], task: str, split: str) -> Score:
    """Return how many of the spans in `rows` the tagger finds, and how many it makes up."""
    true = [row[task] for row in rows]
    predicted = [tagger.tag(features(row["tokens"])) for row in rows]
    labels = sorted({tag[2:] for tags in (*true, *predicted) for tag in tags if tag != "O"})
    found = Evaluator(true, predicted, labels, loader="list").evaluate()["overall"]["strict"]
    metrics = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    return Score(task, METHOD, "tokens", split, found.possible, metrics)


def scores(release: Path, limit: int | None) -> Iterator[Score]:
    """Train on `train`, and yield the scores on those of the other splits that have spans."""
    known = sentences(release, "train", limit)
    if not known:
        return
    unseen = {split: sentences(release, split, limit) for split in SCORED}
    for task in TASKS:
        tagger = train(known, task)
        for split, rows in unseen.items():
            if any(tag != "O" for row in rows for tag in row[task]):
                yield score(tagger, rows, task, split)


if __name__ == "__main__":
    given = arguments("Train a token classifier, and score it.")
    show(scores(given.release, given.limit))
