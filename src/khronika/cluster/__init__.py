"""Running tasks on the workers of a Dask cluster, which have to see what this process sees."""

import tempfile
import time
import uuid
from asyncio import run_coroutine_threadsafe
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import CancelledError, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from khronika.cluster import fitness
from khronika.cluster.asking import examine, unfit
from khronika.cluster.connecting import connected
from khronika.cluster.fitness import Needs
from khronika.errors import KhronikaError, UnusableCluster, WorkerLost
from khronika.opened import Shared

if TYPE_CHECKING:
    from distributed import Client, Future

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks for each thread of a worker that are under way or whose result waits for its turn."""

RETRIES = 2
"""How often a task is tried again that failed for a reason outside of khronika, such as a storage
that was out of reach. What a worker that died was working at is given to others, which is counted
by itself: `distributed.scheduler.allowed-failures`."""

ALONE = 120.0
"""Seconds to wait for a worker where there is none: a cluster may be about to start some anew."""

_GLANCE = 1.0
"""Seconds between two looks at whether there are workers."""


class _Refused(NamedTuple):
    """What a worker refused, which no other worker need try."""

    worker: str
    error: KhronikaError


class Cluster:
    """Runs tasks on the workers of a Dask cluster."""

    is_here = False

    def __init__(self, client: "Client", needs: Needs, asked: Set[str]) -> None:
        self._client = client
        self._address = client.scheduler.address
        self._asked = asked
        self._needs = needs

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of `function` for each task, in their order.

        Raises
        ------
        UnusableCluster
            If a worker, which may have come later, cannot take part.
        WorkerLost
            If there are no workers any more, if a task has ended several of them, or if the
            scheduler is gone.
        """
        run = partial(_work, self._needs, function)
        waiting = iter(tasks)
        under_way: deque[Future] = deque()
        try:
            while True:
                for task in islice(waiting, max(0, self._room() - len(under_way))):
                    under_way.append(self._submit(run, task))
                if not under_way:
                    return
                result = self._first_of(under_way)
                under_way.popleft()  # with which the cluster forgets it
                yield result
        except (CancelledError, OSError) as error:
            if self._client.status == "running" and not isinstance(error, CancelledError):
                raise
            raise self._lost(
                "the scheduler is gone, was started anew, or was told to cancel the work"
            ) from error
        finally:
            if self._client.status == "running":
                self._client.cancel(list(under_way))

    def _submit(self, run: Callable[[Task], Result | _Refused], task: Task) -> "Future":
        return self._client.submit(run, task, pure=False, retries=RETRIES)

    def _room(self) -> int:
        """Return how many tasks to have under way, with the workers that there are now."""
        threads: dict[str, int] = self._client.nthreads()
        if new := threads.keys() - self._asked:
            examine(self._client, self._needs, new)
        self._asked = threads.keys()
        return AHEAD * max(1, sum(threads.values()))

    def _first_of(self, under_way: Sequence["Future"]) -> Any:
        """Wait for what comes of the first task, as long as there are workers, and return it."""
        gathering = self._client.gather(under_way[0], asynchronous=True)
        coming = run_coroutine_threadsafe(gathering, self._client.loop.asyncio_loop)
        met = time.monotonic()
        try:
            while not coming.done():
                wait([coming], timeout=_GLANCE)
                now = time.monotonic()
                if self._client.nthreads():
                    met = now
                    continue
                for failed in (one for one in under_way if one.status == "error"):
                    raise self._told(failed.exception())  # which ended the workers, perhaps
                if now - met > ALONE:
                    raise self._lost(f"there has been no worker for {ALONE:.0f} seconds")
        finally:
            coming.cancel()
        if error := coming.exception():
            raise self._told(error) from error
        result = coming.result()
        if isinstance(result, _Refused):
            raise _named(result)
        return result

    def _told(self, error: BaseException) -> BaseException:
        """Return what to raise for what came of a task, other than a result."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            return WorkerLost(
                f"{error.allowed_failures + 1} workers died at the same task, the last one "
                f"{error.last_worker.address}, perhaps because memory ran out; nothing is lost: "
                "see what their logs say, give each worker more memory or fewer threads, and try "
                "again"
            )
        if not isinstance(error, CancelledError):
            examine(self._client, self._needs)  # a worker that has just come may lack khronika
        return error

    def _lost(self, told: str) -> WorkerLost:
        return WorkerLost(
            f"{told}: at {self._address}; nothing is lost: see that the scheduler and its workers "
            "run, and try again"
        )


def _work(needs: Needs, function: Callable[[Task], Result], task: Task) -> Result | _Refused:
    """Do what is done on a worker. What it refuses is a result, for it is not to be tried again."""
    from distributed import get_worker

    worker = get_worker().address
    if fault := fitness.fault_once(needs):
        return _Refused(worker, UnusableCluster(unfit({worker: fault})))
    try:
        return function(task)
    except KhronikaError as error:
        return _Refused(worker, error)


def _named(refused: _Refused) -> KhronikaError:
    """Return what a worker refused, with its address."""
    error = refused.error
    if not isinstance(error, UnusableCluster):
        error.args = (f"{error} (so says the worker {refused.worker})",)
    return error


@contextmanager
def cluster(
    dask: str, shared: Shared | None = None, target: Path | None = None
) -> Iterator[Cluster]:
    """Give what runs tasks on a Dask cluster, whose workers were found fit for it.

    Parameters
    ----------
    dask : str
        The address of the scheduler, such as `tcp://10.0.0.1:8786`, or the path of the file that
        it was told to write.
    shared, target
        What every worker has to see: the check that the tasks are about, and the folder that they
        write into.

    Raises
    ------
    UnusableCluster
        If there is no scheduler, or a worker cannot take part.
    """
    with connected(dask) as client:
        needs = Needs(
            uuid.uuid4().hex,
            fitness.versions(),
            fitness.code(),
            shared,
            fitness.seen(shared) if shared else "",
            target,
        )
        with _probe(target) as probe:
            asked = examine(client, replace(needs, probe=probe))
        yield Cluster(client, needs, asked)


@contextmanager
def _probe(target: Path | None) -> Iterator[str]:
    """Put a file into a folder, for others to see, and give its name."""
    if target is None:
        yield ""
        return
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target, prefix=".khronika-") as file:
        yield Path(file.name).name
