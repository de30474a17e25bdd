"""Running tasks in processes of this machine, none of which outlives the one that started them."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from khronika.errors import WorkerLost

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks for each worker that are under way or whose result waits for its turn."""


class Processes:
    """Runs tasks in the processes of a pool."""

    is_here = False

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
        under_way: deque[Future[Result]] = deque()
        try:
            for task in islice(waiting, AHEAD * self._workers):
                under_way.append(self._submit(function, task))
            while under_way:
                result = under_way.popleft().result()
                for task in islice(waiting, 1):
                    under_way.append(self._submit(function, task))
                yield result
        except BrokenProcessPool as error:
            raise WorkerLost(
                "a worker process was killed, perhaps because memory ran out; nothing is lost: "
                f"try again with fewer than {self._workers} --workers"
            ) from error

    def _submit(self, function: Callable[[Task], Result], task: Task) -> "Future[Result]":
        with _interrupted_alone():  # this may start a process
            return self._pool.submit(function, task)


@contextmanager
def processes(workers: int) -> Iterator[Processes]:
    """Give what runs tasks in so many processes.

    They are started with the first tasks, and are gone at the end, whatever ends it.
    """
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads of Arrow
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
    try:
        yield Processes(pool, workers)
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()  # what they work at is of no use any more
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupted_alone() -> Iterator[None]:
    """Let no process that is started meanwhile hear Ctrl-C, which reaches all of a terminal.

    A blocked signal stays blocked in what is started, from its first moment on, and waits here.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow_parent() -> None:
    """Leave Ctrl-C to the process that started this one, and end when it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
