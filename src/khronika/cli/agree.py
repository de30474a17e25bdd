"""`khronika agree`."""

from typing import TYPE_CHECKING

import click

from khronika.cli.common import Refused, corpus_root, document_of, format_option

if TYPE_CHECKING:
    from khronika.agreement import Pair
    from khronika.document import Document


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option(
    "--layer",
    "layers",
    multiple=True,
    type=click.Choice(("entities", "dates", "quotes")),
    help="Only this layer; repeatable.",
)
@click.option(
    "--pass",
    "annotators",
    multiple=True,
    metavar="ANNOTATOR",
    help="Only this annotator's pass; with several, these passes with one another.",
)
@format_option("text", "json")
def agree(
    articles: tuple[str, ...], layers: tuple[str, ...], annotators: tuple[str, ...], form: str
) -> None:
    """Measure how far annotators agree.

    Compares every independent pass with the released annotation of the same text, or passes with
    one another, in all articles or in those that are named.
    """
    from khronika.agreement import agreement, report
    from khronika.corpus import open_corpus
    from khronika.model import LAYERS

    corpus = open_corpus(corpus_root())
    chosen = [document_of(corpus, article) for article in dict.fromkeys(articles)] or corpus
    documents = [document for document in chosen if document.passes]
    pairs = _pairs(documents, annotators)
    found = agreement(documents, pairs, layers or LAYERS)
    if form == "json":
        click.echo(report.as_json(found, corpus.annotators).encode(), nl=False)
    else:
        click.echo(report.as_text(found, corpus.annotators), nl=False)


def _pairs(documents: "list[Document]", annotators: tuple[str, ...]) -> "list[Pair]":
    from khronika.agreement import annotators_of, pairs_of
    from khronika.suggest import did_you_mean

    known = annotators_of(documents)
    if not known:
        raise Refused(
            "there is nothing to compare: no article here has an independent pass; take some in "
            "with `khronika import tei --pass ANNOTATOR`"
        )
    for annotator in annotators:
        if annotator not in known:
            hint = did_you_mean(annotator, known) or f"there are passes by {', '.join(known)}"
            raise Refused(f"there is no pass by {annotator!r} here; {hint}")
    asked = sorted(set(annotators)) or known
    if len(set(annotators)) > 1:
        return [pair for pair in pairs_of(asked, among=True) if pair[0] is not None]
    return pairs_of(asked, among=False)
