"""Small sketches of texts, from which near-duplicates are told without comparing texts.

A sketch is the smallest hashes of a text's shingles (runs of five words), a bottom-k sketch after
Broder (1997): how many of them two texts share estimates the Jaccard similarity of all shingles.
Shingles that begin with one of a few frequent letters count as smaller than all others, so that
of a text of 250 words or more these few are all that is hashed.
"""

import codecs
import re
from collections.abc import Iterable, Sequence, Set
from heapq import nsmallest
from zlib import adler32, crc32

from khronika.lexicon.letters import INITIALS, YE, YO

LEADING = 6
"""Hashes of a sketch of which two texts must share one to be compared."""

_BEHIND = 1 << 63
"""What is added to hashes of shingles that begin otherwise."""

_WORD = re.compile(r"\w+")

SHINGLE = 5
"""Words of a shingle."""

SIZE = 64
"""Hashes of a sketch; the similarity is off by some 0.06 at most times."""


def words(text: str) -> list[str]:
    """Return the words of `text` as they are compared: case, ё and punctuation do not count.

    Examples
    --------
    >>> words("Её порт – «Северный».")
    ['ее', 'порт', 'северный']
    """
    try:
        encoded = text.encode(_ENCODING)
    except UnicodeEncodeError:
        return _WORD.findall(_folded(text))
    return codecs.charmap_decode(encoded, "strict", _FOLDED)[0].split()


def _folded(text: str) -> str:
    return text.casefold().replace(YO, YE)


def _folded_or_space(byte: int) -> str:
    character = bytes([byte]).decode(_ENCODING, errors="replace")
    return _folded(character) if _WORD.fullmatch(character) else " "


_ENCODING = "cp1251"
"""An encoding of one byte to a character that most Russian texts fit into, which is fast."""

_FOLDED = "".join(map(_folded_or_space, range(256)))
"""What each byte is to a word: its character as it is compared, or a space between words."""


def sketch(of: list[str]) -> tuple[int, ...]:
    """Return the sketch of a text given by its words; the same on every machine.

    Examples
    --------
    >>> len(sketch(words("в пятницу порт открыл новый причал для паромов и лодок")))
    6
    """
    last = len(of) - SHINGLE + 1
    starts = [start for start, word in enumerate(of[: max(last, 0)]) if word[0] in INITIALS]
    smallest = _smallest(of, starts, SIZE)
    if len(smallest) < SIZE:
        others = sorted({*range(last)}.difference(starts))
        smallest += [_BEHIND | one for one in _smallest(of, others, SIZE - len(smallest))]
    return tuple(smallest)


def _smallest(of: list[str], starts: Iterable[int], at_most: int) -> list[int]:
    """Return the first hashes of the shingles that start there, each once."""
    runs = [" ".join(of[start : start + SHINGLE]).encode() for start in starts]
    by_crc = dict(zip(map(crc32, runs), runs, strict=True))
    # A CRC spreads runs evenly but is short; the sum beside it keeps those of many texts apart.
    return [crc << 31 | adler32(by_crc[crc]) >> 1 for crc in sorted(by_crc)[:at_most]]


def similarity(left: Sequence[int], right: Sequence[int]) -> float:
    """Estimate the share of shingles that two texts have in common, from 0 to 1.

    Examples
    --------
    >>> text = words("в пятницу порт открыл новый причал для паромов и лодок")
    >>> similarity(sketch(text), sketch(text))
    1.0
    """
    smallest = nsmallest(SIZE, {*left, *right})
    return len({*left} & {*right} & {*smallest}) / len(smallest) if smallest else 0.0


def similarity_at_most(left: Set[int], right: Set[int]) -> float:
    """Return what the estimate for two sketches cannot exceed, in a twentieth of its time.

    Examples
    --------
    >>> similarity_at_most({3, 5, 8, 13}, {5, 8, 13, 21})
    0.6
    """
    common = len(left & right)
    return common / min(SIZE, len(left) + len(right) - common) if common else 0.0


def leading(of: Sequence[int]) -> Sequence[int]:
    """Return the hashes by which texts that may be alike are brought together: the smallest few.

    Of two texts that have a share *s* of their shingles in common, none is shared with a
    probability of about ``(1 - s) ** LEADING``: one in 15,000 for 80 %.

    Examples
    --------
    >>> leading((3, 5, 8, 13, 21, 34, 55))
    (3, 5, 8, 13, 21, 34)
    """
    return of[:LEADING]
