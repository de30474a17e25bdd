"""A file holds what the JSON Schema of its kind allows.

## What it checks
Every JSON file of the corpus against its schema in `schema/v1/`: fields, types, allowed values,
patterns, and conditions between fields. Everything that is wrong in a file is reported in one go.

## Why it matters
The schema is the contract that readers, tables and releases rely on. A field with a typing
error in its name would otherwise be an annotation that silently goes missing.

## Wrong
```json
{"id": "e1", "start": 17, "end": 31, "surface": "Владимир Путин", "label": "PERSN", "level": "NAM"}
```

## Right
```json
{"id": "e1", "start": 17, "end": 31, "surface": "Владимир Путин", "label": "PERSON", "level": "NAM"}
```

## How to fix
The message names the field, what it holds and what is allowed. An editor that understands JSON
Schema shows the same while you type, through the `$schema` at the top of each file.
"""

from collections.abc import Iterator

from khronika import schema
from khronika.diagnostics import Severity
from khronika.excerpt import printable
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule, record_of


def _file(file: ParsedFile) -> Iterator[Problem]:
    if file.invalid:
        return  # K101: a key occurs twice, so it is not certain what the file says
    if file.declared not in (None, file.kind) and schema.is_valid(file.declared, file.value):
        return  # K103: this is another kind of file at the wrong place
    for violation in file.violations:
        is_about_schema = violation.path == ("$schema",) or violation.missing == "$schema"
        if is_about_schema and file.declared != file.kind:
            continue  # K103 says so
        yield Problem(
            printable(violation.message),
            help=printable(violation.help) if violation.help else None,
            file=file,
            path=violation.path,
            layer=file.layer,
            annotation=record_of(file, violation.path),
        )


RULE = Rule("K102", "schema-violation", Severity.ERROR, __doc__, file=_file, of_faults=True)
