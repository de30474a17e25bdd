"""Pictures of growth: time and memory against the number of documents."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

from leather import Chart

from bench.growth import Size
from khronika.release.plots import SHADES, as_svg

MIB = 2**20
LIMIT = 600
"""Mebibytes that a worker may need at most."""

_HEIGHT, _DASHES = 420, "6,4"

Points = list[tuple[float, float]]


def time_plot(sizes: Sequence[Size]) -> bytes:
    """Return the picture of time against documents, both in powers of ten, as SVG."""
    title = "Seconds for a number of documents"
    chart = Chart(title)
    check = [(one.documents, one.check_seconds) for one in sizes if one.check_seconds]
    build = [(one.documents, one.build_seconds) for one in sizes]
    count, seconds = build[-1]
    straight = [(documents, seconds * documents / count) for documents, _ in build]
    found = [value for line in (check, build, straight) for _, value in line]
    _powers(chart, "x", [documents for documents, _ in build], "documents")
    _powers(chart, "y", found, "seconds")
    for name, points, shade in (("check", check, 0), ("check and build", build, 1)):
        if points:
            _line(chart, _logarithms(points), name, stroke_color=SHADES[shade], width=2)
    dashes = {"stroke_color": "#777777", "width": 1, "stroke_dasharray": _DASHES}
    _line(chart, _logarithms(straight), "in proportion", **dashes)
    return as_svg(chart, title, _HEIGHT)


def memory_plot(sizes: Sequence[Size]) -> bytes:
    """Return the picture of memory against documents as SVG."""
    title = "Most memory of one process, in MiB"
    chart = Chart(title)
    documents = [one.documents for one in sizes]
    _powers(chart, "x", documents, "documents")
    lines = {
        "a worker": [one.worker_bytes for one in sizes],
        "the process that starts them": [one.parent_bytes for one in sizes],
    }
    highest = max(LIMIT, *(value / MIB for values in lines.values() for value in values))
    chart.add_y_scale(0, 100 * ceil(highest / 100))
    chart.add_y_axis(name="MiB")
    places = [round(log10(one), 4) for one in documents]
    for (name, values), shade in zip(lines.items(), SHADES, strict=False):
        points = [(x, round(value / MIB, 1)) for x, value in zip(places, values, strict=True)]
        _line(chart, points, name, stroke_color=shade, width=2)
    ends: Points = [(places[0], LIMIT), (places[-1], LIMIT)]
    dashes = {"stroke_color": "#777777", "width": 1, "stroke_dasharray": _DASHES}
    _line(chart, ends, "what a worker may need", **dashes)
    return as_svg(chart, title, _HEIGHT)


def _line(chart: Chart, points: Points, name: str, **look: Any) -> None:
    chart.add_line(points, name=name, **look)


def _logarithms(points: Sequence[tuple[float, float]]) -> Points:
    return [(round(log10(x), 4), round(log10(y), 4)) for x, y in points]


def _powers(chart: Chart, axis: str, values: Sequence[float], name: str) -> None:
    """Let an axis run over the powers of ten around some values."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    ticks = list(range(low, max(high, low + 1) + 1))
    getattr(chart, f"add_{axis}_scale")(ticks[0], ticks[-1])
    getattr(chart, f"add_{axis}_axis")(ticks=ticks, tick_formatter=_told_power, name=name)


def _told_power(power: int, index: int, count: int) -> str:  # noqa: ARG001 - leather gives them
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"
