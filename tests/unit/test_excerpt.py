"""Excerpts: the caret stands under the span, nothing is too wide, nothing does harm."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from khronika.excerpt import CONTEXT, LONGEST_MARK, Excerpt, printable, shortened


def rendered(text: str, marked: str, width: int = 80) -> list[str]:
    start = text.index(marked)
    return Excerpt.of(text, start, start + len(marked)).render(width)


@pytest.mark.parametrize(
    ("text", "marked", "line", "carets"),
    [
        ("Лидеры двух стран", "двух", "Лидеры двух стран", "       ^^^^"),
        ("за́мок на горе", "на", "за́мок на горе", "      ^^"),
        ("за́мок на горе", "за́мок", "за́мок на горе", "^^^^^"),
        ("习近平 и Путин", "Путин", "习近平 и Путин", "         ^^^^^"),
        ("Путин и 习近平", "习近", "Путин и 习近平", "        ^^^^"),
        ("🙂 рад 🙂", "рад", "🙂 рад 🙂", "   ^^^"),
        ("рад 🙂 очень", "🙂", "рад 🙂 очень", "    ^^"),
        ("а\tб в", "б", "а\\tб в", "   ^"),
        ("а\x1b[1mб", "б", "а\\x1b[1mб", "        ^"),
        ("а \u200bб", "\u200bб", "а \\u200bб", "  ^^^^^^^"),
        ("в начале", "в", "в начале", "^"),
        ("в конце", "конце", "в конце", "  ^^^^^"),
    ],
)
def test_carets_stand_under_the_span_in_display_cells(text, marked, line, carets):
    assert rendered(text, marked) == ["  |", f"1 | {line}", f"  | {carets}"]


def test_a_later_line_is_numbered_and_shown_alone():
    text = "один\nдва\n" * 6 + "Лидеры двух стран\nконец"
    assert rendered(text, "двух") == [
        "   |",
        "13 | Лидеры двух стран",
        "   |        ^^^^",
    ]


def test_a_span_over_several_lines_shows_the_first():
    assert rendered("он сказал:\nдва слова\nи ушёл", "сказал:\nдва") == [
        "  |",
        "1 | он сказал:",
        "  |    ^^^^^^^",
    ]


def test_a_span_of_a_line_break_has_a_caret_after_the_line():
    assert rendered("раз\nдва", "\n") == ["  |", "1 | раз", "  |    ^"]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_long_line_is_cut_on_both_sides_of_the_span(width):
    words = [f"слово{number}" for number in range(300)]
    _, line, carets = rendered(" ".join(words), "слово150", width)
    assert cell_len(line) <= width
    assert line.startswith("1 | …")
    assert line.endswith("…")
    first = carets.index("^")
    assert line[first : first + carets.count("^")] == "слово150"
    assert len(line) > width - 4 or width == 200


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_start_and_the_end_of_a_long_line_are_not_marked_as_cut(width):
    text = "начало " + "слово " * 300 + "конец"
    assert rendered(text, "начало", width)[1].startswith("1 | начало слово")
    assert rendered(text, "конец", width)[1].endswith("слово конец")


def test_a_span_longer_than_the_line_is_cut():
    _, line, carets = rendered("а" * 1000, "а" * 1000, 60)
    assert line == "1 | " + "а" * 53 + "…"
    assert carets == "  | " + "^" * 54


def test_what_is_kept_of_a_line_does_not_grow_with_it():
    text = "а" * 10_000
    excerpt = Excerpt.of(text, 3000, 9000)
    assert len(excerpt.marked) == LONGEST_MARK
    assert len(excerpt.before) <= CONTEXT
    assert len(excerpt.after) <= CONTEXT
    assert (excerpt.cut_left, excerpt.cut_right) == (True, True)


ODD = 'аБ 1-«»"\n\r\t\x00\x1b\x7f\x85\xa0\u0301\u200b\u200d\u202e\u2028\ufe0f習🙂👩❤🇷🇺\ud7a3\ufffe'
TEXTS = st.text(ODD, max_size=400) | st.text(max_size=60)


@st.composite
def excerpts(draw) -> Excerpt:
    text = draw(TEXTS) + draw(st.sampled_from(["", "слово " * 80]))
    text = draw(st.sampled_from(["", "слово " * 80, "\n" * 1200])) + text
    start = draw(st.integers(0, len(text)))
    return Excerpt.of(text, start, draw(st.integers(start, len(text) + 3)))


@given(excerpts(), st.integers(0, 300))
def test_rendering_never_fails(excerpt, width):
    blank, _, carets = excerpt.render(width)
    assert blank.strip() == "|"
    assert carets.lstrip(" |").strip("^") == ""
    assert carets.endswith("^")


@given(excerpts(), st.integers(40, 200))
def test_no_line_is_wider_than_the_terminal(excerpt, width):
    for line in excerpt.render(width):
        assert cell_len(line) <= width


@given(excerpts(), st.integers(40, 200))
def test_nothing_rendered_could_command_a_terminal(excerpt, width):
    for line in excerpt.render(width):
        assert unsafe(line) == []


UNSAFE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def unsafe(text: str) -> list[str]:
    """Return the characters that move the cursor, break the line, or hide or turn what follows.

    The joiners belong to words of some scripts, and to emoji.
    """
    found = [character for character in text if unicodedata.category(character) in UNSAFE]
    return [character for character in found if character not in "\u200c\u200d"]


@given(st.text(st.characters(categories=UNSAFE) | st.characters()))
def test_printable_text_holds_nothing_unsafe(text):
    assert unsafe(printable(text)) == []


@given(st.text())
def test_what_is_harmless_is_left_alone(text):
    harmless = "".join(character for character in text if character.isprintable())
    assert printable(harmless) == harmless


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("\u061c", id="Arabic letter mark"),
        pytest.param("\u2066", id="isolate"),
        pytest.param("\u00ad", id="soft hyphen"),
        pytest.param("\u180e", id="Mongolian vowel separator"),
        pytest.param("\u2063", id="invisible separator"),
        pytest.param("\ufff9", id="interlinear annotation"),
        pytest.param("\U000e0041", id="tag"),
    ],
)
def test_invisible_characters_and_those_that_turn_the_line_are_escaped(character):
    assert printable(f"а{character}б") == f"а{ascii(character)[1:-1]}б"


def test_escapes_name_the_code_point():
    assert printable("\x00\x9b\u202e\ue000\U000f0000") == "\\x00\\x9b\\u202e\\ue000\\U000f0000"


@given(st.text(max_size=80), st.integers(0, 60))
def test_shortened_text_is_within_its_limit(text, limit):
    short = shortened(text, limit)
    assert short[0] == short[-1] == "`"
    assert unsafe(short) == []
    assert (short == f"`{printable(text)}`") == (len(text) <= limit) or text[limit:] == "…"
