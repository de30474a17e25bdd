"""What the examples share: reading a release with `datasets`, and printing scores."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from datasets import ClassLabel, Dataset, load_dataset

SCORED = ("validation", "test")
"""The splits that scores are taken on; `train` is what a method may learn from."""

MANIFEST = "manifest.json"
"""The file that makes a folder a release, and says what is in it."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one method does one task on one split.

    `items` is how many things there were to find, and `metrics` are shares from 0 to 1.
    """

    task: str
    method: str
    config: str
    split: str
    items: int
    metrics: dict[str, float]


def arguments(description: str, *, limited: bool = True) -> argparse.Namespace:
    """Return what the command line says: `release`, a folder, and `limit`, articles of a split."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "release", nargs="?", type=Path, help="release folder; without it, the only one in dist/"
    )
    if limited:
        parser.add_argument("--limit", type=int, metavar="N", help="use N articles of each split")
    given = parser.parse_args()
    if given.release is None:
        built = [path.parent for path in Path("dist").glob(f"*/{MANIFEST}")]
        if len(built) != 1:
            parser.error(f"dist/ holds {len(built)} releases: build one, or name a release folder")
        given.release = built[0]
    elif not (given.release / MANIFEST).is_file():
        parser.error(f"{given.release} is no release: it has no {MANIFEST}")
    if limited and given.limit is not None and given.limit < 1:
        parser.error("--limit takes 1 or more")
    return given


def articles(
    release: Path, config: str, split: str, limit: int | None = None
) -> dict[str, list[Row]]:
    """Return the rows of a split by article id, labels as names; none if it has no rows.

    With a `limit`, only those of the first articles.
    """
    splits = load_dataset(str(release), config)
    if split not in splits:
        return {}
    grouped = groupby(_named(splits[split]), key=itemgetter("article_id"))
    return {article: list(rows) for article, rows in islice(grouped, limit)}


def _named(dataset: Dataset) -> Iterable[Row]:
    """Yield the rows with the names of labels for their numbers."""
    names = {
        column: label.names
        for column, feature in dataset.features.items()
        if isinstance(label := getattr(feature, "feature", feature), ClassLabel)
    }
    for row in dataset:
        for column, known in names.items():
            value = row[column]
            row[column] = [known[n] for n in value] if isinstance(value, list) else known[value]
        yield row


def show(scores: Iterable[Score]) -> list[Score]:
    """Print a line for each score as it comes, and return them; exit if there are none."""
    shown = []
    for score in scores:
        shown.append(score)
        told = "  ".join(f"{name} {value:.3f}" for name, value in score.metrics.items())
        print(f"{score.task:<10} {score.split:<10} {score.items:>5} items  {told}")
    if not shown:
        sys.exit(f"nothing to score: the release lacks rows in train, or in {' and '.join(SCORED)}")
    return shown
