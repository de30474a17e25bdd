"""Pictures of a corpus: how labels, dates and quotes are distributed.

They are SVG, drawn from counts alone: no clock, no font of the machine and no random id gets into
them, so the same counts give the same bytes anywhere. Bars differ by shade and carry their count,
so that they can be read in black and white.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from khronika.model import QUOTE_TYPES
from khronika.release.described import Counts
from khronika.release.distances import DISTANCES
from khronika.statistics import by_layer

if TYPE_CHECKING:
    from leather import Chart

FOLDER = "plots"
"""Folder of a release that has the pictures."""

SHADES = ("#1b4965", "#5fa8d3", "#bcbcbc")
"""Colours that differ in black and white too."""

_WIDTH, _MARGINS, _BAR = 800, 130, 24
_STYLE: dict[str, Any] = {
    "background_color": "#ffffff",
    "title_color": "#222222",
    "axis_title_color": "#444444",
    "label_color": "#444444",
    "tick_color": "#dddddd",
    "legend_color": "#444444",
    "margin": 0.03,
    **dict.fromkeys(
        (
            *("title_font_family", "axis_title_font_family"),
            *("tick_font_family", "legend_font_family"),
        ),
        "sans-serif",
    ),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how many there are, and which shade it has."""

    name: str
    count: int
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Plot:
    """What a picture shows: `of` names the bars, `counted` what their length counts."""

    name: str
    title: str
    of: str
    counted: str
    bars: tuple[Bar, ...]

    @property
    def path(self) -> str:
        """The path of the picture in a release."""
        return f"{FOLDER}/{self.name}.svg"

    @property
    def alt(self) -> str:
        """The picture in words, for those who cannot see it.

        Examples
        --------
        >>> Plot("a", "Mentions", "label", "mentions", (Bar("CITY", 1200), Bar("LAW", 3))).alt
        'Mentions: CITY 1,200, LAW 3.'
        """
        told = ", ".join(f"{bar.name} {bar.count:,}" for bar in self.bars)
        return f"{self.title}: {told}."


def plots_of(counts: Counts) -> list[Plot]:
    """Return the pictures that there is something to show in."""
    found = (_labels(counts), _dates(counts), _quotes(counts))
    return [plot for plot in found if any(bar.count for bar in plot.bars)]


def compose(counts: Counts) -> Mapping[str, bytes]:
    """Return the pictures as SVG, by their path in a release."""
    return {plot.path: draw(plot) for plot in plots_of(counts)}


def _labels(counts: Counts) -> Plot:
    labels = by_layer(counts.labels, counts.values("split"))["entities"]
    bars = tuple(Bar(label, sum(splits.values())) for label, splits in labels.items())
    return Plot("labels", "Entity mentions by label", "label", "mentions", bars)


def _dates(counts: Counts) -> Plot:
    bars = tuple(Bar(name, counts.distances[name]) for name in DISTANCES)
    title = "Dates by their distance from the day the article was written"
    return Plot("dates", title, "distance", "dates", bars)


def _quotes(counts: Counts) -> Plot:
    found = sorted(counts.quotes.items(), key=_by_type_and_number)
    bars = tuple(
        Bar(f"{type_}: {resolution}", count, QUOTE_TYPES.index(type_))
        for (type_, resolution), count in found
    )
    title = "Quotes by type, and by what leads to their speaker"
    return Plot("quotes", title, "type and speaker", "quotes", bars)


def _by_type_and_number(found: tuple[tuple[str, str], int]) -> tuple[int, int, str]:
    (type_, resolution), count = found
    return QUOTE_TYPES.index(type_), -count, resolution


def draw(plot: Plot) -> bytes:
    """Return a picture as SVG, with its title for readers of the screen."""
    from leather import Chart, Ordinal

    names = [f"{bar.name} ({bar.count:,})" for bar in plot.bars]
    rows = [(bar.count, name, bar.shade) for bar, name in zip(plot.bars, names, strict=True)]
    chart = Chart(plot.title)
    chart.set_y_scale(Ordinal(names[::-1]))
    chart.add_x_axis(name=plot.counted)
    chart.add_y_axis(name=plot.of)
    chart.add_x_scale(0, _round_up(max(bar.count for bar in plot.bars)))
    chart.add_bars(rows, fill_color=lambda datum: SHADES[datum.row[2]])
    return as_svg(chart, plot.title, _MARGINS + _BAR * len(plot.bars))


def as_svg(chart: "Chart", title: str, height: int) -> bytes:
    """Return a chart of `leather` as SVG in our style, so many units high."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "width": str(_WIDTH),
            "height": str(height),
            "role": "img",
        },
    )
    ET.SubElement(root, "title").text = title
    with _our_style():
        root.append(chart.to_svg_group(_WIDTH, height))
    for element in root.iter():
        for name in [name for name, value in element.items() if not value]:
            del element.attrib[name]  # some viewers leave out what has an attribute without value
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def _round_up(count: int) -> int:
    """Return the least number of one digit and noughts that is no less than `count`."""
    power: int = 10 ** (len(str(count)) - 1)
    return -(-count // power) * power


@contextmanager
def _our_style() -> Iterator[None]:
    """Set how `leather` draws, which it keeps in a module, and leave it to others as it was."""
    from leather import theme

    before = {name: getattr(theme, name) for name in _STYLE}
    try:
        vars(theme).update(_STYLE)
        yield
    finally:
        vars(theme).update(before)
