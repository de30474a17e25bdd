"""Releases that are known here: kept manifests, and what was downloaded before."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khronika.cache import cache_folder
from khronika.changes import numbers
from khronika.corpus_model import CorpusInfo
from khronika.errors import ReleaseUnreadable
from khronika.fetch import received
from khronika.fetch.received import File, Received
from khronika.release import manifest
from khronika.source.layout import RELEASES, is_version
from khronika.source.reading import Unreadable, read_named


@dataclass(frozen=True, slots=True)
class KnownRelease:
    """A release that is known here.

    Attributes
    ----------
    version, released
        Its version, and the day of it as ``YYYY-MM-DD`` or None.
    size
        Bytes of all its files; None for what is not released yet.
    is_current
        Whether it is the version that `corpus.json` has now.
    cached
        Where it lies, if it was downloaded.
    """

    version: str
    released: str | None
    size: int | None
    is_current: bool
    cached: Path | None


def known(root: Path, info: CorpusInfo) -> list[KnownRelease]:
    """Return the releases of a corpus that are known here, by ascending version."""
    folders = {path.parent.name for path in (root / RELEASES).glob(f"*/{manifest.NAME}")}
    versions = set(filter(is_version, folders))
    versions |= {told.version for told, _ in _cached(info.name, "*")}
    return [
        _known(root, info, version) for version in sorted({*versions, info.version}, key=numbers)
    ]


def _known(root: Path, info: CorpusInfo, version: str) -> KnownRelease:
    published = kept(root, version)
    found = cached(info.name, version, published)
    told = published or (found[0] if found else None)
    is_current = version == info.version
    day = info.released.isoformat() if is_current and info.released else None
    return KnownRelease(
        version,
        told.released if told else day,
        told.size if told else None,
        is_current,
        found[1] if found else None,
    )


def kept(root: Path, version: str) -> Received | None:
    """Return the manifest of a release that the corpus at `root` keeps; None if it keeps none.

    Raises
    ------
    ReleaseUnreadable
        If it is damaged.
    """
    path = root / RELEASES / version / manifest.NAME
    return _read(path) if path.exists() else None


def place_of(told: Received) -> Path:
    """Return where a downloaded release lies: a place named after its manifest's bytes.

    So another release of the same version never meets what was cached of this one.
    """
    return cache_folder() / "downloads" / told.key / f"{told.name}-{told.version}"


def cached(name: str, version: str, like: Received | None) -> tuple[Received, Path] | None:
    """Return a release that was downloaded before, if it is all there.

    If its manifest is known, only one with the same manifest will do.
    """
    for told, place in _cached(name, version):
        is_it = (told.name, told.version) == (name, version) and (like in (None, told))
        if is_it and all(_has_size(place, file) for file in told.files):
            return told, place
    return None


def prefer(place: Path) -> None:
    """Have `cached` find the release at `place` before others of its version."""
    (place / manifest.NAME).touch()


def _cached(name: str, version: str) -> Iterator[tuple[Received, Path]]:
    """Yield what was downloaded, the latest first; `version` may be a pattern."""
    found = (cache_folder() / "downloads").glob(f"*/{name}-{version}/{manifest.NAME}")
    for path in sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        try:
            told = _read(path)
        except ReleaseUnreadable:
            continue  # it is as good as not there, and is downloaded anew
        if told.name == name and path.parent == place_of(told):
            yield told, path.parent


def _read(path: Path) -> Received:
    try:
        return received.read(read_named(path, received.MAX_BYTES), str(path))
    except Unreadable as error:
        raise ReleaseUnreadable(f"{path}: {error}") from error


def _has_size(folder: Path, file: File) -> bool:
    path = folder / file.path
    return path.is_file() and path.stat().st_size == file.size


def has(folder: Path, file: File) -> bool:
    """Tell whether `folder` holds the very file that a manifest names."""
    path = folder / file.path
    return (
        not path.is_symlink()
        and _has_size(folder, file)
        and manifest.file_sha256(path) == file.sha256
    )


def is_whole(folder: Path, told: Received) -> bool:
    """Tell whether `folder` holds the very files of a release; others beside them do not count."""
    path = folder / manifest.NAME
    if not path.is_file() or path.stat().st_size != len(told.data):
        return False
    return path.read_bytes() == told.data and all(has(folder, file) for file in told.files)
