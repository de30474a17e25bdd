"""Check and build of ever more documents: whether time grows with them, and memory does not.

Each size is generated into compressed shards, checked, built and deleted before the next. What was
measured is kept beside the page that shows it, size by size.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench.generate import generate
from bench.machine import processor
from bench.memory import measured
from khronika.cache import CACHE_VARIABLE

PATH = Path(__file__).parents[1] / "docs" / "reference" / "growth.json"
SHARD_ARTICLES = 5_000
ENDING = ".jsonl.zst"

_FIRST_ROW = """
import glob, os, sys, time, datasets
began = time.perf_counter()
files = sorted(glob.glob(sys.argv[1]))
rows = datasets.load_dataset("parquet", data_files={"train": files}, streaming=True, split="train")
assert next(iter(rows))["article_id"]
print(time.perf_counter() - began, flush=True)
os._exit(0)  # threads of a stream that was not read to its end may abort the interpreter's own end
"""


class Size(msgspec.Struct, frozen=True):
    """What so many documents took.

    Times are in seconds, sizes in bytes. Where the documents went through in several pieces, times
    are those of all of them together, and sizes of memory and row groups those of the largest.
    There is no time of a check where only builds were measured, which check first.
    """

    documents: int
    pieces: int
    bytes: int
    stored_bytes: int
    generate_seconds: float
    check_seconds: float | None
    build_seconds: float
    parent_bytes: int
    worker_bytes: int
    release_bytes: int
    parquet_files: int
    row_group_bytes: int
    first_row_seconds: float


class Growth(msgspec.Struct):
    """What came of all sizes, on machines with the same processor.

    `machine` describes the last of them.
    """

    processor: str
    machine: str
    workers: int
    configs: list[str]
    sizes: list[Size]


def grow(
    sizes: Sequence[int],
    *,
    workers: int,
    pieces: int,
    configs: Sequence[str],
    with_check: bool,
    machine: str,
    tell: Callable[[str], None],
    path: Path = PATH,
    folder: Path | None = None,
) -> Growth:
    """Measure each size, in so many pieces, and write down what came of it in `path`.

    Sizes that were measured before on the same processor, with as many workers and the same
    configs, are kept; those of other runs give way.
    """
    growth = Growth(processor(), machine, workers, list(configs), [])
    if path.is_file():
        before = msgspec.json.decode(path.read_bytes(), type=Growth)
        if _alike(before) == _alike(growth):
            growth.sizes = before.sizes
    for documents in sizes:
        share = -(-documents // pieces)
        parts = []
        for first in range(0, documents, share):
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                count = min(share, documents - first)
                parts.append(_measure(Path(scratch), first, count, workers, configs, with_check))
            tell(f"{first + count:,} of {documents:,}: built in {parts[-1].build_seconds:,.1f} s")
        found = _together(parts)
        others = [one for one in growth.sizes if one.documents != documents]
        growth.sizes = sorted([*others, found], key=lambda one: one.documents)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(growth)) + b"\n")
    return growth


def _alike(growth: Growth) -> tuple[str, int, list[str]]:
    """Return what must be the same for figures to stand in one table."""
    return growth.processor, growth.workers, growth.configs


def _measure(
    scratch: Path,
    first: int,
    documents: int,
    workers: int,
    configs: Sequence[str],
    with_check: bool,
) -> Size:
    bundle, out = scratch / "bundle", scratch / "out"
    began = time.perf_counter()
    size = generate(
        bundle,
        documents,
        ending=ENDING,
        shard_articles=min(SHARD_ARTICLES, -(-documents // workers)),
        workers=workers,
        first=first,
    )
    generated = time.perf_counter() - began
    khronika: list[str | Path] = [sys.executable, "-m", "khronika"]
    source: list[str | Path] = ["--source", bundle, "--workers", f"{workers}"]
    check = None
    if with_check:
        check = measured([*khronika, "check", *source], {CACHE_VARIABLE: f"{scratch}/of-check"})
    chosen = [word for config in configs for word in ("--config", config)]
    building = [*khronika, "build", *source, "--out", out, *chosen]
    build = measured(building, {CACHE_VARIABLE: f"{scratch}/of-build"})
    runs = [run for run in (check, build) if run]
    tables = sorted(out.glob("*/data/*/*.parquet"))
    return Size(
        documents=documents,
        pieces=1,
        bytes=size,
        stored_bytes=_bytes(bundle),
        generate_seconds=round(generated, 2),
        check_seconds=round(check.seconds, 2) if check else None,
        build_seconds=round(build.seconds, 2),
        parent_bytes=max(run.parent_bytes for run in runs),
        worker_bytes=max(run.worker_bytes for run in runs),
        release_bytes=_bytes(out),
        parquet_files=len(tables),
        row_group_bytes=max(map(_row_group, tables)),
        first_row_seconds=round(_first_row(out, tables[0].parent.name), 2),
    )


def _first_row(out: Path, config: str) -> float:
    """Return the seconds until a reader has the first row of a config, without downloading it."""
    files = f"{out}/*/data/{config}/train-*.parquet"
    command = [sys.executable, "-c", _FIRST_ROW, files]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _row_group(table: Path) -> int:
    """Return the bytes of the largest row group, as readers hold it: not compressed."""
    from pyarrow import parquet

    metadata = parquet.read_metadata(table)
    groups = range(metadata.num_row_groups)
    return max(int(metadata.row_group(number).total_byte_size) for number in groups)


_ADDED = (
    *("documents", "pieces", "bytes", "stored_bytes", "generate_seconds", "check_seconds"),
    *("build_seconds", "release_bytes", "parquet_files"),
)


def _together(parts: Sequence[Size]) -> Size:
    """Join what came of pieces: what adds up is added, of the rest the largest counts."""
    values: dict[str, Any] = {}
    for name in Size.__struct_fields__:
        of = [getattr(part, name) for part in parts]
        values[name] = None if None in of else sum(of) if name in _ADDED else max(of)
    return Size(**values)
