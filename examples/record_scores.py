"""Run the examples on a release, and keep their scores in `corpus/scores.json`.

    python examples/record_scores.py [RELEASE]

The next build shows them in the dataset card. The file says which texts and annotations gave the
scores, so that the card can tell when they are of an earlier state.
"""

import json
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import find_speakers
import train_crf

from khronika import canonical
from releases import MANIFEST, Score, arguments, show

PATH = Path("corpus/scores.json")
KIND = "scores"
PACKAGES = ("khronika", "nervaluate", "python-crfsuite")
DIGITS = 3
"""Decimal places that are kept; on a few articles, more would mean nothing."""


def record(score: Score, script: str) -> dict[str, Any]:
    """Return the record of one score."""
    metrics = {name: round(value, DIGITS) for name, value in score.metrics.items()}
    return asdict(score) | {"script": script, "metrics": metrics}


def document(release: Path, records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the content of the file: the records, and what they are scores of."""
    manifest = json.loads((release / MANIFEST).read_bytes())
    content = {config["config"]: config["content_sha256"] for config in manifest["configs"]}
    return {
        "$schema": canonical.schema_reference(PATH.as_posix(), KIND),
        "version": manifest["version"],
        "content_sha256": content["articles"],
        "made_with": {package: version(package) for package in PACKAGES},
        "scores": records,
    }


def main() -> None:
    """Score the release, and write the file into the corpus in the current folder."""
    given = arguments(f"Run the examples, and keep their scores in {PATH}.", limited=False)
    if not PATH.parent.is_dir():
        sys.exit(f"{PATH.parent}/ is not here: run this in the folder that holds the corpus")
    records = [
        record(score, f"examples/{example.__name__}.py")
        for example in (train_crf, find_speakers)
        for score in show(example.scores(given.release, None))
    ]
    PATH.write_bytes(canonical.to_bytes(document(given.release, records), KIND))
    print(f"wrote {PATH}; the next build shows it in the card")


if __name__ == "__main__":
    main()
