"""`khronika download`."""

import sys
from pathlib import Path

import click

from khronika.cli.common import INTERRUPTED, Refused, corpus_root, progress


@click.command()
@click.argument("version", required=False)
@click.option(
    "--from",
    "source",
    metavar="TEMPLATE",
    help="Where it comes from: a URL (http, https, file) or a folder, with {name}, {version} and "
    "{path} where these go. Default: KHRONIKA_RELEASE_URL, then release_url of corpus.json.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder in which the release folder is made. Default: the cache.",
)
@click.option("--list", "is_list", is_flag=True, help="List the versions that are known here.")
@click.option(
    "--force",
    is_flag=True,
    help="Ask again for what is cached; with --to, replace a release that differs.",
)
def download(
    version: str | None, source: str | None, to: Path | None, is_list: bool, force: bool
) -> None:
    """Fetch a release by its version.

    Every byte of the release VERSION, such as 0.1.0, is checked. It appears whole or not at all,
    in the cache, where load_dataset(version=...) finds it, or in the folder --to. What was
    interrupted is resumed. KHRONIKA_OFFLINE=1 and HF_HUB_OFFLINE=1 forbid the network.
    """
    root = corpus_root()
    if is_list:
        _list(root)
    elif version is None:
        raise Refused("expected a VERSION such as 0.1.0; --list shows which are known")
    else:
        _fetch(version, root, source, to, force)


def _fetch(version: str, root: Path, source: str | None, to: Path | None, force: bool) -> None:
    from khronika import fetch

    try:
        with progress() as show:
            release = fetch.download(
                version, path=root, source=source, to=to, force=force, progress=show
            )
    except KeyboardInterrupt:
        click.echo(
            "khronika: interrupted; what has arrived is kept, and the same command goes on",
            err=True,
        )
        sys.exit(INTERRUPTED)
    done = "downloaded" if release.is_new else "unchanged:"
    place = to / release.path.name if to else release.path
    click.echo(f"{done} {click.format_filename(place)}")
    size = sum(file["size"] for file in release.manifest["files"])
    click.echo(f"  {len(release.manifest['files'])} files, {size:,} bytes")


def _list(root: Path) -> None:
    from khronika import bundled
    from khronika.corpus import open_corpus
    from khronika.fetch import kept

    current = "ships with this package" if root == bundled.root() else "the corpus here"
    for release in kept.known(root, open_corpus(root).info):
        size = "" if release.size is None else f"{release.size:,} bytes"
        notes = [current] if release.is_current else []
        if release.cached:
            notes.append(f"cached: {click.format_filename(release.cached)}")
        told = f"{release.version:<10} {release.released or 'unreleased':<10} {size:>17}"
        click.echo(f"{told}  {'; '.join(notes)}".rstrip())
