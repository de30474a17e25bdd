"""Figures from runs that took turns: medians, the middle half of the runs, and ratios."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Samples = dict[str, list[float]]
"""What was measured, by its name; runs of one round have the same place in each list."""


class Spread(NamedTuple):
    """A median with the quartiles around it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return that of some values, one at least.

        Examples
        --------
        >>> Spread.of([1.0, 2.0, 4.0])
        Spread(median=2.0, low=1.5, high=3.0)
        """
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)

    def told(self, form: str) -> str:
        """Return it as words, each figure in that form.

        Examples
        --------
        >>> Spread(2.0, 1.5, 3.0).told(".1f")
        '2.0 (1.5 – 3.0)'
        """
        median, low, high = (format(value, form) for value in self)
        return f"{median} ({low} – {high})"


def alternate(
    runs: Mapping[str, Callable[[], float]],
    rounds: int,
    tell: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> Samples:
    """Let each of `runs`, which returns a figure, take its turn in every round.

    What else the machine does so falls on all of them alike. The first round does not count, for
    it finds files that no cache holds yet, unless it is the only one.
    """
    samples: Samples = {name: [] for name in runs}
    for number in range(rounds + (rounds > 1)):
        for name, run in runs.items():
            figure = run()
            tell(f"round {number}: {name}: {figure:.6f}")
            if number or rounds == 1:
                samples[name].append(figure)
    return samples


def ratio(samples: Samples, over: str, under: str) -> Spread:
    """Return the ratio of two figures, taken round by round.

    Examples
    --------
    >>> ratio({"a": [4.0, 6.0], "b": [2.0, 2.0]}, "a", "b")
    Spread(median=2.5, low=2.25, high=2.75)
    """
    pairs = zip(samples[over], samples[under], strict=True)
    return Spread.of([above / below for above, below in pairs])
