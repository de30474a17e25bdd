"""Dask clusters for tests: a scheduler and workers, each a process of its own."""

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from distributed import Client
from distributed.versions import VersionMismatchWarning

HERE = Path(__file__).parent

_CONFIG = {
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
}


class Cluster:
    """A cluster on the loopback, without workers at first, which ends with the `with` block.

    Parameters
    ----------
    folder : pathlib.Path
        Where its files are; made if need be.
    scheduler : mapping
        Variables of the environment of the scheduler.
    """

    def __init__(self, folder: Path, scheduler: Mapping[str, str] | None = None) -> None:
        self.file = folder / "scheduler.json"
        self.scheduler: subprocess.Popen | None = None
        self.workers: list[subprocess.Popen] = []
        self._folder = folder
        self._environment = scheduler or {}

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        options = ("--scheduler-file", self.file, "--host", "127.0.0.1", "--port", "0")
        code = "from distributed.cli.dask_scheduler import main; main()"
        self.scheduler = self._start(code, *options, environment=self._environment)
        while not self.file.exists():
            assert self.scheduler.poll() is None, self.log()
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            if process is not None:
                process.kill()
                process.wait()

    def has(self, workers: int) -> Self:
        """See that it has so many workers, all of which are as they should be."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) > workers:
            kill(self.workers.pop())
        while len(self.workers) < workers:
            self.add(wait=False)
        self.wait()
        return self

    def add(
        self,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        before: str = "",
        wait: bool = True,
    ) -> None:
        """Start one more worker, which runs the code `before` at its beginning."""
        code = f"{before}\nfrom distributed.cli.dask_worker import main; main()"
        threads = len(self.workers) % 2 + 1
        options = ("--scheduler-file", self.file, "--no-nanny", "--nthreads", threads)
        self.workers.append(self._start(code, *options, environment=environment, cwd=cwd))
        if wait:
            self.wait()

    def _start(
        self,
        code: str,
        *options: object,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.Popen:
        environment = environment or {}
        path = (environment.get("PYTHONPATH"), os.environ.get("PYTHONPATH"), str(HERE))
        joined = {"PYTHONPATH": os.pathsep.join(filter(None, path))}
        number = len(list(self._folder.glob("*.log")))
        with (self._folder / f"{number}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-c", code, "--no-dashboard", *map(str, options)],
                cwd=cwd or self._folder,
                env=os.environ | _CONFIG | dict(environment) | joined,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until the workers that are alive are those that the scheduler knows."""
        alive = [worker for worker in self.workers if worker.poll() is None]
        with self.client() as client:
            for _ in range(1200):
                if len(client.nthreads()) == len(alive):
                    return
                assert all(worker.poll() is None for worker in alive), self.log()
                time.sleep(0.05)
        raise AssertionError(self.log())

    def client(self) -> Client:
        """Return a client of the scheduler, to be closed."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)
            return Client(scheduler_file=str(self.file), set_as_default=False)

    def is_idle(self) -> bool:
        """Tell whether there is nothing to do, within a while."""
        with self.client() as client:
            for _ in range(200):
                if not any(client.processing().values()):
                    return True
                time.sleep(0.05)
        return False

    def log(self) -> str:
        """Return what all processes have said."""
        return "\n".join(path.read_text("utf-8") for path in sorted(self._folder.glob("*.log")))


def kill(process: subprocess.Popen) -> None:
    """Kill a process, as the system does when memory runs out."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def fake_version(folder: Path, name: str, version: str) -> dict[str, str]:
    """Return an environment in which a package claims to have another version."""
    metadata = folder / f"{name.replace('-', '_')}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    return {"PYTHONPATH": str(folder)}
