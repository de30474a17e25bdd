"""The ratios that count: what each should be, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bench import cold
from bench.peers import AJV, BY_RULES, ERRORS, JOBS
from bench.timing import Samples, Spread, ratio


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure over another.

    Attributes
    ----------
    name
        What is compared.
    over, under
        The names of the two figures.
    better
        Whether less or more of it is better.
    asked
        What it should be at most, or at least; None where nobody said.
    """

    name: str
    over: str
    under: str
    better: Literal["less", "more"]
    asked: float | None = None

    @property
    def wanted(self) -> str:
        """What it should be, in words."""
        sign = {"less": "≤", "more": "≥"}[self.better]
        return f"{sign} {self.asked:g}" if self.asked is not None else ""


def _both(
    name: str, over: str, under: str, better: Literal["less", "more"], asked: float
) -> Iterator[Ratio]:
    """Yield a ratio with all rules, and with those only that tell errors."""
    yield Ratio(name + ERRORS, _named(over, ERRORS), _named(under, ERRORS), better, asked)
    yield Ratio(f"{name}; all rules", _named(over), _named(under), better, asked)


def _named(job: str, rules: str = "") -> str:
    """Return the name of a figure, that of a job or another one's."""
    return JOBS.get(job, job) + (rules if job in BY_RULES else "")


RATIOS: tuple[Ratio, ...] = (
    *_both("check to `orjson.loads`, one core", "check", "orjson", "less", 4),
    *_both(
        "check and build of `articles` to `orjson.loads`, one core", "build", "orjson", "less", 7
    ),
    *_both("check on one core to two", "check", "check-2", "more", 1.7),
    *_both("check and build on one core to two", "build", "build-2", "more", 1.7),
    *_both("`jsonschema`, schemas alone, to check, one core", "jsonschema", "check", "more", 30),
    *_both("Ajv, schemas alone, to check on two cores", AJV, "check-2", "more", 1),
    *_both("`datasets` without check to check and build, one core", "datasets", "build", "more", 4),
    *_both(
        "`datasets` without check to check and build, two cores", "datasets", "build-2", "more", 4
    ),
    Ratio("sentence columns to `orjson.loads`", JOBS["sentences"], JOBS["orjson"], "less"),
    Ratio("`tokens` to `orjson.loads`", JOBS["tokens"], JOBS["orjson"], "less"),
    Ratio(
        "`check-jsonschema` to `khronika check ONE_ARTICLE`",
        cold.SCHEMAS_ALONE,
        cold.CHECKED_ALONE,
        "more",
    ),
    *(Ratio(f"{name} to Python itself", name, cold.PYTHON, "less") for name in cold.ASKED),
)
"""All ratios, in the order in which they are told."""


def measured(samples: Samples) -> Iterator[tuple[Ratio, Spread]]:
    """Yield the ratios of which both figures are there."""
    for one in RATIOS:
        if one.over in samples and one.under in samples:
            yield one, ratio(samples, one.over, one.under)
