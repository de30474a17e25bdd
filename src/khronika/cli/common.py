"""What the commands share: finding the corpus, refusing, and showing progress."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from rich.progress import Progress

    from khronika.corpus import Corpus
    from khronika.document import Document

PATIENCE = 1.0
"""Seconds of work before progress is shown."""

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def each_taken_in(files: Sequence[Path], take: Callable[[Path], Iterator[str]]) -> None:
    """Take in every file, tell what came of each, and exit with 0 if all were taken, else with 1.

    Parameters
    ----------
    files : sequence of pathlib.Path
        What to take in; one that cannot be is told, and the others are taken in all the same.
    take : callable
        Takes in a file and returns the lines that tell what was done.
    """
    from khronika.excerpt import printable
    from khronika.intake import NotTaken
    from khronika.tei.markup import BrokenTei

    failed = 0
    for file in files:
        try:
            told = list(take(file))
        except (BrokenTei, NotTaken, OSError) as error:
            failed += 1
            for line in _reasons(file, error):
                click.echo(printable(line), err=True)
            continue
        for line in told:
            click.echo(printable(line))
    click.echo(f"{len(files) - failed} taken in, {failed} not; see what is left: khronika check")
    sys.exit(1 if failed else 0)


def _reasons(file: Path, error: Exception) -> list[str]:
    from khronika.tei.markup import BrokenTei

    if isinstance(error, BrokenTei):
        return error.lines()
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return [f"khronika: {file}: {reason}"]


_FORMATS = {
    "text": "for people",
    "json": "for programs",
    "markdown": "for a changelog",
    "github": "for GitHub Actions",
    "sarif": "for code scanning and editors",
}


def format_option(*forms: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the `--format` option of a command that writes `forms`; the first is the default."""
    told = ", ".join(f"{form} {_FORMATS[form]}" for form in forms)
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=f"How to write: {told}.",
    )


def source_option() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the `--source` option of a command that reads shards as well as a tree."""
    return click.option(
        "--source",
        "shards",
        multiple=True,
        metavar="SHARDS",
        help="Read these shards instead: a folder, a glob, a file, or a URL of one; may be given "
        "again.",
    )


def workers_option() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the `--workers` option of a command that can share its work out to processes."""
    return click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="Processes to share the work out to, once a corpus is large enough to be worth it. "
        "Default: as many as there are cores. The result is the same with any number.",
    )


def dask_option() -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the `--dask` option of a command that can share its work out to a cluster."""
    return click.option(
        "--dask",
        metavar="ADDRESS",
        help="Share the work out to the workers of the Dask cluster whose scheduler has this "
        "address, such as tcp://10.0.0.1:8786, or has written this file. The result is the same.",
    )


def workers_of(workers: int | None, dask: str | None = None) -> int:
    """Return how many processes `--workers` asks for."""
    from khronika.engine import cores

    if workers is not None and dask is not None:
        raise Refused(
            "--workers and --dask exclude each other: a cluster has as many workers as it has"
        )
    return workers or cores()


def against_option(told: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return `--against`, whose help begins with `told`, and `--no-against`."""
    named = click.option(
        "--against",
        metavar="REV",
        help=f"{told} REV is a version kept under releases/, a release folder, or a tag or other "
        "revision in Git. Default: the newest version that is kept, if any.",
    )
    nothing = click.option(
        "--no-against", "alone", is_flag=True, help="Compare with no release, not even a kept one."
    )
    return lambda command: named(nothing(command))


def baseline_of(against: str | None, alone: bool) -> "str | Literal[False] | None":
    """Return what `--against` and `--no-against` together ask for, as `khronika.check` has it."""
    if against is not None and alone:
        raise Refused("--against and --no-against exclude each other")
    return False if alone else against


class Refused(click.ClickException):
    """Wrong usage, or a corpus that cannot be opened: exit status 2, one clear message."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to standard error."""
        from khronika.excerpt import printable

        click.echo(f"khronika: {printable(self.format_message())}", file=file, err=True)


def corpus_root(start: Path | None = None, *, own: bool = False) -> Path:
    """Return the corpus at or above `start`, else the one that ships with the package.

    With `own`, as for commands that write into the corpus, the latter does not do.
    """
    from khronika import bundled
    from khronika.source.layout import MARKER
    from khronika.source.tree import find_root

    root = find_root(start or Path.cwd())
    if root is not None:
        return root
    if own or start is not None:
        place = click.format_filename(start or Path.cwd())
        raise Refused(f"expected a corpus at {place} or above it, found no {MARKER}")
    click.echo("khronika: no corpus here; using the one that ships with this package", err=True)
    return bundled.root()


def is_bundle(path: Path) -> bool:
    """Tell whether a folder is a bundle, as `sources/` of a release is."""
    from khronika.source.bundle import is_shard

    # The folder `corpus/` of a tree has a corpus.json as well, but no shards.
    return (path / "corpus.json").is_file() and any(is_shard(one.name) for one in path.iterdir())


def document_of(corpus: "Corpus", article: str) -> "Document":
    """Return the document of an article that was named on the command line."""
    from khronika.suggest import did_you_mean

    try:
        return corpus[article]
    except KeyError:
        ids = corpus.ids()
        first = ", ".join(ids[:3]) or "none"
        hint = did_you_mean(article, ids) or f"the first there are: {first}"
        raise Refused(f"there is no article {article!r}; {hint}") from None


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to call with what is being done, how much of it is, and of how much.

    It shows a bar on standard error after a second, and only if that is a terminal.
    """
    bars: list[Progress] = []
    began = time.monotonic()

    def show(doing: str, done: int, total: int) -> None:
        if not bars and sys.stderr.isatty() and time.monotonic() - began > PATIENCE:
            from rich.console import Console  # late: most runs are over before

            from khronika.cli.bar import bar as new_bar

            bars.append(new_bar(Console(stderr=True)))
            bars[0].start()
        for bar in bars:
            unit = getattr(doing, "counted_in", "")
            task = bar.task_ids[0]
            bar.update(task, description=doing, completed=done, total=total, counted_in=unit)

    try:
        yield show
    finally:
        for bar in bars:
            bar.stop()


class Commands(click.Group):
    """A group whose commands end in one clear message whatever goes wrong outside the corpus."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; turn what it cannot go on from into a `Refused`."""
        from khronika.errors import KhronikaError

        try:
            return super().invoke(context)
        except KhronikaError as error:
            raise Refused(str(error)) from error
        except BrokenPipeError:
            raise  # the reader had enough; click ends quietly
        except OSError as error:
            place = f"{click.format_filename(error.filename)}: " if error.filename else ""
            raise Refused(f"{place}{error.strerror or error}") from error
        except KeyboardInterrupt:
            click.echo("khronika: interrupted", err=True)
            context.exit(INTERRUPTED)


def report_options() -> dict[str, Any]:
    """Return width and colour for a report on standard output."""
    import os
    import shutil

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return {"width": shutil.get_terminal_size((80, 24)).columns, "colour": colour}
