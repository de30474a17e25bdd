"""Why a schema says no, in words for a contributor.

`jsonschema`, the reference implementation, finds what is wrong; it is slow to import and to
run, so only a value that `khronika.schema` refused comes here. Tests hold the two validators
to one verdict.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from khronika.excerpt import shortened
from khronika.schema import BASE, files, follow, is_valid, load
from khronika.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


MOST_VIOLATIONS = 1000
"""Violations of one file that are explained; a last one says that there are more."""


class Violation(NamedTuple):
    """One thing a schema rejects: where (path of keys and indexes), what, and what to do.

    `missing` is the field that is not there, where that is what is wrong.
    """

    path: tuple[str | int, ...]
    message: str
    help: str | None
    missing: str | None = None


@cache
def reference_validator(kind: str) -> "Validator":
    """Return the `jsonschema` validator of one kind, which explains what it rejects."""
    import jsonschema
    import referencing

    registry: referencing.Registry[Any] = referencing.Registry().with_resources(
        (BASE + name, referencing.Resource.from_contents(schema))
        for name, schema in files().items()
    )
    root = {"$schema": load(kind)["$schema"], "$ref": BASE + f"{kind}.schema.json"}
    return jsonschema.Draft202012Validator(root, registry=registry)


def explain(kind: str, value: Any) -> list[Violation]:
    """Explain everything the schema of `kind` rejects in `value`; empty if it is valid.

    Examples
    --------
    >>> bad = {"$schema": "../schema/v1/retired.schema.json", "retierd": []}
    >>> for violation in explain("retired", bad):
    ...     print(violation.message)
    ...     print("  ", violation.help)
    `retierd` is not a field here
       did you mean `retired`?
    """
    if is_valid(kind, value):
        return []
    errors = sorted(
        islice(reference_validator(kind).iter_errors(value), MOST_VIOLATIONS),
        key=lambda error: ([str(step) for step in error.absolute_path], str(error.validator)),
    )
    telling = (each for error in _telling(kind, errors) for each in _explain(kind, error, value))
    found = list(dict.fromkeys(islice(telling, MOST_VIOLATIONS)))
    if MOST_VIOLATIONS in (len(errors), len(found)):
        more = f"there may be more than the {len(found):,} violations of the schema that are shown"
        found.append(Violation((), more, "mend those first, and check again"))
    # The fallback is for a disagreement of the two validators: a refusal is never kept quiet.
    return found or [Violation((), "the schema rejects this file", None)]


# What may be wrong with a single value, most telling first.
_VALUE_CHECKS = (
    "type",
    "const",
    "enum",
    "not",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
)


def _telling(kind: str, errors: list["ValidationError"]) -> list["ValidationError"]:
    """Leave of the errors about one value only the most telling.

    A value with a line break, say, is also not of its form, and one of a wrong type breaks the
    conditions that depend on it too.
    """

    def rank(error: "ValidationError") -> tuple[int, bool]:
        return _VALUE_CHECKS.index(error.validator), _reason(kind, error) is not None

    best: dict[tuple[str | int, ...], tuple[int, bool]] = {}
    for error in errors:
        if error.validator in _VALUE_CHECKS:
            place = _place(error)
            best[place] = min(best.get(place, rank(error)), rank(error))
    return [
        error
        for error in errors
        if error.validator not in _VALUE_CHECKS or rank(error) == best[_place(error)]
    ]


def _place(error: "ValidationError") -> tuple[str | int, ...]:
    """Return the path of what `error` is about, be it a value or the name of a field."""
    path = tuple(error.absolute_path)
    return (*path, str(error.instance)) if _is_about_a_name(error) else path


def _is_about_a_name(error: "ValidationError") -> bool:
    return "propertyNames" in error.absolute_schema_path


def _explain(kind: str, error: "ValidationError", root: Any) -> Iterator[Violation]:
    path = _place(error)
    name = _name(path)
    value: Any = error.instance
    allowed: Any = error.validator_value
    schema: Any = error.schema
    help_: str | None
    reason = _reason(kind, error)
    if _is_about_a_name(error):
        message = f"{shortened(value)} cannot be the name of a field here"
        yield Violation(path, message, _form(schema))
        return
    match error.validator:
        case "additionalProperties":
            known = list(schema.get("properties", {}))
            for key in sorted(set(value) - set(known)):
                message = f"{shortened(key)} is not a field here"
                fields = f"the fields here are {', '.join(known)}"
                yield Violation((*path, key), message, did_you_mean(key, known) or fields)
        case "required":
            misspelt = _misspelt(kind, error)
            for key in [key for key in allowed if key not in value and key not in misspelt]:
                message = f"the field `{key}` is missing" + (f": {reason}" if reason else "")
                meaning = _description(_find(kind, (*path, key)))
                help_ = f"add `{key}`" + (f": {meaning}" if meaning else "")
                yield Violation(path, message, help_, missing=key)
        case "enum":
            choices = ", ".join(str(choice) for choice in allowed)
            message = f"{name} is {_show(value)}; allowed: {choices}"
            help_ = did_you_mean(value, allowed) if isinstance(value, str) else None
            yield Violation(path, message, help_ or _leave_out(kind, path, value))
        case "const":
            yield Violation(path, f"{name} is {_show(value)}; expected {_show(allowed)}", None)
        case "type":
            types = [allowed] if isinstance(allowed, str) else allowed
            expected = "; expected " + " or ".join(_TYPES[type_] for type_ in types)
            message = f"{name} is {_show(value, as_json=True)}"
            message += f": {reason}" if reason else expected
            help_ = _leave_out(kind, path, value) or _description(_find(kind, path))
            yield Violation(path, message, help_)
        case "pattern":
            fault = f": {reason}" if reason else ", which is not well-formed"
            message = f"{name} is {_show(value)}{fault}" if value else f"{name} is empty"
            yield Violation(path, message, _form(schema))
        case None:  # `"anchor": false` in a condition fails at the object that has an `anchor`
            forbidden, _ = _schema_of(kind, error)
            for key in [key for key in _value_at(root, path) if forbidden.get(key) is False]:
                message = f"`{key}` is not allowed here" + (f": {reason}" if reason else "")
                yield Violation((*path, key), message, f"remove `{key}`")
        case "not" if reason and not _has_line_break(value):
            yield Violation(path, f"{name} is {_show(value)}: {reason}", None)
        case _:
            message = f"{name} {_fault(error)}"
            help_ = _leave_out(kind, path, value) or _description(_find(kind, path))
            yield Violation(path, message, help_)


_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def _fault(error: "ValidationError") -> str:
    """Say what is wrong with the size or form of a value, as the rest of a sentence."""
    value: Any = error.instance
    limit: Any = error.validator_value
    match error.validator:
        case "minLength" | "minItems" | "minProperties" if not value:
            return "is empty"
        case "minLength":
            return f"has {len(value)} characters; at least {limit} are expected"
        case "maxLength":
            return f"has {len(value):,} characters; at most {limit:,} are allowed"
        case "minimum":
            return f"is {_show(value)}; at least {limit} is expected"
        case "maximum":
            return f"is {_show(value)}; at most {limit} is expected"
        case "uniqueItems":
            return f"lists {_show(_repeated(value))} twice"
        case "not" if _has_line_break(value):
            return f"is {_show(value)}; it must be a single line"
    return f"is {_show(value)}; the schema does not allow that"


def _repeated(items: list[Any]) -> Any:
    """Return the first of `items` that comes again."""
    keys = [json.dumps(each) if isinstance(each, list | dict) else each for each in items]
    counts = Counter(keys)
    return next((each for each, key in zip(items, keys, strict=True) if counts[key] > 1), items[0])


def _has_line_break(value: Any) -> bool:
    return isinstance(value, str) and ("\n" in value or "\r" in value)


def _name(path: Sequence[str | int]) -> str:
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        field = next((step for step in reversed(path) if isinstance(step, str)), "the list")
        return f"item {path[-1] + 1} of {shortened(field)}"
    return shortened(path[-1])


def _show(value: Any, *, as_json: bool = False) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    plain = isinstance(value, str) and not as_json
    return shortened(value if plain else json.dumps(value, ensure_ascii=False))


def _description(schema: Any) -> str | None:
    described = schema.get("description") if isinstance(schema, dict) else None
    return described if isinstance(described, str) else None


def _form(schema: Any) -> str | None:
    """Describe a form that is too much for a sentence by an example too."""
    example = next((text for text in schema.get("examples", ()) if text is not None), None)
    parts = [_description(schema), f"For example: `{example}`." if example is not None else None]
    return " ".join(filter(None, parts)) or None


def _misspelt(kind: str, error: "ValidationError") -> set[str | None]:
    """Return the fields that an object has under a name that comes near to theirs.

    That name is reported, with the question whether the field is meant.
    """
    found: Any = error.instance
    known = (_find(kind, tuple(error.absolute_path), resolve=True) or {}).get("properties", {})
    return {nearest(key, known) for key in found if key not in known}


def _value_at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value


def _leave_out(kind: str, path: Sequence[str | int], value: Any) -> str | None:
    """Advise against null and `[]` where an optional field simply has no value."""
    if value not in (None, []) or not path or isinstance(path[-1], int):
        return None
    required = (_find(kind, path[:-1], resolve=True) or {}).get("required", ())
    return f"leave `{path[-1]}` out where it has no value" if path[-1] not in required else None


def _find(kind: str, path: Sequence[str | int], *, resolve: bool = False) -> Any:
    """Return what the schema of `kind` says about the value at `path`, as it stands there.

    What stands beside a `$ref` is about this one field, and tells more than its target, which
    comes with `resolve`.
    """
    file = f"{kind}.schema.json"
    node: Any = {"$ref": file}
    for step in path:
        while "$ref" in node:
            node, file = follow(node["$ref"], file)
        node = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        if not isinstance(node, dict):
            return None
    while resolve and "$ref" in node:
        node, file = follow(node["$ref"], file)
    return node


def _reason(kind: str, error: "ValidationError") -> str | None:
    """Return the `$comment` of the innermost condition that led to `error`, if there is one.

    Conditions (`if`/`then`/`else`) in our schemas say in `$comment`, for a contributor, what
    they demand; the error itself only knows that a subschema failed.
    """
    return _schema_of(kind, error)[1]


def _schema_of(kind: str, error: "ValidationError") -> tuple[Any, str | None]:
    """Return what `error` says failed, and the innermost `$comment` on the way to it."""
    file = f"{kind}.schema.json"
    node: Any = {"$ref": file}
    comment = None
    for step in error.absolute_schema_path:
        while isinstance(node, dict) and step not in node:  # the path skips every `$ref`
            node, file = follow(node["$ref"], file)
        node = node[step]
        if isinstance(node, dict):
            comment = node.get("$comment", comment)
    return node, comment
