"""`khronika export bundle`."""

from pathlib import Path

import click

from khronika.cli.common import corpus_root, progress


@click.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--compression",
    type=click.Choice(["none", "gz", "zst"]),
    default="none",
    show_default=True,
    help="How to compress the shards.",
)
@click.option(
    "--shard-size",
    "shard_articles",
    type=click.IntRange(min=1),
    metavar="N",
    default=10_000,
    show_default=True,
    help="Articles that a shard holds at most.",
)
@click.option("--force", is_flag=True, help="Replace a bundle at OUT that differs.")
def bundle(out: Path, compression: str, shard_articles: int, force: bool) -> None:
    """Write the corpus as shards of JSON Lines: one article, with its layers, to a line.

    OUT is the folder to make; `check`, `build`, `stats` and `show` read it with --source. The same
    corpus gives the same bytes.
    """
    from khronika.export_bundle import export_bundle

    root = corpus_root()
    with progress() as show:
        made = export_bundle(
            root,
            out,
            compression=compression,
            shard_articles=shard_articles,
            force=force,
            progress=show,
        )
    done = "exported" if made.is_new else "unchanged:"
    articles = f"{made.articles:,} article" + ("" if made.articles == 1 else "s")
    shards = f"{made.shards:,} shard" + ("" if made.shards == 1 else "s")
    click.echo(f"{done} {click.format_filename(out)}: {articles} in {shards}")
