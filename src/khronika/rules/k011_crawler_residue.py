"""What a crawl left in the text lies in a `header` zone.

## What it checks
Text outside `header` zones: crawl stamps («date 2025-10-10», «2025-10-10T09:00»), links to other
articles («Читайте также», «Подробнее:»), credits of pictures («Фото:») outside a `caption` or a
`byline`, buttons that are a paragraph («Поделиться»), calls to the reader («Нашли опечатку?»),
markup («&nbsp;») and bare addresses («https://…»). «Читайте также» inside a sentence or a quote is
fine, and so is the name of a site («Север.ру»).

## Why it matters
No author wrote these words, but they are counted, split into sentences and learnt from. A crawl
stamp is even taken for the day of the article.

## Wrong
```
date 2025-10-24 Порт Ясногорск открыл новый причал.
```

and no zone.

## Right
The same with

```json
"zones": [{"kind": "header", "start": 0, "end": 16}]
```

## How to fix
Add the `header` zone that the help names to the article file, or, before the article is annotated,
cut the residue out of the text. What belongs to the article after all is accepted in
`corpus/waivers.json`.
"""

import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.crawler_residue import CALLS, CREDITS, LEADS, MARKUP, WHOLE
from khronika.model import Zone
from khronika.rules.base import Problem, Rule, mend_text
from khronika.subject import Subject


def _any(phrases: tuple[str, ...]) -> str:
    """Return a pattern for `phrases`, longest first, as they are or in upper case."""
    forms = {form for phrase in phrases for form in (phrase, phrase.upper())}
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda f: (-len(f), f)))


_LINE_START = r"(?:(?<![^\n])[^\S\n]*)"
_SENTENCE_START = r"(?:(?<![^\n])[^\S\n]*|(?<=[.!?…»”\")])[^\S\n]+)"
_RESIDUE = re.compile(
    rf"{_SENTENCE_START}(?P<credit>{_any(CREDITS)})"
    rf"|{_LINE_START}(?P<whole>{_any(WHOLE)})[^\S\n]*(?![^\n])"
    rf"|{_LINE_START}(?P<lead>{_any(LEADS)})(?!\w)"
    rf"|(?<=[.!?…»”\")])[^\S\n]+(?P<link>(?:{_any(LEADS)}):?(?<=:))"
    rf"|(?P<call>{_any(CALLS)})"
    rf"|(?P<markup>{_any(MARKUP)})"
    r"|(?<!\w)(?P<stamp>date:?[^\S\n]+\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?!\d)"
    r"|(?P<address>(?:https?://|(?<![\w.])www\.)[^\s<>«»\"„“”]+)"
)
_FOLDED = {phrase.casefold() for phrase in (*CREDITS, *WHOLE, *LEADS, *CALLS, *MARKUP)}
_NEEDLES = [
    *sorted(one for one in _FOLDED if not any(two in one for two in _FOLDED - {one})),
    *("http", "www."),
]
"""One of them stands, in small letters, wherever `_RESIDUE` finds more than a stamp."""
_STAMP = re.compile(r"-\d\d-\d\d")
_NAMES = {
    "credit": "the credit of a picture",
    "whole": "a button of the page",
    "lead": "a link to another article",
    "link": "a link to another article",
    "call": "a line of the page's furniture",
    "markup": "markup of the page",
    "stamp": "the stamp of a crawl",
    "address": "a bare address",
}


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text, article = subject.text, subject.article
    if text is None or article is None or len(subject.zones) != len(article.zones):
        return  # nobody knows where the headers are
    if not _may_have_residue(subject, text):
        return
    for match in _RESIDUE.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if kind == "address":
            end = start + len(match[kind].rstrip(".,:;!?)…'"))
        zones = [zone for zone in subject.zones if zone.start < end and start < zone.end]
        kinds = {zone.kind for zone in zones}
        if "header" in kinds or (kind == "credit" and kinds & {"caption", "byline"}):
            continue
        yield Problem(
            f"{shortened(text[start:end])} is {_NAMES[kind]}, outside a `header` zone",
            help=_help(subject, kind, start, _extent(text, kind, end), zones),
            span=(start, end),
        )


def _may_have_residue(subject: Subject, text: str) -> bool:
    """Tell whether a word or sign is there that each kind of residue has."""
    folded = subject.folded
    first = subject.zones[0] if subject.zones else None
    if first and first.kind == "header":  # what touches it is none
        text = text[first.end :]
        folded = text.casefold()
    return any(needle in folded for needle in _NEEDLES) or _STAMP.search(text) is not None


def _help(subject: Subject, kind: str, start: int, end: int, zones: list[Zone]) -> str:
    if kind == "markup":
        return mend_text(
            "put the character that it stands for, or nothing; the offsets behind it move"
        )
    if zones:
        return f"take this place out of the {zones[0].kind} zone and make it a `header` zone"
    zone = f'{{"kind": "header", "start": {start}, "end": {end}}}'
    return (
        f"add {zone} to `zones` of {subject.article_path}; if it belongs to the article, accept "
        "it in corpus/waivers.json with a reason"
    )


def _extent(text: str, kind: str, end: int) -> int:
    """Return where the residue ends that the match only begins: mostly with its line."""
    if kind in ("stamp", "address"):
        return end
    line_end = text.find("\n", end)
    return len(text) if line_end < 0 else line_end


RULE = Rule("K011", "crawler-residue", Severity.WARNING, __doc__, document=_document, waivable=True)
