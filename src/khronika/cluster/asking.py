"""Asking every worker of a Dask cluster whether it can take part."""

import asyncio
from collections.abc import Set
from typing import TYPE_CHECKING

from khronika.cluster import fitness
from khronika.cluster.fitness import Needs
from khronika.errors import UnusableCluster
from khronika.excerpt import shortened

if TYPE_CHECKING:
    from distributed import Client


def examine(client: "Client", needs: Needs, only: Set[str] | None = None) -> Set[str]:
    """See that the workers of a cluster, or those with the addresses `only`, can take part.

    Return the addresses of those that were asked. One that is out of reach is not waited for: it
    may have died, and is asked before its first task if it has not.

    Raises
    ------
    UnusableCluster
        If one cannot, with the reason.
    """
    _compare_versions(client, needs, only)
    workers = None if only is None else list(only)
    found: dict[str, str | Exception | None] = client.run(
        _fault, needs, workers=workers, on_error="return"
    )
    faults = {
        worker: _worded(told)
        for worker, told in found.items()
        if told is not None and not isinstance(told, OSError)
    }
    if faults:
        raise UnusableCluster(unfit(faults))
    return found.keys()


def _compare_versions(client: "Client", needs: Needs, only: Set[str] | None) -> None:
    """Compare versions as Dask itself tells them, even of a worker without khronika.

    The scheduler knows nothing of khronika, and has to have the same Dask.
    """
    told = client.get_versions(packages=fitness.PACKAGES)
    dask = {name: needs.versions[name] for name in ("dask", "distributed")}
    for difference in fitness.differences(dask, told["scheduler"]["packages"]):
        raise UnusableCluster(
            f"the scheduler {client.scheduler.address} cannot be used: {difference}"
        )
    faults: dict[str, str] = {}
    for worker, versions in told["workers"].items():
        if only is not None and worker not in only:
            continue
        packages = versions["packages"]
        packages["Python"] = ".".join(packages["python"].split(".")[:2])
        for difference in fitness.differences(needs.versions, packages):
            faults.setdefault(worker, difference)
    if faults:
        raise UnusableCluster(unfit(faults))


async def _fault(needs: Needs) -> str | None:
    """Return what keeps the worker that this runs on from taking part; it can go on meanwhile."""
    return await asyncio.to_thread(fitness.fault, needs)


def _worded(told: str | Exception) -> str:
    if isinstance(told, Exception):
        said = f"{type(told).__name__}: {shortened(str(told), 200)}"
        return f"it could not be asked ({said}); install the same khronika[dask] everywhere"
    return told


def unfit(faults: dict[str, str]) -> str:
    """Word what keeps workers from taking part, from what keeps each of them."""
    worker, fault = min(faults.items())
    others = len(faults) - 1
    more = f" ({others} other worker{'s' * (others > 1)} cannot take part either)" if others else ""
    return f"the worker {worker} cannot take part: {fault}{more}"
