"""The steps of `action.yml`, run as GitHub runs them: their shell, their inputs in the environment.

`python tests/actions.py` goes through all of them, the installation too, on the corpus of the
golden cases; that needs a package index.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import corpora
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


@dataclass
class Outcome:
    status: int
    log: str
    outputs: dict[str, str]
    summary: str


@dataclass
class Runner:
    """A machine with the repository `workspace` checked out, and room for files of the run."""

    workspace: Path
    temporary: Path
    contexts: dict[str, str] = field(
        default_factory=lambda: {"steps.python.outputs.python-path": sys.executable}
    )

    def pretend_installed(self) -> None:
        """Put the running Python where the action installs its own."""
        python = self.temporary / "khronika/bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)

    def run(self, name: str, **inputs: str) -> Outcome:
        """Run the step called `name`; an input's hyphens are underscores here."""
        (step,) = (step for step in ACTION["runs"]["steps"] if step["name"] == name)
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "nothing may be pasted into shell"
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= ACTION["inputs"].keys()
        values = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()} | given
        known = self.contexts | {f"inputs.{name}": value for name, value in values.items()}
        files = {
            "GITHUB_OUTPUT": self.temporary / "output",
            "GITHUB_STEP_SUMMARY": self.temporary / "summary",
        }
        for file in files.values():
            file.write_bytes(b"")
        environment = {name: _filled(text, known) for name, text in step.get("env", {}).items()}
        environment |= {name: str(file) for name, file in files.items()}
        environment |= {
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temporary),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace / _filled(step.get("working-directory", "."), known),
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        return Outcome(done.returncode, done.stdout, outputs, summary)


def _filled(text: str, known: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: known[match[1]], text)


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(corpora.copy_of_base(Path(scratch, "workspace")), Path(scratch, "temp"))
        runner.temporary.mkdir()
        for name in ("Install khronika", "Check the corpus"):
            outcome = runner.run(name)
            sys.stdout.write(f"{name}: exit status {outcome.status}\n{outcome.log}")
            if outcome.status:
                return outcome.status
        sys.stdout.write(f"{json.dumps(outcome.outputs)}\n{outcome.summary}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
