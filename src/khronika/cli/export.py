"""`khronika export`: articles in other forms; one module per form."""

import click

from khronika.cli.export_tei import tei


@click.group()
def export() -> None:
    """Write articles in other forms."""


export.add_command(tei)
