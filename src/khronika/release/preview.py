"""Sentences that show what the annotation looks like, chosen from many documents.

Which ones does not depend on the order of the documents, or on how many processes looked at them.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from khronika.document import Document
from khronika.model import Article, Date, Entity, Quote
from khronika.text import sentences

_KEPT = 20
"""Documents that are looked into: finding sentences is dear, and these are enough."""

SHORTEST, LONGEST = 40, 260
"""Code points that a sentence has, to say something and to be read at a glance."""

Annotation = Entity | Date | Quote
_Rank = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, from code point `start`, and all annotations within it."""

    article: Article
    start: int
    text: str
    entities: tuple[Entity, ...]
    dates: tuple[Date, ...]
    quotes: tuple[Quote, ...]

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """The annotations, layer by layer."""
        return (*self.entities, *self.dates, *self.quotes)

    @property
    def worth(self) -> tuple[int, bool, int]:
        """How much there is to see: the layers, words in marks, then the annotations."""
        layers = sum(map(bool, (self.entities, self.dates, self.quotes)))
        has_marks = any(quote.type != "indirect" for quote in self.quotes)
        return layers, has_marks, min(len(self.annotations), 8)


@dataclass
class Preview:
    """The best sentence of each of some documents, picked as if by lot, but always the same."""

    kept: dict[_Rank, Sentence] = field(default_factory=dict)

    def add(self, documents: Iterable[Document]) -> None:
        """Look into some documents; not into those withheld, or if enough others go before it."""
        shown = [
            one for one in documents if one.text is not None and one.article.rights.redistribute
        ]
        ranked = sorted(((_rank(one.article), one) for one in shown), key=itemgetter(0))
        for rank, document in ranked:  # the first leave the least for the others to do
            if len(self.kept) == _KEPT and rank > max(self.kept):
                return
            if found := _best(document):
                self.kept[rank] = found
                self._cut()

    def merge(self, other: "Preview") -> None:
        """Add what was found in other documents."""
        self.kept |= other.kept
        self._cut()

    def best(self, number: int) -> list[Sentence]:
        """Return the sentences with most to see, of as many articles that share no group."""
        in_order = sorted(self.kept.items(), key=lambda one: ([-n for n in one[1].worth], one[0]))
        by_group: dict[str, Sentence] = {}
        for _, sentence in in_order:
            by_group.setdefault(sentence.article.group, sentence)
        return list(by_group.values())[:number]

    def _cut(self) -> None:
        for rank in sorted(self.kept)[_KEPT:]:
            del self.kept[rank]


def _rank(article: Article) -> _Rank:
    """Texts under a known licence go first; then a hash decides, which favours nobody."""
    is_unstated = article.rights.license.startswith("LicenseRef-")
    return is_unstated, hashlib.sha256(article.id.encode()).hexdigest()


def _best(document: Document) -> Sentence | None:
    """Return the sentence with most to see; None if there is none to show."""
    found = _sentences(document, document.text or "")
    return max(found, key=lambda one: (one.worth, -one.start), default=None)


def _sentences(document: Document, text: str) -> Iterator[Sentence]:
    mentions, dates = document.annotations("entities"), document.dates
    spans = [(one.start, one.end) for one in (*mentions, *dates)]
    quotes = [(*_extent(quote), quote) for quote in document.annotations("quotes")]
    parts = [part for part in document.paragraphs if part.zone is None]
    for start, end in sentences(text, parts, spans):
        if not SHORTEST <= end - start <= LONGEST:
            continue
        sentence = Sentence(
            document.article,
            start,
            text[start:end],
            tuple([one for one in mentions if start <= one.start and one.end <= end]),
            tuple([one for one in dates if start <= one.start and one.end <= end]),
            tuple([quote for first, last, quote in quotes if start <= first and last <= end]),
        )
        if sentence.annotations:
            yield sentence


def _extent(quote: Quote) -> tuple[int, int]:
    spans = [*quote.content, *quote.cue, *quote.source, *quote.addressee]
    return min(span.start for span in spans), max(span.end for span in spans)
