"""The progress bar: what is done, how fast, and how long it still takes."""

from collections.abc import Callable
from time import monotonic

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Rate(ProgressColumn):
    """How much is done in a second, of what is counted."""

    def render(self, task: Task) -> Text:
        """Return the rate of late; nothing as long as there is none to tell."""
        unit, speed = task.fields.get("counted_in"), task.finished_speed or task.speed
        if not unit or not speed:
            return Text()
        told = decimal(int(speed)) if unit == "bytes" else f"{speed:,.0f} {unit}"
        return Text(f"{told}/s", style="progress.data.speed")


def bar(console: Console, get_time: Callable[[], float] = monotonic) -> Progress:
    """Return a bar that is gone when it ends, with one task."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    made = Progress(*columns, console=console, transient=True, get_time=get_time)
    made.add_task("", counted_in="")
    return made
