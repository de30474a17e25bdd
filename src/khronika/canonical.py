"""The one form of a JSON file: same content, same bytes, one line per annotation."""

import json
import posixpath
from collections.abc import Callable
from typing import Any

from khronika import schema
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
