"""The files beside the tables of a release: the schemas and the citation."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from khronika import bundled, manifest
from khronika.excerpt import shortened
from khronika.source.reading import Unreadable, read_inside
from khronika.verification.folder import Told
from khronika.verification.report import BUILD_AGAIN, Mismatch

CITATION = "CITATION.cff"

_MOST_BYTES = 1024 * 1024


def mismatches(root: Path, told: Told, whole: frozenset[str]) -> Iterator[Mismatch]:
    """Yield what is wrong with those of the files that are `whole`."""
    if told.is_of_this_version:
        yield from _schemas(told)
    if CITATION in whole:
        yield from _citation(root, told)


def _schemas(told: Told) -> Iterator[Mismatch]:
    """Compare the schemas with those that the same version of khronika puts into a release."""
    ours = {
        path.relative_to(bundled.root()).as_posix(): manifest.file_sha256(path)
        for path in (bundled.root() / "schema").rglob("*.json")
    }
    theirs = {path: f["sha256"] for path, f in told.files.items() if path.startswith("schema/")}
    for path in sorted(ours.keys() | theirs.keys()):
        if ours.get(path) != theirs.get(path):
            has = (
                "lacks this schema, which" if path not in theirs else "has another schema here than"
            )
            message = (
                f"the release {has} khronika {told.value['built_with']['khronika']} puts there"
            )
            yield Mismatch(path, message, BUILD_AGAIN)


def _citation(root: Path, told: Told) -> Iterator[Mismatch]:
    try:
        read = yaml.safe_load(read_inside(root, CITATION, _MOST_BYTES))
    except Unreadable as refused:
        yield Mismatch(CITATION, refused.reason, refused.advice)
    except (yaml.YAMLError, ValueError, RecursionError):
        yield Mismatch(CITATION, "it is no YAML, as which citations are read", BUILD_AGAIN)
    else:
        version = read.get("version") if isinstance(read, dict) else None
        if str(version) != told.value["version"]:
            message = (
                f"it cites version {shortened(str(version))}, and the release is "
                f"{told.value['version']}"
            )
            yield Mismatch(CITATION, message, BUILD_AGAIN)
