"""Commands that someone waits for, each in a process of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.machine import has
from bench.timing import Samples, alternate
from khronika import bundled, schema
from khronika.cache import CACHE_VARIABLE
from khronika.source.tree import Tree

Command = Sequence[str | Path]

ARTICLE = "vestikavkaza-2025-10-24-putin-aliyev-call"
"""The one real article."""

PYTHON = "Python itself: `python -c pass`"
IMPORT = "`python -c 'import khronika'`"
HELP = "`khronika --help`"
CHECKED_ALONE = "`khronika check ONE_ARTICLE`"
CHECKED = "`khronika check`, the whole corpus, nothing changed"
BUILT = "`khronika build`, nothing changed"
SCHEMAS_ALONE = "`check-jsonschema`, once for each schema of that article"

ASKED = {IMPORT: 0.1, HELP: 0.2, CHECKED_ALONE: 0.35, CHECKED: 1.0, BUILT: 1.0}
"""Seconds that a command may take."""


def cold(rounds: int, tell: Callable[[str], None]) -> Samples:
    """Time the commands in turns.

    Whatever is kept from one run to the next lies in a folder of its own; the article that is
    checked alone has a new one each time, for it is one that was changed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(scratch) / "cache"
        runs = {
            name: partial(_seconds, commands, None if name == CHECKED_ALONE else kept)
            for name, commands in _commands(Path(scratch)).items()
        }
        return alternate(runs, rounds, tell)


def _commands(scratch: Path) -> dict[str, list[Command]]:
    root = bundled.root()
    python = [sys.executable]
    khronika = [*python, "-m", "khronika"]
    document = next(one for one in Tree(root).documents([ARTICLE]) if one.article)
    layers = {layer.layer: layer.file.path for layer in document.layers if not layer.annotator}
    build: Command = [*khronika, "build", root, "--out", scratch / "dist"]
    subprocess.run(build, check=True, capture_output=True)
    commands: dict[str, list[Command]] = {
        PYTHON: [[*python, "-c", "pass"]],
        IMPORT: [[*python, "-c", "import khronika"]],
        HELP: [[*khronika, "--help"]],
        CHECKED_ALONE: [[*khronika, "check", root / layers["entities"]]],
        CHECKED: [[*khronika, "check", root]],
        BUILT: [build],
    }
    if has("check-jsonschema") and document.article:
        paths = {"article": document.article.path} | layers
        folder = root / "schema" / schema.MAJOR
        commands[SCHEMAS_ALONE] = [
            [
                *(*python, "-m", "check_jsonschema", "--schemafile"),
                *(folder / f"{kind}.schema.json", root / path),
            ]
            for kind, path in paths.items()
        ]
    return commands


def _seconds(commands: list[Command], cache: Path | None) -> float:
    """Run commands that must succeed; byte code may be kept, as it is wherever it is installed."""
    with tempfile.TemporaryDirectory() as fresh:
        environment = os.environ | {
            "PYTHONDONTWRITEBYTECODE": "",
            CACHE_VARIABLE: str(cache or fresh),
        }
        began = time.perf_counter()
        for command in commands:
            subprocess.run(command, check=True, capture_output=True, env=environment)
        return time.perf_counter() - began
