"""The JSON Schema files: a fast verdict on a value, and the order of its keys.

`jsonschema-rs` decides, compiled once per process. Nothing is ever fetched: every `$ref` is
resolved among the files beside each other.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import jsonschema_rs
import orjson

from khronika import bundled

MAJOR = "v1"
"""The schema major that this version of the package reads and writes."""

KINDS = (
    "article",
    "entities",
    "dates",
    "quotes",
    "registry",
    "layer",
    "corpus",
    "annotators",
    "retired",
    "waivers",
    "scores",
    "line",
    "layers",
    "manifest",
    "card",
    "kept",
    "report",
    "diff",
)
"""The kinds of file that have a schema, by the name of their schema."""

BASE = f"file:///khronika/schema/{MAJOR}/"
"""What the files' names are relative to; any hierarchical scheme does, it is never opened."""


@cache
def files() -> Mapping[str, dict[str, Any]]:
    """Return every schema of the current major, by file name."""
    folder = bundled.root() / "schema" / MAJOR
    return {path.name: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def load(kind: str) -> dict[str, Any]:
    """Return the schema of one kind of file.

    Examples
    --------
    >>> load("dates")["type"]
    'object'
    """
    return files()[f"{kind}.schema.json"]


@cache
def _verdict(kind: str) -> jsonschema_rs.Draft202012Validator:
    resources = [(BASE + name, schema) for name, schema in files().items()]
    return jsonschema_rs.Draft202012Validator(
        load(kind),
        base_uri=BASE + f"{kind}.schema.json",
        registry=jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft202012),
        offline=True,  # without it the library would fetch what it cannot resolve
        pattern_options=jsonschema_rs.RegexOptions(),  # linear time, whatever the input
    )


def is_valid(kind: str, value: Any) -> bool:
    """Tell whether the schema of `kind` accepts `value`.

    Examples
    --------
    >>> is_valid("retired", {"$schema": "../schema/v1/retired.schema.json", "retired": []})
    True
    """
    return _verdict(kind).is_valid(value)


def follow(reference: str, file: str) -> tuple[Any, str]:
    """Return what the relative `reference` in the schema `file` names, and in which file it is.

    Examples
    --------
    >>> schema, file = follow("common.schema.json#/$defs/slug", "dates.schema.json")
    >>> schema["type"], file
    ('string', 'common.schema.json')
    """
    target, _, pointer = reference.partition("#")
    file = target.rsplit("/", 1)[-1] or file
    found: Any = files()[file]
    for step in filter(None, pointer.split("/")):
        found = found[step]
    return found, file


class KeyOrder(NamedTuple):
    """Canonical key order of an object and of what its keys and items hold."""

    fields: dict[str, "KeyOrder"]
    items: "KeyOrder | None"


@cache
def key_order(kind: str) -> KeyOrder:
    """Return the canonical order of the keys of one kind of file, taken from its schema."""
    return _order(load(kind), f"{kind}.schema.json")


def _order(schema: dict[str, Any], file: str) -> KeyOrder:
    if "$ref" in schema:
        return _order(*follow(schema["$ref"], file))
    fields = {name: _order(child, file) for name, child in schema.get("properties", {}).items()}
    items = schema.get("items")
    return KeyOrder(fields, _order(items, file) if isinstance(items, dict) else None)
