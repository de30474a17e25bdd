"""Run `khronika build` step by step: `python stepped.py ARGUMENT…`.

At each step, of which the progress bar would tell, it writes a line, and goes on when it reads one;
so a test decides what happens to it in the midst of its work, and looks at no clock.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import khronika.cli.build
from khronika.cli import main


class Stepped:
    """A build in a process of its own, which is killed if the test leaves it before it is done."""

    def __init__(self, corpus: Path, *arguments: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "build", *map(os.fspath, arguments)],
            cwd=corpus,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> "Stepped":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def step(self) -> str:
        """Let it come to its next step, and return what it says that it is about to do."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def go_on(self) -> None:
        """Let it leave the step that it stands at."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def until(self, step: str) -> None:
        """Let it go on until it stands at `step`."""
        while self.step().strip() != step:
            assert self._process.poll() is None, self._process.stderr
            self.go_on()

    def send(self, signal: int) -> tuple[int, str]:
        """Send it a signal, and return its exit status and what it says to that."""
        self._process.send_signal(signal)
        _, told = self._process.communicate()
        return self._process.returncode, told

    def finish(self) -> tuple[int, str]:
        """Let it go on to its end, and return its exit status and what it complains of."""
        _, told = self._process.communicate("\n" * 100)
        return self._process.returncode, told


@contextlib.contextmanager
def _stepping() -> Iterator[object]:
    def step(doing: str, done: int, _: int) -> None:
        sys.stdout.write(f"{doing} {done}\n")
        sys.stdout.flush()
        sys.stdin.readline()

    yield step


if __name__ == "__main__":
    khronika.cli.build.progress = _stepping
    main()
