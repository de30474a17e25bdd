"""What the tables derive from the text of a document: paragraphs, sentences, tokens."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from khronika import model
from khronika.document import Document
from khronika.model import Entity
from khronika.release.columns import arrow_schema
from khronika.text import index_at, sentences, tokens

Row = dict[str, Any]
_Labelled = TypeVar("_Labelled", Entity, model.Date)
_Cut = tuple[int, int, str]
_Nothing = tuple[None, None, None]

SENTENCE = ("sentence_start", "sentence_end", "sentence")
"""The columns about the sentence around an annotation."""

JOINED = ("content", "cue", "source")
"""The roles of a quote that have a `*_text` column."""

JOINER = " … "
"""What stands between the parts of discontinuous content in a `*_text` column."""


class Reading:
    """A document with what the tables derive from its text, each thing once and on demand.

    Without a text, there is nothing to derive: no paragraph, no sentence, no token.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.article = document.article

    @property
    def stretches(self) -> list[Row]:
        """The paragraphs as rows."""
        return [{"start": part.start, "end": part.end} for part in self.document.paragraphs]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Its sentences, none of which ends within a mention or a date."""
        if self.document.text is None:
            return []
        annotated = [
            (annotation.start, annotation.end)
            for layer in ("entities", "dates")
            for annotation in self.document.annotations(layer)
        ]
        return sentences(self.document.text, self.document.paragraphs, annotated)

    def zone(self, start: int) -> str | None:
        """Return the kind of the zone that `start` lies in."""
        place = index_at(self._zones, start)
        return None if place is None else self.article.zones[place].kind

    @cached_property
    def _zones(self) -> list[tuple[int, int]]:
        return [(zone.start, zone.end) for zone in self.article.zones]

    def sentence(self, start: int) -> Row:
        """Return the columns about the sentence around `start`."""
        (around,) = self.around([start])
        return dict(zip(SENTENCE, around, strict=True))

    def around(self, starts: Iterable[int]) -> list[_Cut | _Nothing]:
        """Return start, end and text of the sentence around each of `starts`."""
        begins = [begin for begin, _ in self.sentences]
        places = (bisect_right(begins, start) for start in starts)
        return [self._cuts[place - 1] if place else (None, None, None) for place in places]

    @cached_property
    def _cuts(self) -> list[_Cut]:
        text = self.document.text or ""
        return [(start, end, text[start:end]) for start, end in self.sentences]


def role_texts(quote: Row) -> Row:
    """Return the columns that join the surfaces of a role; null if there are none to join."""
    return {f"{role}_text": joined(part["surface"] for part in quote[role]) for role in JOINED}


def joined(surfaces: Iterable[str | None]) -> str | None:
    """Return the surfaces of a role as one string; None if there are none to join."""
    read = [surface for surface in surfaces if surface is not None]
    return JOINER.join(read) if read else None


def tokens_rows(reading: Reading) -> Iterator[Row]:
    """Yield the rows of the config `tokens`: a sentence each, or one alone without a text."""
    document = reading.document
    if document.text is None:  # one row stands for the sentences that nobody can know of
        yield dict.fromkeys(arrow_schema("tokens").names) | {"article_id": document.id}
        return
    mentions = outermost(document.annotations("entities"))
    labelled_mentions = [(mention.start, mention.end, mention.label) for mention in mentions]
    dates = outermost(document.annotations("dates"))
    labelled_dates = [(date.start, date.end, date.type) for date in dates]
    cuts = sorted(
        {edge for start, end, _ in labelled_mentions + labelled_dates for edge in (start, end)}
    )
    for number, (start, end) in enumerate(reading.sentences, start=1):
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        places = tokens(document.text, start, end, inside)
        words = [document.text[first:last] for first, last in places]
        yield {
            "article_id": document.id,
            "sentence_id": f"s{number}",
            "start": start,
            "end": end,
            "tokens": words,
            "starts": [first for first, _ in places],
            "ends": [last for _, last in places],
            "ner_tags": _bio(places, labelled_mentions),
            "date_tags": _bio(places, labelled_dates),
        }


def outermost(annotations: Iterable[_Labelled]) -> list[_Labelled]:
    """Return the annotations that lie in no other; they come in canonical order."""
    found: list[_Labelled] = []
    for annotation in annotations:
        if not found or annotation.start >= found[-1].end:
            found.append(annotation)
    return found


def _bio(places: list[tuple[int, int]], spans: list[tuple[int, int, str]]) -> list[str]:
    """Tag tokens with sorted, disjoint spans; tokens are cut at the spans' edges."""
    tags = ["O"] * len(places)
    if not places:
        return tags
    starts = [start for start, _ in places]
    first = bisect_right(spans, starts[0], key=itemgetter(1))
    for start, end, label in islice(spans, first, None):
        if start > starts[-1]:
            break
        for index in range(bisect_left(starts, start), bisect_left(starts, end)):
            tags[index] = f"{'B' if starts[index] == start else 'I'}-{label}"
    return tags
