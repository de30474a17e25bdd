"""The progress bar: what is done, how fast, and how long it still takes."""

import io
import sys

import pytest
from rich.console import Console

from khronika.checker import check
from khronika.cli import common
from khronika.cli.bar import bar
from khronika.export_bundle import export_bundle
from khronika.progress import Doing


def shown(counted_in: str, seconds: float, done: int, total: int) -> str:
    """Return what a bar shows when so much is done after so many seconds."""
    now = [0.0]
    console = Console(file=io.StringIO(), width=100, color_system=None)
    made = bar(console, lambda: now[0])
    task = made.task_ids[0]
    for part in range(5):
        now[0] = seconds * part / 4
        made.update(task, description="checking", total=total, completed=done * part // 4)
        made.update(task, counted_in=counted_in)
    console.print(made.get_renderable())
    return console.file.getvalue()


def test_rate_and_remaining_time_are_told():
    told = shown("documents", seconds=8, done=20_000, total=100_000)
    assert told.startswith("checking ")
    assert " 20% 2,500 documents/s 0:00:32" in told


def test_bytes_are_told_as_such():
    assert " 50% 2.5 MB/s 0:00:10" in shown("bytes", seconds=10, done=25 * 10**6, total=50 * 10**6)


def test_steps_have_no_rate():
    assert " 50% 0:00:10" in " ".join(shown("", seconds=10, done=2, total=4).split())


@pytest.mark.parametrize(("form", "counted_in"), [("tree", "documents"), ("bundle", "bytes")])
def test_a_check_says_what_it_counts(form, counted_in, base_tree, tmp_path):
    folder = base_tree if form == "tree" else export_bundle(base_tree, tmp_path / "bundle").path
    seen = []
    check(folder, progress=lambda doing, *_: seen.append(doing))
    assert {(doing, doing.counted_in) for doing in seen} == {("checking", counted_in)}


def test_a_terminal_is_shown_the_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(common, "PATIENCE", -1.0)
    monkeypatch.setenv("TERM", "xterm")
    with common.progress() as show:
        show(Doing("[checking]", "documents"), 1, 2)
    assert "[checking]" in terminal.getvalue()
    assert "50%" in terminal.getvalue()
