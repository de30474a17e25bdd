"""`khronika diff`."""

import click

from khronika.cli.common import corpus_root, format_option, report_options


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@format_option("text", "json", "markdown")
def diff(before: str, after: str | None, form: str) -> None:
    """Show what differs between two releases, and which version that asks for.

    A and B each are a version kept under releases/, a release folder, a folder that holds a
    corpus, or a tag or other revision in Git. Without B, A is compared with the corpus here.

    Articles, annotations, registry, annotators, layers, labels and columns are compared field by
    field; revisions, and what follows from the text, are not content. The exit status is 0
    whether or not anything differs.
    """
    from khronika import baseline
    from khronika.diff import as_json, as_markdown, as_text, compare
    from khronika.excerpt import printable
    from khronika.source.opening import open_source

    root = corpus_root()
    old = baseline.read(before, root)
    if after is None:
        new = baseline.of_source(open_source(root), "the corpus here")
    else:
        new = baseline.read(after, root)
    found = compare.diff(old, new)
    if form == "json":
        click.echo(as_json.render(found).encode(), nl=False)
    elif form == "markdown":
        click.echo(as_markdown.render(found), nl=False)
        for note in found.notes:
            click.echo(f"khronika: {printable(note)}", err=True)
    else:
        click.echo(as_text.render(found, **report_options()), nl=False)
