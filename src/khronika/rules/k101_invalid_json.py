"""A JSON file is JSON, and nothing more than JSON.

## What it checks
Every JSON file can be read as RFC 8259 has it: UTF-8 without a byte order mark, no comments, no
trailing commas, no NaN or Infinity, no key twice in one object, no half of a surrogate pair, and
at most 64 levels of nesting.

## Why it matters
Readers disagree about everything beyond that. Of two equal keys most take the last, some the
first; one half of the readers would see another annotation than the other.

## Wrong
```json
{"id": "e1", "start": 0, "end": 4, "end": 5,}
```

## Right
```json
{"id": "e1", "start": 0, "end": 4}
```

## How to fix
The finding shows where reading stopped; the cause is there or just before, often a comma or a
quotation mark too many or too few.
"""

from collections.abc import Iterator

from khronika.diagnostics import Severity
from khronika.excerpt import printable
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule

_HELP = (
    ("the key ", "keep the one that is meant"),
    ("not UTF-8", "save the file again as UTF-8"),
    ("starts with a byte order mark", "save the file again as UTF-8 without a byte order mark"),
    ("Input is a zero-length", "restore the file, or remove it"),
    ("no low surrogate", "write the character itself in place of its escape"),
    ("no high surrogate", "write the character itself in place of its escape"),
)
_MEND = "mend it here or just before: no comments, no trailing commas, no NaN, all quotes closed"


def _file(file: ParsedFile) -> Iterator[Problem]:
    if file.invalid is None:
        return
    reason = str(file.invalid)
    yield Problem(
        f"this is not valid JSON: {printable(reason[:1].lower() + reason[1:])}",
        help=next((help_ for start, help_ in _HELP if reason.startswith(start)), _MEND),
        file=file,
        offset=file.invalid.offset,
        layer=file.layer,
    )


RULE = Rule("K101", "invalid-json", Severity.ERROR, __doc__, file=_file, of_faults=True)
