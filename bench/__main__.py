"""Measure khronika, beside what people use today.

    python -m bench                  prints what docs/reference/benchmarks.md has
    python -m bench --write          puts it there, and its ratios into bench/record.json
    python -m bench --guard          tells which ratios left the band of those recorded
    python -m bench --growth 1000 10000    measures growth; its pictures go beside the page

Nothing here is asserted by tests: figures depend on the machine. It takes some minutes, of which
`--quick` makes less than one, for those who change this.
"""

import argparse
import sys
from functools import partial
from pathlib import Path

import orjson

from bench import ajv, cold, growth, growth_page, page, peers, record
from bench.machine import has, machine
from bench.timing import Samples
from khronika.engine import cores

tell = partial(print, file=sys.stderr, flush=True)

COMMANDS = "commands"
PARTS = (*peers.JOBS, "ajv", COMMANDS)
"""What can be measured by itself."""


def main() -> int:
    """Do what the command line asks for; return the exit status."""
    given = _arguments()
    if given.growth:
        return _grow(given)
    if given.guard and not given.record.is_file():
        tell(f"nothing is recorded in {given.record}: run with --write first")
        return 2
    compared = peers.compare(
        given.documents, given.rounds, only=given.only, may_install=not given.offline, tell=tell
    )
    waited = cold.cold(given.rounds, tell) if COMMANDS in given.only else {}
    if given.guard:
        return _guard(compared.samples | waited, given.record)
    others = [f"check-jsonschema {version}" for version in [has("check-jsonschema")] if version]
    here = machine(*others, *([f"Ajv {ajv.VERSION}"] if peers.AJV in compared.samples else []))
    text = page.page(compared, waited, here, given.rounds)
    if given.write:
        given.page.write_text(text, encoding="utf-8")
        record.keep(compared.samples | waited, here, given.record)
    else:
        print(text, end="")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=(__doc__ or "").split("\n\n")[0]
    )
    add = parser.add_argument
    add("--documents", type=int, default=4_000, help="how many to compare over (default: 4000)")
    add("--rounds", type=int, default=5, help="how often each takes its turn (default: 5)")
    add("--quick", action="store_true", help="40 documents and one round")
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="measure these only")
    add("--offline", action="store_true", help="install nothing; leave out what is not there")
    add("--write", action="store_true", help="write the page and the record")
    add("--guard", action="store_true", help="compare with the record; exit with 1 if worse")
    add("--page", type=Path, default=page.PATH, help="the page to write")
    add("--record", type=Path, default=record.PATH, help="the record to write or compare with")
    add("--growth", type=int, nargs="+", metavar="N", help="measure growth over such sizes instead")
    add("--workers", type=int, default=cores(), help="for --growth (default: one for each core)")
    add("--pieces", type=int, default=1, help="for --growth: parts that come and go by themselves")
    add("--config", action="append", help="for --growth: what to build (default: articles)")
    add("--build-only", action="store_true", help="for --growth: no check beside that of a build")
    add("--folder", type=Path, help="for --growth: where there is room for documents")
    given = parser.parse_args()
    if given.quick:
        given.documents, given.rounds = 40, 1
    return given


def _grow(given: argparse.Namespace) -> int:
    path = given.page.with_name(growth.PATH.name)
    found = growth.grow(
        given.growth,
        workers=given.workers,
        pieces=given.pieces,
        configs=given.config or ["articles"],
        with_check=not given.build_only,
        machine=machine(),
        tell=tell,
        path=path,
        folder=given.folder,
    )
    growth_page.draw(found, given.page.parent)
    print("\n\n".join(growth_page.parts(path)))
    return 0


def _guard(samples: Samples, path: Path) -> int:
    """Print the ratios that left their band; return 1 if any of them did so for the worse."""
    found = list(record.left(samples, orjson.loads(path.read_bytes())))
    for one in found:
        print(f"{one.change}: {one.name}: {one.now.told('.3g')}, recorded {one.was.told('.3g')}")
    if not found:
        print("every ratio is within the band of what was recorded")
    return int(any(one.change == "worse" for one in found))


if __name__ == "__main__":
    sys.exit(main())
