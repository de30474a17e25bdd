"""Texts that may not be passed on: the one place that says what of them is published.

A build and an export go by what `published` returns, whether the text lies beside its article or
not, so that both give the same bytes.
"""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from khronika.document import Document
from khronika.model import Article, Date, Entity, LayerDocument, Quote, Span

NOTE = "Withheld with the text."
"""What is published in place of a note that may cite a withheld text."""


def published(document: Document) -> Document:
    """Return what may be published of `document`: all of it, unless its text is withheld.

    Then text, title and surfaces are None, and `NOTE` stands for the evidence of the creation time.
    Offsets, labels, values, ids and hashes stay, and so does what the registry says: names of
    people and things are facts about them, and no strings of a text.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> document = open_corpus()["vestikavkaza-2025-10-24-putin-aliyev-call"]
    >>> rights = structs.replace(document.article.rights, redistribute=False)
    >>> withheld = structs.replace(
    ...     document, article=structs.replace(document.article, rights=rights)
    ... )
    >>> published(withheld).entities[0].surface is published(withheld).text is None
    True
    """
    if document.article.rights.redistribute:
        return document
    return Document(
        published_article(document.article),
        None,
        {name: without_surfaces(layer) for name, layer in document.layers.items()},
        document.registry,
        {
            annotator: {name: without_surfaces(layer) for name, layer in layers.items()}
            for annotator, layers in document.passes.items()
        },
    )


def published_article(article: Article) -> Article:
    """Return what may be published of an article's record."""
    if article.rights.redistribute:
        return article
    dct = article.dct
    if dct.evidence is not None:
        dct = structs.replace(dct, evidence=NOTE)
    return structs.replace(article, title=None, dct=dct)


def without_surfaces(layer: LayerDocument) -> LayerDocument:
    """Return a layer of which every surface is None."""
    return _resurfaced(layer, lambda _: None)


def with_surfaces(layer: LayerDocument, text: str) -> LayerDocument:
    """Return a layer of which every surface that is None is what `text` reads there.

    A span that does not lie in `text` is left as it is.
    """

    def read(span: Entity | Date | Span) -> str | None:
        if span.surface is None and 0 <= span.start < span.end <= len(text):
            return text[span.start : span.end]
        return span.surface

    return _resurfaced(layer, read)


def _resurfaced(layer: LayerDocument, read: Callable[[Any], str | None]) -> LayerDocument:
    def span(one: Any) -> Any:
        return structs.replace(one, surface=read(one))

    def annotation(one: Any) -> Any:
        if not isinstance(one, Quote):
            return span(one)
        roles = {role: tuple(map(span, getattr(one, role))) for role in Quote.ROLES}
        return structs.replace(one, **roles)

    return structs.replace(layer, annotations=tuple(map(annotation, layer.annotations)))
