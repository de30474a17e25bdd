"""`khronika import tei`."""

from collections.abc import Iterator
from pathlib import Path

import click

from khronika.cli.common import corpus_root, each_taken_in


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option("--update", is_flag=True, help="Replace an article that the corpus has.")
@click.option(
    "--force", is_flag=True, help="With --update: even its text, if it is not released yet."
)
@click.option(
    "--pass",
    "annotator",
    metavar="ANNOTATOR",
    help="Keep the annotations as this annotator's independent pass of an article that is there.",
)
def tei(files: tuple[Path, ...], update: bool, force: bool, annotator: str | None) -> None:
    """Take in articles with their annotations inside the text, as TEI P5.

    Each FILE is one article. It is written whole or not at all, with its layers and with the
    registry entries that it adds; nothing is overwritten without --update.

    With --pass, only the annotations count: they go to annotations/passes/. The article, which is
    named by the `id` of the metadata or by the name of FILE, has exactly the same text.

    Exit status: 0 if every file was taken in, 1 if some were not.
    """
    from khronika.tei.importing import import_article
    from khronika.tei.passes import import_pass

    if force and not update:
        raise click.UsageError("--force goes with --update")
    if force and annotator:
        raise click.UsageError("--force does not go with --pass: a pass changes no text")
    root = corpus_root(own=True)

    def take(file: Path) -> Iterator[str]:
        if annotator:
            done = import_pass(root, file, annotator, update=update)
        else:
            done = import_article(root, file, update=update, force=force)
        counts = ", ".join(f"{count} {name}" for name, count in done.annotations.items())
        yield f"{done.id}: {counts or 'no layers'}"
        yield from (f"  registry: new entry {entry}" for entry in done.entries)
        yield from (f"  wrote {path}" for path in done.paths)

    each_taken_in(files, take)
