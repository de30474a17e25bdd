"""The machine that is measured on, described without being named."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from khronika.engine import cores

PACKAGES = ("khronika", "orjson", "jsonschema", "jsonschema-rs", "pyarrow", "datasets")


def machine(*others: str) -> str:
    """Return what processor, system and versions there are, and how busy the machine is.

    `others` are programs and their versions.
    """
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}"
    versions = ", ".join([*(f"{name} {version(name)}" for name in PACKAGES), *others])
    return f"{processor()}, {cores()} cores, {load}, {platform.system()}; {python}; {versions}"


def processor() -> str:
    """Return the name of the processor's model, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def has(package: str) -> str | None:
    """Return the version of a package, if it is installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
