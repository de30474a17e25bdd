"""A file names the schema that its place asks for.

## What it checks
Every JSON file of the tree has `$schema`, and its last two segments name the schema of this kind
of file, such as `v1/entities.schema.json`. What stands before them is for editors only.

## Why it matters
`$schema` tells which major a file was written for, so that an old file is not taken for a new one
after the schema has moved on. Editors use it to check while you type.

## Wrong
```json
{"$schema": "entities.json", "article": "yasnogorsk-pier", …}
```

## Right
```json
{"$schema": "../../../../schema/v1/entities.schema.json", "article": "yasnogorsk-pier", …}
```

## How to fix
Set `$schema` to the value that the help gives. If the file really is of the kind it names, move it
to where that kind belongs.
"""

import json
from collections.abc import Iterator

from khronika import schema
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule


def _file(file: ParsedFile) -> Iterator[Problem]:
    if not isinstance(file.value, dict) or file.invalid or file.declared == file.kind:
        return
    if file.major not in (None, schema.MAJOR):
        return
    reference = file.schema_reference
    mended = {**file.value, "$schema": reference}
    is_rest_right = schema.is_valid(file.kind, mended)
    belongs_elsewhere = file.declared is not None and schema.is_valid(file.declared, file.value)
    if belongs_elsewhere and not is_rest_right:
        help_ = f"move it to where `{file.declared}` files belong"
    else:
        help_ = f'set it: `"$schema": "{reference}"`'
    yield Problem(
        _message(file),
        help=help_,
        file=file,
        path=("$schema",) if "$schema" in file.value else (),
        layer=file.layer,
        fix=Fix(
            f"set `$schema` to `{reference}`",
            safe=True,
            edits=(file.edit("/$schema", reference),),
        )
        if is_rest_right
        else None,
    )


def _message(file: ParsedFile) -> str:
    if "$schema" not in file.value:
        return "the field `$schema` is missing"
    named = file.value["$schema"]
    if file.declared:
        return f"`$schema` names the schema of `{file.declared}`; here `{file.kind}` is expected"
    if not isinstance(named, str):
        return f"`$schema` is {shortened(json.dumps(named))}; expected text"
    return (
        f"`$schema` is {shortened(named)}, which does not end in "
        f"`{schema.MAJOR}/{file.kind}.schema.json`"
    )


RULE = Rule("K103", "unknown-schema", Severity.ERROR, __doc__, file=_file, of_faults=True)
