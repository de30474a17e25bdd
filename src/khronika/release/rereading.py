"""Documents that passed the check, read once more: straight to records.

Nothing is proved again: whoever reads one knows by its checksum that it is what was checked.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct, structs

from khronika import canonical
from khronika.corpus_model import RegistryEntry
from khronika.document import Document
from khronika.model import LAYERS, Article, DateLayer, EntityLayer, LayerDocument, QuoteLayer
from khronika.source import RawDocument, RawFile, RawLine


class _Layers(Struct):
    """The layers of one document, or of one annotator's passes over it."""

    entities: EntityLayer | None = None
    dates: DateLayer | None = None
    quotes: QuoteLayer | None = None

    def there(self) -> dict[str, LayerDocument]:
        found = ((name, getattr(self, name)) for name in LAYERS)
        return {name: layer for name, layer in found if layer is not None}


class _Line(Struct):
    """A line of a shard, whose parts are the files of a tree."""

    article: Article
    layers: _Layers
    text: str | None = None
    passes: dict[str, _Layers] = {}


_LINE = msgspec.json.Decoder(_Line)
_ARTICLE = msgspec.json.Decoder(Article)
_LAYERS: dict[str, msgspec.json.Decoder[LayerDocument]] = {
    "entities": msgspec.json.Decoder(EntityLayer),
    "dates": msgspec.json.Decoder(DateLayer),
    "quotes": msgspec.json.Decoder(QuoteLayer),
}


def read_again(raw: RawDocument | RawLine, registry: Mapping[str, RegistryEntry]) -> Document:
    """Return the document that a check has understood `raw` to be.

    Surfaces of a withheld text are what the files have, even if the text is at hand.

    Raises
    ------
    msgspec.DecodeError
        If `raw` is no such document; not every document that has errors is found out.

    Examples
    --------
    >>> from khronika.bundled import root
    >>> from khronika.source.opening import open_source
    >>> raw = next(iter(open_source(root()).documents()))
    >>> read_again(raw, {}).id == raw.id
    True
    """
    return _of_line(raw, registry) if isinstance(raw, RawLine) else _of_files(raw, registry)


def in_order(document: Document) -> Document:
    """Return `document` with the annotations of each layer in canonical order.

    Files of a tree have them so; lines of a shard may have them in any order.
    """
    return structs.replace(
        document,
        layers=_in_order(document.layers),
        passes={annotator: _in_order(layers) for annotator, layers in document.passes.items()},
    )


def _in_order(layers: dict[str, LayerDocument]) -> dict[str, LayerDocument]:
    return {name: canonical.layer_in_order(layer) for name, layer in layers.items()}


def _of_line(raw: RawLine, registry: Mapping[str, RegistryEntry]) -> Document:
    line = _LINE.decode(raw.data)
    passes = {annotator: layers.there() for annotator, layers in line.passes.items()}
    return Document(line.article, line.text, line.layers.there(), registry, passes)


def _of_files(raw: RawDocument, registry: Mapping[str, RegistryEntry]) -> Document:
    layers: dict[str, LayerDocument] = {}
    passes: dict[str, dict[str, LayerDocument]] = {}
    for layer in raw.layers:
        of_annotator = passes.setdefault(layer.annotator, {}) if layer.annotator else layers
        of_annotator[layer.layer] = _LAYERS[layer.layer].decode(layer.file.data)
    text = raw.text.data.decode() if raw.text else None
    return Document(_ARTICLE.decode(_data(raw.article)), text, layers, registry, passes)


def _data(file: RawFile | None) -> bytes:
    return file.data if file else b""
