"""`khronika export`: the corpus, or articles of it, in other forms; one module per form."""

import click

from khronika.cli.export_bundle import bundle
from khronika.cli.export_tei import tei


@click.group()
def export() -> None:
    """Write the corpus, or articles of it, in other forms."""


for _form in (bundle, tei):
    export.add_command(_form)
