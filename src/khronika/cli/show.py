"""`khronika show`."""

from typing import TYPE_CHECKING

import click

from khronika.cli.common import corpus_root, document_of, source_option

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from khronika.document import Document

_ENTITY_STYLES = {
    "PERSON": "bold bright_red",
    "ORGANIZATION": "bold bright_blue",
    "COUNTRY": "green",
    "REGION": "green",
    "CITY": "green",
    "LOCATION": "green",
    "FACILITY": "cyan",
    "NORP": "magenta",
    "PROFESSION": "yellow",
    "EVENT": "bright_magenta",
    "LAW": "blue",
    "PRODUCT": "cyan",
    "WORK_OF_ART": "magenta",
    "MONEY": "bright_cyan",
    "PERCENT": "bright_cyan",
    "NUMBER": "bright_cyan",
}
_DATE_STYLE = "black on bright_yellow"
_QUOTE_STYLE = "on grey23"


@click.command()
@click.argument("article")
@source_option()
def show(article: str, shards: tuple[str, ...]) -> None:
    """Show an article with its annotations in colour.

    Below the text, its entities, dates and quotes are listed.
    """
    from rich.console import Console

    from khronika.corpus import open_corpus

    corpus = open_corpus(None if shards else corpus_root(), source=shards or None)
    document = document_of(corpus, article)
    console = Console(highlight=False, soft_wrap=False)
    console.print(_heading(document))
    console.print()
    if document.text is None:
        console.print("The text of this article is withheld.")
    else:
        console.print(_coloured(document, document.text))
        console.print()
        console.print(_legend(document))
    for table in (_entities(document), _dates(document), _quotes(document)):
        console.print()
        console.print(table)


def _heading(document: "Document") -> "Text":
    from rich.text import Text

    from khronika.excerpt import printable

    article = document.article
    created = article.dct.value.isoformat() if article.dct.value else "unknown"
    lines = [
        article.id,
        f"created {created} ({article.dct.status}) · {article.source.kind}"
        f" · {article.genre} · split {article.split} · text {article.rights.license}",
    ]
    heading = Text("\n".join(map(printable, lines)))
    heading.stylize("bold", 0, len(article.id))
    return heading


def _coloured(document: "Document", text: str) -> "Text":
    """Return the text with a style for every annotation, inner mentions over outer ones.

    Escaping makes some characters longer, so styles are laid on piece by piece.
    """
    from collections import defaultdict
    from itertools import pairwise

    from rich.text import Text

    from khronika.excerpt import printable

    spans = [
        (part.start, part.end, _QUOTE_STYLE)
        for quote in document.quotes
        if quote.type == "direct"
        for part in quote.content
    ]
    spans += [(m.start, m.end, _ENTITY_STYLES[m.label]) for m in document.entities]
    spans += [(date.start, date.end, _DATE_STYLE) for date in document.dates]
    edges = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    starting, ending = defaultdict(list), defaultdict(list)
    for number, (start, end, _) in enumerate(spans):
        starting[start].append(number)
        ending[end].append(number)
    open_: set[int] = set()
    coloured = Text()
    for start, end in pairwise(edges):
        open_.difference_update(ending[start])
        open_.update(starting[start])
        style = " ".join(dict.fromkeys(spans[number][2] for number in sorted(open_)))
        lines = text[start:end].split("\n")
        coloured.append("\n".join(map(printable, lines)), style=style)
    return coloured


def _legend(document: "Document") -> "Text":
    from rich.text import Text

    legend = Text()
    present = {mention.label for mention in document.entities}
    for label, style in _ENTITY_STYLES.items():
        if label in present:
            legend.append(label, style=style).append("  ")
    return legend.append("date", style=_DATE_STYLE).append("  ").append("quoted", _QUOTE_STYLE)


def _table(title: str, *columns: str) -> "Table":
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(*columns, title=title, title_justify="left", box=SIMPLE, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    return table


def _cells(*values: object) -> list["Text"]:
    """Return cells as plain text: nothing from the data is read as markup."""
    from rich.text import Text

    from khronika.excerpt import printable

    return [Text(printable("" if value is None else str(value))) for value in values]


def _entities(document: "Document") -> "Table":
    table = _table("Entities", "label", "entity", "mentions")
    surfaces: dict[tuple[str, str], list[str]] = {}
    for mention in document.entities:
        name = mention.entity.name if mention.entity else "–"
        surfaces.setdefault((mention.label, name), []).append(mention.surface or "–")
    for (label, name), found in sorted(surfaces.items(), key=lambda item: -len(item[1])):
        listed = ", ".join(dict.fromkeys(found))
        table.add_row(*_cells(label, name, f"{len(found)}: {listed}"))
    return table


def _dates(document: "Document") -> "Table":
    table = _table("Dates", "id", "surface", "type", "value", "mod", "anchor", "interval")
    for date in document.dates:
        days = [day.isoformat() for day in date.interval if day]
        interval = " … ".join(dict.fromkeys(days)) or "–"
        ends = (
            f"{date.begin or ''} … {date.end_point or ''}" if date.begin or date.end_point else ""
        )
        anchor = date.anchor or ends
        table.add_row(
            *_cells(date.id, date.surface, date.type, date.value, date.mod, anchor, interval)
        )
    return table


def _quotes(document: "Document") -> "Table":
    """Return two columns: the ids, and for each quote who says it by which words, and what."""
    table = _table("Quotes", "id", "speaker, cue and content")
    for quote in document.quotes:
        speakers = ", ".join(speaker.name for speaker in quote.speakers) or "–"
        cue = " … ".join(part.surface or "–" for part in quote.cue) or "–"
        content = " … ".join(part.surface or "–" for part in quote.content)
        parent = f" · in {quote.parent}" if quote.parent else ""
        id_, told, said = _cells(
            quote.id,
            f"{speakers} ({quote.resolution}) · {cue} · {quote.type}{parent}",
            _shortened(content),
        )
        told.stylize("bold", 0, len(speakers))
        table.add_row(id_, told.append("\n").append(said))
    return table


def _shortened(content: str, limit: int = 140) -> str:
    return content if len(content) <= limit else f"{content[: limit - 1]}…"
