"""Asking every worker of a Dask cluster whether it can take part."""

import asyncio
from typing import TYPE_CHECKING

from khronika.cluster import fitness
from khronika.cluster.fitness import Needs
from khronika.errors import UnusableCluster
from khronika.excerpt import shortened

if TYPE_CHECKING:
    from distributed import Client


def examine(client: "Client", needs: Needs) -> None:
    """See that every worker of a cluster can take part, and the scheduler too.

    Raises
    ------
    UnusableCluster
        If one cannot, with the reason.
    """
    _compare_versions(client, needs)
    found = client.run(_fault, needs, on_error="return")
    faults = {worker: _worded(told) for worker, told in found.items() if told is not None}
    if faults:
        raise UnusableCluster(unfit(faults))


def _compare_versions(client: "Client", needs: Needs) -> None:
    """Compare versions as Dask itself tells them, even of a worker without khronika."""
    told = client.get_versions(packages=fitness.PACKAGES)
    dask = {name: needs.versions[name] for name in ("dask", "distributed")}
    for difference in fitness.differences(dask, told["scheduler"]["packages"]):
        raise UnusableCluster(
            f"the scheduler {client.scheduler.address} cannot be used: {difference}"
        )
    faults: dict[str, str] = {}
    for worker, versions in told["workers"].items():
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
        return f"it could not be asked: {type(told).__name__}: {shortened(str(told), 200)}"
    return told


def unfit(faults: dict[str, str]) -> str:
    """Word what keeps workers from taking part, from what keeps each of them."""
    worker, fault = min(faults.items())
    others = len(faults) - 1
    more = f" ({others} other worker{'s' * (others > 1)} cannot take part either)" if others else ""
    return f"the worker {worker} cannot take part: {fault}{more}"
