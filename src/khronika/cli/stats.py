"""`khronika stats`."""

import click

from khronika.cli.common import corpus_root, format_option, source_option


@click.command()
@format_option("text", "json")
@source_option()
def stats(form: str, shards: tuple[str, ...]) -> None:
    """Count articles and annotations, by layer, label and split."""
    import json

    from khronika import statistics
    from khronika.corpus import open_corpus

    counts = statistics.count(open_corpus(None if shards else corpus_root(), source=shards or None))
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
