"""A file is written for a schema major that this version reads.

## What it checks
The major in `$schema`, such as `v1` in `…/schema/v1/entities.schema.json`.

## Why it matters
A major moves when a field changes its meaning. To read such a file as if nothing had changed
would give wrong data without an error, so it is not read at all.

## Wrong
```json
{"$schema": "../../../../schema/v2/entities.schema.json", …}
```

## Right
```json
{"$schema": "../../../../schema/v1/entities.schema.json", …}
```

## How to fix
Use a version of the package that reads this major. If the number is a slip of the pen, correct it.
"""

from collections.abc import Iterator

from khronika import schema
from khronika.diagnostics import Severity
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule


def _file(file: ParsedFile) -> Iterator[Problem]:
    if file.invalid or file.major in (None, schema.MAJOR):
        return
    major = file.major[:20]
    yield Problem(
        f"`$schema` names schema major `{major}`; this version of khronika reads "
        f"`{schema.MAJOR}`, so the file was not looked into",
        help=f"use a version of khronika that reads `{major}`, or correct `$schema` if the file "
        f"was written for `{schema.MAJOR}`",
        file=file,
        path=("$schema",),
        layer=file.layer,
    )


RULE = Rule("K104", "unsupported-major", Severity.ERROR, __doc__, file=_file, of_faults=True)
