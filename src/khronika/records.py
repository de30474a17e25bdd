"""Which record each kind of file becomes, and how."""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from khronika.corpus_model import (
    AnnotatorsFile,
    CorpusInfo,
    LayerInfo,
    RegistryFile,
    RetiredFile,
    ScoresFile,
    WaiversFile,
)
from khronika.model import Article, DateLayer, EntityLayer, QuoteLayer

Record = TypeVar("Record", bound=Struct)

RECORDS: dict[str, type[Struct]] = {
    "article": Article,
    "entities": EntityLayer,
    "dates": DateLayer,
    "quotes": QuoteLayer,
    "registry": RegistryFile,
    "layer": LayerInfo,
    "corpus": CorpusInfo,
    "annotators": AnnotatorsFile,
    "retired": RetiredFile,
    "waivers": WaiversFile,
    "scores": ScoresFile,
}
"""The record type of each kind of file, by the name of its schema."""


def convert(value: Any, record: type[Record]) -> Record:
    """Turn parsed JSON that its schema accepted into `record`.

    Raises
    ------
    msgspec.ValidationError
        If a value has another type than the record's, such as ``1.0`` for an offset.

    Examples
    --------
    >>> from khronika.model import Span
    >>> convert({"start": 0, "end": 4, "surface": "Баку"}, Span)
    Span(start=0, end=4, surface='Баку')
    """
    return msgspec.convert(value, record)
