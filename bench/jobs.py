"""One job over a bundle of generated documents, in a process of its own.

    python -m bench.jobs NAME BUNDLE SMALL_BUNDLE

The job is done for SMALL_BUNDLE first, so that what is imported, compiled or read once is there,
and then for BUNDLE; the seconds that each of its documents took are printed. With
`KHRONIKA_BENCH_RULES=errors` in the environment, which processes that are started inherit, only
rules of that severity run.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import khronika.rules
from bench import line_schema
from khronika.diagnostics import Severity

RULES_VARIABLE = "KHRONIKA_BENCH_RULES"

if os.environ.get(RULES_VARIABLE) == "errors":  # before any other module takes them from there
    khronika.rules.RULES = tuple(
        rule for rule in khronika.rules.RULES if rule.severity is Severity.ERROR
    )

SLOW, HELD = 50, 500
"""Documents that are enough for what takes tens of milliseconds for each, and for what has all of
them in memory."""

Job = Callable[[Path], tuple[int, float]]
"""Does something with a bundle; returns how many documents that were, and the seconds it took."""


def lines(bundle: Path) -> Iterator[bytes]:
    """Yield the documents of a bundle as they are written."""
    for shard in sorted(bundle.glob("articles-*.jsonl")):
        yield from shard.read_bytes().splitlines()


def _each(prepare: Callable[[], Callable[[bytes], object]], most: int | None = None) -> Job:
    """Return the job of calling a function with each document."""

    def job(bundle: Path) -> tuple[int, float]:
        function = prepare()
        data = list(islice(lines(bundle), most))
        began = time.perf_counter()
        for one in data:
            function(one)
        return len(data), time.perf_counter() - began

    return job


def _orjson() -> Callable[[bytes], object]:
    import orjson

    return orjson.loads


def _json() -> Callable[[bytes], object]:
    import json

    return json.loads


def _schema_of_python(bundle: Path) -> tuple[int, float]:
    """Let `jsonschema` judge values that were parsed before."""
    import jsonschema
    import orjson
    import referencing
    import referencing.jsonschema

    registry = referencing.Registry().with_contents(
        line_schema.schemas().items(),
        default_specification=referencing.jsonschema.DRAFT202012,
    )
    validator = jsonschema.Draft202012Validator({"$ref": line_schema.NAME}, registry=registry)
    values = [orjson.loads(line) for line in islice(lines(bundle), SLOW)]
    began = time.perf_counter()
    for value in values:
        validator.validate(value)
    return len(values), time.perf_counter() - began


def _schema_of_rust(bundle: Path) -> tuple[int, float]:
    """Let `jsonschema-rs` judge values that were parsed before, as a check does."""
    import jsonschema_rs
    import orjson

    drafts = jsonschema_rs.Draft202012
    registry = jsonschema_rs.Registry(list(line_schema.schemas().items()), draft=drafts)
    validator = jsonschema_rs.Draft202012Validator({"$ref": line_schema.NAME}, registry=registry)
    values = [orjson.loads(line) for line in islice(lines(bundle), HELD)]
    began = time.perf_counter()
    valid = sum(map(validator.is_valid, values))
    took = time.perf_counter() - began
    if valid != len(values):
        raise SystemExit("some of the documents are not valid")
    return len(values), took


def _check(workers: int) -> Job:
    def job(bundle: Path) -> tuple[int, float]:
        from khronika.checker import check

        began = time.perf_counter()
        report = check(source=bundle, workers=workers)
        took = time.perf_counter() - began
        if not report.ok:
            raise SystemExit(f"the documents have errors: {report.findings[0]}")
        return report.articles, took

    return job


def _build(workers: int) -> Job:
    def job(bundle: Path) -> tuple[int, float]:
        from khronika.release.builder import build

        with tempfile.TemporaryDirectory() as out:
            began = time.perf_counter()
            release = build(source=bundle, out=out, configs=["articles"], workers=workers)
            return release.rows["articles"], time.perf_counter() - began

    return job


def _tables(*configs: str) -> Job:
    """Return the job of making tables of documents that were checked before."""

    def job(bundle: Path) -> tuple[int, float]:
        from khronika import open_corpus
        from khronika.release import tables

        corpus = open_corpus(bundle)
        documents = list(islice(corpus, HELD))
        began = time.perf_counter()
        for config in configs:
            tables.table(config, tables.Batch(documents, corpus.annotators))
        return len(documents), time.perf_counter() - began

    return job


def _datasets(bundle: Path) -> tuple[int, float]:
    """Make Parquet of the documents as `datasets` alone would, without any check."""
    import datasets
    import orjson

    datasets.disable_progress_bars()

    def rows() -> Iterator[object]:
        for line in lines(bundle):
            yield orjson.loads(line)

    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        dataset = datasets.Dataset.from_generator(rows, cache_dir=f"{out}/cache")
        dataset.to_parquet(f"{out}/articles.parquet")
        return len(dataset), time.perf_counter() - began


JOBS: dict[str, Job] = {
    "orjson": _each(_orjson),
    "json": _each(_json),
    "jsonschema": _schema_of_python,
    "jsonschema-rs": _schema_of_rust,
    "check": _check(1),
    "check-2": _check(2),
    "build": _build(1),
    "build-2": _build(2),
    "articles": _tables("articles"),
    "sentences": _tables("entities", "dates"),
    "tokens": _tables("tokens"),
    "datasets": _datasets,
}


def main() -> None:
    """Do the job that the command line names."""
    name, bundle, small = sys.argv[1:]
    JOBS[name](Path(small))
    documents, seconds = JOBS[name](Path(bundle))
    print(seconds / documents)


if __name__ == "__main__":
    main()
