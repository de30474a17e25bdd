"""Documents put together from pieces of the corpus; the same seed and number give the same one."""

import datetime
import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

import orjson

from bench.pieces import BETWEEN, LARGEST, REFERENCES, ROLES, Json, Piece, cut
from bench.words import Words
from khronika import sketch

SPLITS = ("train",) * 8 + ("validation", "test")
SMALLEST, FULL, LARGEST_DOCUMENT = 18_500, 23_500, 25_500
"""Bytes of JSON that the pieces of a document make: at least the first, no more once it is
somewhere between the first and the second, and never more than the third."""

OFTEN = 0.3
"""Share of all articles that a piece must fit by its dates."""

MANY = 0.5
"""Share of all pieces that must fit an article which documents begin like."""

PROBES = 100
"""Documents that are looked at to find out which hashes lead a sketch."""

LAST = 2
"""Words that may always stay at the end of a piece: more, and with what comes next they would be
the same run of words in many documents."""

VARIATIONS = 12
"""How often other words are put into a piece to find out which of its words stay."""

DRAWN = 60
"""Pieces that are drawn for a document, of which those go into it that fit."""


@dataclass(frozen=True, slots=True)
class Slotted:
    """A piece with places for other words.

    It is made of `literals`, and between one and the next goes any of the words of a slot.
    """

    piece: Piece
    literals: tuple[str, ...]
    slots: tuple[list[str], ...]

    @property
    def last_words(self) -> int:
        """How many words at the end always stay."""
        return len(sketch.words(self.literals[-1]))

    def varied(self, chance: random.Random) -> str:
        """Return the text with other words."""
        said = [self.literals[0]]
        for words, literal in zip(self.slots, self.literals[1:], strict=True):
            said.append(words[int(chance.random() * len(words))])
            said.append(literal)
        return "".join(said)


@dataclass(frozen=True)
class Host:
    """An article whose day and heading a document has, and the pieces that go with them.

    `weights` tell how often each of `pieces` is drawn; they are summed up.
    """

    article: Json
    layers: Json
    opening: Slotted
    pieces: list[Slotted] = field(repr=False)
    weights: list[float] = field(repr=False)


class Documents:
    """Makes documents from the articles of a corpus, given as lines of a bundle.

    Parameters
    ----------
    lines : iterable of dict
        The articles to take apart.
    density : float
        Annotations for each code point of text that a document should have.
    seed : int
        What everything is chosen by.
    """

    def __init__(self, lines: Iterable[Json], density: float, seed: int = 1) -> None:
        articles = [line for line in lines if line["article"]["dct"]["value"]]
        pieces = {line["article"]["id"]: cut(line) for line in articles}
        days = sorted(one.written for of in pieces.values() for one in of[:1])
        usable = [one for of in pieces.values() for one in of if _is_usable(one, days)]
        words = Words(usable, random.Random(f"{seed} words"))
        slotted = [_slotted(one, words) for one in usable]
        self._seed = seed
        self._hosts = _hosts(articles, slotted, density)
        heard = _heard(self.line(number)[0] for number in range(PROBES))
        slotted = [one for one in slotted if one.last_words <= LAST and not _is_heard(one, heard)]
        self._hosts = _hosts(articles, slotted, density)

    def line(self, number: int) -> tuple[bytes, frozenset[str]]:
        """Return a document as the line of a shard, and the ids of the registry in it."""
        chance = random.Random(f"{self._seed} {number}")
        host = self._hosts[int(chance.random() * len(self._hosts))]
        chosen: list[Slotted] = []
        while sum(one.piece.bytes for one in chosen) < SMALLEST:
            chosen = self._chosen(host, chance)
        entities = frozenset().union(*(one.piece.entities for one in chosen))
        return _line(number, host, chosen, chance), entities

    def _chosen(self, host: Host, chance: random.Random) -> list[Slotted]:
        """Draw pieces of different articles until the document is full.

        It may turn out too small, where the pieces that are left do not go in.
        """
        wanted = SMALLEST + chance.random() * (FULL - SMALLEST)
        chosen = [host.opening]
        taken, size = {host.opening.piece.article}, host.opening.piece.bytes
        for one in chance.choices(host.pieces, cum_weights=host.weights, k=DRAWN):
            piece = one.piece
            if piece.article in taken or size + piece.bytes > LARGEST_DOCUMENT:
                continue
            taken.add(piece.article)
            chosen.append(one)
            size += piece.bytes
            if size > wanted:
                break
        return chosen


def _hosts(articles: list[Json], slotted: list[Slotted], density: float) -> list[Host]:
    """Return the articles that documents may begin like: those with a heading."""
    openings: dict[str, Slotted] = {}
    for one in slotted:
        if one.piece.is_heading:
            openings.setdefault(one.piece.article, one)
    running = [one for one in slotted if not one.piece.is_heading]
    tilt = _tilt(running, density)
    hosts = [
        _host(line, openings[line["article"]["id"]], running, density, tilt)
        for line in articles
        if line["article"]["id"] in openings
    ]
    return [one for one in hosts if len(one.pieces) >= MANY * len(running)]


def _excess(one: Slotted, density: float) -> float:
    """Return how many annotations a piece has more than it should by its length."""
    return one.piece.annotations - density * len(one.piece.text)


def _tilt(slotted: list[Slotted], density: float) -> float:
    """Find how much less often pieces must be drawn for each annotation that they have too many.

    Then what is drawn is as dense as it should be, and no piece more frequent than it must be.
    """
    excesses = [_excess(one, density) for one in slotted]
    low, high = -1.0, 1.0
    for _ in range(40):
        tilt = (low + high) / 2
        if sum(excess * math.exp(-tilt * excess) for excess in excesses) > 0:
            low = tilt
        else:
            high = tilt
    return high


def _host(
    line: Json, opening: Slotted, slotted: list[Slotted], density: float, tilt: float
) -> Host:
    fitting = [one for one in slotted if one.piece.fits(opening.piece.written)]
    weights = accumulate(math.exp(-tilt * _excess(one, density)) for one in fitting)
    layers = {name: _head(layer) for name, layer in line["layers"].items()}
    return Host(line["article"], layers, opening, fitting, list(weights))


def _heard(lines: Iterable[bytes]) -> int:
    """Return the largest hash by which any of some documents would be brought together."""
    sketches = (sketch.sketch(sketch.words(orjson.loads(line)["text"])) for line in lines)
    return max(max(sketch.leading(one)) for one in sketches)


def _is_heard(one: Slotted, heard: int) -> bool:
    """Tell whether a run of words that stays as it is, or nearly so, would lead many sketches.

    Every document with it would be compared with every other, which no news asks for.
    """
    chance = random.Random(0)
    times: Counter[int] = Counter()
    for _ in range(VARIATIONS):
        times.update(set(sketch.sketch(sketch.words(one.varied(chance)))))
    return any(hash_ <= heard for hash_, count in times.items() if count > 1)


def _is_usable(piece: Piece, days: list[datetime.date]) -> bool:
    """Tell whether a piece goes with many others."""
    fitting = sum(piece.fits(day) for day in days)
    has_header = any(zone["kind"] == "header" for zone in piece.zones)
    often = fitting >= OFTEN * len(days)
    return piece.bytes <= LARGEST and piece.is_plain and often and not has_header


def _slotted(piece: Piece, words: Words) -> Slotted:
    literals, slots, before = [], [], 0
    for start, end in words.exchangeable(piece):
        literals.append(piece.text[before:start])
        slots.append(words.of_length(end - start))
        before = end
    return Slotted(piece, (*literals, piece.text[before:]), tuple(slots))


def _head(layer: Json) -> Json:
    """Return what a layer says of itself where one annotator alone decided."""
    kept = ("article", "layer", "text_sha256", "revision", "status", "annotators")
    return {key: layer[key] for key in kept} | {"revision": 1, "status": "single"}


def _line(number: int, host: Host, chosen: list[Slotted], chance: random.Random) -> bytes:
    texts = [one.varied(chance) for one in chosen]
    text = BETWEEN.join(texts)
    digest = hashlib.sha256(text.encode()).hexdigest()
    layers = {
        name: head | {"article": _id(number), "text_sha256": digest, "annotations": []}
        for name, head in host.layers.items()
    }
    zones: list[Json] = []
    start = 0
    for one, said in zip(chosen, texts, strict=True):
        for name, annotations in one.piece.layers.items():
            _add(layers[name]["annotations"], annotations, said, start)
        zones += (_shifted(zone, start) for zone in one.piece.zones)
        start += len(said) + len(BETWEEN)
    return orjson.dumps(
        {"article": _article(number, host, text, digest, zones), "text": text, "layers": layers},
        option=orjson.OPT_APPEND_NEWLINE,
    )


def _id(number: int) -> str:
    return f"generated-{number:09}"


def _article(number: int, host: Host, text: str, digest: str, zones: list[Json]) -> Json:
    heading = next(zone for zone in zones if zone["kind"] == "heading")
    return host.article | {
        "id": _id(number),
        "text": {"sha256": digest, "length": len(text)},
        "title": text[heading["start"] : heading["end"]],
        "source": host.article["source"] | {"received_sha256": digest},
        "zones": zones,
        "group": _id(number),
        "split": SPLITS[number % len(SPLITS)],
    }


def _shifted(span: Json, by: int) -> Json:
    return span | {"start": span["start"] + by, "end": span["end"] + by}


def _add(to: list[Json], annotations: list[Json], text: str, start: int) -> None:
    """Add the annotations of a piece, which says `text` and begins at `start`."""
    ids = {
        one["id"]: f"{one['id'][0]}{number}" for number, one in enumerate(annotations, len(to) + 1)
    }
    for one in annotations:
        new = dict(one)
        if "start" in new:
            new["surface"] = text[new["start"] : new["end"]]
            new["start"] += start
            new["end"] += start
        else:
            for role in ROLES:
                new[role] = [
                    {
                        "start": span["start"] + start,
                        "end": span["end"] + start,
                        "surface": text[span["start"] : span["end"]],
                    }
                    for span in new[role]
                ]
        for key in REFERENCES:
            if key in new:
                new[key] = ids.get(new[key], new[key])
        to.append(new)
