"""Spans whose offsets miss their surface: where it is, and what the offsets seem to count."""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from khronika.diagnostics import Fix
from khronika.rules.base import fix_span
from khronika.spans import RoleSpan
from khronika.text import Occurrences


class Whereabouts(NamedTuple):
    """Where the surface of a span is: `fix` moves the span there, None if it is nowhere.

    `hint` goes on with a message that tells what is wrong: it names the units in which the
    offsets would be right, and is empty if there are none.
    """

    fix: Fix | None
    hint: str


class _Unit(NamedTuple):
    """What other programs count a text in: a fixed `width` in bytes of one encoding."""

    name: str
    encoding: str
    width: int


_UNITS = (_Unit("UTF-8 bytes", "utf-8", 1), _Unit("UTF-16 code units", "utf-16-le", 2))


def whereabouts(span: RoleSpan, text: str, occurrences: Occurrences) -> Whereabouts:
    """Look for the surface of `span`, which is not where the offsets say, in `text`.

    If it is where they say in bytes or in UTF-16 code units, that is the place; else it is the
    nearest. The fix is safe if the start was right, or if there is no other place.
    """
    places = occurrences.of(span.surface) if span.surface else []
    if not places or not span.surface:
        return Whereabouts(None, "")
    following = bisect_left(places, span.start)
    near = places[max(following - 1, 0) : following + 1]
    start = min(near, key=lambda place: abs(place - span.start))
    note = f", the nearest of {len(places)} places where the surface occurs"
    hint = ""
    counted = _counted_otherwise(span.start, span.end, span.surface, text)
    if counted and (start != span.start or counted[1] == start):
        unit, start = counted
        note = f", counted in code points: one of {len(places)} places where the surface occurs"
        hint = f"; these look like offsets in {unit}, and offsets count Unicode code points"
    is_clear = start == span.start or len(places) == 1
    end = start + len(span.surface)
    fix = fix_span(span, start, end, span.surface, safe=is_clear, note="" if is_clear else note)
    return Whereabouts(fix, hint)


def _counted_otherwise(start: int, end: int, surface: str, text: str) -> tuple[str, int] | None:
    """Return the one unit in which `surface` is at the offsets, and its start in code points."""
    found = []
    for name, encoding, width in _UNITS:
        data = _encoded(text, encoding)
        is_inside = 0 <= start < end <= len(data) // width
        if is_inside and data[start * width : end * width] == surface.encode(encoding):
            found.append((name, len(data[: start * width].decode(encoding))))
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=len(_UNITS))
def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding)  # once for all spans of a text that are off
