"""`khronika verify`."""

import sys
from pathlib import Path

import click

from khronika.cli.common import (
    corpus_root,
    format_option,
    progress,
    report_options,
    source_option,
)


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option(
    "--rebuild",
    is_flag=True,
    help="Build the release again too, from the corpus here or from --source, and compare.",
)
@source_option()
@format_option("text", "json")
def verify(release: Path, rebuild: bool, shards: tuple[str, ...], form: str) -> None:
    """Verify the folder of a release.

    Looks at every file, table, row and span of RELEASE, at what describes them, and whether
    datasets opens every config, offline. Where the corpus here keeps the manifest of the release,
    it has to be that one. Writes nothing into the folder.

    Exit status: 0 if the release is sound, 1 if something is wrong with it, 2 for wrong usage or a
    folder that is no release.
    """
    from khronika import verification
    from khronika.source.tree import find_root
    from khronika.verification import report

    corpus = corpus_root() if rebuild and not shards else find_root(Path.cwd())
    with progress() as show:
        found = verification.verify(
            release, rebuild=rebuild, path=corpus, source=shards or None, progress=show
        )
    if form == "json":
        click.echo(report.as_json(found).encode(), nl=False)
    else:
        click.echo(report.as_text(found, colour=bool(report_options()["colour"])), nl=False)
    sys.exit(0 if found.ok else 1)
