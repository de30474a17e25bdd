"""How long a check takes, beside programs that do less of the same work.

    python bench/check_speed.py            # prints a table
    python bench/check_speed.py --write    # puts it into docs/reference/benchmarks.md

Commands are started anew for each measurement, in alternation, so that what else the machine does
falls on all of them alike. What is done within this process is measured in processor time. Figures
are medians with the middle half of the runs (the quartiles); ratios are to the first row of each
table. Nothing here is asserted: it depends on the machine.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import orjson
import referencing

from khronika import bundled, schema
from khronika.corpus_files import parse_corpus_files
from khronika.diagnostics import Severity
from khronika.examining import examine
from khronika.export_bundle import export_bundle
from khronika.parsed_bundle import corpus_files
from khronika.rules import RULES
from khronika.rules.base import Rule
from khronika.source.opening import open_source
from khronika.source.tree import Tree

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
COLD, WARM = 20, 100
CASES = Path(__file__).parents[1] / "tests" / "cases" / "base"
ARTICLES = {
    "a published article": (bundled.root(), "vestikavkaza-2025-10-24-putin-aliyev-call"),
    "a composed article": (bundled.root(), "kalinogorsk-2025-04-27-hockey-final"),
    "the article of the golden cases": (CASES, "yasnogorsk-2025-10-24-pier"),
}
ERRORS = [rule for rule in RULES if rule.severity is Severity.ERROR]


def json_files(document) -> list:
    """Return the JSON files of one article: its own and those of its layers, without passes."""
    return [document.article, *(layer.file for layer in document.layers if not layer.annotator)]


def article_of(root: Path, id_: str):
    (document,) = Tree(root).documents({id_})
    return document


def line_of(root: Path, id_: str) -> tuple:
    """Return the same article as a line of a shard, and the files beside that."""
    with TemporaryDirectory() as folder:
        export_bundle(root, Path(folder) / "bundle")
        shards = open_source(None, [Path(folder) / "bundle"])
        lines = [line for line in shards.documents() if f'"id":"{id_}"'.encode() in line.data]
        return lines[0], corpus_files(shards)


def alternate(
    runs: dict[str, Callable[[], object]], times: int, clock: Callable[[], float]
) -> dict[str, list[float]]:
    """Time each of `runs` that many `times`, in turns, after one round that does not count."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(times + 1):
        for name, run in runs.items():
            began = clock()
            run()
            if round_:
                took[name].append(clock() - began)
    return took


def cold(root: Path, id_: str) -> dict[str, list[float]]:
    """Time commands on one changed article, each in a new process."""
    document = article_of(root, id_)
    schemas = bundled.root() / "schema" / schema.MAJOR
    commands = [
        ["check_jsonschema", "--schemafile", schemas / f"{kind}.schema.json", root / file.path]
        for file, kind in zip(json_files(document), kinds(document), strict=True)
    ]
    check = ["khronika", "check", root / document.layers[0].file.path]
    runs = {
        f"`khronika check PATH`: all rules, {len(commands)} JSON files and a text": [check],
        f"`check-jsonschema`, once for each of {len(commands)} schemas": commands,
        "`check-jsonschema`, for the first of them": commands[:1],
        "`khronika --help`": [["khronika", "--help"]],
        "Python itself, which imports `json`: `python -m json.tool --help`": [
            ["json.tool", "--help"]
        ],
    }
    timed = {name: partial(run_modules, modules) for name, modules in runs.items()}
    return alternate(timed, COLD, time.perf_counter)


def run_modules(modules: Sequence[Sequence[str | Path]]) -> None:
    """Run each module as a command that must succeed, in a process of its own.

    Byte code may be kept, as it is wherever the package is installed.
    """
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    for module in modules:
        words = [sys.executable, "-m", *map(str, module)]
        subprocess.run(words, check=True, capture_output=True, env=environment)


def kinds(document) -> list[str]:
    return ["article", *(layer.layer for layer in document.layers if not layer.annotator)]


def check_one(document, corpus, rules: Sequence[Rule]) -> None:
    """Do all that a check of a corpus does for one document more."""
    examined = examine(document, corpus, rules)
    for tally in [rule.tally(corpus) for rule in rules if rule.tally]:
        tally.add(examined.subject)


def warm(root: Path, id_: str) -> dict[str, list[float]]:
    """Time what is done for each document in a process that has done it before."""
    tree = Tree(root)
    corpus = parse_corpus_files(tree.corpus_files(), tree.refusals())
    document = article_of(root, id_)
    line, beside = line_of(root, id_)
    data = [file.data for file in json_files(document)]
    values = [orjson.loads(one) for one in data]
    resources = [(schema.BASE + name, content) for name, content in schema.files().items()]
    registry = referencing.Registry().with_contents(
        resources, default_specification=referencing.jsonschema.DRAFT202012
    )
    validators = [
        jsonschema.Draft202012Validator(
            {"$ref": f"{schema.BASE}{kind}.schema.json"}, registry=registry
        )
        for kind in kinds(document)
    ]

    def reference() -> None:
        for validator, value in zip(validators, values, strict=True):
            validator.validate(value)

    return alternate(
        {
            "`orjson.loads` of its JSON": lambda: [orjson.loads(one) for one in data],
            "check as files of a tree, rules that find errors": lambda: check_one(
                document, corpus, ERRORS
            ),
            "check as files of a tree, all rules": lambda: check_one(document, corpus, RULES),
            "check as a line of a shard, rules that find errors": lambda: check_one(
                line, beside, ERRORS
            ),
            "check as a line of a shard, all rules": lambda: check_one(line, beside, RULES),
            "`json.loads` of its JSON": lambda: [json.loads(one) for one in data],
            "`jsonschema` alone": reference,
        },
        WARM,
        time.process_time,
    )


def table(took: dict[str, list[float]]) -> str:
    """Return a Markdown table of medians, quartiles and ratios to the first row."""
    lines = ["| what | median, ms | quartiles, ms | ratio |", "| --- | ---: | ---: | ---: |"]
    first = statistics.median(next(iter(took.values())))
    for name, seconds in took.items():
        low, middle, high = (1000 * one for one in statistics.quantiles(seconds, n=4))
        spread = f"{low:,.2f} – {high:,.2f}"
        lines.append(f"| {name} | {middle:,.2f} | {spread} | {middle / first / 1000:.3f} |")
    return "\n".join(lines)


def machine() -> str:
    """Describe what was measured on, without naming it."""
    packages = ("khronika", "orjson", "jsonschema", "jsonschema-rs", "check-jsonschema")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"{os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}"
    return f"{processor()}, {load}, {platform.system()}; {python}; {versions}."


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def page() -> str:
    """Measure everything and return the page."""
    parts = [
        "# Benchmarks",
        "Written by `python bench/check_speed.py --write`. Medians of alternated runs, with the "
        "middle half of them; ratios are to the first row. They hold for this machine and this "
        f"hour: {machine()}",
    ]
    for name, (root, id_) in ARTICLES.items():
        size = sum(len(file.data) for file in json_files(article_of(root, id_)))
        parts += [
            f"## Cold: one changed article, {name}",
            f"Each a new process, {COLD} runs; {size:,} bytes of JSON.",
            table(cold(root, id_)),
            f"## Warm: one document more, {name}",
            f"In a process that has done it before, {WARM} runs, in processor time.",
            table(warm(root, id_)),
        ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    if parser.parse_args().write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())
