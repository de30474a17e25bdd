"""`khronika stats`."""

import click

from khronika.cli.common import corpus_root, format_option


@click.command()
@format_option("text", "json")
@click.option("--coverage", is_flag=True, help="Count phenomena of the annotation instead.")
def stats(form: str, coverage: bool) -> None:
    """Count articles and annotations, by layer, label and split."""
    import json

    from khronika import statistics
    from khronika.corpus import open_corpus

    if coverage:
        _show_coverage(form)
        return
    counts = statistics.count(open_corpus(corpus_root()))
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


def _show_coverage(form: str) -> None:
    import json

    from khronika.corpus import open_corpus
    from khronika.coverage import coverage

    lines = coverage(open_corpus(corpus_root()))
    if form == "json":
        groups: dict[str, dict[str, int]] = {}
        for line in lines:
            groups.setdefault(line.group, {})[line.phenomenon] = line.count
        click.echo(json.dumps(groups, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line.group:<34} {line.phenomenon:<25} {line.count:>6,}")
