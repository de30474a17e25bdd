"""The one form of a JSON file: same content, same bytes, one line per annotation."""

import json
import posixpath
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import msgspec
import orjson

from khronika import schema
from khronika.model import Article, LayerDocument, Quote
from khronika.schema import KeyOrder


def annotation_key(annotation: dict[str, Any]) -> tuple[int, int, int]:
    """Return what annotations are ordered by: start, longest first, number of the id.

    A quote starts with its first content part and ends with its last.

    Examples
    --------
    >>> annotation_key({"id": "e10", "start": 246, "end": 258})
    (246, -258, 10)
    """
    content = annotation.get("content")
    first, last = (content[0], content[-1]) if content else (annotation, annotation)
    return first["start"], -last["end"], int(annotation["id"][1:])


def _by_id(record: dict[str, Any]) -> str:
    return str(record["id"])


def _by_code(waiver: dict[str, Any]) -> tuple[str, str, str]:
    return waiver["code"], waiver["article"], waiver.get("annotation", "")


def _by_task(score: dict[str, Any]) -> tuple[str, str, str]:
    return score["task"], score["method"], score["split"]


# The list of each kind whose items get a line each, and the order of those items.
# The labels of a layer keep theirs: it is the order of the ClassLabel integers.
_RECORDS: dict[str, tuple[str, Callable[[dict[str, Any]], Any] | None]] = {
    "entities": ("annotations", annotation_key),
    "dates": ("annotations", annotation_key),
    "quotes": ("annotations", annotation_key),
    "registry": ("entities", _by_id),
    "annotators": ("annotators", _by_id),
    "retired": ("retired", _by_id),
    "waivers": ("waivers", _by_code),
    "scores": ("scores", _by_task),
    "layer": ("labels", None),
    "kept": ("articles", _by_id),
}


def record_list(kind: str) -> str | None:
    """Return the key of the list whose items are the records of this kind of file.

    Examples
    --------
    >>> record_list("registry"), record_list("article")
    ('entities', None)
    """
    return _RECORDS[kind][0] if kind in _RECORDS else None


def to_bytes(value: dict[str, Any], kind: str) -> bytes:
    """Return the canonical bytes of `value`, which the schema of `kind` accepts.

    UTF-8, LF, two-space indent, keys in schema order, records sorted and one per line,
    final newline. Writing is idempotent: parsing and writing again gives the same bytes.

    Examples
    --------
    >>> print(to_bytes({"retired": [], "$schema": "s/v1/retired.schema.json"}, "retired").decode())
    {
      "$schema": "s/v1/retired.schema.json",
      "retired": []
    }
    <BLANKLINE>
    """
    fields = []
    for key, content in in_order(value, kind).items():
        if key == record_list(kind) and content:
            lines = ",\n".join("    " + _dump(record) for record in content)
            written = f"[\n{lines}\n  ]"
        else:
            written = _dump(content, indent=2).replace("\n", "\n  ")
        fields.append(f"  {_dump(key)}: {written}")
    return ("{\n" + ",\n".join(fields) + "\n}\n").encode()


def is_written(data: bytes, value: Any, kind: str, record: msgspec.Struct | None) -> bool:
    """Tell whether `data`, which was parsed to `value`, is what `to_bytes` makes of it.

    Of articles and layer documents that are, their `record` mostly tells so, far sooner.

    Examples
    --------
    >>> is_written(b'{"retired": []}', {"retired": []}, "retired", None)
    False
    """
    if isinstance(record, Article) and data == _indented(value, kind) + b"\n":
        return True
    if isinstance(record, LayerDocument) and _is_layer_written(data, value, kind, record):
        return True
    return data == to_bytes(value, kind)


def _indented(value: dict[str, Any], kind: str) -> bytes:
    """Return an object of texts and whole numbers, in order, as `to_bytes` writes it."""
    in_order = orjson.dumps(_ordered(value, schema.key_order(kind)))
    return msgspec.json.format(in_order, indent=2)


_LIST_BEGINS, _LIST_ENDS = b',\n  "annotations": [\n    ', b"\n  ]\n}\n"
_NEXT_LINE = b'},\n    {"id": '


def _is_layer_written(data: bytes, value: dict[str, Any], kind: str, record: LayerDocument) -> bool:
    """Tell whether a layer document is canonical, as far as its record shows it.

    The record has its keys in the order of the schema, and each of them once. Only annotations
    begin with their `id`, and no line feed stands in a JSON string.
    """
    head = {key: content for key, content in value.items() if key != "annotations"}
    begins = _indented(head, kind).removesuffix(b"\n}") + _LIST_BEGINS
    if not (data.startswith(begins) and data.endswith(_LIST_ENDS)):
        return False
    lines = data[len(begins) : -len(_LIST_ENDS)]
    in_one_line = msgspec.json.format(msgspec.json.encode(record.annotations), indent=0)
    return (
        lines.count(_NEXT_LINE) == len(record.annotations) - 1
        and b"[%b]" % lines.replace(_NEXT_LINE, b'}, {"id": ') == in_one_line
        and _are_in_order(record)
    )


def _are_in_order(record: LayerDocument) -> bool:
    if isinstance(record.annotations[0], Quote):
        extents = [(one.content[0].start, -one.content[-1].end) for one in record.annotations]
    else:
        extents = [(one.start, -one.end) for one in record.annotations]
    # Two at one place are in order of their ids: that is left to `to_bytes`.
    return len(set(extents)) == len(extents) and extents == sorted(extents)


def layer_in_order(record: LayerDocument) -> LayerDocument:
    """Return `record` with its annotations in their order; mostly that is `record` itself.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> layer = open_corpus()["vestikavkaza-2025-10-24-putin-aliyev-call"].layers["dates"]
    >>> mixed = msgspec.structs.replace(layer, annotations=layer.annotations[::-1])
    >>> layer_in_order(layer) is layer, layer_in_order(mixed) == layer
    (True, True)
    """
    if not record.annotations or _are_in_order(record):
        return record
    keyed = [(annotation_key(msgspec.to_builtins(one)), one) for one in record.annotations]
    ordered = tuple(one for _, one in sorted(keyed, key=itemgetter(0)))
    return msgspec.structs.replace(record, annotations=ordered)


def in_order(value: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return `value`, which the schema of `kind` accepts, with keys and records in their order.

    Examples
    --------
    >>> in_order({"retired": [], "$schema": "s/v1/retired.schema.json"}, "retired")
    {'$schema': 's/v1/retired.schema.json', 'retired': []}
    """
    value = _ordered(value, schema.key_order(kind))
    list_key, sort_key = _RECORDS.get(kind, (None, None))
    if list_key and sort_key:
        value[list_key] = sorted(value[list_key], key=sort_key)
    return value


def _dump(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)


def _ordered(value: Any, order: KeyOrder) -> Any:
    if isinstance(value, dict):
        known = [key for key in order.fields if key in value]
        unknown = [key for key in value if key not in order.fields]
        nothing = KeyOrder({}, None)
        return {
            key: _ordered(value[key], order.fields.get(key, nothing)) for key in known + unknown
        }
    if isinstance(value, list | tuple) and order.items:
        return [_ordered(item, order.items) for item in value]
    return value


def schema_reference(path: str, kind: str) -> str:
    """Return the `$schema` of the file at `path` (relative to the corpus, with ``/``).

    Examples
    --------
    >>> schema_reference("corpus/articles/2025/a.json", "article")
    '../../../schema/v1/article.schema.json'
    """
    target = f"schema/{schema.MAJOR}/{kind}.schema.json"
    return posixpath.relpath(target, posixpath.dirname(path))
