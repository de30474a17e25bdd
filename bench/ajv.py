"""Ajv, the validator for JavaScript, found or installed at a pinned version."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import orjson
from platformdirs import user_cache_path

from bench import line_schema

VERSION = "8.17.1"
SCRIPT = Path(__file__).with_suffix(".cjs")


class NotThere(Exception):
    """Ajv cannot be run here; the message says why."""


def installed(*, may_install: bool) -> Path:
    """Return the folder of modules in which Ajv is, installing it there at first.

    Raises
    ------
    NotThere
        If there is no Node, or Ajv is not installed and cannot or may not be.
    """
    folder = user_cache_path("khronika") / "bench" / f"ajv-{VERSION}"
    if not shutil.which("node"):
        raise NotThere("there is no `node`")
    if not (folder / "node_modules" / "ajv").is_dir():
        if not may_install or not shutil.which("npm"):
            raise NotThere("it is not installed, and may not be" if not may_install else "no `npm`")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-fund", "--no-audit", "--ignore-scripts"]
        done = subprocess.run(
            [*command, "--prefix", folder, f"ajv@{VERSION}"], capture_output=True, check=False
        )
        if done.returncode:
            raise NotThere(f"npm could not install it: {done.stderr.decode().strip()[-200:]}")
    return folder / "node_modules"


def seconds_for_each(modules: Path, bundle: Path) -> float:
    """Return the seconds that Ajv needs to parse and to judge a document of a bundle."""
    with tempfile.TemporaryDirectory() as scratch:
        schemas = Path(scratch) / "schemas.json"
        schemas.write_bytes(orjson.dumps(line_schema.schemas()))
        shards = sorted(bundle.glob("articles-*.jsonl"))
        words = (SCRIPT, modules, schemas, line_schema.NAME, *shards)
        command = ["node", *map(str, words)]
        done = subprocess.run(command, capture_output=True, check=True)
    return float(done.stdout)
