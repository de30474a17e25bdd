"""Which phenomena of the annotation occur in a corpus, and how often."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from khronika import timex
from khronika.document import Document
from khronika.lexicon.letters import YO_AS_E
from khronika.marks import pair_marks
from khronika.model import DATE_TYPES, ENTITY_LABELS, QUOTE_TYPES, Entity
from khronika.schemes import SCHEMES, scheme_of
from khronika.text import paragraphs

_METONYMY = (
    "place-for-institution",
    "capital-for-state",
    "country-for-government",
    "building-for-institution",
    "company-for-product",
)
_MODS = (
    *("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER", "LESS_THAN", "MORE_THAN"),
    *("EQUAL_OR_LESS", "EQUAL_OR_MORE", "START", "MID", "END", "APPROX"),
)
_UNITS = ("century", "decade", "year", "half", "quarter", "season", "month", "week", "weekend")
_FINER = ("day", "part-of-day", "hour", "minute", "reference")
_RESOLUTIONS = (*("name", "nominal", "pronoun", "metonym", "implicit", "generic_group", "unknown"),)
_MARKS = ("« »", '" "', "„ “")
_DASHES = ("hyphen", "en dash", "em dash")
_DCT = ("stated", "inferred", "contradicted", "unknown")
LONG, SHORT = 5_000, 500
"""Code points from which a text is very long, and up to which it is very short."""

PHENOMENA: dict[str, tuple[str, ...]] = {
    "label": ENTITY_LABELS,
    "mention": ("nested", "NAM", "NOM", "ADJ"),
    "metonymy": _METONYMY,
    "date": (*DATE_TYPES, "mod", "anchored to the dct", "anchored to another date"),
    "mod": _MODS,
    "granularity": (*_UNITS, *_FINER, "duration"),
    "quote": (*QUOTE_TYPES, "interrupted", "nested", "addressee", "no speaker"),
    "resolution": _RESOLUTIONS,
    "scheme": SCHEMES,
    "marks (articles)": (*_MARKS, "dash dialogue", "block quote"),
    "dash before the author (articles)": _DASHES,
    "dct (articles)": _DCT,
    "text (articles)": (
        *("no-break space", "ё and е in one name", "stress mark", "astral character"),
        *("capitals", "very long", "very short"),
    ),
}
"""What is counted, by group: annotations, or articles where the group says so."""


Found = Counter[tuple[str, str]]
"""How often each phenomenon, by its group and name, was found."""


@dataclass(frozen=True, slots=True)
class Line:
    """How often one phenomenon occurs."""

    group: str
    phenomenon: str
    count: int


def coverage(documents: Iterable[Document]) -> list[Line]:
    """Count every phenomenon of `PHENOMENA`, those that do not occur too.

    Parameters
    ----------
    documents : iterable of Document
        Sound documents; a withheld text takes no part in what is counted from texts.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> counts = coverage(open_corpus())
    >>> [line.count >= 5 for line in counts if line.phenomenon == "direct"]
    [True]
    """
    found: Found = Counter()
    for document in documents:
        found.update(found_in(document))
    return lines(found)


def found_in(document: Document) -> Found:
    """Count the phenomena of one document, to be summed over a corpus."""
    found: Found = Counter()
    for count in (_mentions, _dates, _quotes, _article):
        found.update(count(document))
    return found


def lines(found: Found) -> list[Line]:
    """Return how often every phenomenon of `PHENOMENA` was found, in their order."""
    return [
        Line(group, phenomenon, found[group, phenomenon])
        for group, phenomena in PHENOMENA.items()
        for phenomenon in phenomena
    ]


_Phenomena = Iterator[tuple[str, str]]


def _mentions(document: Document) -> _Phenomena:
    mentions: Sequence[Entity] = document.annotations("entities")
    for mention in mentions:
        yield "label", mention.label
        yield "mention", mention.level
        if mention.metonymy:
            yield "metonymy", mention.metonymy.kind
    for _ in range(_nested(mentions)):
        yield "mention", "nested"


def _nested(mentions: Sequence[Entity]) -> int:
    """Count the mentions that lie in another one."""
    count = 0
    open_: list[int] = []
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
        open_ = [end for end in open_ if end > mention.start]
        count += any(mention.end <= end for end in open_)
        open_.append(mention.end)
    return count


def _dates(document: Document) -> _Phenomena:
    for date in document.dates:
        yield "date", date.type
        yield "granularity", timex.parse(date.value, date.type).granularity
        if date.mod:
            yield "date", "mod"
            yield "mod", date.mod
        if date.anchor:
            is_dct = date.anchor == "dct"
            yield "date", "anchored to the dct" if is_dct else "anchored to another date"


def _quotes(document: Document) -> _Phenomena:
    for quote in document.annotations("quotes"):
        yield "quote", quote.type
        yield "resolution", quote.resolution
        facts = {
            "interrupted": len(quote.content) > 1,
            "nested": quote.parent is not None,
            "addressee": bool(quote.addressee),
            "no speaker": not quote.speaker_ids,
        }
        yield from (("quote", name) for name, holds in facts.items() if holds)


def _article(document: Document) -> _Phenomena:
    yield "dct (articles)", document.article.dct.status
    if document.text is None:
        return
    parts = paragraphs(document.text, document.article.zones)
    pairs = pair_marks(document.text, parts).pairs
    direct = [quote for quote in document.annotations("quotes") if quote.type == "direct"]
    schemes = [scheme_of(document.text, parts, pairs, quote) for quote in direct]
    known = [scheme for scheme in schemes if scheme]
    yield from (("scheme", scheme.name) for scheme in known)
    marks = {_NAMED_MARKS[scheme.mark] for scheme in known if scheme.mark}
    marks |= {_NAMED_SCHEMES[scheme.name] for scheme in known if scheme.name in _NAMED_SCHEMES}
    yield from (("marks (articles)", mark) for mark in marks)
    dashes = {_NAMED_DASHES[scheme.dash] for scheme in known if scheme.dash}
    yield from (("dash before the author (articles)", dash) for dash in dashes)
    yield from (("text (articles)", name) for name, holds in _TEXT.items() if holds(document.text))
    if _has_two_spellings(document):
        yield "text (articles)", "ё and е in one name"


_NAMED_MARKS = {"«": "« »", '"': '" "', "„": "„ “", "“": "„ “"}
_NAMED_SCHEMES = {"— П, — а. — П.": "dash dialogue", "block quote": "block quote"}
_NAMED_DASHES = dict(zip("-–—", _DASHES, strict=True))


def _is_in_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) * 10 > len(letters) * 9


_TEXT: dict[str, Callable[[str], object]] = {
    "no-break space": lambda text: "\u00a0" in text,
    "stress mark": lambda text: "\u0301" in text,
    "astral character": re.compile("[\U00010000-\U0010ffff]").search,
    "capitals": _is_in_capitals,
    "very long": lambda text: len(text) >= LONG,
    "very short": lambda text: len(text) <= SHORT,
}


def _has_two_spellings(document: Document) -> bool:
    """Tell whether one entity is named with ё and, in the same words, with е."""
    surfaces = {
        (mention.entity_id, mention.surface)
        for mention in document.annotations("entities")
        if mention.entity_id and mention.surface
    }
    return any(
        surface != surface.translate(YO_AS_E) and (entity, surface.translate(YO_AS_E)) in surfaces
        for entity, surface in surfaces
    )
