"""`khronika import`: articles from other forms; one module per form."""

import click

from khronika.cli.import_tei import tei


@click.group("import")
def import_() -> None:
    """Take articles in from other forms."""


import_.add_command(tei)
