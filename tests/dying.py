"""Builds in which something happens at one call to the file system.

`python dying.py WHAT SEED CORPUS EARLIER FOLDER` counts the calls of a build that replaces the
release `EARLIER`, chooses some of them by `SEED`, and lets a build have an accident at each, over a
copy of `EARLIER` in `FOLDER/<number>/`. It writes one line of JSON for each. `WHAT` is `die`: the
process is gone; `full`: the system says that the disk is full; `interrupt`: Ctrl-C is pressed.

Each build runs in a fork, so that what takes long, loading the libraries, is done once.
"""

import errno
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from khronika import exchange, wholefolder
from khronika.errors import BuildRefused
from khronika.release import builder

CHOSEN = 6
"""Calls at which something happens, besides those that move the release."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_TAKING_ROOM = ("open", "os.mkdir", "os.rename", "exchange")
_EVENTS = (*_TAKING_ROOM[1:], "os.remove", "os.rmdir", "shutil.rmtree")
_DIED = 9


def _watched(at_call: Callable[[str], None]) -> None:
    """Call `at_call` with the name of each event that changes the file system, before it does."""

    def hook(event: str, arguments: tuple) -> None:
        if event in _EVENTS or (event == "open" and arguments[2] & _WRITING):
            at_call(event)

    def exchanged(left: Path, right: Path) -> bool:
        at_call("exchange")
        return exchange.exchange(left, right)

    wholefolder.exchange = exchanged
    sys.addaudithook(hook)


def _accident(what: str, number: int) -> Callable[[str], None]:
    calls: list[str] = []

    def at_call(event: str) -> None:
        calls.append(event)
        if len(calls) != number:
            return
        if what == "die":
            os._exit(_DIED)
        if what == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise KeyboardInterrupt

    return at_call


def _in_fork(corpus: str, out: Path, at_call: Callable[[str], None], end: Callable[[], str]) -> str:
    """Build in a fork; return what it tells, which is nothing if it dies."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _watched(at_call)
        try:
            builder.build(corpus, out=out, configs=["articles", "registry"], force=True)
            told = end()
        except BuildRefused as refused:
            told = f"refused: {refused}"
        except KeyboardInterrupt:
            told = "interrupted"
        os.write(writer, told.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read().decode()
    os.waitpid(child, 0)
    return told


def main() -> None:
    """Let every chosen build have its accident."""
    what, seed, corpus, earlier, folder = sys.argv[1:]

    def copied(name: str) -> Path:
        out = Path(folder) / name
        shutil.copytree(earlier, out / Path(earlier).name)
        return out

    calls: list[str] = []
    told = _in_fork(corpus, copied("counted"), calls.append, lambda: json.dumps(calls))
    events = json.loads(told)
    possible = [n for n, e in enumerate(events, 1) if what != "full" or e in _TAKING_ROOM]
    moves = [n for n, event in enumerate(events, 1) if event in ("os.rename", "exchange")]
    moving = set(moves[-2:])  # put the release into its place; those before move its shards there
    after = {n + 1 for n in moving} & set(possible)
    chosen = random.Random(int(seed)).sample(possible, CHOSEN)
    for number in sorted({*chosen, *moving, *after}):
        out = copied(str(number))
        told = _in_fork(corpus, out, _accident(what, number), lambda: "built")
        line = {"number": number, "event": events[number - 1], "told": told, "out": str(out)}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
