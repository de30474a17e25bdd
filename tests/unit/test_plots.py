"""The pictures: they say what is counted, and have the same bytes everywhere."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import corpora
import pytest
from click.testing import CliRunner

import khronika
from khronika.cli import main
from khronika.model import Date
from khronika.release import plots
from khronika.release.described import Counts
from khronika.release.distances import DISTANCES, distance

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def counts(own) -> Counts:
    counted = Counts()
    for document in khronika.open_corpus(own):
        counted.add([document])
    return counted


def bars_of(plot: plots.Plot) -> list[tuple[str, float]]:
    """Read names and lengths of the bars back from a picture, from top to bottom."""
    root = ET.fromstring(plots.draw(plot))
    (series,) = (group for group in root.iter(f"{SVG}g") if "bars" in group.get("class", ""))
    lengths = [float(bar.get("width")) for bar in series][::-1]
    (axis,) = (group for group in root.iter(f"{SVG}g") if group.get("class") == "axis left")
    ticks = [tick.find(f"{SVG}text").text for tick in axis if tick.get("class") == "tick"]
    return list(zip(ticks[::-1], lengths, strict=True))


@pytest.mark.parametrize("index", [0, 1, 2])
def test_bars_are_as_long_as_their_counts_and_name_them(counts, index):
    plot = plots.plots_of(counts)[index]
    shown = bars_of(plot)
    assert [name for name, _ in shown] == [f"{bar.name} ({bar.count:,})" for bar in plot.bars]
    longest = max(length for _, length in shown)
    most = max(bar.count for bar in plot.bars)
    for (_, length), bar in zip(shown, plot.bars, strict=True):
        assert length / longest == pytest.approx(bar.count / most)


def test_the_pictures_count_every_annotation(counts):
    totals = {plot.name: sum(bar.count for bar in plot.bars) for plot in plots.plots_of(counts)}
    layers = {"labels": "entities", "dates": "dates", "quotes": "quotes"}
    for name, layer in layers.items():
        in_layer = [count for (of, _, _), count in counts.labels.items() if of == layer]
        assert totals[name] == sum(in_layer) > 400


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 99, 101, 12_345_678])
def test_the_axis_ends_behind_the_longest_bar_and_no_label_leaves_the_picture(count):
    bars = (plots.Bar("Ёлка & <b>", count), plots.Bar("none", 0))
    plot = plots.Plot("x", "Пример <&>", "of", "counted", bars)
    root = ET.fromstring(plots.draw(plot))
    assert root.find(f"{SVG}title").text == "Пример <&>"
    assert plot.alt.startswith("Пример <&>: Ёлка")
    _, _, width, _ = map(int, root.get("viewBox").split())
    assert all(float(bar.get("width", 0)) <= width for bar in root.iter(f"{SVG}rect"))
    assert not [name for element in root.iter() for name, value in element.items() if not value]


def test_drawing_leaves_the_library_to_others_as_it_was(counts):
    from leather import theme

    before = dict(vars(theme))
    plots.compose(counts)
    assert vars(theme) == before


def test_nothing_to_show_is_no_picture():
    assert plots.compose(Counts()) == {}


DRAW = """
import sys
from khronika import corpus
from khronika.release import plots
from khronika.release.described import Counts
counts = Counts()
for document in corpus.open_corpus(sys.argv[1]):
    counts.add([document])
sys.stdout.buffer.write(b"".join(plots.compose(counts).values()))
"""


def test_the_bytes_depend_on_the_counts_alone(base_tree):
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Vladivostok", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Caracas", "LC_ALL": "C.UTF-8", "LANG": "ru_RU"},
    ]
    first, second = (
        subprocess.run(
            [sys.executable, "-c", DRAW, base_tree],
            env=os.environ | changes,
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for changes in surroundings
    )
    assert first == second
    assert first.count(b"<svg") == 3
    assert not re.search(rb"href|script|url\(", first)


def test_stats_writes_the_pictures_of_a_release(base_tree, tmp_path, monkeypatch):
    monkeypatch.chdir(base_tree)
    done = CliRunner().invoke(main, ["stats", "--plot", str(tmp_path / "new" / "pictures")])
    assert done.exit_code == 0, done.output
    release = khronika.build(base_tree, out=tmp_path / "out").path
    written = {path.name: path.read_bytes() for path in (tmp_path / "new" / "pictures").iterdir()}
    there = {path.name: path.read_bytes() for path in (release / "plots").iterdir()}
    assert written == there
    assert set(there) == {"labels.svg", "dates.svg", "quotes.svg"}


def test_stats_says_why_it_cannot_draw(base_tree, tmp_path, monkeypatch):
    monkeypatch.chdir(base_tree)
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(main, ["stats", "--plot", str(tmp_path / "file" / "pictures")])
    assert done.exit_code == 2
    assert "cannot be written" in done.output
    for layer in ("entities", "dates", "quotes"):
        path = corpora.layer_path(layer, corpora.BASE_ARTICLE)
        bare = corpora.read_json(base_tree, path) | {"annotations": []}
        corpora.write_json(base_tree, path, layer, bare)
    done = CliRunner().invoke(main, ["stats", "--plot", str(tmp_path / "pictures")])
    assert (done.exit_code, done.output.count("nothing to draw")) == (2, 1)
    assert not (tmp_path / "pictures").exists()


WRITTEN = date(2025, 10, 24)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-3653, "over 10 years before"),
        (-3652, "1 to 10 years before"),
        (-366, "1 to 10 years before"),
        (-365, "1 to 12 months before"),
        (-32, "1 to 12 months before"),
        (-31, "8 to 31 days before"),
        (-8, "8 to 31 days before"),
        (-7, "1 to 7 days before"),
        (-1, "1 to 7 days before"),
        (0, "that day, or around it"),
        (1, "1 to 7 days after"),
        (8, "8 to 31 days after"),
        (3653, "over 10 years after"),
    ],
)
def test_distances_have_their_edges(days, expected):
    value = (WRITTEN + timedelta(days=days)).isoformat()
    assert distance(Date("d1", 0, 1, "x", "DATE", value), WRITTEN) == expected
    assert expected in DISTANCES


def test_what_has_no_distance():
    month = Date("d1", 0, 1, "x", "DATE", "2025-09")
    assert distance(month, WRITTEN) == "8 to 31 days before"  # from its last day
    assert distance(month, None) == "day of writing unknown"
    assert distance(Date("d1", 0, 1, "x", "DURATION", "P3Y"), WRITTEN) == "no calendar date"
    assert distance(Date("d1", 0, 1, "x", "DATE", "PAST_REF"), None) == "no calendar date"
