"""`khronika stats`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from khronika.cli.common import Refused, corpus_root, format_option, source_option

if TYPE_CHECKING:
    from khronika.corpus import Corpus


@click.command()
@format_option("text", "json")
@source_option()
@click.option("--coverage", is_flag=True, help="Count phenomena of the annotation instead.")
@click.option(
    "--plot",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the pictures of a release's card into this folder instead, as SVG.",
)
def stats(form: str, shards: tuple[str, ...], coverage: bool, folder: Path | None) -> None:
    """Count articles and annotations, by layer, label and split."""
    import json

    from khronika import statistics
    from khronika.corpus import open_corpus

    corpus = open_corpus(None if shards else corpus_root(), source=shards or None)
    if folder is not None:
        _plot(corpus, folder)
        return
    if coverage:
        _show_coverage(corpus, form)
        return
    counts = statistics.count(corpus)
    if form == "json":
        click.echo(json.dumps(counts, ensure_ascii=False, indent=2))
        return
    total = sum(counts["splits"].values())
    click.echo(f"{'articles':<10} {'':<14} {total:>7,}  {_by_split(counts['splits'])}")
    for layer, labels in counts["layers"].items():
        for label, splits in labels.items():
            total = sum(splits.values())
            click.echo(f"{layer:<10} {label:<14} {total:>7,}  {_by_split(splits)}")


def _by_split(counts: dict[str, int]) -> str:
    return "  ".join(f"{split} {count:,}" for split, count in counts.items())


def _show_coverage(corpus: "Corpus", form: str) -> None:
    import json

    from khronika.coverage import coverage

    lines = coverage(corpus)
    if form == "json":
        groups: dict[str, dict[str, int]] = {}
        for line in lines:
            groups.setdefault(line.group, {})[line.phenomenon] = line.count
        click.echo(json.dumps(groups, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line.group:<34} {line.phenomenon:<25} {line.count:>6,}")


def _plot(corpus: "Corpus", folder: Path) -> None:
    from khronika.release import plots
    from khronika.release.described import Counts

    counts = Counts()
    for document in corpus:
        counts.add([document])
    pictures = plots.compose(counts)
    if not pictures:
        raise Refused("there is nothing to draw: no article here has an annotation")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures.items():
            path = folder / Path(name).name
            path.write_bytes(picture)
            click.echo(f"wrote {click.format_filename(path)}")
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror or error}") from error
