"""A text is plain UTF-8.

## What it checks
Every `.txt` file: strict UTF-8 from the first byte to the last, no byte order mark, no UTF-16
or UTF-32, no NUL.

## Why it matters
Offsets count the characters of the decoded text. If readers disagree about how to decode it, or
whether a byte order mark is its first character, every offset of every layer is wrong for
somebody. No other rule can look into a text that cannot be decoded.

## Wrong
```
CF EE F0 F2        «Порт» in windows-1251
EF BB BF D0 9F …   a byte order mark before the «П»
```

## Right
```
D0 9F D0 BE D1 80 D1 82
```

## How to fix
Save the file again as UTF-8 without a byte order mark; `source.received_sha256` keeps the hash of
the bytes as they were received. A text that was fine before should be restored, not saved again.
"""

import codecs
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.lexicon.letters import ALPHABET
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject, decode_utf8

# The mark of UTF-32 starts with that of UTF-16, so it comes first.
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_GUESSES = ("windows-1251", "koi8-r", "cp866", "utf-16-le", "utf-16-be")
_LOWER_CASE = frozenset(ALPHABET)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is None and decode_utf8(subject.raw.text) is None and subject.text_file:
        yield _fault(subject.text_file)


def _fault(file: ParsedFile) -> Problem:
    """Describe the first thing that makes the bytes of `file` no text of ours."""
    data = file.data
    for mark, name in _WIDE:
        if data.startswith(mark):
            return Problem(
                f"the text is {name}, by its byte order mark ({mark.hex(' ').upper()})",
                help="save the file again as UTF-8 without a byte order mark",
                file_path=file.path,
            )
    if data.startswith(codecs.BOM_UTF8):
        return _at(
            file,
            0,
            "the text starts with a byte order mark (EF BB BF at byte 0, line 1)",
            "save the file again as UTF-8 without a byte order mark, which would be its first "
            "character and shift every offset by one",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        start, reason = error.start, f"0x{data[error.start]:02X}, not UTF-8 ({error.reason})"
    else:
        start, reason = data.index(b"\0"), "NUL, which no text contains"
    line = data.count(b"\n", 0, start) + 1
    guess = _guess(data)
    return _at(
        file,
        start,
        f"byte {start} (line {line}) of the text is {reason}",
        f"the file looks like {guess}: save it again as UTF-8"
        if guess
        else "restore the file, or mend this place and save it again as UTF-8",
    )


def _at(file: ParsedFile, byte: int, message: str, help_: str) -> Problem:
    return Problem(message, help=help_, file=file, offset=len(file.data[:byte].decode("utf-8")))


def _guess(data: bytes) -> str | None:
    """Name the encoding in which the bytes read like Russian, if there is one.

    Running Russian is nearly all lower case; the other Cyrillic encodings of the same bytes
    give capitals, box drawing or Chinese.
    """
    sample = data[:4000]
    shares = {}
    for encoding in _GUESSES:
        text = sample.decode(encoding, errors="replace")
        letters = [character for character in text if character > "\x7f"]
        known = sum(character in _LOWER_CASE for character in letters)
        shares[encoding] = known / max(len(letters), 1)
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] > 0.7 else None


RULE = Rule("K001", "undecodable-text", Severity.ERROR, __doc__, document=_document)
