"""`khronika new`."""

from collections.abc import Iterator
from pathlib import Path

import click

from khronika.cli.common import corpus_root, each_taken_in


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--id", "id_", metavar="ID", help="Id of the article; for a single FILE only.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--url", metavar="URL", help="Where it was published.")
@click.option("--composed-by", "author", metavar="ANNOTATOR", help="Who wrote it for this corpus.")
@click.option(
    "--license",
    "license_",
    metavar="SPDX",
    default="LicenseRef-unstated",
    show_default=True,
    help="Licence of the text.",
)
@click.option("--genre", default="news", show_default=True, help="Genre of the article.")
@click.option("--annotator", metavar="ANNOTATOR", help="Who will annotate it.")
@click.option("--encoding", metavar="NAME", help="Encoding of FILE, if it is not UTF-8.")
def new(
    files: tuple[Path, ...],
    id_: str | None,
    publisher: str | None,
    url: str | None,
    author: str | None,
    license_: str,
    genre: str,
    annotator: str | None,
    encoding: str | None,
) -> None:
    """Make articles with empty layers from raw texts.

    FILE is a text, or a folder of texts (*.txt). Each is decoded and normalised; its id, date,
    zones, title, group and split are proposed, and said with what they rest on. Nothing is ever
    overwritten. `khronika check` then says what is left to fill in.

    Exit status: 0 if every text was taken in, 1 if some were not.
    """
    from khronika.intake import Choices, take_in

    texts = [text for file in files for text in _texts(file)]
    if id_ and len(texts) != 1:
        raise click.UsageError("--id is for a single text")
    choices = Choices(id_, publisher, url, author, license_, genre, annotator, encoding)
    root = corpus_root(own=True)

    def take(text: Path) -> Iterator[str]:
        taken = take_in(root, text, choices)
        yield taken.id
        yield from (f"  {remark}" for remark in taken.remarks)
        yield from (f"  wrote {path}" for path in taken.paths)

    each_taken_in(texts, take)


def _texts(file: Path) -> list[Path]:
    """Return the texts that FILE stands for; in a folder, a link is nobody's choice."""
    if not file.is_dir():
        return [file]
    return sorted(text for text in file.glob("*.txt") if not text.is_symlink())
