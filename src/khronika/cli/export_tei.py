"""`khronika export tei`."""

from pathlib import Path

import click

from khronika.cli.common import Refused, corpus_root, document_of


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder to write ARTICLE.xml into; without it, a single article goes to standard output.",
)
@click.option("--force", is_flag=True, help="Overwrite files in DIR.")
@click.option(
    "--withheld",
    is_flag=True,
    help="Write articles whose text may not be passed on too; what comes of it is not to be "
    "published.",
)
def tei(articles: tuple[str, ...], out: Path | None, force: bool, withheld: bool) -> None:
    """Write articles with their annotations inside the text, as TEI P5.

    ARTICLE is the id of an article. `khronika import tei --update` takes a corrected file back.
    """
    from khronika.corpus import open_corpus
    from khronika.tei import write

    if out is None and len(articles) > 1:
        raise click.UsageError("several articles need --out DIR")
    corpus = open_corpus(corpus_root())
    for article in articles:
        document = document_of(corpus, article)
        if not (document.article.rights.redistribute or withheld or document.text is None):
            raise Refused(
                f"the text of {article} is withheld, and TEI would hold all of it; for your own "
                "use, write it with --withheld"
            )
        written = write(document)
        if out is None:
            click.echo(written.encode(), nl=False)  # bytes: UTF-8 wherever they go
            continue
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{article}.xml"
        if path.exists() and not force:
            raise Refused(f"{path} exists; overwrite it with --force")
        path.write_text(written, encoding="utf-8", newline="\n")
        click.echo(f"wrote {path}")
