"""Documents that are right by construction, however they are put together, have no error."""

import datetime

import corpora
from breakages import CORPORA
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika import canonical, explanation, model
from khronika.diagnostics import Severity
from khronika.lexicon.months import MONTHS

WORDS = st.text("абвгдежзиклмнопрстуфхцчшщыэюя", min_size=3, max_size=9)
WEEKDAYS = ["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"]
GENITIVES = {number: form for form, number in MONTHS.items() if form[-1] in "ая"}
PEOPLE = {"anna-vereskova": "Анна Верескова", "mark-luzhin": "Марк Лужин"}
CUES = st.sampled_from(["сказала", "заявил", "сообщили", "уточнил"])


class Writer:
    """A text that grows by what is written, with the annotations of it."""

    def __init__(self, draw, dct: datetime.date) -> None:
        self.draw, self.dct, self.text = draw, dct, ""
        self.layers = {layer: [] for layer in model.LAYERS}

    def write(self, words: str) -> dict:
        """Append `words` and return the span that they take."""
        start = len(self.text)
        self.text += words
        return {"start": start, "end": len(self.text), "surface": words}

    def words(self, least: int = 1) -> str:
        return " ".join(self.draw(st.lists(WORDS, min_size=least, max_size=6)))

    def add(self, layer: str, **fields) -> None:
        number = len(self.layers[layer]) + 1
        self.layers[layer].append({"id": f"{layer[0]}{number}", **fields})

    def person(self) -> tuple[str, dict]:
        id_ = self.draw(st.sampled_from(sorted(PEOPLE)))
        span = self.write(PEOPLE[id_])
        self.add("entities", **span, label="PERSON", level="NAM", entity=id_)
        return id_, span

    def quote(self, type_: str, content: list, cue: dict, source: dict, speaker: str) -> None:
        form = "verbatim" if type_ == "direct" else "clause"
        roles = {"content": content, "cue": [cue], "source": [source], "addressee": []}
        rest = {"speakers": [speaker], "resolution": "name", "parent": None, "form": form}
        self.add("quotes", type=type_, **roles, **rest, attitude="statement")


def plain(writer: Writer) -> None:
    writer.write(writer.words().capitalize() + ". ")


def on_a_weekday(writer: Writer) -> None:
    ago = writer.draw(st.integers(0, 6))
    day = writer.dct - datetime.timedelta(days=ago)
    writer.write("В ")
    span = writer.write(WEEKDAYS[day.weekday()])
    writer.add("dates", **span, type="DATE", value=str(day), anchor="dct")
    writer.write(f" {writer.words()}. ")


def on_a_day(writer: Writer) -> None:
    day = writer.draw(st.dates(datetime.date(1950, 1, 1), datetime.date(2050, 1, 1)))
    writer.write(f"{writer.words().capitalize()} ")
    named = f"{day.day} {GENITIVES[day.month]}"
    if day.year == writer.dct.year:
        span, anchor = writer.write(named), {"anchor": "dct"}
    else:
        span, anchor = writer.write(f"{named} {day.year} года"), {}
    writer.add("dates", **span, type="DATE", value=str(day), **anchor)
    writer.write(f" {writer.words()}. ")


def somebody_said(writer: Writer) -> None:
    speaker, source = writer.person()
    writer.write(" ")
    cue = writer.write(writer.draw(CUES))
    writer.write(", ")
    content = writer.write("что " + writer.words(2))
    writer.write(". ")
    writer.quote("indirect", [content], cue, source, speaker)


def in_marks(writer: Writer) -> None:
    """«П, — а» or «П, — а. — П», with the marks of either style, in a paragraph of its own."""
    opening, closing = writer.draw(st.sampled_from(["«»", '""', "„“"]))
    dash = writer.draw(st.sampled_from("—–-"))
    writer.write(f"\n{opening}")
    content = [writer.write(writer.words(2).capitalize())]
    goes_on = writer.draw(st.booleans())
    writer.write(f", {dash} " if goes_on else f"{closing}, {dash} ")
    cue = writer.write(writer.draw(CUES))
    writer.write(" ")
    speaker, source = writer.person()
    if goes_on:
        writer.write(f". {dash} ")
        content.append(writer.write(writer.words(2).capitalize()))
        writer.write(closing)
    writer.write(".\n")
    writer.quote("direct", content, cue, source, speaker)


@st.composite
def corpora_of_one(draw) -> dict[str, bytes]:
    """Return the files of a corpus with one article that breaks no rule."""
    dct = draw(st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 1, 1)))
    writer = Writer(draw, dct)
    kinds = [plain, on_a_weekday, on_a_day, somebody_said, in_marks]
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8)):
        kind(writer)
    known = {"value": str(dct), "status": "stated"}
    article = corpora.article("port", writer.text, dct=known)
    values = {corpora.article_path("port"): ("article", article)}
    for name, annotations in writer.layers.items():
        layer = corpora.layer(name, article, annotations)
        values[corpora.layer_path(name, "port")] = (name, layer)
    files = {path: data for path, data in CORPORA["base"][0].items() if "/2025/" not in path}
    for path, (kind, value) in values.items():
        value = {"$schema": canonical.schema_reference(path, kind)} | value
        assert explanation.explain(kind, value) == []
        files[path] = canonical.to_bytes(value, kind)
    return files | {corpora.article_path("port")[:-5] + ".txt": writer.text.encode()}


@given(corpora_of_one())
@settings(max_examples=examples(200))
def test_a_valid_document_has_no_error(files):
    report = corpora.check_files(files)
    assert report.articles == 1
    assert [one for one in report.findings if one.severity is Severity.ERROR] == []
