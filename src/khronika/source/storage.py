"""Finding and opening stored files, on this machine or behind any URL that `fsspec` knows."""

import glob
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self, cast

from khronika.errors import UnusableSource
from khronika.excerpt import shortened
from khronika.source.compression import is_compressed
from khronika.source.reading import LINK, Unreadable, open_inside, open_named, unreadable


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that can be opened.

    Attributes
    ----------
    folder, name
        Where it is, as messages say it, with a ``/`` at the end if it is not empty; and its name.
    size
        Its bytes as they are stored; 0 where that is not known.
    is_seekable
        Whether it can be read from anywhere, as it is stored.
    open
        Opens it, or raises `Unreadable`. Reading it raises nothing but `OSError`.
    """

    folder: str
    name: str
    size: int
    is_seekable: bool
    open: Callable[[], IO[bytes]] = field(compare=False)

    @property
    def path(self) -> str:
        """Folder and name."""
        return self.folder + self.name


@dataclass(frozen=True, slots=True)
class Found:
    """What a source names: its files by path, and whether it is the folder they lie in."""

    files: tuple[Stored, ...]
    is_folder: bool


def find(source: str, here: Path = Path()) -> Found:
    """Return the files that `source` names: a folder, a glob or a file, or the URL of one.

    A path that is no absolute one starts from `here`, and is called what it was called.

    Raises
    ------
    UnusableSource
        If there is nothing, or it cannot be looked at.
    """
    return _find_remote(source) if is_url(source) else _find_local(source, here)


def is_url(source: str) -> bool:
    """Tell whether `source` is a URL and no path.

    Examples
    --------
    >>> is_url("memory://news/*.jsonl"), is_url("news/a.jsonl")
    (True, False)
    """
    return "://" in source or "::" in source


def _find_local(source: str, here: Path) -> Found:
    path = here / source
    try:
        if path.is_dir():
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in entries)
            files = (_local(path / name, f"{source.rstrip('/')}/", follow=False) for name in names)
            return Found(tuple(filter(None, files)), is_folder=True)
        paths = [source] if os.path.lexists(path) else _matches(source, here)
    except OSError as error:
        raise UnusableSource(f"{_named(source)}: {unreadable(error).reason}") from error
    if not paths:
        raise UnusableSource(f"{_named(source)}: there is no such file or folder")
    found = (_local(here / one, one.removesuffix(Path(one).name), follow=True) for one in paths)
    return Found(tuple(filter(None, found)), is_folder=False)


def _matches(pattern: str, here: Path) -> list[str]:
    # pathlib takes no absolute patterns
    return sorted(glob.glob(pattern, root_dir=here, recursive=True))  # noqa: PTH207


def _local(path: Path, folder: str, *, follow: bool) -> Stored | None:
    """Return the file at `path`; None for a folder.

    Links are followed where the user named them, and not where they lie in a folder, which
    somebody else may have made.
    """
    if path.is_dir() and (follow or not path.is_symlink()):
        return None

    def opened() -> IO[bytes]:
        if follow:
            return open_named(path)
        if path.is_symlink():  # not every system can refuse one when it opens a file
            raise Unreadable(*LINK)
        return open_inside(path.parent, path.name)

    size = path.lstat().st_size if os.path.lexists(path) else 0
    return Stored(folder, path.name, size, not is_compressed(path.name), opened)


def _find_remote(url: str) -> Found:
    import fsspec  # late: a tree does not need it

    try:
        system, path = fsspec.core.url_to_fs(url)
        system.invalidate_cache()  # what an earlier run in this process has listed
        if system.isdir(path):
            listed, is_folder = system.ls(path, detail=True), True
        else:
            listed, is_folder = list(system.glob(path, detail=True).values()), False
    except Exception as error:  # every storage has errors of its own
        raise UnusableSource(f"{_named(url)}: {_told(error)}") from error
    files = tuple(_remote(system, listed))
    if not files and not is_folder:
        raise UnusableSource(f"{_named(url)}: there is no such file or folder")
    return Found(files, is_folder)


def _remote(system: Any, listed: list[dict[str, Any]]) -> Iterator[Stored]:
    for info in sorted(listed, key=lambda info: str(info["name"])):
        if info["type"] != "file":
            continue

        def opened(name: str = info["name"]) -> IO[bytes]:
            try:
                return cast("IO[bytes]", _Translating(system.open(name, "rb")))
            except Exception as error:
                raise Unreadable(
                    f"it cannot be opened: {_told(error)}", "see that it is there and may be read"
                ) from error

        folder, _, name = str(system.unstrip_protocol(info["name"])).rpartition("/")
        yield Stored(f"{folder}/", name, info["size"] or 0, False, opened)


class _Translating:
    """A stream whose errors, which every storage has of its own, are all `OSError`."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        try:
            return bytes(self._stream.read(size))
        except Exception as error:
            raise OSError(_told(error)) from error

    def tell(self) -> int:
        return int(self._stream.tell())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def _named(source: str) -> str:
    return shortened(source, 200)


def _told(error: Exception) -> str:
    """Return what an error of some library says, with its kind where that says more."""
    said = str(error).split("\n")[0]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
