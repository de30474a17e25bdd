"""Running one function over many tasks, in this process or in several; results come in order.

What a task gives depends on the task alone, so that no number of workers shows in any result.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """Where tasks are run; `is_here` tells whether that is this process."""

    is_here: bool

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of `function` for each task, in the order of the tasks.

        Elsewhere than here, function, tasks and results have to be such as can be pickled.
        """


class InProcess:
    """Runs one task after the other in this process."""

    is_here = True

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of `function` for each task."""
        return map(function, tasks)


def engine(workers: int) -> AbstractContextManager[Engine]:
    """Give what runs tasks in so many processes; 1 is this one.

    Processes are started with the first task, and are gone at the end, whatever ends it.

    Examples
    --------
    >>> with engine(workers=1) as run:
    ...     list(run.map(abs, [-1, 2]))
    [1, 2]
    """
    if workers <= 1:
        return nullcontext(InProcess())
    from khronika.processes import processes  # late: most runs do without

    return processes(workers)


def cores() -> int:
    """Return how many processes this one may keep busy."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
