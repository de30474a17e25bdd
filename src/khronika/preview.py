"""Sentences that show what the annotation looks like, chosen from many documents.

Which ones does not depend on the order of the documents, or on how many processes looked at them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from khronika.document import Document
from khronika.model import Article, Date, Entity, Quote
from khronika.text import paragraphs, sentences

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

    def add(self, document: Document) -> None:
        """Look into a document, unless it is withheld or there are enough that go before it."""
        if document.text is None or not document.article.rights.redistribute:
            return
        rank = _rank(document.article)
        if len(self.kept) == _KEPT and rank > max(self.kept):
            return
        found = max(_sentences(document), key=lambda one: (one.worth, -one.start), default=None)
        if found:
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


def _sentences(document: Document) -> Iterator[Sentence]:
    text = document.text or ""
    parts = paragraphs(text, document.article.zones)
    mentions, dates = document.annotations("entities"), document.dates
    spans = [(one.start, one.end) for one in (*mentions, *dates)]
    for start, end in sentences(text, [part for part in parts if part.zone is None], spans):
        if not SHORTEST <= end - start <= LONGEST:
            continue
        sentence = Sentence(
            document.article,
            start,
            text[start:end],
            tuple(one for one in mentions if start <= one.start and one.end <= end),
            tuple(one for one in dates if start <= one.start and one.end <= end),
            tuple(one for one in document.annotations("quotes") if _lies(one, start, end)),
        )
        if sentence.annotations:
            yield sentence


def _lies(quote: Quote, start: int, end: int) -> bool:
    return all(start <= span.start and span.end <= end for _, _, span in quote.roles())
