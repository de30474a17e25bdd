"""`khronika check`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from khronika.cli.common import (
    Refused,
    against_option,
    baseline_of,
    corpus_root,
    dask_option,
    format_option,
    is_bundle,
    progress,
    report_options,
    source_option,
    workers_of,
    workers_option,
)

if TYPE_CHECKING:
    from khronika.diagnostics import Report


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@format_option("text", "json", "github", "sarif")
@source_option()
@click.option("--fix", is_flag=True, help="Apply the safe fixes first, and say which.")
@against_option("Compare with this release (rules K801 to K806).")
@workers_option()
@dask_option()
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
def check(
    paths: tuple[Path, ...],
    form: str,
    shards: tuple[str, ...],
    fix: bool,
    against: str | None,
    alone: bool,
    workers: int | None,
    dask: str | None,
    strict: bool,
) -> None:
    """Check a corpus with every rule.

    With PATHs (files or folders of one corpus), only the articles they belong to are checked,
    or all of them if a PATH is a file that every article may refer to. A bundle, such as the
    folder sources/ of a release, is checked as a whole.

    Exit status: 0 without errors, 1 with errors (or warnings under --strict), 2 for wrong
    usage or a corpus that cannot be opened.
    """
    from functools import partial

    from khronika.checker import check as check_corpus
    from khronika.fix import apply_safe_fixes

    bundles = [path for path in paths if path.is_dir() and is_bundle(path)]
    if bundles and len(paths) == 1 and not shards:
        paths, shards = (), (str(bundles[0]),)
    if shards and (paths or fix):
        raise Refused(
            "--source is for shards as a whole: leave PATHs out, and mend the corpus that the "
            "shards were exported from instead of giving --fix"
        )
    root, selected = (None, None) if shards else _selection(paths, own=fix)
    with progress() as show:
        run = partial(
            check_corpus,
            root,
            source=shards or None,
            only=selected,
            against=baseline_of(against, alone),
            workers=workers_of(workers, dask),
            dask=dask,
            progress=show,
        )
        fixed, report = apply_safe_fixes(root, run) if fix and root else ([], run())
    for finding in fixed:
        title = finding.fix.title if finding.fix else "written in its canonical form"
        click.echo(f"fixed {finding.code} {finding.location}: {title}", err=True)
    _write(report, form, root or _folder_of(shards))
    sys.exit(1 if report.errors or (strict and report.warnings) else 0)


def _folder_of(shards: tuple[str, ...]) -> Path | None:
    """Return what the paths in a report about `shards` start from, unless they are whole ones."""
    from khronika.source.storage import is_url

    if len(shards) == 1 and Path(shards[0]).is_dir():
        return Path(shards[0])
    whole = any(is_url(source) or Path(source).is_absolute() for source in shards)
    return None if whole else Path.cwd()


def _write(report: "Report", form: str, root: Path | None) -> None:
    if form in ("github", "sarif") and root:
        report = report.under(_folder_in_repository(root))
    if form == "json":
        from khronika.reporters import json

        click.echo(json.render(report).encode(), nl=False)
    elif form == "github":
        from khronika.reporters import github

        click.echo(github.render(report), nl=False)
    elif form == "sarif":
        from khronika.reporters import sarif

        click.echo(sarif.render(report).encode(), nl=False)
    else:
        from khronika.reporters import text

        click.echo(text.render(report, **report_options()), nl=False)


def _folder_in_repository(root: Path) -> str:
    """Return the way from the checkout that GitHub Actions works on, if there is one, to `root`."""
    checkout = Path(os.environ.get("GITHUB_WORKSPACE") or root).resolve()
    inside = root.resolve()
    if inside == checkout or not inside.is_relative_to(checkout):
        return ""
    return f"{inside.relative_to(checkout).as_posix()}/"


def _selection(paths: tuple[Path, ...], *, own: bool) -> tuple[Path, list[str] | None]:
    """Return the corpus the paths lie in, and the paths relative to it unless they name it."""
    from khronika.source.layout import TOPS

    if not paths:
        return corpus_root(own=own), None
    for path in paths:
        if not os.path.lexists(path):
            raise Refused(f"{click.format_filename(path)}: there is no such file or folder")
    plain = [Path(os.path.normpath(path.absolute())) for path in paths]
    roots = {corpus_root(path) for path in plain}
    if len(roots) > 1:
        raise Refused("the paths lie in different corpora; check one corpus at a time")
    root = roots.pop()
    relative = [path.relative_to(root).as_posix() for path in plain]
    for inner in relative:
        if inner.split("/")[0] not in (".", *TOPS):
            raise Refused(f"{inner}: expected a path in {' or '.join(TOPS)}, or the corpus itself")
    return root, None if "." in relative else relative
