"""How much memory a command and its workers need at most, as the system remembers it."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1
"""Seconds between two looks; the system keeps the peak of each process in between."""

_TRACKER = b"resource_tracker"


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds, and bytes of memory at the peak, all shared ones among them.

    `worker_bytes` is the most that any process had which the command started; 0 without any.
    """

    seconds: float
    parent_bytes: int
    worker_bytes: int


def measured(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command that must succeed, and watch it.

    `environment` has variables that it gets beside those of this process.

    Raises
    ------
    FileNotFoundError
        On a system without `/proc`.
    subprocess.CalledProcessError
        If it fails.
    """
    peaks: dict[int, int] = {}
    Path("/proc/self/status").read_bytes()  # on other systems, fail before anything is run
    began = time.perf_counter()
    words = [str(word) for word in command]
    variables = os.environ | (environment or {})
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, env=variables) as process:
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peaks, done))
        watch.start()
        status = process.wait()
        seconds = time.perf_counter() - began
        done.set()
        watch.join()
    if status:
        raise subprocess.CalledProcessError(status, process.args)
    parent = peaks.pop(process.pid, 0)
    return Run(seconds, parent, max(peaks.values(), default=0))


def _watch(root: int, peaks: dict[int, int], done: threading.Event) -> None:
    while not done.wait(EVERY):
        for process in _family(root):
            peak = _peak(process)
            if peak:
                peaks[process] = max(peaks.get(process, 0), peak)


def _family(process: int) -> list[int]:
    """Return a process and all that it started, and those started."""
    family = [process]
    for one in family:  # grows meanwhile
        for task in _listed(Path(f"/proc/{one}/task")):
            family += map(int, _read(Path(f"/proc/{one}/task/{task}/children")).split())
    return family


def _peak(process: int) -> int:
    """Return the bytes that a process had at most so far; 0 if it is gone or works at nothing."""
    if _TRACKER in _read(Path(f"/proc/{process}/cmdline")):
        return 0
    for line in _read(Path(f"/proc/{process}/status")).splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are what is asked for
    except (FileNotFoundError, ProcessLookupError):
        return []  # it has ended


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""  # it has ended
