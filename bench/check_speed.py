"""How long a check takes, beside programs that do less of the same work.

    python bench/check_speed.py            # prints a table
    python bench/check_speed.py --write    # puts it into docs/reference/benchmarks.md

Commands are started anew for each measurement, in alternation, so that what else the machine does
falls on all of them alike. Figures are medians with the middle half of the runs (the quartiles);
ratios are to the first row of each table. Nothing here is asserted: it depends on the machine.
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

import jsonschema
import orjson
import referencing

from khronika import bundled, schema
from khronika.corpus_files import parse_corpus_files
from khronika.examining import examine
from khronika.source.tree import Tree

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
COLD, WARM = 20, 100
CORPORA = {
    "the corpus's own article": bundled.root(),
    "the article of the golden cases": Path(__file__).parents[1] / "tests" / "cases" / "base",
}


def json_files(document) -> list:
    """Return the JSON files of one article: its own and those of its layers."""
    return [document.article, *(layer.file for layer in document.layers)]


def alternate(runs: dict[str, Callable[[], object]], times: int) -> dict[str, list[float]]:
    """Time each of `runs` that many `times`, in turns, after one round that does not count."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(times + 1):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            if round_:
                took[name].append(time.perf_counter() - began)
    return took


def cold(root: Path) -> dict[str, list[float]]:
    """Time commands on one changed article, each in a new process."""
    (document,) = Tree(root).documents()
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
        "Python itself, which imports `json`: `python -m json.tool --help`": [
            ["json.tool", "--help"]
        ],
    }
    return alternate({name: partial(run_modules, modules) for name, modules in runs.items()}, COLD)


def run_modules(modules: Sequence[Sequence[str | Path]]) -> None:
    """Run each module as a command that must succeed, in a process of its own.

    Byte code may be kept, as it is wherever the package is installed.
    """
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    for module in modules:
        words = [sys.executable, "-m", *map(str, module)]
        subprocess.run(words, check=True, capture_output=True, env=environment)


def kinds(document) -> list[str]:
    return ["article", *(layer.layer for layer in document.layers)]


def warm(root: Path) -> dict[str, list[float]]:
    """Time what is done for each document in a process that has done it before."""
    tree = Tree(root)
    corpus = parse_corpus_files(tree.corpus_files(), tree.refusals())
    (document,) = tree.documents()
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
            "check of a document, all rules": lambda: examine(document, corpus),
            "`orjson.loads` of its JSON": lambda: [orjson.loads(one) for one in data],
            "`json.loads` of its JSON": lambda: [json.loads(one) for one in data],
            "`jsonschema` alone": reference,
        },
        WARM,
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
    for name, root in CORPORA.items():
        size = sum(len(file.data) for file in json_files(next(Tree(root).documents())))
        parts += [
            f"## Cold: one changed article, {name}",
            f"Each a new process, {COLD} runs; {size:,} bytes of JSON.",
            table(cold(root)),
            f"## Warm: one document more, {name}",
            f"In a process that has done it before, {WARM} runs.",
            table(warm(root)),
        ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    if parser.parse_args().write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())
