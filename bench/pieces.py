"""The corpus cut into pieces that can stand in any document: paragraphs with their annotations.

A piece is one paragraph, or as many as hang together: a quote that runs over several of them, a
date that is counted from another, a quote within a quote. Offsets count code points from the
beginning of the piece.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from khronika import timex

Json = dict[str, Any]

BETWEEN = "\n\n"
"""What parts one paragraph from the next."""

REFERENCES = ("id", "anchor", "begin", "end_point", "parent")
"""Keys whose value may be the id of an annotation."""

ROLES = ("content", "cue", "source", "addressee")
"""Keys of a quote that hold spans."""

LARGEST = 6_000
"""Bytes of JSON that a piece may make; a larger one would fill a document by itself."""

_UNLIKE = re.compile(r"[«»„“”\"\u0300-\u036f\u00a0\u202f]|(?<!\S)[-–](?!\S)")
"""Marks by which some articles differ from others; of these, « » and „ “ within them are usual."""

FAR = datetime.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Piece:
    """Paragraphs with all that lies in them.

    Attributes
    ----------
    article
        The id of the article that it is from.
    text
        The paragraphs.
    layers
        Annotations by layer, in their order.
    zones
        Parts that are not running text.
    days
        First and last day of each date that has them, and whether it is counted from `written`.
    written
        The day that the article is of.
    entities
        The ids of the registry that annotations point to.
    bytes
        About how many bytes of JSON it makes.
    """

    article: str
    text: str
    layers: dict[str, list[Json]]
    zones: list[Json]
    days: tuple[tuple[datetime.date, datetime.date, bool], ...]
    written: datetime.date
    entities: frozenset[str]
    bytes: int

    @property
    def annotations(self) -> int:
        """How many annotations lie in it."""
        return sum(map(len, self.layers.values()))

    @property
    def is_heading(self) -> bool:
        """Tell whether it is the heading of an article, or of a part of one."""
        return any(zone["kind"] == "heading" for zone in self.zones)

    @property
    def is_plain(self) -> bool:
        """Tell whether its marks are those that most articles use, so that it goes with others."""
        depth = 0
        for mark in _UNLIKE.finditer(self.text):
            depth += {"«": 1, "»": -1}.get(mark[0], 0)
            if mark[0] not in "«»" and (mark[0] not in "„“" or not depth):
                return False
        return True

    def fits(self, written: datetime.date) -> bool:
        """Tell whether its dates are as likely in an article of the day `written`.

        What was past stays past, and what was near stays near.
        """
        for first, last, is_relative in self.days:
            is_ahead = first > written and first <= self.written
            is_far = is_relative and _is_far(first, last, written)
            if is_ahead or (is_far and not _is_far(first, last, self.written)):
                return False
        return True


def _is_far(first: datetime.date, last: datetime.date, written: datetime.date) -> bool:
    return last < written - FAR or first > written + FAR


def cut(line: Json) -> list[Piece]:
    """Cut an article, as a line of a bundle has it, into pieces."""
    text, layers = line["text"], line["layers"]
    found = []
    for start, end in _extents(line):
        inside = {
            name: [
                moved(one, -start)
                for one in layer["annotations"]
                if start <= first_span(one)["start"] < end
            ]
            for name, layer in layers.items()
        }
        zones = [
            zone | {"start": zone["start"] - start, "end": zone["end"] - start}
            for zone in line["article"].get("zones", ())
            if start <= zone["start"] < end
        ]
        body = text[start:end]
        size = len(body.encode()) + len(orjson.dumps(inside)) + len(orjson.dumps(zones))
        written = datetime.date.fromisoformat(line["article"]["dct"]["value"])
        days = tuple(_days(inside["dates"]))
        entities = frozenset(id_ for layer in inside.values() for id_ in _registry_ids(layer))
        id_ = line["article"]["id"]
        found.append(Piece(id_, body, inside, zones, days, written, entities, size))
    return found


def _days(dates: list[Json]) -> Iterator[tuple[datetime.date, datetime.date, bool]]:
    for date in dates:
        first, last = timex.parse(date["value"], date["type"]).interval
        if first and last:
            yield first, last, date.get("anchor") == "dct"


def _registry_ids(annotations: list[Json]) -> Iterator[str]:
    for one in annotations:
        yield from filter(None, (one.get("entity"), one.get("metonymy", {}).get("referent")))
        yield from one.get("holders", ())
        yield from one.get("speakers", ())


def spans(value: Any) -> Iterator[Json]:
    """Yield every span in an annotation."""
    if isinstance(value, dict):
        if "surface" in value:
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def first_span(annotation: Json) -> Json:
    """Return the span that tells where an annotation begins: itself, or its first content."""
    return annotation if "start" in annotation else annotation["content"][0]


def moved(annotation: Json, by: int) -> Json:
    """Return an annotation with every span moved by so many code points."""
    copy: Json = orjson.loads(orjson.dumps(annotation))
    for span in spans(copy):
        span["start"] += by
        span["end"] += by
    return copy


def _extents(line: Json) -> Iterator[tuple[int, int]]:
    """Yield where each piece starts and ends."""
    paragraphs = list(_paragraphs(line["text"]))
    tied = list(
        range(len(paragraphs))
    )  # of each paragraph, the last one that it hangs together with
    for start, end in _ties(line):
        first = next(place for place, one in enumerate(paragraphs) if start < one[1])
        last = next(place for place, one in enumerate(paragraphs) if end <= one[1])
        tied[first] = max(tied[first], last)
    place = 0
    while place < len(paragraphs):
        first, last = place, tied[place]
        while place <= last:
            last = max(last, tied[place])
            place += 1
        yield paragraphs[first][0], paragraphs[last][1]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for one in text.split("\n"):
        if one.strip():
            yield start, start + len(one)
        start += len(one) + 1


def _ties(line: Json) -> Iterator[tuple[int, int]]:
    """Yield what must not be cut: annotations, each with those that it points to, and zones."""
    for zone in line["article"].get("zones", ()):
        yield zone["start"], zone["end"]
    for layer in line["layers"].values():
        places = {one["id"]: list(spans(one)) for one in layer["annotations"]}
        for one in layer["annotations"]:
            together = list(places[one["id"]])
            for key in REFERENCES[1:]:
                together += places.get(one.get(key), ())
            yield min(s["start"] for s in together), max(s["end"] for s in together)
