"""``python -m khronika`` is ``khronika``."""

from khronika.cli import main

main(prog_name="khronika")
