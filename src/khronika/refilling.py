"""Withheld rows of a table made whole, batch by batch, from texts and annotations."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from khronika.document import Document
from khronika.errors import NotRestored
from khronika.excerpt import printable, shortened
from khronika.heldtexts import HeldTexts
from khronika.model import Quote
from khronika.release import from_tables
from khronika.release.columns import COLUMNS
from khronika.release.derived import Reading, Row, role_texts, tokens_rows
from khronika.withholding import with_surfaces

if TYPE_CHECKING:
    from datasets import Features

MARKERS = {
    "articles": "text",
    "entities": "surface",
    "dates": "surface",
    "quotes": "content_text",
    "tokens": "tokens",
}
"""For each config that holds strings of texts, the column that is null in a withheld row alone."""

_IDS = {"entities": "mention_id", "dates": "date_id", "quotes": "quote_id"}


class Refilling:
    """What it takes to make withheld rows of one table whole; a function of one batch.

    Parameters
    ----------
    config : str
        Which config the table is.
    features : datasets.Features
        Of the table.
    held : HeldTexts
        The texts.
    find : callable
        Returns the document of a withheld article by its id; not asked for rows of `articles`.
    """

    def __init__(
        self,
        config: str,
        features: "Features",
        held: HeldTexts,
        find: Callable[[str], Document],
    ) -> None:
        self._config, self._features = config, features
        self._held, self._find = held, find
        self._last: Reading | None = None
        self._places: dict[str, list[tuple[int, int]]] = {}

    def __call__(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Return a batch, by column, with its withheld rows made whole."""
        if None not in batch[MARKERS[self._config]]:
            return batch
        rows = [
            made
            for values in zip(*batch.values(), strict=True)
            for made in self._whole(dict(zip(batch, values, strict=True)))
        ]
        return {name: [row[name] for row in rows] for name in batch}

    def _whole(self, row: Row) -> Iterator[Row]:
        if row[MARKERS[self._config]] is not None:
            yield row
            return
        reading, text = self._read(row)
        if self._config == "tokens":
            for made in tokens_rows(reading):
                yield row | {name: coded(made[name], self._features[name]) for name in made}
            return
        row = _resurfaced(row, text)
        yield row | _DERIVED[self._config](row, reading)

    def _read(self, row: Row) -> tuple[Reading, str]:
        """Return the article of a row with its text; the last is kept, for rows come together."""
        if self._last is None or self._last.article.id != row["article_id"]:
            if self._config == "articles":
                document = document_of(row, self._features)
            else:
                document = self._find(row["article_id"])
            text = self._held.text_of(document.article)
            layers = {name: with_surfaces(layer, text) for name, layer in document.layers.items()}
            self._last = Reading(msgspec.structs.replace(document, text=text, layers=layers))
            self._places = {one.id: _places(one) for one in document.annotations(self._config)}
        if self._config in _IDS:
            self._expect_same(row)
        return self._last, self._last.document.text or ""

    def _expect_same(self, row: Row) -> None:
        """Refuse a row that is not of the release that the annotations of its article are of."""
        id_ = row[_IDS[self._config]]
        if self._places.get(id_) != _places(row):
            raise NotRestored(
                f"{shortened(str(id_))} of {printable(row['article_id'])} is not where `articles` "
                "have it: expected both of the same release; load both from one folder"
            )


def _places(annotation: Any) -> list[tuple[int, int]]:
    """Return where an annotation stands, be it a record or a row; a quote, with all its roles."""
    value = annotation if isinstance(annotation, dict) else msgspec.to_builtins(annotation)
    spans = [span for role in Quote.ROLES for span in value.get(role, ())] or [value]
    return [(span["start"], span["end"]) for span in spans]


def _resurfaced(value: Any, text: str) -> Any:
    """Return a value with every surface in it cut from `text`."""
    if isinstance(value, list):
        return [_resurfaced(one, text) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _resurfaced(one, text) for name, one in value.items()}
    if "surface" in value:
        inner["surface"] = text[value["start"] : value["end"]]
    return inner


def _sentence(row: Row, reading: Reading) -> Row:
    return reading.sentence(row["start"])


_DERIVED: dict[str, Callable[[Row, Reading], Row]] = {
    "articles": lambda _, reading: {
        "text": reading.document.text,
        "paragraphs": reading.stretches,
    },
    "entities": _sentence,
    "dates": _sentence,
    "quotes": lambda row, _: role_texts(row),
}
"""What else a row has of a text, beside surfaces."""


def document_of(row: Row, features: "Features") -> Document:
    """Return the document that a row of the config `articles` was made of.

    Raises
    ------
    NotRestored
        If the row is not as a release has it.
    """
    names = [column.name for column in COLUMNS["articles"]]
    try:
        return from_tables.document({name: named(row[name], features[name]) for name in names}, {})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotRestored(
            f"the article {shortened(str(row['article_id']))} is not as a release has it: "
            f"{printable(str(error))}; restore it as it was loaded, before columns are changed"
        ) from error


def named(value: Any, feature: Any) -> Any:
    """Return a value with the names of labels, as the files have them, for their integers."""
    from datasets import ClassLabel

    if value is None:
        return None
    if isinstance(feature, ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, dict):
        return {name: named(value[name], inner) for name, inner in feature.items()}
    if isinstance(value, list):
        return [named(one, feature.feature) for one in value]
    return value


def coded(value: Any, feature: Any) -> Any:
    """Return a value with the integers of labels, as a dataset has them, for their names."""
    from datasets import ClassLabel

    if isinstance(value, list):
        return [coded(one, feature.feature) for one in value]
    return feature.str2int(value) if isinstance(feature, ClassLabel) else value
