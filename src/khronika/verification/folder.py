"""The files of a release folder against its manifest: all there, nothing more, every bit of them.

The folder may hold anything at all: links are not followed, pipes not opened, and of a file that
is not what the manifest says nothing more is read.
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from khronika import canonical, explanation, schema
from khronika.errors import VerificationRefused
from khronika.excerpt import shortened
from khronika.release import manifest
from khronika.source.reading import REGULAR, Unreadable, open_inside, read_inside
from khronika.verification.report import Mismatch

MOST_MANIFEST_BYTES = 256 * 1024 * 1024
"""What is read of a manifest; one of that size names a million files."""

AGAIN = "get the file again, from where the release is published"
_MANIFEST_AGAIN = "get it again; the other files are held against it, so none of them was looked at"
_REMOVE = "move it out of the folder; a release has the files of its manifest and no others"
_DERIVING = ("khronika", "razdel")
_DATA_PATH = re.compile(r"data/([a-z]+)/([a-z0-9_]+)-([0-9]{5})-of-([0-9]{5})\.parquet")


class Told:
    """What a manifest tells.

    Attributes
    ----------
    value : dict
        The manifest itself.
    release : str
        Name and version.
    files, configs : dict
        The entries of the files by path, and of the configs by name.
    is_of_this_version : bool
        Whether what derived the tables from documents is what is installed here.
    """

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value
        self.release = f"{value['name']}-{value['version']}"
        self.files: dict[str, dict[str, Any]] = {file["path"]: file for file in value["files"]}
        self.configs: dict[str, dict[str, Any]] = {one["config"]: one for one in value["configs"]}
        installed = manifest.versions()
        self.is_of_this_version = all(
            value["built_with"][name] == installed[name] for name in _DERIVING
        )

    def splits(self, config: str) -> list[str]:
        """Return the splits of a config; none if there is no such config."""
        return [split["split"] for split in self.configs.get(config, {}).get("splits", ())]

    def files_of(self, config: str, split: str) -> list[str]:
        """Return the paths of the files of one split, in the order of their rows."""
        wanted = (config, split)
        found = self.files.items()
        return sorted(p for p, file in found if (file.get("config"), file.get("split")) == wanted)

    def parts(self, config: str) -> list[tuple[str, str]]:
        """Return path and split of the files of a config, in the order of their rows."""
        return [(p, split) for split in self.splits(config) for p in self.files_of(config, split)]


def read_manifest(root: Path) -> Told | list[Mismatch]:
    """Read the manifest of the folder `root`; return what is wrong with it if it is not whole.

    Raises
    ------
    VerificationRefused
        If there is no manifest, or one of a later format.
    """
    if not os.path.lexists(root / manifest.NAME):
        raise VerificationRefused(
            f"{root} is no release: expected a folder with {manifest.NAME}, found "
            + ("none in it" if root.is_dir() else "no such folder")
        )
    try:
        data = read_inside(root, manifest.NAME, MOST_MANIFEST_BYTES)
    except Unreadable as refused:
        return [_wrong(refused.reason, refused.advice)]
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return [_wrong(f"it is no JSON: {error.msg}, at line {error.lineno}")]
    is_whole = isinstance(value, dict) and manifest.is_whole(data, value.get(manifest.OWN_HASH))
    if is_whole and (value.get("format"), value.get("schema_major")) != (
        manifest.FORMAT, schema.MAJOR,
    ):  # fmt: skip
        raise VerificationRefused(
            f"{root} is of the format {shortened(str(value.get('format')))} and the schema major "
            f"{shortened(str(value.get('schema_major')))}; this version of khronika reads "
            f"{manifest.FORMAT} and {schema.MAJOR}: use the one that the release was made with, "
            "or a later one"
        )
    if wrong := list(_wrongs(value, data, is_whole)):
        return wrong
    told = Told(value)
    return list(_contradictions(told)) or told


def _wrong(message: str, help_: str = _MANIFEST_AGAIN) -> Mismatch:
    return Mismatch(manifest.NAME, message, help_)


def _wrongs(value: Any, data: bytes, is_whole: bool) -> Iterator[Mismatch]:
    """Yield what is wrong with the manifest as a file; of several faults, the first."""
    violations = explanation.explain("manifest", value)
    if violations:
        for violation in violations:
            place = "".join(f"/{step}" for step in violation.path)
            at = f" at {shortened(place)}" if place else ""
            yield _wrong(f"its schema refuses it{at}: {violation.message}")
    elif not is_whole:
        yield _wrong(
            f"its bytes are not those that its `{manifest.OWN_HASH}` is of: it was damaged or "
            "edited"
        )
    elif canonical.to_bytes(value, "manifest") != data:
        yield _wrong("it is not written in the canonical form, in which releases have it")


def _contradictions(told: Told) -> Iterator[Mismatch]:
    """Yield where the manifest is not of one mind with itself."""
    for path, times in Counter(file["path"] for file in told.value["files"]).items():
        if times > 1 or path == manifest.NAME:
            yield _wrong(f"it names {shortened(path)}, " + ("twice" if times > 1 else "itself"))
    named = [config["config"] for config in told.value["configs"]]
    for config, times in Counter(named).items():
        if times > 1:
            yield _wrong(f"it has the config {config} twice")
    for path, file in told.files.items():
        if "config" in file:
            yield from _misplaced(path, file)
    for config, entry in told.configs.items():
        yield from _miscounted(told, config, entry)
    for config in sorted({f["config"] for f in told.files.values() if "config" in f} - set(named)):
        yield _wrong(f"it names files of {config}, which is none of its configs")


def _misplaced(path: str, file: dict[str, Any]) -> Iterator[Mismatch]:
    found = _DATA_PATH.fullmatch(path)
    if found is None or found.groups()[:2] != (file["config"], file["split"]):
        yield _wrong(
            f"it has {shortened(path, 120)} in the config {file['config']} and the split "
            f"{file['split']}, where the path says otherwise"
        )


def _miscounted(told: Told, config: str, entry: dict[str, Any]) -> Iterator[Mismatch]:
    rows = {split["split"]: split["rows"] for split in entry["splits"]}
    if sum(rows.values()) != entry["rows"] or len(rows) != len(entry["splits"]):
        yield _wrong(f"the rows of the splits of {config} do not add up to its {entry['rows']:,}")
    files = [file for file in told.files.values() if file.get("config") == config]
    for split in sorted({file["split"] for file in files} | rows.keys()):
        paths = told.files_of(config, split)
        counted = sum(told.files[path]["rows"] for path in paths)
        if rows.get(split) != counted or not paths:
            yield _wrong(
                f"the split {split} of {config} has {rows.get(split, 0):,} rows, and its files "
                f"have {counted:,}"
            )
        numbers = [path.rsplit("-", 3)[1:] for path in paths]
        whole = [[f"{i:05}", "of", f"{len(paths):05}.parquet"] for i in range(len(paths))]
        if numbers != whole:
            yield _wrong(f"the files of the split {split} of {config} are not numbered through")


def compare(root: Path, told: Told) -> tuple[list[Mismatch], frozenset[str]]:
    """Hold the files of `root` against the manifest; return what is wrong, and what is not.

    Returns
    -------
    tuple
        The mismatches, and the paths of the files that are as the manifest says.
    """
    there: dict[str, os.stat_result] = {}
    wrong = list(_listed(root, there))
    refused = {one.path for one in wrong}
    wrong += (
        Mismatch(path, "the manifest does not name this file", _REMOVE)
        for path in there.keys() - told.files.keys() - {manifest.NAME}
    )
    sound = set()
    for path, file in told.files.items():
        if path in there:
            found = list(_differences(root, told, file, there[path].st_size))
            wrong += found
            sound |= set() if found else {path}
        elif not any(f"{path}/".startswith(f"{above}/") for above in refused):
            wrong.append(Mismatch(path, "the file is missing", AGAIN))
    return wrong, frozenset(sound)


def _listed(root: Path, there: dict[str, os.stat_result]) -> Iterator[Mismatch]:
    """Put every regular file below `root` into `there`; yield what is something else."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(root / folder))
            found = {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
        except OSError as error:
            reason = f"this folder cannot be read: {error.strerror}"
            yield Mismatch(folder or ".", reason, "make it readable for the user who verifies")
            continue
        for name, status in found.items():
            path = f"{folder}/{name}" if folder else name
            if stat.S_ISDIR(status.st_mode):
                folders.append(path)
            elif stat.S_ISREG(status.st_mode):
                there[path] = status
            else:
                what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no regular file"
                yield Mismatch(path, f"this is {what}", REGULAR)


def _differences(root: Path, told: Told, file: dict[str, Any], size: int) -> Iterator[Mismatch]:
    path = file["path"]
    if size != file["size"]:
        message = f"the file has {size:,} bytes, and the manifest says {file['size']:,}"
        cut = ": it was cut off or edited" if size < file["size"] else ""
        yield Mismatch(path, message + cut, AGAIN)
    else:
        try:
            with open_inside(root, path) as stream:
                found = manifest.stream_sha256(stream)
        except Unreadable as refused:
            yield Mismatch(path, refused.reason, refused.advice)
        except OSError as error:
            yield Mismatch(path, f"it cannot be read: {error.strerror}", AGAIN)
        else:
            if found != file["sha256"]:
                yield Mismatch(path, *_other_content(told, found, file["sha256"]))


def _other_content(told: Told, found: str, expected: str) -> tuple[str, str]:
    for path, file in told.files.items():
        if file["sha256"] == found:
            return f"the file holds what belongs into {path}", "put each into its own place again"
    return (
        f"the file was damaged or edited: its SHA-256 is {found[:12]}…, and the manifest says "
        f"{expected[:12]}…"
    ), AGAIN
