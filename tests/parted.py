"""Run khronika on small parts, step by step: `python parted.py ARGUMENT…`.

At each step, of which the progress bar would tell, it writes a line with the ids of the processes
that take part, and goes on when it reads one.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import khronika.cli.build
import khronika.cli.check
from khronika.cli import main
from khronika.release import plan
from khronika.source import layout, shards

TREE_PART, SHARD_PART, SHARD_CODE_POINTS = 4, 30_000, 5_000


class Parted:
    """A command in a process group of its own, as a shell would start it."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, *map(str, arguments)],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def __enter__(self) -> "Parted":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def until(self, doing: str) -> list[int]:
        """Let it go on until it does something; return the processes that take part."""
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        for line in self._process.stdout:
            done, _, processes = line.rpartition(": ")
            if done.startswith(doing):
                return [int(process) for process in processes.split()]
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        raise AssertionError(self._process.communicate())

    def interrupt(self) -> None:
        """Press Ctrl-C, which every process of the group gets to feel."""
        os.killpg(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        """Kill it, and none of those that it started."""
        self._process.kill()
        self._process.wait()

    def finish(self) -> tuple[int, str]:
        """Let it go on to its end, and return its exit status and what it complains of."""
        _, told = self._process.communicate("\n" * 1000)
        return self._process.returncode, told


def is_alive(process: int) -> bool:
    """Tell whether there is a process of that id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@contextlib.contextmanager
def _stepping() -> Iterator[object]:
    def step(doing: str, done: int, _: int) -> None:
        processes = [str(child.pid) for child in multiprocessing.active_children()]
        sys.stdout.write(f"{doing} {done}: {' '.join(processes)}\n")
        sys.stdout.flush()
        sys.stdin.readline()

    yield step


if __name__ == "__main__":
    layout.PART, shards.PART = TREE_PART, SHARD_PART
    plan.SHARD_CODE_POINTS = SHARD_CODE_POINTS
    khronika.cli.build.progress = khronika.cli.check.progress = _stepping
    main()
