"""The schemas as validators get them that know nothing of shards: one schema for a whole line.

In a line, an article and its layers lie side by side and need no `$schema`.
"""

from typing import Any

from khronika import schema

NAME = f"{schema.BASE}whole-line.schema.json"
"""The address of the schema for a line."""

LAYERS = ("entities", "dates", "quotes")


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema that a line needs, by its address."""
    found = {schema.BASE + name: content for name, content in schema.files().items()}
    for kind in ("article", *LAYERS):
        own = schema.load(kind)
        required = [key for key in own["required"] if key != "$schema"]
        found[schema.BASE + _file(kind)] = own | {"required": required}
    layers = {layer: {"$ref": _file(layer)} for layer in LAYERS}
    found[NAME] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "article": {"$ref": _file("article")},
            "text": {"type": "string"},
            "layers": {"type": "object", "properties": layers, "additionalProperties": False},
        },
        "required": ["article", "text", "layers"],
        "additionalProperties": False,
    }
    return found


def _file(kind: str) -> str:
    return f"{kind}.schema.json"
