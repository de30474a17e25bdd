"""docs/reference/benchmarks.md, made of what was measured."""

import math
from collections.abc import Iterator
from pathlib import Path

from bench import cold, growth_page
from bench.peers import AJV, JOBS, Compared
from bench.ratios import measured
from bench.tables import table
from bench.timing import Samples, Spread

PATH = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"


def page(compared: Compared, waited: Samples, machine: str, rounds: int) -> str:
    """Return the page, in Markdown."""
    return "\n\n".join(_parts(compared, waited, machine, rounds)) + "\n"


def _parts(compared: Compared, waited: Samples, machine: str, rounds: int) -> Iterator[str]:
    yield "# Benchmarks"
    yield (
        "Written by `python -m bench --write`, which anyone can run: it makes its documents from "
        "the corpus, finds or installs what to compare with, and lets all take turns. Figures are "
        f"medians of {rounds} rounds, with the middle half of them in brackets. They hold for this "
        f"machine and this hour: {machine}."
    )
    yield "`python -m bench --guard` tells which ratios have left the band of those recorded last."
    yield "## What was asked, and what was measured"
    yield _asked(compared.samples, waited)
    yield "## Time for each document"
    yield (
        f"{compared.documents:,} generated documents of {compared.bytes / compared.documents:,.0f} "
        "bytes, put together from paragraphs of the corpus with their annotations, as dense as "
        "the one real article. Each run is a process of its own that has done a few documents "
        "before; only the work is timed, and processes that it starts count as part of it. Ratios "
        "are to `orjson.loads`."
    )
    yield _for_each(compared.samples)
    yield from compared.notes
    if waited:
        yield from _waits(waited, rounds)
    yield from growth_page.parts()


def _waits(waited: Samples, rounds: int) -> Iterator[str]:
    yield "## Commands that someone waits for"
    yield (
        f"Each a new process, {rounds} rounds. The article is the one real article, and nothing "
        "that an earlier run found out about it is kept."
    )
    rows = [(name, Spread.of(seconds).told(".3f")) for name, seconds in waited.items()]
    yield table(("what", "seconds"), rows)


def _asked(samples: Samples, waited: Samples) -> str:
    rows = [
        (one.name, one.wanted, f"**{spread.median:.3g}** ({spread.low:.3g} – {spread.high:.3g})")
        for one, spread in measured(samples | waited)
        if one.asked is not None
    ]
    for name in filter(waited.get, cold.ASKED):
        spread = Spread.of(waited[name])
        told = f"**{spread.median:.2f} s** ({spread.low:.2f} – {spread.high:.2f})"
        rows.append((name, f"≤ {cold.ASKED[name]:g} s", told))
    return table(("what", "asked", "measured"), rows)


def _for_each(samples: Samples) -> str:
    unit = Spread.of(samples.get(JOBS["orjson"]) or [math.nan]).median
    rows = []
    for name, seconds in samples.items():
        spread = Spread.of([1000 * one for one in seconds])
        rows.append((name, spread.told(",.3f"), f"{spread.median / unit / 1000:,.2f}"))
    order = [*JOBS.values(), AJV]
    rows.sort(key=lambda row: next(n for n, name in enumerate(order) if row[0].startswith(name)))
    return table(("what", "ms for a document", "ratio"), rows)
