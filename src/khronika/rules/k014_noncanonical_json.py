r"""A JSON file has its canonical form, the one that `khronika fmt` writes.

## What it checks
Every JSON file that is otherwise right, byte for byte against its canonical form: UTF-8, LF, two
spaces of indent, keys in schema order, annotations and registry entries sorted and one to a line,
a final newline.

## Why it matters
With one form only, a diff shows one line for each annotation that changed and nothing else.

## Wrong
```json
"annotations": [
  {"start": 0, "id": "e1", "end": 4, "surface": "\u041f\u043e\u0440\u0442", …},
```

## Right
```json
"annotations": [
    {"id": "e1", "start": 0, "end": 4, "surface": "Порт", …},
```

## How to fix
Run `khronika fmt`. It changes how the file is written, never what it says.
"""

import json
from collections.abc import Iterator

from khronika import canonical
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule, record_of


def _file(file: ParsedFile) -> Iterator[Problem]:
    if file.record is None or file.is_canonical or not file.is_edited:
        return
    wanted = canonical.to_bytes(file.value, file.kind).decode()
    misplaced = _misplaced(file, wanted)
    if misplaced:
        path, message = misplaced
        yield Problem(
            message,
            help="run `khronika fmt`, which sorts them",
            file=file,
            path=path,
            layer=file.layer,
            annotation=record_of(file, path),
        )
        return
    offset = _first_difference(file.text, wanted)
    fault = _fault(file.text, wanted, offset)
    yield Problem(
        f"this is not the canonical form: {fault or 'keys or values are written differently'}",
        help="run `khronika fmt`"
        + ("" if fault else f", which writes {_around(wanted, offset)} here"),
        file=file,
        offset=offset,
        layer=file.layer,
    )


def _misplaced(file: ParsedFile, wanted: str) -> tuple[tuple[str | int, ...], str] | None:
    """Find the first record of the file that stands where another one belongs."""
    key = canonical.record_list(file.kind)
    if key is None:
        return None
    pairs = zip(file.value[key], json.loads(wanted)[key], strict=True)
    for index, (found, expected) in enumerate(pairs):
        if found != expected:
            if "id" not in found:
                return (key, index), f"`{key}` is not in canonical order, from here on"
            return (key, index), (
                f"`{key}` is not in canonical order: `{found['id']}` stands where "
                f"`{expected['id']}` belongs"
            )
    return None


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _fault(found: str, wanted: str, offset: int) -> str | None:
    """Name the difference, if it is one of those that words tell better than an example."""
    if found[offset : offset + 2] == "\r\n":
        return "lines end in CR LF"
    if found.rstrip() == wanted.rstrip():
        if found == found.rstrip():
            return "the line feed at the end is missing"
        return "one line feed, and nothing else, is expected behind the last bracket"
    if "".join(found.split()) == "".join(wanted.split()):
        return "the spaces or line breaks differ"
    if found[offset : offset + 2] in ("\\u", "\\/"):
        return "a character is escaped that can stand as it is"
    return None


def _around(wanted: str, offset: int) -> str:
    """Show what belongs at `offset`, from the start of the field it is in."""
    line = wanted.rfind("\n", 0, offset) + 1
    field = wanted.rfind(', "', line, offset)
    return shortened(wanted[field + 2 if field >= 0 else line :].split("\n")[0].strip())


RULE = Rule("K014", "noncanonical-json", Severity.ERROR, __doc__, file=_file, of_faults=True)
