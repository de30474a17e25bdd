r"""Lines of a text end in a line feed alone.

## What it checks
Every `.txt` file: no carriage return (U+000D), neither before a line feed nor by itself.

## Why it matters
Many programs turn CR LF into LF while reading, others do not. Each carriage return shifts all
offsets behind it by one for the former. As long as there is one, nothing is said about spans.

## Wrong
```
Порт Ясногорск открыл новый причал\r\n
```

## Right
```
Порт Ясногорск открыл новый причал\n
```

## How to fix
Save the file with LF line endings. If Git put the carriage returns in, restore the file and tell
Git to leave texts as they are (`*.txt -text` in `.gitattributes`).
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject, decode_utf8


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is not None:
        return  # it is not one to count in with them
    file, text = subject.text_file, decode_utf8(subject.raw.text)
    if file is None or text is None or "\r" not in text:
        return
    count, first = text.count("\r"), text.index("\r")
    found = "a carriage return" if count == 1 else f"{count:,} carriage returns"
    yield Problem(
        f"the text has {found}, first at {first}; lines end in a line feed alone",
        help="save the file with LF line endings; if Git changed them, restore the file and have "
        "`*.txt -text` in `.gitattributes`",
        file=file,
        offset=first,
    )


RULE = Rule("K002", "carriage-return", Severity.ERROR, __doc__, document=_document)
