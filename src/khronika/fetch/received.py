"""A manifest that came from elsewhere: not a word of it is believed before it is checked."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from khronika import explanation, schema
from khronika.errors import ReleaseUnreadable
from khronika.excerpt import shortened
from khronika.release import manifest

MAX_BYTES = 4 * 1024 * 1024
"""Bytes that a manifest has at most: some 20,000 files."""


class File(msgspec.Struct, frozen=True):
    """A file of a release, as its manifest has it: path, bytes, and SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a manifest says, once it is found to be sound.

    Attributes
    ----------
    name, version, released
        The corpus, its release, and the day of it as ``YYYY-MM-DD`` or None.
    files
        Every file but the manifest.
    data
        The manifest's own bytes.
    """

    name: str
    version: str
    released: str | None
    files: tuple[File, ...]
    data: bytes

    @property
    def key(self) -> str:
        """A name that no release with another manifest has."""
        return hashlib.sha256(self.data).hexdigest()[:24]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def read(data: bytes, place: str) -> Received:
    """Return what the manifest `data` says, which came from `place`.

    Raises
    ------
    ReleaseUnreadable
        If it is no manifest that this version of the package can read, or an unsound one.
    """
    if data.lstrip()[:1] == b"<":
        raise ReleaseUnreadable(
            f"{place}: expected a manifest, found a web page; a proxy or a login may stand in "
            "between: open the address in a browser and see"
        )
    try:
        told = orjson.loads(data)
    except ValueError as error:
        raise ReleaseUnreadable(
            f"{place}: expected a manifest, found no JSON ({error}); see that the address is right"
        ) from error
    _refuse_later(told, place)
    if not schema.is_valid("manifest", told):
        first = explanation.explain("manifest", told)[0]
        raise ReleaseUnreadable(
            f"{place}: this is no sound manifest: {first.message}; see that the address is right, "
            "and tell whoever keeps the release there"
        )
    if not manifest.is_whole(data, told[manifest.OWN_HASH]):
        raise ReleaseUnreadable(
            f"{place}: the manifest is not the one that its `{manifest.OWN_HASH}` is of: it was "
            "cut off, damaged or edited; fetch it again, and tell whoever keeps the release there"
        )
    files = tuple(msgspec.convert(told["files"], list[File]))
    _refuse_clashes(files, place)
    return Received(told["name"], told["version"], told["released"], files, data)


def _refuse_later(told: Any, place: str) -> None:
    """Refuse what a later version of the package wrote, before its schema is asked."""
    for key, known in (("format", manifest.FORMAT), ("schema_major", schema.MAJOR)):
        value = told.get(key) if isinstance(told, dict) else None
        if _generation(value, like=known) > _generation(known, like=known):
            raise ReleaseUnreadable(
                f"{place}: this release has the {key} {value}, and this version of khronika reads "
                f"{known}; install a newer one: pip install --upgrade khronika"
            )


def _generation(value: object, *, like: str) -> int:
    """Return the number at the end of `value`, if it is `like` that but for the number; else 0."""
    stem = re.escape(like.rstrip("0123456789"))
    found = re.fullmatch(stem + "([0-9]{1,9})", value) if isinstance(value, str) else None
    return int(found[1]) if found else 0


def _refuse_clashes(files: tuple[File, ...], place: str) -> None:
    """Refuse two files at one path, or one where another needs a folder.

    Upper and lower case count as the same, as they do on some systems.
    """
    taken = {manifest.NAME}
    folders: set[str] = set()
    for file in files:
        path = file.path.casefold()
        above = {path[: found.start()] for found in re.finditer("/", path)}
        if path in taken or path in folders or above & taken:
            raise ReleaseUnreadable(
                f"{place}: the path {shortened(file.path)} is there twice, or where another file "
                "needs a folder; tell whoever keeps the release there"
            )
        taken.add(path)
        folders |= above
