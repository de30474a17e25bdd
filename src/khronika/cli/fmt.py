"""`khronika fmt`."""

import click

from khronika.cli.common import against_option, baseline_of, corpus_root


@click.command()
@against_option("Set `revision` in layer documents to what follows from this release.")
def fmt(against: str | None, alone: bool) -> None:
    """Write the JSON files of the corpus in their canonical form.

    One annotation per line, keys in schema order, annotations in text order. Files that break
    their schema are left alone and named; `khronika check` says what is wrong with them.
    """
    from khronika.baseline import chosen
    from khronika.formatting import format_tree

    root = corpus_root(own=True)
    written, left = format_tree(root, chosen(baseline_of(against, alone), root))
    for path in written:
        click.echo(f"wrote {path}")
    for path in left:
        click.echo(f"left alone, see `khronika check`: {path}", err=True)
    click.echo(f"{len(written)} written, {len(left)} left alone")
    if left:
        raise SystemExit(1)
