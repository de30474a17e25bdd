"""What a rule found in a date holds of dates like it, and of no others."""

from types import SimpleNamespace

import pytest

from khronika.model import Date
from khronika.rules import alike

DATES = [
    Date("d1", 0, 5, "вчера", "DATE", "2025-10-23", anchor="dct"),
    Date("d2", 9, 16, "сегодня", "DATE", "2025-10-24", anchor="dct"),
    Date("d3", 20, 24, "март", "DATE", "2025-03", anchor="dct"),
]


class Article:
    """As much of a subject as dates ask for."""

    def __init__(self, *dates):
        self.layers = [SimpleNamespace(record=SimpleNamespace(annotations=dates))]

    def of(self, name):
        return self.layers if name == "dates" else []


@pytest.fixture
def looked_at(monkeypatch):
    """A rule that finds something in every «сегодня», and what it was asked about."""
    asked = []
    monkeypatch.setattr(alike, "_looks", [])
    monkeypatch.setattr(alike, "_sound", set())

    def finds_nothing(date):
        asked.append(date.surface)
        return date.surface != "сегодня"

    return alike.spared_by(finds_nothing), asked


def test_a_kind_is_looked_at_once(looked_at):
    spares, asked = looked_at
    assert spares(Article(DATES[0], DATES[2]), None)
    assert sorted(asked) == ["вчера", "март"]
    assert spares(Article(DATES[2], DATES[0], DATES[2]), None)
    assert len(asked) == 2


def test_where_something_is_found_it_is_found_again(looked_at):
    spares, _ = looked_at
    for _ in range(2):
        assert not spares(Article(*DATES), None)


@pytest.mark.parametrize(
    "changed",
    [
        Date("d1", 0, 5, "Вчера", "DATE", "2025-10-23", anchor="dct"),
        Date("d1", 0, 5, "вчера", "TIME", "2025-10-23", anchor="dct"),
        Date("d1", 0, 5, "вчера", "DATE", "2025-10-22", anchor="dct"),
        Date("d1", 0, 5, "вчера", "DATE", "2025-10-23"),
        Date("d1", 0, 5, "вчера", "DATE", "2025-10-23", mod="APPROX", anchor="dct"),
    ],
)
def test_a_date_that_differs_is_of_another_kind(looked_at, changed):
    spares, asked = looked_at
    spares(Article(DATES[0]), None)
    spares(Article(changed), None)
    assert len(asked) == 2


def test_what_is_remembered_is_bounded(looked_at, monkeypatch):
    spares, _ = looked_at
    monkeypatch.setattr(alike, "REMEMBERED", 10)
    for day in range(1, 32):
        spares(Article(Date("d1", 0, 5, "вчера", "DATE", f"2025-10-{day:02}")), None)
        assert len(alike._sound) <= 11
