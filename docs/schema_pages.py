"""Reference pages of the JSON Schema files: one for each kind of file, a table for each object."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from khronika import schema

LONGEST_EXAMPLE = 40
"""Characters of JSON that an example in a table may have; longer ones stand below it."""

LONGEST_LINE = 80
"""Characters of JSON that an example may have on one line."""

Schema = dict[str, Any]


class Place(NamedTuple):
    """An object that a file holds: its heading, its schema, and the file that `$ref`s start at."""

    heading: str
    schema: Schema
    file: str


def index() -> str:
    """Return the page that lists the kinds of file."""
    rows = [
        f"| [{kind}]({kind}.md) | {schema.load(kind)['description']} |" for kind in schema.KINDS
    ]
    return (
        "# Files\n\nEvery JSON file has a schema, `schema/v1/<kind>.schema.json`, which these "
        "pages are written from. [The data model](../../explanation/data-model.md) says where each "
        "file lies and how they hang together.\n\n| kind | what it is |\n| --- | --- |\n"
        + "\n".join(rows)
        + "\n"
    )


def page(kind: str) -> str:
    """Return the page of one kind of file."""
    top = Place(kind, schema.load(kind), f"{kind}.schema.json")
    parts = [f"# {kind}: {top.schema['title']}", *_section(top)]
    found: dict[str, Schema] = {}
    waiting = list(_objects(top))
    while waiting:
        place = waiting.pop(0)
        if place.heading in found:
            assert found[place.heading] == place.schema, f"{kind}: two kinds of {place.heading}"
            continue
        found[place.heading] = place.schema
        parts += [f"## {place.heading}", *_section(place)]
        waiting = [*_objects(place), *waiting]
    return "\n\n".join(parts) + "\n"


def _section(place: Place) -> Iterator[str]:
    yield place.schema["description"]
    required = place.schema.get("required", ())
    rows = ["| field | type | required | meaning | example |", "| --- | --- | --- | --- | --- |"]
    for name, field in place.schema.get("properties", {}).items():
        must = "yes" if name in required else ""
        rows.append(
            f"| `{name}` | {_type(name, field, place.file)} | {must} "
            f"| {_meaning(field, place.file)} | {_example(field)} |"
        )
    if len(rows) > 2:
        yield "\n".join(rows)
    conditions = [f"- {rule['$comment']}" for rule in place.schema.get("allOf", ())]
    if conditions:
        yield "\n".join(conditions)
    for example in place.schema.get("examples", ())[:1]:
        written = json.dumps(example, ensure_ascii=False)
        if len(written) > LONGEST_LINE:
            written = json.dumps(example, ensure_ascii=False, indent=2)
        yield f"```json\n{written}\n```"


def _objects(place: Place) -> Iterator[Place]:
    """Yield the objects that the fields of `place` hold, or lists of them."""
    for name, field in place.schema.get("properties", {}).items():
        inner = _object(name, field, place.file)
        if inner:
            yield inner


def _object(name: str, field: Schema, file: str) -> Place | None:
    """Return the object that `field` holds, named for its definition or for the field."""
    heading = name
    while "$ref" in field or "items" in field:
        if "$ref" in field:
            heading = field["$ref"].rsplit("/", 1)[-1]
            field, file = schema.follow(field["$ref"], file)
        else:
            field = field["items"]
    return Place(heading, field, file) if "properties" in field else None


def _type(name: str, field: Schema, file: str) -> str:
    inner = _object(name, field, file)
    told = _plain_type(field, file)
    return told.replace("object", f"[{inner.heading}](#{inner.heading})") if inner else told


def _plain_type(field: Schema, file: str) -> str:
    if "$ref" in field:
        return _plain_type(*schema.follow(field["$ref"], file))
    if "items" in field:
        return f"list of {_plain_type(field['items'], file)}"
    if "const" in field or "enum" in field:
        return "string"
    kinds = field.get("type", "any")
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)


def _meaning(field: Schema, file: str) -> str:
    """Return the description of `field`, with the values that it may take if they are listed."""
    told = field["description"].replace("|", "\\|")
    values = field
    while "$ref" in values or "items" in values:
        if "$ref" in values:
            values, file = schema.follow(values["$ref"], file)
        else:
            values = values["items"]
    allowed = [f"`{value}`" for value in values.get("enum", ())]
    if all(value in told for value in allowed):
        return told
    return f"{told} One of {', '.join(allowed)}."


def _example(field: Schema) -> str:
    for example in field.get("examples", ()):
        written = json.dumps(example, ensure_ascii=False)
        if len(written) <= LONGEST_EXAMPLE:
            return f"`{written}`".replace("|", "\\|")
    return ""
