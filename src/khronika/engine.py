"""Running one function over many tasks, in this process or in several; results come in order.

What a task gives depends on the task alone, so that no number of workers shows in any result.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

from khronika.errors import WorkerLost

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks for each worker that are under way or whose result waits for its turn."""


class Engine(Protocol):
    """Where tasks are run."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of `function` for each task, in the order of the tasks.

        Function, tasks and results can be pickled.
        """


class InProcess:
    """Runs one task after the other in this process."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of `function` for each task."""
        return map(function, tasks)


class Processes:
    """Runs tasks in processes of this machine."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int) -> None:
        self._pool = pool
        self._workers = workers

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of `function` for each task, in their order.

        Raises
        ------
        WorkerLost
            If a process was killed.
        """
        waiting = iter(tasks)
        try:
            under_way = deque(
                self._pool.submit(function, task) for task in islice(waiting, AHEAD * self._workers)
            )
            while under_way:
                result = under_way.popleft().result()
                under_way.extend(self._pool.submit(function, task) for task in islice(waiting, 1))
                yield result
        except BrokenProcessPool as error:
            raise WorkerLost(
                "a worker process was killed, perhaps because memory ran out; nothing is lost: "
                f"try again with fewer than {self._workers} --workers"
            ) from error


@contextmanager
def engine(workers: int) -> Iterator[Engine]:
    """Give what runs tasks in so many processes; 1 is this one.

    Processes are started with the first task, and are gone at the end, whatever ends it.
    """
    if workers <= 1:
        yield InProcess()
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads of Arrow
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_to_parent)
    try:
        yield Processes(pool, workers)
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()  # what they work at is of no use any more
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_to_parent() -> None:
    """Let Ctrl-C, which reaches every process of a terminal, end only the first of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cores() -> int:
    """Return how many processes this one may keep busy."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
