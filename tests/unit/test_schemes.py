"""Every scheme of direct speech is recognised, whatever the marks and dashes."""

import pytest

from khronika.marks import pair_marks
from khronika.model import Quote, Span
from khronika.schemes import SCHEMES, Scheme, scheme_of
from khronika.text import paragraphs

# What is in [brackets] is the content; the brackets are taken out of the text.
WRITTEN = {
    "А: «П».": ["Лужин сказал: «[Мост открыт]».", 'Лужин сказал: "[Мост открыт]".'],
    "А: «П!/?/…»": ["Лужин спросил: «[Кто открыл мост?]»", "Он крикнул: „[Мост!]“ И ушёл."],
    "«П», — а.": ["«[Мост открыт]», — сказал Лужин.", '"[Мост открыт]", - сказал Лужин.'],
    "«П!/?/…» — а.": ["«[Мост открыт!]» — сказал Лужин.", "«[Кто там…]» – спросил он."],
    "«П, — а, — п».": ["«[Мост], — сказал Лужин, — [открыт]»."],
    "«П, — а. — П».": [
        "«[Мост открыт], — сказал Лужин. — [Езжайте]».",
        "„[Да], – сказал он. – [Мост]“.",
    ],
    "«П! — а. — П».": ["«[Мост открыт!] — сказал Лужин. — [Езжайте]»."],
    "«П… — а, — п».": ["«[Мост…] — начал Лужин, — [открыт]»."],
    "А: «П», — а.": ["Лужин сказал: «[Мост открыт]», — и надел каску."],
    "А: «П» — и а.": ["Лужин сказал: «[Мост открыт]» — и надел каску."],
    "— П, — а. — П.": ["— [Мост открыт], — сказал Лужин. — [Езжайте.]", "– [Когда?]"],
    "block quote": ["[Мост открыт. Езжайте.]"],
}


def read(written: str) -> tuple[str, Quote]:
    text, parts = "", []
    for piece in written.replace("]", "[").split("["):
        parts.append(Span(len(text), len(text) + len(piece), piece))
        text += piece
    content = tuple(parts[1::2])
    rest = ((), (), (), (), "unknown", None, "verbatim", "statement")
    return text, Quote("q1", "direct", content, *rest)


def found(written: str) -> Scheme | None:
    text, quote = read(written)
    lines = paragraphs(text, [])
    return scheme_of(text, lines, pair_marks(text, lines).pairs, quote)


def test_there_is_an_example_of_each():
    assert tuple(WRITTEN) == SCHEMES


@pytest.mark.parametrize(
    ("name", "written"), [(name, one) for name, many in WRITTEN.items() for one in many]
)
def test_scheme(name, written):
    assert found(written).name == name


@pytest.mark.parametrize("dash", "-–—")
def test_the_dash_before_the_author(dash):
    assert found(f"«[Мост открыт]», {dash} сказал Лужин.").dash == dash
    assert found(f"«[Мост], {dash} сказал Лужин, {dash} [открыт]».").dash == dash


@pytest.mark.parametrize(
    "written", ["Лужин «[открыл мост]» вчера.", "Он сказал [мост открыт] нам."]
)
def test_what_is_in_no_scheme(written):
    assert found(written) is None
