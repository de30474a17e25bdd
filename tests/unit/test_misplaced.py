"""A surface is found again, and offsets in other units are recognised and converted."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khronika.parsed import ParsedFile
from khronika.rules.misplaced import Whereabouts, whereabouts
from khronika.spans import RoleSpan
from khronika.text import Occurrences

VALUE = {"annotations": [{"surface": ""}]}
FILE = ParsedFile("a.json", json.dumps(VALUE).encode(), "dates", value=VALUE)
BYTES = "; these look like offsets in UTF-8 bytes, and offsets count Unicode code points"
UTF_16 = BYTES.replace("UTF-8 bytes", "UTF-16 code units")

UNITS = {"utf-8": 1, "utf-16-le": 2}


def found(text: str, start: int, end: int, surface: str) -> Whereabouts:
    path = ("annotations", 0)
    return whereabouts(
        RoleSpan(FILE, "dates", "d1", None, path, start, end, surface), text, Occurrences(text)
    )


def moved(start: int, end: int, whereabouts: Whereabouts) -> tuple[int, int]:
    assert whereabouts.fix is not None
    new = {edit.pointer.rpartition("/")[2]: edit.value for edit in whereabouts.fix.edits}
    return new.get("start", start), new.get("end", end)


@pytest.mark.parametrize(
    ("text", "start", "end", "surface", "place", "hint", "is_safe"),
    [
        ("Лёд сошёл. Лёд", 7, 17, "сошёл", (4, 9), BYTES, True),
        ("🚢 Лёд сошёл.", 7, 12, "сошёл", (6, 11), UTF_16, True),
        ("🚢 Лёд сошёл.", 12, 22, "сошёл", (6, 11), BYTES, True),
        ("Лёд сошёл. Лёд", 0, 6, "Лёд", (0, 3), BYTES, True),  # the start is right in both
        ("Лёд сошёл. Лёд", 19, 25, "Лёд", (11, 14), BYTES, False),  # and it is also at 0
        ("Лёд сошёл. Лёд", 5, 10, "сошёл", (4, 9), "", True),
        ("🚢 шёл, шёл", 3, 6, "шёл", (2, 5), UTF_16, False),
        ("Лёд 🚢", 5, 6, "🚢", (4, 5), "", True),  # shifted by one before the ship, not behind
    ],
)
def test_a_surface_is_found(text, start, end, surface, place, hint, is_safe):
    told = found(text, start, end, surface)
    assert moved(start, end, told) == place
    assert text[slice(*place)] == surface
    assert told.hint == hint
    assert told.fix is not None
    assert told.fix.safe is is_safe


def test_what_starts_right_in_code_points_is_not_read_in_bytes():
    told = found("аааа", 2, 4, "а")
    assert told.hint == ""
    assert moved(2, 4, told) == (2, 3)


def test_offsets_beyond_the_text_are_out_of_range_in_every_unit():
    told = found("аа б аа", 5, 9, "аа")
    assert told.hint == ""
    assert moved(5, 9, told) == (5, 7)


def test_what_fits_both_units_is_neither():
    text = "🚢ааааааааа"
    told = found(text, 6, 8, "а")
    assert told.fix is not None
    assert told.hint == ""


@pytest.mark.parametrize("surface", ["", None, "нет"])
def test_what_is_nowhere_is_not_found(surface):
    assert found("Лёд сошёл.", 0, 3, surface) == Whereabouts(None, "")


@given(
    st.text("аё a🚢\u0301\n", min_size=1), st.integers(0), st.integers(0), st.sampled_from([*UNITS])
)
def test_offsets_in_other_units_are_converted(text, left, right, encoding):
    start, end = sorted((left % (len(text) + 1), right % (len(text) + 1)))
    surface = text[start:end]

    def counted(offset: int) -> int:
        return len(text[:offset].encode(encoding)) // UNITS[encoding]

    given_start, given_end = counted(start), counted(end)
    assume(surface and text[given_start:given_end] != surface)
    told = found(text, given_start, given_end, surface)
    new_start, new_end = moved(given_start, given_end, told)
    assert text[new_start:new_end] == surface
    if told.hint:
        assert new_start == start
    if len(Occurrences(text).of(surface)) == 1:
        assert told.fix is not None
        assert told.fix.safe
