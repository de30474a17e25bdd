"""From counts, article by article, to measures of agreement with their intervals.

Every measure is a function of sums over articles. So a resample of the articles is a sum with
other weights, and all resamples are computed at once.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95
SEED = 20251024
"""How intervals are made: so many resamples of the articles, from this seed, and percentiles."""

Numbers = NDArray[Any]


class Score(Struct, frozen=True):
    """A measure with its interval.

    `value` is None where there is nothing to measure, `low` and `high` also where there are fewer
    than two articles to resample.
    """

    value: float | None
    low: float | None
    high: float | None


class Overlap(Struct, frozen=True):
    """How much of what one side marked the other marked too; the first side is the reference."""

    precision: Score
    recall: Score
    f1: Score


class Coefficient(Struct, frozen=True):
    """A share or a coefficient, and over how many pairs or tokens (`of`) it was taken."""

    score: Score
    of: int


Measure = Overlap | Coefficient


def overlap(counts: Sequence[Sequence[int]]) -> Overlap:
    """Measure ``(shared, in the first, in the second)``, counted for each article.

    Examples
    --------
    >>> overlap([(3, 4, 3), (1, 4, 1)]).f1.value
    0.6667
    """
    sums = _Sums(counts)
    return Overlap(
        precision=sums.score(lambda totals: _ratio(totals[..., 0], totals[..., 2])),
        recall=sums.score(lambda totals: _ratio(totals[..., 0], totals[..., 1])),
        f1=sums.score(lambda totals: _ratio(2 * totals[..., 0], totals[..., 1] + totals[..., 2])),
    )


def share(counts: Sequence[Sequence[int]]) -> Coefficient:
    """Measure ``(pairs that agree, pairs)``, counted for each article.

    Examples
    --------
    >>> share([(3, 4)])
    Coefficient(score=Score(value=0.75, low=None, high=None), of=4)
    """
    sums = _Sums(counts)
    score = sums.score(lambda totals: _ratio(totals[..., 0], totals[..., 1]))
    return Coefficient(score, int(sums.all[1]))


def kappa(tables: Sequence[Numbers]) -> Coefficient:
    """Measure Cohen's κ of contingency tables, one for each article.

    None where both sides gave every pair the same label: chance alone would agree.

    Examples
    --------
    >>> kappa([np.array([[20, 5], [10, 15]])]).score.value
    0.4
    """
    return _coefficient(tables, lambda task: task.kappa(), cohen)


def alpha(tables: Sequence[Numbers]) -> Coefficient:
    """Measure Krippendorff's nominal α of contingency tables, one for each article.

    None where both sides gave every token the same label.
    """
    return _coefficient(tables, lambda task: task.alpha(), nominal_alpha)


def _coefficient(
    tables: Sequence[Numbers],
    value: Callable[[Any], float],
    resampled: Callable[[Numbers], Numbers],
) -> Coefficient:
    """Take the value from NLTK, and the interval from the tables, a thousand at once."""
    from nltk.metrics.agreement import AnnotationTask  # late: it takes more time than the rest

    sums = _Sums(tables)
    cells = [(*map(int, cell), int(sums.all[*cell])) for cell in np.argwhere(sums.all)]
    pairs = [(row, column) for row, column, count in cells for _ in range(count)]
    found = None
    if len({label for pair in pairs for label in pair}) > 1:
        first = [("first", unit, label) for unit, (label, _) in enumerate(pairs)]
        second = [("second", unit, label) for unit, (_, label) in enumerate(pairs)]
        found = value(AnnotationTask([*first, *second]))
    return Coefficient(Score(_rounded(found), *sums.interval(resampled)), len(pairs))


def cohen(tables: Numbers) -> Numbers:
    """Return κ of each of a stack of contingency tables; NaN where there is none.

    Examples
    --------
    >>> cohen(np.array([[[45, 15], [25, 15]], [[25, 35], [5, 35]]])).round(4)
    array([0.1304, 0.2593])
    """
    total = tables.sum(axis=(-2, -1))
    agreeing = np.trace(tables, axis1=-2, axis2=-1) * total
    by_chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1)
    return _ratio(agreeing - by_chance, total**2 - by_chance)


def nominal_alpha(tables: Numbers) -> Numbers:
    """Return the nominal α of each of a stack of contingency tables; NaN where there is none."""
    coincidences = tables + np.swapaxes(tables, -2, -1)
    values = coincidences.sum(axis=-1)
    total = values.sum(axis=-1)
    differing = total - np.trace(coincidences, axis1=-2, axis2=-1)
    by_chance = total**2 - (values**2).sum(axis=-1)
    return 1 - _ratio((total - 1) * differing, by_chance)


class _Sums:
    """The sum of counts over all articles, and over each resample of them."""

    def __init__(self, counts: Sequence[Any]) -> None:
        stack = np.asarray(counts, dtype=np.int64)
        self.all = stack.sum(axis=0)
        self._resampled = None
        if len(stack) > 1:
            self._resampled = np.tensordot(_weights(len(stack)), stack, axes=1)

    def score(self, measure: Any) -> Score:
        return Score(_rounded(measure(self.all[None])[0]), *self.interval(measure))

    def interval(self, measure: Any) -> tuple[float | None, float | None]:
        if self._resampled is None:
            return None, None
        values = measure(self._resampled)
        values = values[~np.isnan(values)]
        if not len(values):
            return None, None
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(values, [tail, 1 - tail])
        return _rounded(low), _rounded(high)


def _weights(articles: int) -> Numbers:
    """Return how often each article is in each resample, resample by resample.

    The raw numbers of a bit generator are the same in every version of numpy.
    """
    drawn = np.random.PCG64(SEED).random_raw(RESAMPLES * articles) % np.uint64(articles)
    weights = np.zeros((RESAMPLES, articles), dtype=np.int64)
    np.add.at(weights, (np.repeat(np.arange(RESAMPLES), articles), drawn.astype(np.int64)), 1)
    return weights


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    """Divide; NaN where there is nothing below."""
    result: Numbers = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=result, where=below != 0)
    return result


def _rounded(value: Any) -> float | None:
    if value is None or np.isnan(value):
        return None
    return round(float(value), 4) + 0.0  # which is 0.0 for -0.0
