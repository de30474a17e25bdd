"""Breakages of JSON and of what the schemas ask: K101 to K104."""

import json
from collections.abc import Iterator
from typing import Any

from breakages import Corpus, breaks
from khronika import canonical, schema
from khronika.source.layout import place

MAPS = ("splits", "layers")
"""Objects of `corpus.json` whose keys are names."""

Way = tuple[str | int, ...]


def _draw_file(corpus: Corpus) -> str:
    return corpus.pick([path for path in corpus.files if path.endswith(".json")])


def _values(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Yield every value in `value` with the keys that lead to it, `value` itself first."""
    yield way, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*way, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _values(inner, (*way, index))


def _at(value: Any, way: Way) -> Any:
    for step in way:
        value = value[step]
    return value


def _objects(value: Any) -> list[Way]:
    return [
        way
        for way, inner in _values(value)
        if isinstance(inner, dict) and not (way and way[-1] in MAPS)
    ]


def _write(corpus: Corpus, path: str, value: Any) -> None:
    """Write a broken `value` with each value on its line, as far as that is possible."""
    corpus.files[path] = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _line(corpus: Corpus, path: str, way: Way) -> int:
    """Return the line on which the value, or the key, that `way` leads to begins.

    The file must be as `_write` makes it: then each key and each item begins a line, and the
    number of lines before it is that of the keys, items and closing brackets before it.
    """
    value = json.loads(corpus.files[path])
    marker = "\0here"
    holder = _at(value, way[:-1])
    if isinstance(holder, dict):
        marked = {(marker if key == way[-1] else key): inner for key, inner in holder.items()}
    else:
        marked = [*holder[: way[-1]], marker, *holder[way[-1] + 1 :]]
    if way[:-1]:
        _at(value, way[:-2])[way[-2]] = marked
    else:
        value = marked
    written = json.dumps(value, indent=2)
    return written[: written.index(json.dumps(marker)[1:-1])].count("\n") + 1


def _expect(corpus: Corpus, path: str, way: Way, code: str = "K102") -> None:
    """Foresee a finding at the value that `way` leads to."""
    own, annotation = corpus.article in path, None
    if own and way[:1] == ("annotations",) and len(way) > 1:
        broken = corpus.value(path)["annotations"][way[1]]
        id_ = broken.get("id") if isinstance(broken, dict) else None
        annotation = id_ if isinstance(id_, str) else None
    line = _line(corpus, path, way) if way else 1
    corpus.expect(code, path, line, annotation, own=own)


@breaks("K101")
def truncated(corpus):
    path = _draw_file(corpus)
    data = corpus.files[path]
    end = corpus.number(0, len(data.rstrip()) - 1)
    while data[end] & 0xC0 == 0x80:
        end -= 1  # between two characters
    corpus.files[path] = data[:end]
    corpus.expect("K101", path, data[:end].count(b"\n") + 1, own=corpus.article in path)


@breaks("K101")
def bad_token(corpus):
    """One character too many, which every JSON reader stumbles over at that very line."""
    path = _draw_file(corpus)
    lines = corpus.files[path].decode().split("\n")
    index = corpus.number(1, len(lines) - 2)
    lines[index] = corpus.pick(["NaN,", "// note", "Infinity", "'", "+1", "&"]) + lines[index]
    corpus.files[path] = "\n".join(lines).encode()
    corpus.expect("K101", path, index + 1, own=corpus.article in path)


@breaks("K101")
def key_twice(corpus):
    path = _draw_file(corpus)
    data = corpus.files[path]
    key = corpus.pick(list(corpus.value(path)))
    twice = json.dumps({key: corpus.pick([None, 1, []])})[1:-1]
    corpus.files[path] = data.replace(b"{\n", b"{\n  " + twice.encode() + b",\n", 1)
    line = corpus.line(path, f'"{key}"', 1)
    corpus.expect("K101", path, line, own=corpus.article in path)


@breaks("K101")
def byte_order_mark(corpus):
    path = _draw_file(corpus)
    corpus.files[path] = b"\xef\xbb\xbf" + corpus.files[path]
    corpus.expect("K101", path, 1, own=corpus.article in path)


@breaks("K101")
def lone_surrogate(corpus):
    path = _draw_file(corpus)
    data = corpus.files[path]
    half = corpus.pick([rb"\ud800", rb"\udfff"])
    corpus.files[path] = data.replace(b'.json",', b".json" + half + b'",', 1)
    corpus.expect("K101", path, 2, own=corpus.article in path)


@breaks("K102")
def unknown_key(corpus):
    path = _draw_file(corpus)
    value = corpus.value(path)
    way = corpus.pick(_objects(value))
    _at(value, way)["colour"] = corpus.pick([None, 1, "синий", [], {}])
    _write(corpus, path, value)
    _expect(corpus, path, (*way, "colour"))


@breaks("K102")
def required_key_missing(corpus):
    path = _draw_file(corpus)
    value, kind = corpus.value(path), place(path).kind
    required = []
    for way in _objects(value):
        for key, inner in list(_at(value, way).items()):
            del _at(value, way)[key]
            if key != "$schema" and not schema.is_valid(kind, value):
                required.append((way, key))
            _at(value, way)[key] = inner
    way, key = corpus.pick(required)
    del _at(value, way)[key]
    _write(corpus, path, value)
    _expect(corpus, path, way)


@breaks("K102")
def key_misspelt(corpus):
    path = _draw_file(corpus)
    value = corpus.value(path)
    ways = [(way, key) for way in _objects(value) for key in _at(value, way) if key != "$schema"]
    way, key = corpus.pick(ways)
    _at(value, way)[f"{key}x"] = _at(value, way).pop(key)
    _write(corpus, path, value)
    _expect(corpus, path, (*way, f"{key}x"))


@breaks("K102")
def wrong_type(corpus):
    path = _draw_file(corpus)
    value = corpus.value(path)
    ways = [
        way for way, inner in _values(value) if way and way[-1] not in ("$schema", "redistribute")
    ]
    way = corpus.pick(ways)
    _at(value, way[:-1])[way[-1]] = True
    _write(corpus, path, value)
    _expect(corpus, path, way)


@breaks("K103")
def schema_not_named(corpus):
    path = _draw_file(corpus)
    value = corpus.value(path)
    del value["$schema"]
    corpus.write(path, value)
    corpus.expect("K103", path, 1, own=corpus.article in path)


@breaks("K103")
def other_schema_named(corpus):
    path = _draw_file(corpus)
    kind = place(path).kind
    right = canonical.schema_reference(path, kind)
    other = corpus.pick([other for other in schema.KINDS if other != kind])
    wrong = [right.replace(f"/{kind}.", f"/{other}."), right.replace("v1/", ""), "урна", 7, None]
    corpus.change(path, **{"$schema": corpus.pick(wrong)})
    corpus.expect("K103", path, 2, own=corpus.article in path)


@breaks("K104")
def other_major(corpus):
    path = _draw_file(corpus)
    right = canonical.schema_reference(path, place(path).kind)
    major = f"v{corpus.pick([0, 2, corpus.number(3, 999)])}"
    corpus.change(path, **{"$schema": right.replace("v1/", f"{major}/")})
    corpus.expect("K104", path, 2, own=corpus.article in path)
