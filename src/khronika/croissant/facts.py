"""What the Responsible AI part of a description tells of the documents, and others do not count."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from khronika.document import Document


@dataclass
class Facts:
    """What is counted over documents, one at a time.

    Attributes
    ----------
    genres, publishers, dct_statuses : Counter
        Articles by genre, by publisher (where there is one) and by how their date is known.
    first, last : datetime.date or None
        The earliest and the latest creation date.
    withheld, altered : int
        Articles whose text may not be passed on, and whose bytes are not those received.
    attributed : int
        Quotes whose speakers are in the registry.
    repeated : int
        Articles that were annotated independently as well.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> facts = Facts()
    >>> facts.add(open_corpus()["vestikavkaza-2025-10-24-putin-aliyev-call"])
    >>> facts.last, facts.publishers
    (datetime.date(2025, 10, 24), Counter({'Вестник Кавказа': 1}))
    """

    genres: Counter[str] = field(default_factory=Counter)
    publishers: Counter[str] = field(default_factory=Counter)
    dct_statuses: Counter[str] = field(default_factory=Counter)
    first: date | None = None
    last: date | None = None
    withheld: int = 0
    altered: int = 0
    attributed: int = 0
    repeated: int = 0

    def add(self, document: Document) -> None:
        """Count what is in a document."""
        article = document.article
        self.genres[article.genre] += 1
        if article.source.publisher:
            self.publishers[article.source.publisher] += 1
        self.dct_statuses[article.dct.status] += 1
        self._reach(article.dct.value, article.dct.value)
        self.withheld += not article.rights.redistribute
        self.altered += article.source.received_sha256 != article.text.sha256
        self.attributed += sum(1 for quote in document.annotations("quotes") if quote.speaker_ids)
        self.repeated += bool(document.passes)

    def merge(self, other: "Facts") -> None:
        """Add what was counted over other documents."""
        self.genres.update(other.genres)
        self.publishers.update(other.publishers)
        self.dct_statuses.update(other.dct_statuses)
        self._reach(other.first, other.last)
        self.withheld += other.withheld
        self.altered += other.altered
        self.attributed += other.attributed
        self.repeated += other.repeated

    def _reach(self, first: date | None, last: date | None) -> None:
        self.first = min(filter(None, (self.first, first)), default=None)
        self.last = max(filter(None, (self.last, last)), default=None)
