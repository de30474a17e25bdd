"""khronika beside what people use today, over the same documents, in turns."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import ajv
from bench.generate import generate
from bench.jobs import RULES_VARIABLE
from bench.timing import Samples, alternate
from khronika.cache import CACHE_VARIABLE

SMALL = 20
"""Documents that each process does first."""

SHARDS = 8
"""Shards that the documents are in, so that several processes have something to share."""

ERRORS = "; rules of errors only"
AJV = "Ajv parses it and judges it by the schemas"

JOBS = {
    "orjson": "`orjson.loads` of it",
    "json": "`json.loads` of it",
    "jsonschema-rs": "`jsonschema-rs` judges it by the schemas",
    "jsonschema": "`jsonschema` judges it by the schemas",
    "check": "check, one core",
    "check-2": "check, two cores",
    "build": "check and build of `articles`, one core",
    "build-2": "check and build of `articles`, two cores",
    "articles": "the table `articles` alone",
    "sentences": "the tables `entities` and `dates`, with their sentences, alone",
    "tokens": "the table `tokens` alone",
    "datasets": "`Dataset.from_generator(…).to_parquet(…)`, no check",
}
"""What each job is, for those who read the figures."""

BY_RULES = ("check", "check-2", "build", "build-2")
"""Jobs that are done with all rules, and with those only that tell errors."""


@dataclass(frozen=True)
class Compared:
    """What came of it: seconds for each document, and what else there is to say."""

    samples: Samples
    documents: int
    bytes: int
    notes: tuple[str, ...]


def compare(
    documents: int,
    rounds: int,
    *,
    only: Collection[str],
    may_install: bool,
    tell: Callable[[str], None],
) -> Compared:
    """Generate so many documents, and let everybody work on them in turns.

    `only` names the jobs to be done, of `JOBS` and ``"ajv"``.
    """
    with tempfile.TemporaryDirectory() as scratch:
        bundle, small = Path(scratch) / "bundle", Path(scratch) / "small"
        size = generate(bundle, documents, shard_articles=-(-documents // SHARDS))
        generate(small, min(SMALL, documents))
        runs = dict(_runs(only, bundle, small))
        notes = []
        if "ajv" in only:
            try:
                modules = ajv.installed(may_install=may_install)
            except ajv.NotThere as reason:
                notes.append(f"Ajv was left out: {reason}.")
            else:
                runs[AJV] = partial(ajv.seconds_for_each, modules, bundle)
        samples = alternate(runs, rounds, tell)
    return Compared(samples, documents, size, tuple(notes))


def _runs(
    only: Collection[str], bundle: Path, small: Path
) -> Iterator[tuple[str, Callable[[], float]]]:
    for job, name in JOBS.items():
        if job in only:
            yield name, partial(_seconds, job, bundle, small, "all")
            if job in BY_RULES:
                yield name + ERRORS, partial(_seconds, job, bundle, small, "errors")


def _seconds(job: str, bundle: Path, small: Path, rules: str) -> float:
    command = [sys.executable, "-m", "bench.jobs", job, str(bundle), str(small)]
    with tempfile.TemporaryDirectory() as cache:  # nothing is known from the round before
        environment = os.environ | {RULES_VARIABLE: rules, CACHE_VARIABLE: cache}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return float(done.stdout)
