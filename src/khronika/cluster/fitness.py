"""Whether a worker of a cluster can take part: what it is asked before it does, where it is."""

import hashlib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

import khronika
from khronika.errors import KhronikaError
from khronika.excerpt import shortened
from khronika.opened import Shared
from khronika.release.manifest import WRITERS

PACKAGES = (*WRITERS, "msgspec", "jsonschema-rs", "dask", "distributed")
"""What decides the bytes of a release, the findings of a check, or how processes understand one
another: a worker has to have the same versions."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What every worker that takes part has to have, or to see.

    Attributes
    ----------
    run
        Names the run; a worker is asked once in each.
    versions, code
        The versions of Python and `PACKAGES`, and a hash of the code of khronika.
    shared, seen
        The check that the tasks are about, and what there is to see of the corpus.
    target, probe
        The folder that is written into, and the name of a file in it, as long as there is one.
    """

    run: str
    versions: Mapping[str, str] = field(compare=False)
    code: str = field(compare=False)
    shared: Shared | None = field(compare=False, default=None)
    seen: str = field(compare=False, default="")
    target: Path | None = field(compare=False, default=None)
    probe: str = field(compare=False, default="")


def versions() -> dict[str, str]:
    """Return the versions of Python and of `PACKAGES` in this process; empty where there is none.

    Of Python, it is that of the language: what the third number changes shows nowhere.
    """
    return {"Python": ".".join(map(str, sys.version_info[:2]))} | {
        name: _version(name) for name in PACKAGES
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@cache
def code() -> str:
    """Return a hash of the code of khronika: a clone has the version of the last release."""
    folder = Path(khronika.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def seen(shared: Shared) -> str:
    """Return a hash of what the tasks have to find the same wherever they run.

    What `Shared` itself compares, is left out: the files about the corpus as a whole.
    """
    before = shared.check.baseline
    facts = [
        shared.check.source.total(shared.opening.only),
        before and [msgspec.to_builtins(before.whole), len(before.articles)],
    ]
    return hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()


def fault(needs: Needs) -> str | None:
    """Return what keeps this process from taking part, and what to do about it."""
    return next(_faults(needs), None)


@lru_cache(maxsize=16)
def fault_once(needs: Needs) -> str | None:
    """Return what `fault` returned when it was first asked in a run."""
    return fault(needs)


def _faults(needs: Needs) -> Iterator[str]:
    yield from differences(needs.versions, versions())
    if code() != needs.code:
        yield (
            f"its khronika {needs.versions['khronika']} has other code than the one here; install "
            "the same on every worker"
        )
    if needs.shared:
        yield from _of_source(needs.shared, needs.seen)
    if needs.target:
        yield from _of_target(needs.target, needs.probe)


def differences(
    expected: Mapping[str, str | None], found: Mapping[str, str | None]
) -> Iterator[str]:
    """Yield what `found` has in another version than `expected`, and what to do about it."""
    for name, wanted in expected.items():
        there = found.get(name)
        if there != wanted:
            told = f"has {name} {shortened(there)}" if there else f"lacks {name}"
            yield f"it {told}, expected {name} {wanted}; install the same versions everywhere"


def _of_source(shared: Shared, expected: str) -> Iterator[str]:
    every = "every worker has to read the same corpus, under the same name"
    try:
        if seen(shared) != expected:
            yield f"it finds other documents, or another baseline, there; {every}"
    except KhronikaError as error:
        yield f"it cannot read the corpus: {error}; {every}"
    except OSError as error:
        yield f"it cannot read the corpus: {error.strerror or error}; {every}"


def _of_target(target: Path, probe: str) -> Iterator[str]:
    every = "every worker has to see the folder that the release is made in, under the same name"
    try:
        if not (target / probe).exists():
            there = "another folder" if target.is_dir() else "nothing"
            yield f"it sees {there} at {target}; {every}, or name another one with --out"
            return
        with tempfile.TemporaryFile(dir=target):
            pass
    except OSError as error:
        yield f"it cannot write into {target}: {error.strerror or error}; let it, {every}"
