"""Running one function over many tasks, here, in several processes or on a cluster, in order.

What a task gives depends on the task alone, so that no number of workers shows in any result.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from khronika.opened import Shared

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


def engine(
    workers: int = 1,
    dask: str | None = None,
    shared: "Shared | None" = None,
    target: Path | None = None,
) -> AbstractContextManager[Engine]:
    """Give what runs tasks in so many processes, of which 1 is this one, or on a Dask cluster.

    Processes are started with the first task, and are gone at the end, whatever ends it. Of a
    cluster, no more is used than the workers that it has.

    Parameters
    ----------
    workers : int
        How many processes; without `dask` only.
    dask : str, optional
        The address of a Dask scheduler, or the path of its file.
    shared, target
        The check that the tasks are about, and the folder they write into: every worker of a
        cluster has to see the same. Processes of this machine do.

    Raises
    ------
    UnusableCluster
        On entry, if there is no cluster at `dask`, or one of its workers cannot take part.

    Examples
    --------
    >>> with engine(workers=1) as run:
    ...     list(run.map(abs, [-1, 2]))
    [1, 2]
    """
    if dask is not None:
        from khronika.cluster import cluster  # late: it needs the extra `dask`

        return cluster(dask, shared, target)
    if workers <= 1:
        return nullcontext(InProcess())
    from khronika.processes import processes  # late: most runs do without

    return processes(workers)


def cores() -> int:
    """Return how many processes this one may keep busy."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
