"""The same words are not given to two speakers.

## What it checks
Quotes of the whole corpus whose contents read the same, but for case, ё and е, punctuation and
white space, and are at least six words long: they have a speaker in common. Quotes with a
`parent` are left out, for what is reported twice has two speakers, and so are those without
speakers.

## Why it matters
News is copied. If the same sentence is Верескова's in one article and Лужин's in another, one of
the two was given to the wrong person, or one person has two entries in the registry.

## Wrong
Two articles quote «Первое судно придёт в порт уже 1 ноября»:

```json
{"id": "q4", "speakers": ["anna-vereskova"], "resolution": "name"}
{"id": "q7", "speakers": ["mark-luzhin"], "resolution": "name"}
```

## Right
```json
{"id": "q4", "speakers": ["anna-vereskova"], "resolution": "name"}
{"id": "q7", "speakers": ["anna-vereskova"], "resolution": "name"}
```

## How to fix
Read both articles. Correct the speaker of the one that is wrong, or join the two registry
entries. If two people did say the same, accept the finding in `corpus/waivers.json`.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.excerpt import printable
from khronika.rules.base import Grouping, Problem, Rule
from khronika.rules.quoting import Quoted, sound_quotes
from khronika.sketch import words
from khronika.subject import Subject

_SHORTEST = 6
# Bounds of what one article adds to the summary of a corpus.
_MOST_QUOTES = 2000
_MOST_SPEAKERS = 20


class _Said(Struct, frozen=True, gc=False):
    """Who said what, where; the content itself would be too long to keep for a whole corpus."""

    speakers: tuple[str, ...]
    quote: str
    article: str
    path: Location


class _Tally(Grouping[_Said]):
    """Who said what, by content."""

    def keyed(self, subject: Subject) -> Iterator[tuple[bytes, _Said]]:
        yield from islice(_said(subject), _MOST_QUOTES)

    def decide(
        self,
        key: str | bytes,  # noqa: ARG002
        values: list[_Said],
        corpus: CorpusFiles,  # noqa: ARG002
    ) -> Iterator[Problem]:
        earlier, *others = values
        for said in others:
            if {*earlier.speakers}.isdisjoint(said.speakers):
                yield _problem(said, earlier)


def _said(subject: Subject) -> Iterator[tuple[bytes, _Said]]:
    for quoted in sound_quotes(subject):
        quote = quoted.quote
        if quoted.layer.annotator is not None or quote.parent or not quote.speaker_ids:
            continue
        said = _words(quoted)
        if len(said) >= _SHORTEST:
            digest = hashlib.sha256(" ".join(said).encode()).digest()[:12]
            speakers = quote.speaker_ids[:_MOST_SPEAKERS]
            yield digest, _Said(speakers, quote.id, subject.id, quoted.layer.file.as_whole)


def _words(quoted: Quoted) -> list[str]:
    read = " ".join(part.surface or "" for part in quoted.quote.content)
    return words(read)


def _problem(said: _Said, earlier: _Said) -> Problem:
    where = "" if earlier.article == said.article else f" of {printable(earlier.article)}"
    return Problem(
        f"`{said.quote}` reads the same as `{earlier.quote}`{where}, but is said by "
        f"{_listed(said)} and not by {_listed(earlier)}",
        help="correct the speaker of one of them, or join the two registry entries",
        file_path=said.path,
        layer="quotes",
        annotation=said.quote,
        article=said.article,
    )


def _listed(said: _Said) -> str:
    shown = sorted({*said.speakers})
    return ", ".join(f"`{one}`" for one in shown[:3]) + (", …" if len(shown) > 3 else "")


RULE = Rule(
    "K612",
    "repeated-content",
    Severity.WARNING,
    __doc__,
    tally=_Tally,
    waivable=True,
)
