"""Strict, bounded JSON: bytes to values, and values back to their place in the text."""

import json
import re
from collections.abc import Sequence
from typing import Any

import orjson

from khronika.excerpt import shortened

MAX_DEPTH = 64
"""Deepest nesting accepted; our schemas need six levels."""

_DECODER = json.JSONDecoder()
_SPACE = " \t\n\r"
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]')


class InvalidJson(ValueError):
    """The bytes are not JSON, or more than JSON.

    Attributes
    ----------
    offset : int
        Code point at which reading failed, 0-based; 0 where no place can be named.
    """

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def parse(data: bytes) -> Any:
    """Parse `data` as JSON (RFC 8259), refusing NaN, Infinity and lone surrogates.

    Duplicate keys pass here: a file equal to its canonical form has none, and only other
    files pay for `reject_duplicate_keys`.

    Raises
    ------
    InvalidJson
        With the reason and the place.

    Examples
    --------
    >>> parse('{"город": "Баку"}'.encode())
    {'город': 'Баку'}
    >>> parse(b'{"start": NaN}')
    Traceback (most recent call last):
    ...
    khronika.jsontext.InvalidJson: unexpected character, expected a JSON value; found `NaN}`
    """
    value = read(data)
    reject_depth(value)
    return value


def read(data: bytes) -> Any:
    """Parse `data` as `parse` does, however deep it is nested.

    This is for values of which something cheaper than `reject_depth`, such as a schema that
    accepts them, tells that they are not.

    Raises
    ------
    InvalidJson
        With the reason and the place.

    Examples
    --------
    >>> read(b"[" * 65 + b"]" * 65) != parse(b"[" * 64 + b"]" * 64)
    True
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _refusal(data, error) from None


def reject_depth(value: Any) -> None:
    """Raise `InvalidJson` if `value` is nested deeper than `MAX_DEPTH`.

    Examples
    --------
    >>> reject_depth([[]])
    """
    if _depth_exceeds(value, MAX_DEPTH):
        raise InvalidJson(f"nested deeper than {MAX_DEPTH} levels")


def _refusal(data: bytes, error: orjson.JSONDecodeError) -> InvalidJson:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8")
        return InvalidJson(f"not UTF-8: {fault.reason} at byte {fault.start}", len(before))
    if text.startswith("\ufeff"):
        return InvalidJson("starts with a byte order mark; JSON files are plain UTF-8")
    if error.msg == "depth limit exceeded":
        return InvalidJson(f"nested deeper than {MAX_DEPTH} levels", error.pos)
    found = text[error.pos : error.pos + 20].split("\n")[0].strip()
    return InvalidJson(f"{error.msg}; found `{found}`" if found else error.msg, error.pos)


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(limit):
        level = [
            child
            for parent in level
            for child in (parent.values() if parent.__class__ is dict else parent)
            if child.__class__ is dict or child.__class__ is list  # a parser makes no others
        ]
        if not level:
            return False
    return True


def reject_duplicate_keys(data: bytes) -> None:
    """Raise `InvalidJson` if an object of `data`, which `parse` accepted, repeats a key.

    Examples
    --------
    >>> reject_duplicate_keys(b'{"id": "e1", "id": "e2"}')
    Traceback (most recent call last):
    ...
    khronika.jsontext.InvalidJson: the key `id` occurs twice in one object
    """
    text = data.decode("utf-8")
    try:
        json.loads(text, object_pairs_hook=_distinct, parse_int=str, parse_float=str)
    except _Repetition:
        pass  # the place of it is found below
    else:
        return
    keys: list[set[str] | None] = []
    before = ""
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{":
                keys.append(set())
            case "[":
                keys.append(None)
            case "}" | "]":
                keys.pop()
            case string if string[0] == '"' and keys and keys[-1] is not None and before in "{,":
                key = json.loads(string)
                if key in keys[-1]:
                    message = f"the key {shortened(key)} occurs twice in one object"
                    raise InvalidJson(message, token.start())
                keys[-1].add(key)
        before = token[0][0]


class _Repetition(Exception):
    """A key occurs twice in one object."""


def _distinct(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise _Repetition


def steps(pointer: str, value: Any) -> tuple[str | int, ...]:
    """Return the keys and indexes by which a JSON Pointer (RFC 6901) goes through `value`.

    The last may be a key that is not there yet.

    Examples
    --------
    >>> steps("/parts/0/a~1b", {"parts": [{"a/b": 1}]})
    ('parts', 0, 'a/b')
    """
    found: list[str | int] = []
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            found.append(int(key))
            value = value[int(key)]
        else:
            found.append(key)
            value = value.get(key)
    return tuple(found)


class SourceMap:
    r"""Finds the place of a value, given by its path of keys and indexes, in a JSON text.

    Containers are scanned once each, on demand, so that many look-ups in one file stay cheap.

    Parameters
    ----------
    text : str
        A text that `parse` accepted.

    Examples
    --------
    >>> places = SourceMap('{"a": [1,\n  {"b": 2}]}')
    >>> places.extent(("a", 1, "b"))
    (18, 19)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._children: dict[int, dict[str | int, int]] = {}
        self._ends: dict[int, int] = {}

    def extent(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return the offsets, in code points, between which the value at `path` stands.

        Where there is none, they are those of the innermost value on the way to it.
        """
        start, _ = self._find(path)
        return start, self._end(start)

    def exact_extent(self, path: Sequence[str | int]) -> tuple[int, int] | None:
        """Return what `extent` does; None if there is no value at `path`."""
        start, found = self._find(path)
        return (start, self._end(start)) if found == len(path) else None

    def _end(self, start: int) -> int:
        if start not in self._ends:
            _, self._ends[start] = _DECODER.raw_decode(self._text, start)
        return self._ends[start]

    def _find(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return where the value begins that `path` leads to, and how many steps of it exist."""
        offset = self._skip_space(0)
        for taken, step in enumerate(path):
            if self._text[offset] not in "{[":
                return offset, taken
            children = self._children.get(offset)
            if children is None:
                children = self._children[offset] = self._scan(offset)
            if step not in children:
                return offset, taken
            offset = children[step]
        return offset, len(path)

    def _skip_space(self, offset: int) -> int:
        while offset < len(self._text) and self._text[offset] in _SPACE:
            offset += 1
        return offset

    def _scan(self, offset: int) -> dict[str | int, int]:
        """Map each key or index of the container at `offset` to its value's offset."""
        is_object = self._text[offset] == "{"
        found: dict[str | int, int] = {}
        offset = self._skip_space(offset + 1)
        while self._text[offset] not in "}]":
            key: str | int = len(found)
            if is_object:
                key, offset = _DECODER.raw_decode(self._text, offset)
                offset = self._skip_space(self._skip_space(offset) + 1)
            found[key] = offset
            _, end = _DECODER.raw_decode(self._text, offset)
            self._ends[offset] = end
            offset = self._skip_space(end)
            if self._text[offset] == ",":
                offset = self._skip_space(offset + 1)
        return found
