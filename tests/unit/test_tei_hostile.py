"""Whatever a file holds, reading it gives an article or one clear exception."""

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika import tei
from khronika.tei.vocabulary import ATTRIBUTES, BLOCKS, INLINE

LIGHTHOUSE = (Path(__file__).parents[1] / "tei/lighthouse.xml").read_text("utf-8")
NAMES = sorted({*INLINE, *BLOCKS, "lb", "g", "x"})
VALUES = st.sampled_from(
    ("#q1", "q1", "e1", "d1", "dct", "#x", "x", "", "#a #b", "cue", "heading", "city", "none", "1")
) | st.sampled_from(
    ("said", "seg", "num", "date", "2025", "#source", "U+0001", "U+D800", "NAM", "direct")
)
ATTRIBUTE_NAMES = sorted({name for names in ATTRIBUTES.values() for name in names} | {"y"})


def is_clear(data: bytes) -> bool:
    """Read `data`; tell whether what is wrong with it, if anything, has a place."""
    try:
        reading = tei.read(data, "any.xml", registry={"a", "b"})
    except tei.BrokenTei as error:
        lines = data.decode(errors="replace").count("\n") + data.count(b"\r") + 1
        return all(
            0 < one.line <= lines and one.column > 0 and one.message for one in error.problems
        )
    return bool(reading.text)


@st.composite
def elements(draw, depth: int = 4) -> str:
    name = draw(st.sampled_from(NAMES))
    given_ = draw(st.dictionaries(st.sampled_from(ATTRIBUTE_NAMES), VALUES, max_size=3))
    attributes = "".join(f' {key}="{value}"' for key, value in given_.items())
    inner = st.sampled_from(["а", " ", "\n", "«", "&#13;"])
    content = draw(st.lists(elements(depth - 1) | inner, max_size=4)) if depth else ["а"]
    return f"<{name}{attributes}>{''.join(content)}</{name}>"


@settings(max_examples=examples(300))
@given(st.lists(elements(), max_size=4))
def test_any_markup_is_read_or_told(body):
    start = LIGHTHOUSE.index("<body>") + len("<body>")
    end = LIGHTHOUSE.index("</body>")
    assert is_clear((LIGHTHOUSE[:start] + "".join(body) + LIGHTHOUSE[end:]).encode())


@settings(max_examples=examples(300))
@given(st.integers(0, 2**32))
def test_a_file_with_a_slip_is_read_or_told(seed):
    chance = random.Random(seed)
    text = LIGHTHOUSE
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(text)), chance.randint(0, 12)
        text = (
            text[:at]
            + chance.choice(["", "<", ">", '"', "&", "\r", "я", "/"])
            + text[at + length :]
        )
    assert is_clear(text.encode())


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_told(data):
    assert is_clear(data)
