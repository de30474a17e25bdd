"""The ratios of the last measurement that was kept, and what has become worse since.

Ratios hold better than times from one machine to another, but not exactly: a ratio has left its
band if it is farther from the recorded one than three times the recorded spread, and than a sixth.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson

from bench.ratios import measured
from bench.timing import Samples, Spread

PATH = Path(__file__).with_name("record.json")

SPREADS, LEAST = 3, 1 / 6


class Left(NamedTuple):
    """A ratio that has left its band."""

    name: str
    was: Spread
    now: Spread
    change: Literal["better", "worse"]


def keep(samples: Samples, machine: str, path: Path = PATH) -> None:
    """Write down what was measured."""
    ratios = {
        one.name: {"better": one.better}
        | {part: float(f"{value:.4g}") for part, value in spread._asdict().items()}
        for one, spread in measured(samples)
    }
    value = {"machine": machine, "ratios": ratios}
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def left(samples: Samples, recorded: dict[str, Any]) -> Iterator[Left]:
    """Yield the ratios that have left the band of what was recorded, for the better or worse.

    A ratio that one of the two lacks is not compared.
    """
    for one, now in measured(samples):
        found = recorded["ratios"].get(one.name)
        if found is None:
            continue
        was = Spread(found["median"], found["low"], found["high"])
        if abs(now.median - was.median) <= max(SPREADS * (was.high - was.low), LEAST * was.median):
            continue
        is_less = now.median < was.median
        yield Left(one.name, was, now, "better" if is_less == (one.better == "less") else "worse")
