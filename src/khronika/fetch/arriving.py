"""One file on its way: resumed where it was cut, tried again, and believed when its hash fits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from khronika.errors import DownloadFailed, ReleaseNotFound
from khronika.excerpt import shortened
from khronika.fetch.origin import Answer, Origin, Unavailable
from khronika.fetch.received import File
from khronika.fetch.template import shown
from khronika.release import manifest

T = TypeVar("T")

ATTEMPTS = 5
"""How often in a row a file is asked for without a byte more of it."""

LONGEST_PAUSE = 16.0
"""Seconds between two attempts that nobody asked for."""

pause = time.sleep
"""Waits between two attempts; tests put something here that does not."""

_PAGE = (
    "a web page came instead of the file; a proxy or a login may stand in between: open the "
    "address in a browser and see"
)


def fetch_small(origin: Origin, address: str, limit: int) -> bytes:
    """Return the file at `address`, of at most `limit` bytes.

    Raises
    ------
    ReleaseNotFound
        If there is no such file.
    DownloadFailed
        If it does not arrive, or is larger.
    """

    def once() -> bytes:
        with origin.open(address, 0, None) as answer:
            data = bytearray()
            for chunk in answer.chunks:
                data += chunk
                if len(data) > limit or (answer.size or 0) > limit:
                    raise DownloadFailed(
                        f"{_named(address)}: expected a manifest of at most {limit:,} bytes, found "
                        "more; see that the address is right"
                    )
            if answer.size is not None and len(data) < answer.size:
                raise Unavailable("the connection was cut", "try again later", passing=True)
            return bytes(data)

    return _insist(once, address, progressed=lambda: False)


@dataclass
class Arriving:
    """A file of a release that is fetched into a folder of parts.

    Parameters
    ----------
    origin : Origin
        Where it comes from.
    address : str
        Its address there.
    file : File
        What the manifest says about it.
    parts : pathlib.Path
        The folder where what has arrived of it is kept, named after its hash.
    arrived : callable
        Called with the bytes that are there, whenever some have arrived.
    """

    origin: Origin
    address: str
    file: File
    parts: Path
    arrived: Callable[[int], None]
    _most: int = field(default=0, init=False)
    _is_second: bool = field(default=False, init=False)

    @property
    def part(self) -> Path:
        """Where the bytes are put that have arrived."""
        return self.parts / f"{self.file.sha256}.part"

    @property
    def _validator(self) -> Path:
        return self.parts / f"{self.file.sha256}.etag"

    def fetch(self) -> Path:
        """Fetch what is missing and return the file, whose size and hash fit.

        Raises
        ------
        DownloadFailed
            If it does not arrive, or is not what the manifest says.
        """
        try:
            return _insist(self._once, self.address, self._progressed)
        except ReleaseNotFound as error:
            raise DownloadFailed(
                f"{error}; the release there is not whole: tell whoever keeps it, or name another "
                "place with --from"
            ) from error

    def _progressed(self) -> bool:
        before, self._most = self._most, max(self._most, _size(self.part))
        return self._most > before

    def _once(self) -> Path:
        """Ask once for what is missing; what was resumed and does not fit is fetched anew."""
        resumed = self._ask()
        if manifest.file_sha256(self.part) != self.file.sha256:
            self._forget()
            if resumed and not self._is_second:
                self._is_second = True
                raise Unavailable(
                    "it changed while it was fetched",
                    "see that nobody is putting another release there",
                    passing=True,
                )
            raise DownloadFailed(
                f"{_named(self.address)}: its SHA-256 is not {self.file.sha256[:12]}…, which the "
                "manifest gives it; the file is damaged or another one: tell whoever keeps the "
                "release there, or name another place with --from"
            )
        self._validator.unlink(missing_ok=True)
        return self.part

    def _ask(self) -> bool:
        """Fetch what is missing; return whether something was there before."""
        start = _size(self.part)
        if start > self.file.size or self.part.is_symlink():
            self._forget()
            start = 0
        if start == self.file.size and self.part.exists():
            return True
        validator = self._validator.read_text("utf-8") if self._validator.exists() else None
        with self.origin.open(self.address, start, validator) as answer:
            self._check_size(answer)
            self._write(answer)
            if _size(self.part) < self.file.size:
                raise self._cut(answer)
            return answer.start > 0

    def _check_size(self, answer: Answer) -> None:
        if answer.size in (None, self.file.size):
            return
        self._forget()
        raise self._unfit(answer, f"it has {answer.size:,} bytes")

    def _write(self, answer: Answer) -> None:
        self.parts.mkdir(parents=True, exist_ok=True)
        if answer.start == 0:
            self._forget()
        if answer.validator:
            self._validator.write_text(answer.validator, "utf-8")
        have = answer.start
        with self.part.open("ab") as stream:
            for chunk in answer.chunks:
                have += len(chunk)
                if have > self.file.size:
                    break
                stream.write(chunk)
                stream.flush()  # so that it is there whatever happens to us
                self.arrived(have)
        if have > self.file.size:
            self._forget()
            raise self._unfit(answer, "more bytes came")

    def _cut(self, answer: Answer) -> Exception:
        if answer.is_page:
            have = _size(self.part)
            self._forget()
            return self._unfit(answer, f"{have:,} bytes came")
        return Unavailable(
            f"it ended after {_size(self.part):,} of {self.file.size:,} bytes",
            "try again later",
            passing=True,
        )

    def _unfit(self, answer: Answer, found: str) -> DownloadFailed:
        if answer.is_page:
            return DownloadFailed(f"{_named(self.address)}: {_PAGE}")
        return DownloadFailed(
            f"{_named(self.address)}: {found}, where the manifest says {self.file.size:,}; the "
            "file is damaged or another one: tell whoever keeps the release there, or name "
            "another place with --from"
        )

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self._validator.unlink(missing_ok=True)


def _insist(once: Callable[[], T], address: str, progressed: Callable[[], bool]) -> T:
    """Call `once` until it succeeds, or fails in a way that does not pass."""
    failures = 0
    while True:
        try:
            return once()
        except Unavailable as error:
            failures = 1 if progressed() else failures + 1
            if error.is_missing:
                raise ReleaseNotFound(f"{_named(address)}: {error}") from error
            if not error.passing or failures >= ATTEMPTS:
                raise DownloadFailed(f"{_named(address)}: {error}") from error
            pause(min(2.0 ** (failures - 1), LONGEST_PAUSE) if error.wait is None else error.wait)


def _size(path: Path) -> int:
    return path.lstat().st_size if path.exists() else 0


def _named(address: str) -> str:
    return shortened(shown(address), 300)
