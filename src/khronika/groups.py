"""Values by key, for more of them than memory holds.

What belongs together in a corpus, such as the places of one name or the articles of one text, is
found by a key that is the same for all of it. Groups of one corpus take what those of its parts
hold, part by part, and look the same however it was cut.
"""

import os
import pickle
import tempfile
import weakref
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import IO, Any, Generic, TypeVar

Value = TypeVar("Value")

HELD = 200_000
"""Values that are held in memory; the rest goes to temporary files."""

FILES = 64
"""Temporary files that keys are shared out to; one at a time is read back."""

READ_BACK = 32 * 1024 * 1024
"""Bytes of a file that is read back as a whole; the keys of a larger one are shared out again."""

_DEEPEST = 4
"""How often keys can be shared out again: then all bits of their hash have been looked at."""

_LONG = 64
"""Values of one key from which on it is tried to make one of several."""


class Groups(Generic[Value]):
    """Values by key, each key's in the order in which they came.

    Parameters
    ----------
    combine : callable, optional
        Makes fewer values of many, where a group as a whole is what counts; the order stays.
    held : int
        How many values to hold in memory.

    Examples
    --------
    >>> groups = Groups()
    >>> for key, value in [("порт", 1), ("мэр", 2), ("порт", 3)]:
    ...     groups.add(key, value)
    >>> list(groups)
    [('порт', [1, 3])]
    """

    def __init__(
        self,
        combine: Callable[[list[Value]], list[Value]] | None = None,
        held: int = HELD,
    ) -> None:
        self._combine = combine
        self._held = held
        self._count = 0
        self._groups: dict[str | bytes, list[Value]] = {}
        self._files: list[IO[bytes]] = []

    def add(self, key: str | bytes, value: Value) -> None:
        """Add one value."""
        self._count += self._join(self._groups, key, [value])
        if self._count > self._held:
            self._spill()

    def merge(self, later: "Groups[Value]") -> None:
        """Add the values of groups whose documents come later."""
        for key, values in later._parts():
            self._count += self._join(self._groups, key, values)
            if self._count > self._held:
                self._spill()

    def __iter__(self) -> Iterator[tuple[str | bytes, list[Value]]]:
        """Yield the keys that have two values or more, with their values."""
        if self._files:
            self._spill()
        for file in self._files:
            yield from self._of_file(file, 1)
        yield from self._several(self._groups)

    def _of_file(self, file: IO[bytes], depth: int) -> Iterator[tuple[str | bytes, list[Value]]]:
        """Yield what `__iter__` does of one file, which has been shared out `depth` times."""
        if file.seek(0, os.SEEK_END) <= READ_BACK or depth > _DEEPEST:
            together: dict[str | bytes, list[Value]] = {}
            for key, values in chain.from_iterable(_blocks(file)):
                self._join(together, key, values)
            yield from self._several(together)
            return
        with ExitStack() as held:
            finer = [held.enter_context(tempfile.TemporaryFile()) for _ in range(FILES)]
            for block in _blocks(file):
                _write(finer, block, depth)
            for part in finer:
                yield from self._of_file(part, depth + 1)

    def _several(
        self, groups: dict[str | bytes, list[Value]]
    ) -> Iterator[tuple[str | bytes, list[Value]]]:
        for key, values in groups.items():
            found = self._combine(values) if self._combine else values
            if len(found) > 1:
                yield key, found

    def _join(
        self, groups: dict[str | bytes, list[Value]], key: str | bytes, values: Iterable[Value]
    ) -> int:
        """Add values of one key to `groups`; return how many more they hold now."""
        there = groups.setdefault(key, [])
        before = len(there)
        there.extend(values)
        if self._combine and len(there) > _LONG:
            there[:] = self._combine(there)
        return len(there) - before

    def _parts(self) -> Iterator[tuple[str | bytes, list[Value]]]:
        """Yield everything, a key perhaps several times, the values of each in order."""
        for file in self._files:
            yield from chain.from_iterable(_blocks(file))
        yield from self._groups.items()

    def _spill(self) -> None:
        """Move what is in memory to the files, the values of a key behind those there."""
        if not self._files:
            self._files = [tempfile.TemporaryFile() for _ in range(FILES)]  # noqa: SIM115
            weakref.finalize(self, _close, self._files)
        _write(self._files, self._groups.items(), 0)
        self._groups, self._count = {}, 0

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: groups that a part of a corpus has, which memory holds."""
        if self._files:
            raise pickle.PicklingError("groups that are in files stay in their process")
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take up what was pickled."""
        self.__dict__.update(state)


_Block = Iterable[tuple[str | bytes, list[Any]]]
"""Keys with values, which are written together: then what they share is written once."""


def _write(files: Sequence[IO[bytes]], block: _Block, depth: int) -> None:
    """Add values to the files of their keys, which other bits of a hash tell at each depth."""
    shares: dict[int, list[tuple[str | bytes, list[Any]]]] = defaultdict(list)
    for key, values in block:
        hashed = zlib.crc32(key.encode() if isinstance(key, str) else key)
        shares[hashed // FILES**depth % FILES].append((key, values))
    for number, share in shares.items():
        pickle.dump(share, files[number], pickle.HIGHEST_PROTOCOL)


def _close(files: Iterable[IO[bytes]]) -> None:
    for file in files:
        file.close()


def _blocks(file: IO[bytes]) -> Iterator[_Block]:
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 - a nameless file that this process wrote
        except EOFError:
            return
