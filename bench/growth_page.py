"""What was measured of growth, in words and pictures for the page."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import growth
from bench.growth import Growth, Size
from bench.growth_plot import MIB, memory_plot, time_plot
from bench.tables import table

TIME, MEMORY = "growth-time.svg", "growth-memory.svg"
"""Names of the pictures beside the page."""


def draw(found: Growth, folder: Path) -> None:
    """Write the pictures into the folder of the page."""
    (folder / TIME).write_bytes(time_plot(found.sizes))
    (folder / MEMORY).write_bytes(memory_plot(found.sizes))


def parts(path: Path = growth.PATH) -> Iterator[str]:
    """Yield the paragraphs about growth; none if it was never measured."""
    if not path.is_file():
        return
    found = msgspec.json.decode(path.read_bytes(), type=Growth)
    yield "## Growth"
    yield (
        f"`khronika check` and `khronika build` of ever more documents in compressed shards, with "
        f"{found.workers} workers; config {', '.join(f'`{name}`' for name in found.configs)}. "
        "A build checks first. Memory is the most that one process held, shared libraries "
        f"included. Written by `python -m bench --growth 1000 10000 …` on this machine: "
        f"{found.machine}."
    )
    yield f"![{_alt(found)}]({TIME})"
    yield _table(found.sizes)
    yield f"![Memory of a worker and of the process that starts them, by documents]({MEMORY})"
    yield (
        "In the release, row groups are of up to "
        f"{max(one.row_group_bytes for one in found.sizes) / MIB:,.0f} MiB before compression, and "
        '`load_dataset("parquet", …, streaming=True)` gives the first row after '
        f"{max(one.first_row_seconds for one in found.sizes):.1f} seconds at most."
    )
    if any(one.pieces > 1 for one in found.sizes):
        yield "Pieces were generated, checked, built and deleted one after the other."


def _alt(found: Growth) -> str:
    told = ", ".join(
        f"{one.documents:,} documents {one.build_seconds:,.0f} s" for one in found.sizes
    )
    return f"Time of check and build by documents: {told}"


def _table(sizes: list[Size]) -> str:
    head = (
        "documents",
        "GB",
        "check, s",
        "check and build, s",
        "ms each",
        "worker, MiB",
        "parent, MiB",
    )
    return table(head, [_row(one) for one in sizes])


def _row(one: Size) -> tuple[str, ...]:
    pieces = f" in {one.pieces} pieces" if one.pieces > 1 else ""
    return (
        f"{one.documents:,}{pieces}",
        f"{one.bytes / 1e9:.3f}",
        f"{one.check_seconds:,.1f}" if one.check_seconds else "",
        f"{one.build_seconds:,.1f}",
        f"{1000 * one.build_seconds / one.documents:.2f}",
        f"{one.worker_bytes / MIB:,.0f}",
        f"{one.parent_bytes / MIB:,.0f}",
    )
