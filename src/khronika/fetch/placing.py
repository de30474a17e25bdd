"""Putting a release in its place, file by file, in sight only when it is whole."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from khronika.cache import CACHE_VARIABLE
from khronika.errors import DownloadFailed
from khronika.fetch import kept
from khronika.fetch.arriving import Arriving
from khronika.fetch.origin import Origin
from khronika.fetch.received import File, Received
from khronika.progress import Progress
from khronika.release import manifest
from khronika.wholefolder import Kind, resume_whole

_KIND = Kind(
    name="release",
    work="download",
    is_one=manifest.is_release,
    elsewhere="name another folder with --to",
    instead="move it away",
    refused=DownloadFailed,
)
_CACHED = replace(_KIND, elsewhere=f"set {CACHE_VARIABLE} to another folder")


@dataclass(frozen=True, slots=True)
class Placing:
    """A release that is to be put somewhere.

    Parameters
    ----------
    told : Received
        Its manifest.
    address : callable
        Returns the address of a file of it, by its path.
    origin : Origin
        Where the files come from.
    progress : callable
        Called with what is being done, the bytes that are there, and how many there will be.
    """

    told: Received
    address: Callable[[str], str]
    origin: Origin
    progress: Progress

    def into_cache(self) -> tuple[Path, bool]:
        """Put it into the cache, where it is found from now on; return its place, and if it is new.

        Raises
        ------
        DownloadFailed
            If it does not arrive whole, or the cache cannot be written.
        """
        place = kept.place_of(self.told)
        is_new = self._put(place, _CACHED, force=True)  # only a damaged one can be in the way
        kept.prefer(place)
        return place, is_new

    def into(self, folder: Path, *, force: bool) -> tuple[Path, bool]:
        """Make its folder in `folder`; return that, and whether it is new.

        Raises
        ------
        DownloadFailed
            If it does not arrive whole, if `folder` cannot be written, or if something is in the
            way that is no release, or a release that differs and `force` is not given.
        """
        place = folder / f"{self.told.name}-{self.told.version}"
        return place, self._put(place, _KIND, force=force)

    def _put(self, place: Path, kind: Kind, *, force: bool) -> bool:
        return resume_whole(
            place,
            partial(self._fill, before=place),
            kind,
            label=self.told.key,
            is_done=lambda: kept.is_whole(place, self.told),
            waiting=lambda: self.progress("waiting for another download", 0, self.told.size),
            force=force,
        )

    def _fill(self, folder: Path, before: Path) -> None:
        """Put every file into `folder` that is not there yet, the manifest last.

        What is sound in `before`, a damaged or other release, need not be fetched again.
        """
        parts = folder.with_name("parts")
        self._see_room(folder, parts)
        done = 0
        for file in self.told.files:
            if not kept.has(folder, file):
                (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
                if kept.has(before, file):
                    shutil.copyfile(before / file.path, folder / file.path)
                else:
                    self._fetch(file, parts, done).replace(folder / file.path)
            done += file.size
            self.progress(f"fetching {file.path}", done, self.told.size)
        (folder / manifest.NAME).write_bytes(self.told.data)

    def _fetch(self, file: File, parts: Path, done: int) -> Path:
        def arrived(bytes_: int) -> None:
            self.progress(f"fetching {file.path}", done + bytes_, self.told.size)

        return Arriving(self.origin, self.address(file.path), file, parts, arrived).fetch()

    def _see_room(self, folder: Path, parts: Path) -> None:
        """Refuse to begin what cannot end for want of room."""
        paths = [path for path in (*folder.rglob("*"), *parts.glob("*.part")) if path.is_file()]
        there = sum(path.stat().st_size for path in paths)
        free = shutil.disk_usage(folder).free
        if self.told.size - there > free:
            raise DownloadFailed(
                f"the release has {self.told.size:,} bytes, and {free:,} are free at "
                f"{folder.parent}; make room, or name another folder with --to or {CACHE_VARIABLE}"
            )
