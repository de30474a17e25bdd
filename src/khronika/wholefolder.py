"""Writing a folder whole or not at all, under a lock, never over something else."""

import contextlib
import filecmp
import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from khronika.errors import KhronikaError
from khronika.exchange import exchange

_REPLACED = "replaced"
_DONE_WITH = "done-with"

_GLANCE = 0.5
"""Seconds between two looks at whether another process is done."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of folder is written, for those who are told why it was not.

    Attributes
    ----------
    name, work
        What it is called, and what making one is called.
    is_one
        Tells whether a folder is one of the kind, and may be replaced by another.
    elsewhere, instead
        What to do where something else is in the way, and where another of the kind is.
    refused
        What is raised.
    """

    name: str
    work: str
    is_one: Callable[[Path], bool]
    elsewhere: str
    instead: str
    refused: type[KhronikaError]


def write_whole(target: Path, fill: Callable[[Path], None], kind: Kind, *, force: bool) -> bool:
    """Make the folder `target` of what `fill` writes into an empty one; return if it is new.

    It appears whole or not at all. If the same bytes are there already, nothing is done. What
    cannot be cleared up behind it is left to the next one, which clears up first.

    Raises
    ------
    KhronikaError
        As `kind` has it: if another process is writing it, if something else is in its place, if
        one of other content is there and `force` is not given, or if the system refuses.
    """
    try:
        with _lock(target).acquire(timeout=0):
            _clear_up(target)
            with tempfile.TemporaryDirectory(
                prefix=_scratch_prefix(target), dir=target.parent, ignore_cleanup_errors=True
            ) as scratch:
                fresh = Path(scratch) / target.name
                fresh.mkdir()
                fill(fresh)
                _flush(fresh)
                return _put_in_place(fresh, target, kind, force)
    except Timeout:
        raise kind.refused(
            f"another {kind.work} is writing {target}; wait until it is done, or {kind.elsewhere}"
        ) from None
    except OSError as error:
        raise kind.refused(
            f"{target} cannot be written: {error.strerror or error}; mend that, or {kind.elsewhere}"
        ) from error


def resume_whole(
    target: Path,
    fill: Callable[[Path], None],
    kind: Kind,
    *,
    label: str,
    is_done: Callable[[], bool],
    waiting: Callable[[], None],
    force: bool,
) -> bool:
    """Do as `write_whole`, but go on with what an earlier call under the same `label` has left.

    Where another process is writing, wait for it, calling `waiting` now and then; `is_done` tells
    whether there is nothing left to do by then. What `fill` puts beside its folder is kept, too.

    Raises
    ------
    KhronikaError
        As `kind` has it: if something else is in the place of `target`, if one of other content
        is there and `force` is not given, or if the system refuses.
    """
    try:
        with _waited_for(_lock(target), waiting):
            scratch = target.parent / f"{_scratch_prefix(target)}{label}"
            _clear_up(target, kept=scratch)
            is_new = not is_done()
            if is_new:
                if target.exists():
                    _make_way(target, kind, force)
                fresh = scratch / target.name
                fresh.mkdir(parents=True, exist_ok=True)
                fill(fresh)
                _flush(fresh)
                _put_in_place(fresh, target, kind, force)
            if scratch.exists():
                shutil.rmtree(scratch)
            return is_new
    except OSError as error:
        raise kind.refused(
            f"{target} cannot be written: {error.strerror or error}; make room, see who may write "
            f"there, or {kind.elsewhere}"
        ) from error


def _lock(target: Path) -> FileLock:
    target.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(target.parent / f".{target.name}.lock")


@contextlib.contextmanager
def _waited_for(lock: FileLock, waiting: Callable[[], None]) -> Iterator[None]:
    while not lock.is_locked:
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=_GLANCE)
            break
        waiting()
    try:
        yield
    finally:
        lock.release()


def _scratch_prefix(target: Path) -> str:
    return f".{target.name}.scratch-"


def _clear_up(target: Path, kept: Path | None = None) -> None:
    """Remove what a killed process left beside `target`, under the lock that it held too.

    Killed between the two renames of `_swap`, it left the earlier folder in there. Of `kept`, only
    earlier folders go.
    """
    for scratch in target.parent.glob(f"{glob.escape(_scratch_prefix(target))}*"):
        _put_back(scratch / _REPLACED, target)
        done_with = [scratch / _REPLACED, scratch / _DONE_WITH] if scratch == kept else [scratch]
        for left in filter(os.path.lexists, done_with):
            shutil.rmtree(left)


def _put_back(replaced: Path, target: Path) -> None:
    if os.path.lexists(replaced) and not os.path.lexists(target):
        replaced.rename(target)


def _flush(folder: Path) -> None:
    """Have the disk hold all of `folder`, so that not even a power cut leaves half of it."""
    if os.name == "nt":
        return  # where a folder cannot be opened, and a file not be flushed that is only read
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put_in_place(fresh: Path, target: Path, kind: Kind, force: bool) -> bool:
    """Rename `fresh` to `target`; what is there already stays if it is the same.

    Return whether anything changed.
    """
    if target.exists():
        if _same(fresh, target):
            return False
        _make_way(target, kind, force)
        _swap(fresh, target)
    else:
        fresh.rename(target)
    return True


def _make_way(target: Path, kind: Kind, force: bool) -> None:
    """Refuse to replace what is at `target`, if it may not be replaced."""
    if not kind.is_one(target):
        raise kind.refused(
            f"{target} exists and is no {kind.name}: move it away, or {kind.elsewhere}"
        )
    if not force:
        raise kind.refused(
            f"{target} exists and has other content: {kind.instead}, or replace it with --force"
        )


def _swap(fresh: Path, target: Path) -> None:
    """Put `fresh` where `target` is; if that fails, `target` is back.

    Where the system cannot exchange the two in one step, `target` is away for a moment. What is
    done with gets a name under which nobody puts it back, before it is taken apart.
    """
    if exchange(fresh, target):
        return
    replaced = fresh.with_name(_REPLACED)
    try:
        target.rename(replaced)
        fresh.rename(target)
        replaced.rename(fresh.with_name(_DONE_WITH))
    finally:
        _put_back(replaced, target)


def _same(left: Path, right: Path) -> bool:
    def files(root: Path) -> dict[Path, bool]:
        """Return the files below `root`, each with whether it is a link: a fresh one has none."""
        files = (path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root): path.is_symlink() for path in files}

    names = files(left)
    return names == files(right) and all(
        filecmp.cmp(left / name, right / name, shallow=False) for name in names
    )
