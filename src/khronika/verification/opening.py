"""Whether `datasets` opens a release: offline, in a process and with a cache of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khronika.excerpt import shortened
from khronika.release.columns import features
from khronika.verification.folder import Told
from khronika.verification.report import BUILD_AGAIN, Mismatch

CARD = "README.md"

_OPEN = """
import json, sys
from datasets import load_dataset

folder, configs = sys.argv[1], sys.argv[2:]
for config in configs:
    told = {"config": config}
    try:
        opened = load_dataset(folder, config)
        told["rows"] = {split: rows.num_rows for split, rows in opened.items()}
        told["features"] = next(iter(opened.values())).features.to_dict()
    except Exception as error:
        told["error"] = f"{type(error).__name__}: {error.__cause__ or error}"
    print(json.dumps(told), flush=True)
"""
"""It is told of one config to a line; a crash of the process is then one of the config after."""


def mismatches(root: Path, told: Told) -> Iterator[Mismatch]:
    """Yield the configs that `datasets` does not open, or not as the manifest has them."""
    configs = [config for config, entry in told.configs.items() if entry["splits"]]
    opened = _opened(root.absolute(), configs)
    for config in configs:
        expected = {s["split"]: s["rows"] for s in told.configs[config]["splits"]}
        found = opened.get(config) or {"error": "the process ended before it was open"}
        if "error" in found:
            reason = shortened(found["error"].strip().split("\n")[0], 300)
            yield Mismatch(CARD, f"datasets does not open {config}: {reason}", BUILD_AGAIN)
        elif found["rows"] != expected:
            message = (
                f"datasets finds {found['rows']} rows in {config}, the manifest says {expected}"
            )
            yield Mismatch(CARD, message, BUILD_AGAIN)
        elif told.is_of_this_version and found["features"] != features(config).to_dict():
            message = (
                f"datasets finds columns in {config} that are not those that khronika gives it"
            )
            yield Mismatch(CARD, message, BUILD_AGAIN)


def _opened(root: Path, configs: list[str]) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="khronika-verify-") as cache:
        apart = {
            "HF_HOME": cache,
            "HF_DATASETS_CACHE": f"{cache}/datasets",
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_OFFLINE": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _OPEN, str(root), *configs],
            cwd=cache,
            env=os.environ | apart,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    told = [json.loads(line) for line in lines if line.startswith('{"config"')]
    return {one["config"]: one for one in told}
