"""The command line: one module per command; only here are arguments parsed and things printed.

Command modules import nothing heavy at their top, so that `khronika --help` stays quick.
"""

import io
import sys

import click

from khronika.cli import (
    agree,
    build,
    check,
    diff,
    download,
    explain,
    export,
    fmt,
    import_,
    new,
    show,
    stats,
    verify,
)
from khronika.cli.common import Commands


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="khronika", message="%(prog)s %(version)s")
def main() -> None:
    """Check an annotated corpus of Russian news, build a release of it, look inside.

    Commands work on the corpus in the current folder or the nearest one above it; outside of
    any, on the corpus that ships with this package.
    """
    # A terminal or pipe that cannot show Cyrillic gets escapes instead of a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


for _command in (
    agree.agree,
    build.build,
    check.check,
    diff.diff,
    download.download,
    explain.explain,
    export.export,
    fmt.fmt,
    import_.import_,
    new.new,
    show.show,
    stats.stats,
    verify.verify,
):
    main.add_command(_command)
