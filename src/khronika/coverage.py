"""Which phenomena of the annotation occur in a corpus, and how often."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, repeat
from operator import attrgetter, le
from typing import Any

from khronika import timex
from khronika.document import Document
from khronika.lexicon.letters import YO_AS_E
from khronika.marks import pair_marks
from khronika.model import DATE_TYPES, ENTITY_LABELS, QUOTE_TYPES, Date, Entity, Quote
from khronika.schemes import SCHEMES, Scheme, scheme_of

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
    found = Found()
    for document in documents:
        found.add([document])
    return found.lines()


@dataclass
class Found:
    """How often each phenomenon was found, by group and name."""

    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {group: Counter() for group in PHENOMENA}
    )

    def add(self, documents: Sequence[Document]) -> None:
        """Count the phenomena of some documents."""
        for layer, phenomena in _OF_LAYER.items():
            annotations = [one for document in documents for one in document.annotations(layer)]
            for group, names in phenomena(annotations):
                self.counts[group].update(names)
        for document in documents:
            for group, names in _article(document):
                self.counts[group].update(names)

    def merge(self, other: "Found") -> None:
        """Add what was found in other documents."""
        for group, names in other.counts.items():
            self.counts[group].update(names)

    def lines(self) -> list[Line]:
        """Return how often every phenomenon of `PHENOMENA` was found, in their order."""
        return [
            Line(group, phenomenon, self.counts[group][phenomenon])
            for group, phenomena in PHENOMENA.items()
            for phenomenon in phenomena
        ]


_Phenomena = Iterator[tuple[str, Iterable[str]]]
_LABEL, _LEVEL, _TYPE, _RESOLUTION = map(attrgetter, ("label", "level", "type", "resolution"))


def _mentions(mentions: Sequence[Entity]) -> _Phenomena:
    yield "label", map(_LABEL, mentions)
    yield "mention", map(_LEVEL, mentions)
    yield "metonymy", [mention.metonymy.kind for mention in mentions if mention.metonymy]


def _nested(mentions: Sequence[Entity]) -> int:
    """Count the mentions that lie in another one."""
    extents = sorted([(mention.start, -mention.end) for mention in mentions])
    ends = [-end for _, end in extents]
    # Those before it begin no later: it lies in one of them if one ends no sooner.
    return sum(map(le, ends[1:], accumulate(ends, max)))


def _dates(dates: Sequence[Date]) -> _Phenomena:
    mods = [date.mod for date in dates if date.mod]
    anchors = [date.anchor for date in dates if date.anchor]
    to_dct = anchors.count("dct")
    yield (
        "date",
        [
            *map(_TYPE, dates),
            *repeat("mod", len(mods)),
            *repeat("anchored to the dct", to_dct),
            *repeat("anchored to another date", len(anchors) - to_dct),
        ],
    )
    yield "granularity", [timex.parse(date.value, date.type).granularity for date in dates]
    yield "mod", mods


def _quotes(quotes: Sequence[Quote]) -> _Phenomena:
    yield "resolution", map(_RESOLUTION, quotes)
    yield (
        "quote",
        [
            *map(_TYPE, quotes),
            *repeat("interrupted", sum([len(quote.content) > 1 for quote in quotes])),
            *repeat("nested", sum([quote.parent is not None for quote in quotes])),
            *repeat("addressee", sum([bool(quote.addressee) for quote in quotes])),
            *repeat("no speaker", sum([not quote.speaker_ids for quote in quotes])),
        ],
    )


_OF_LAYER: dict[str, Callable[[Sequence[Any]], _Phenomena]] = {
    "entities": _mentions,
    "dates": _dates,
    "quotes": _quotes,
}


def _article(document: Document) -> _Phenomena:
    yield "dct (articles)", [document.article.dct.status]
    if nested := _nested(document.annotations("entities")):
        yield "mention", repeat("nested", nested)
    if document.text is None:
        return
    yield "text (articles)", [name for name, holds in _TEXT.items() if holds(document.text)]
    if _has_yo(document.text) and _has_two_spellings(document):
        yield "text (articles)", ["ё and е in one name"]
    if known := _schemes(document, document.text):
        marks = {_NAMED_MARKS[scheme.mark] for scheme in known if scheme.mark}
        marks |= {_NAMED_SCHEMES[scheme.name] for scheme in known if scheme.name in _NAMED_SCHEMES}
        yield "scheme", [scheme.name for scheme in known]
        yield "marks (articles)", marks
        dashes = {_NAMED_DASHES[scheme.dash] for scheme in known if scheme.dash}
        yield "dash before the author (articles)", dashes


def _schemes(document: Document, text: str) -> list[Scheme]:
    """Return the schemes that the direct quotes of a document follow."""
    direct = [quote for quote in document.annotations("quotes") if quote.type == "direct"]
    if not direct:
        return []
    pairs = pair_marks(text, document.paragraphs).pairs
    found = (scheme_of(text, document.paragraphs, pairs, quote) for quote in direct)
    return [scheme for scheme in found if scheme]


_NAMED_MARKS = {"«": "« »", '"': '" "', "„": "„ “", "“": "„ “"}
_NAMED_SCHEMES = {"— П, — а. — П.": "dash dialogue", "block quote": "block quote"}
_NAMED_DASHES = dict(zip("-–—", _DASHES, strict=True))


_FREQUENT = "ое"
"""Small letters that a Russian text mostly has more of than a tenth of its length."""


def _is_in_capitals(text: str) -> bool:
    if sum(map(text.count, _FREQUENT)) * 10 >= len(text):  # in nearly every text, soon told
        return False
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) * 10 > len(letters) * 9


_TEXT: dict[str, Callable[[str], object]] = {
    "no-break space": lambda text: "\u00a0" in text,
    "stress mark": lambda text: "\u0301" in text,
    "astral character": lambda text: len(text.encode("utf-16-le")) > 2 * len(text),
    "capitals": _is_in_capitals,
    "very long": lambda text: len(text) >= LONG,
    "very short": lambda text: len(text) <= SHORT,
}


def _has_yo(text: str) -> bool:
    return "ё" in text or "Ё" in text


def _has_two_spellings(document: Document) -> bool:
    """Tell whether one entity is named with ё and, in the same words, with е."""
    mentions: Sequence[Entity] = document.annotations("entities")
    spelt = {
        (mention.entity_id, mention.surface.translate(YO_AS_E))
        for mention in mentions
        if mention.surface and _has_yo(mention.surface)
    }
    return bool(spelt) and any(
        (one.entity_id, one.surface) in spelt for one in mentions if one.entity_id
    )
