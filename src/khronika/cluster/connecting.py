"""Reaching the scheduler of a Dask cluster, without anything that Dask says of it by itself."""

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from khronika.errors import UnusableCluster
from khronika.excerpt import shortened

if TYPE_CHECKING:
    from distributed import Client

CONNECTING = 10.0
"""Seconds in which the scheduler has to answer."""

_LOGGERS = ("distributed", "distributed.client", "distributed.core", "tornado", "asyncio")


@contextmanager
def connected(dask: str) -> Iterator["Client"]:
    """Give a client of the scheduler at an address, or with the file that `dask` names.

    Raises
    ------
    UnusableCluster
        If there is none.
    """
    with _quiet():
        client = _client(_address(dask))
        client.loop.asyncio_loop.set_exception_handler(_ignore)
        try:
            yield client
        finally:
            client.close()


def _ignore(*_: object) -> None:
    """Do nothing about what a coroutine of Dask raises that nobody waits for any more."""


def _client(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError as error:
        raise UnusableCluster(
            f"a Dask cluster needs what is not installed ({error}): pip install 'khronika[dask]'"
        ) from error
    try:
        return Client(address, timeout=CONNECTING, set_as_default=False, name="khronika")
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise UnusableCluster(
            f"there is no Dask scheduler to be reached at {shortened(address)}: "
            f"{shortened(str(error) or type(error).__name__, 200)}; start one with `dask "
            "scheduler`, and name the address that it tells"
        ) from error


def _address(dask: str) -> str:
    """Return the address that is named, or that is in the file of a scheduler."""
    if "://" in dask:
        return dask
    told = "it is no file that a scheduler wrote"
    try:
        address = json.loads(Path(dask).read_bytes())["address"]
        if isinstance(address, str):
            return address
    except OSError as error:
        told = error.strerror or str(error)
    except (ValueError, KeyError, TypeError):
        pass  # as told
    raise UnusableCluster(
        f"{shortened(dask, 200)}: {told}; expected the address of a Dask scheduler, such as "
        "tcp://10.0.0.1:8786, or the path of its --scheduler-file"
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to ourselves what Dask logs and warns of: what matters is told in an error."""
    loggers = {logging.getLogger(name): logging.getLogger(name).level for name in _LOGGERS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for logger in loggers:
                logger.setLevel(logging.CRITICAL + 1)
            yield
        finally:
            for logger, level in loggers.items():
                logger.setLevel(level)
