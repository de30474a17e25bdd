"""`khronika build`."""

import sys
from pathlib import Path

import click

from khronika.cli.common import (
    Refused,
    corpus_root,
    dask_option,
    is_bundle,
    progress,
    report_options,
    source_option,
    workers_of,
    workers_option,
)


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("dist"),
    show_default=True,
    help="Folder in which the release folder is made.",
)
@click.option(
    "--config",
    "configs",
    multiple=True,
    metavar="NAME",
    help="Build this config only; may be given again. Default: those of corpus.json.",
)
@source_option()
@click.option(
    "--keep", is_flag=True, help="Keep what was released under releases/, for later comparisons."
)
@workers_option()
@dask_option()
@click.option("--force", is_flag=True, help="Replace a release of this version that differs.")
def build(
    path: Path | None,
    out: Path,
    configs: tuple[str, ...],
    shards: tuple[str, ...],
    keep: bool,
    workers: int | None,
    dask: str | None,
    force: bool,
) -> None:
    """Check the corpus and build a release folder of it.

    PATH is a corpus, or a bundle such as the folder sources/ of a release; without it, the corpus
    that the current folder lies in.

    The folder, <name>-<version>, opens with datasets.load_dataset and with everything else that
    reads Parquet. The same corpus gives the same bytes; where they are there already and nothing
    has changed, nothing is done. It appears whole or not at all; a corpus with errors is not built,
    and an earlier release stays as it is.
    """
    from khronika.errors import CorpusHasErrors
    from khronika.release import builder
    from khronika.reporters import text

    if shards and path:
        raise Refused("name either the folder of a corpus or shards with --source, not both")
    if keep and (configs or shards or path):
        raise Refused(
            "--keep keeps a whole release of the corpus here: leave --config and --source out"
        )
    root = None if shards else _root(path, keep=keep)
    try:
        with progress() as show:
            release = builder.build(
                root,
                source=shards or None,
                out=out,
                configs=configs or None,
                force=force,
                workers=workers_of(workers, dask),
                dask=dask,
                progress=show,
            )
    except CorpusHasErrors as error:
        click.echo(text.render(error.report, **report_options()), nl=False)
        click.echo("khronika: nothing was built; mend the errors above and build again", err=True)
        sys.exit(1)
    done = "built" if release.is_new else "unchanged:"
    click.echo(f"{done} {click.format_filename(out / release.path.name)}")
    for config, rows in release.rows.items():
        click.echo(f"  {config:<9} {rows:>9,} rows")
    if keep and root:
        from khronika import keeping
        from khronika.source.layout import RELEASES

        done = "kept" if keeping.keep(root, release, force=force) else "unchanged:"
        click.echo(f"{done} {RELEASES}/{release.version}")


def _root(path: Path | None, *, keep: bool) -> Path:
    return path if path and is_bundle(path) else corpus_root(path, own=keep)
