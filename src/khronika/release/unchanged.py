"""Whether a build would give what is there already: then nothing has to be checked or written.

Beside each release folder that is built, a line is kept: a hash of all that went into the build,
and one of the manifest that came out. The same input gives the same bytes, so a folder that still
holds those needs no build.
"""

import contextlib
import hashlib
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

import orjson

from khronika import bundled
from khronika.release import manifest
from khronika.source import DOCUMENTS, RawDocument, RawLine, Source

MOST = 100_000_000
"""Bytes of a corpus that are read only to know it again; a larger one is built anew each time."""


class Input:
    """All that the bytes of a release depend on, and what came of it before.

    Parameters
    ----------
    source : Source
        The corpus.
    configs : sequence of str
        The tables of the release.
    target : pathlib.Path
        Its folder.
    """

    def __init__(self, source: Source, configs: Sequence[str], target: Path) -> None:
        self._source, self._configs, self._target = source, configs, target
        self._program = tuple(_program())
        self._record = target.with_name(f".{target.name}.built")
        self._hash = self._hashed()

    def is_built(self) -> bool:
        """Tell whether the target holds, byte for byte, what came of this input before."""
        path = self._target / manifest.NAME
        if self._hash is None or not (self._record.is_file() and path.is_file()):
            return False
        return self._record.read_bytes() == self._line() and _is_sound(self._target)

    def remember(self) -> None:
        """Remember what came of this input.

        Nothing is remembered if it has changed meanwhile: it is not known which of it was read.
        """
        if self._hash is not None and self._hash == self._hashed():
            with contextlib.suppress(OSError):  # the release is there; the next build takes longer
                self._record.write_bytes(self._line())  # half a line is like none

    def _line(self) -> bytes:
        return f"{self._hash} {manifest.file_sha256(self._target / manifest.NAME)}\n".encode()

    def _hashed(self) -> str | None:
        """Return a hash of the input; None if it is too large, or not all of it can be read."""
        if self._source.total() > MOST or self._source.refusals():
            return None
        digest = hashlib.sha256(self._source.fingerprint().encode())
        for word in (*self._program, *self._configs):
            digest.update(f"{word}\0".encode())
        for name, file in self._source.beside(DOCUMENTS).items():
            _add(digest, name, file.data)
        size = 0
        for raw in self._source.documents():
            for name, data in _named(raw):
                _add(digest, name, data)
                size += len(data)
            if raw.refusals or size > MOST:
                return None
        return digest.hexdigest()


def _named(raw: RawDocument | RawLine) -> Iterator[tuple[str, bytes]]:
    if isinstance(raw, RawLine):
        yield "", raw.data
    else:
        yield from ((file.path, file.data) for file in raw.files())


def _add(digest: "hashlib._Hash", name: str, data: bytes) -> None:
    digest.update(f"{name}\0{len(data)}\0".encode(errors="surrogateescape"))
    digest.update(data)


def _program() -> Iterator[str]:
    """Yield what a build is made with: this package as it is, and all that is installed."""
    yield from (platform.python_implementation(), sys.version, sys.platform)
    yield from sorted(f"{one.name} {one.version}" for one in distributions())
    for root in (Path(__file__).parents[1], bundled.root() / "schema"):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{path.relative_to(root)} {manifest.file_sha256(path)}"


def _is_sound(release: Path) -> bool:
    """Tell whether a folder holds the files that its manifest names, and no others."""
    told = orjson.loads((release / manifest.NAME).read_bytes())
    expected = {file["path"]: (file["size"], file["sha256"]) for file in told["files"]}
    for path in release.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            return False
        if path.is_file() and path != release / manifest.NAME:
            found = manifest.describe_file(release, path)
            if expected.pop(found["path"], None) != (found["size"], found["sha256"]):
                return False
    return not expected
