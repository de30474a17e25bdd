"""Running khronika as a user does: in a process of its own, output to a pipe."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import corpora

DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)
ENTITIES = corpora.layer_path("entities", corpora.BASE_ARTICLE)


@dataclass
class Outcome:
    status: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path, **environment: str) -> Outcome:
    """Run `khronika` in the folder `cwd`, and hold what it says against what always holds."""
    known = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-m", "khronika", *map(os.fspath, arguments)],
        cwd=cwd,
        env=known | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new), encoding="utf-8")
