"""Breakages of dates and of the day they are counted from: K501 to K511."""

import datetime
import re

from breakages import Corpus, breaks

JUNK = {
    "DATE": ["24.10.2025", "2025-10-24T09:00", "P1D", "2025-1-1", "20251024"],
    "TIME": ["09:00", "2025-10-24", "2025-10-24T9", "PT1H"],
    "DURATION": ["2025", "P", "3Y", "P3"],
    "SET": ["1Y", "P"],
}


def _dates(corpus: Corpus, *types: str) -> list[dict]:
    return [one for one in corpus.annotations("dates") if one["type"] in types]


def _days(corpus: Corpus) -> list[dict]:
    """Return the dates whose value is one day."""
    return [one for one in _dates(corpus, "DATE") if re.fullmatch(r"[\d-]{10}", one["value"])]


def _numbered(corpus: Corpus) -> list[dict]:
    """Return those of them that name the day."""
    return [one for one in _days(corpus) if one["surface"][0].isdigit()]


def _change(corpus: Corpus, code: str, date: dict, **changes: str) -> None:
    corpus.put("dates", date | changes)
    corpus.expect_at(code, "dates", date["id"])


@breaks("K501")
def value_malformed(corpus):
    date = corpus.pick(corpus.annotations("dates"))
    _change(corpus, "K501", date, value=corpus.pick(JUNK[date["type"]]))


@breaks("K502")
def day_that_is_not_there(corpus):
    value = corpus.pick(["2025-02-30", "2023-02-29", "2025-11-31", "2025-W53", "2100-02-29"])
    _change(corpus, "K502", corpus.pick(_days(corpus)), value=value)


@breaks("K503")
def other_weekday(corpus):
    date = corpus.pick([one for one in _days(corpus) if one["surface"] == "пятницу"])
    by = corpus.pick([-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6])
    day = datetime.date.fromisoformat(date["value"]) + datetime.timedelta(days=by)
    _change(corpus, "K503", date, value=str(day))


@breaks("K504")
def other_day(corpus):
    date = corpus.pick(_numbered(corpus))
    by = corpus.number(1, 300) * corpus.pick([-1, 1])
    day = datetime.date.fromisoformat(date["value"]) + datetime.timedelta(days=by)
    _change(corpus, "K504", date, value=str(day))


@breaks("K504")
def other_month(corpus):
    date = corpus.pick(_numbered(corpus))
    year, month, _ = date["value"].split("-")
    other = corpus.pick([number for number in range(1, 13) if number != int(month)])
    _change(corpus, "K504", date, value=f"{year}-{other:02}")


@breaks("K507")
def dct_claimed_otherwise(corpus):
    dct = corpus.value(corpus.article_path)["dct"]
    dct = {"value": dct["value"], "claimed": "2025-10-10"}
    dct["status"] = corpus.pick(["stated", "inferred"])
    if dct["status"] == "inferred":
        dct["evidence"] = "«в пятницу»"
    corpus.change(corpus.article_path, dct=dct)
    # The `status` of the dct is the only one in an article.
    corpus.expect("K507", corpus.article_path, corpus.line(corpus.article_path, '"status"'))


@breaks("K507")
def dct_claimed_as_it_is(corpus):
    dct = corpus.value(corpus.article_path)["dct"] | {"status": "stated"}
    corpus.change(corpus.article_path, dct=dct | {"claimed": dct["value"]})
    corpus.expect("K507", corpus.article_path, corpus.line(corpus.article_path, '"claimed"'))


@breaks("K508")
def anchor_missing(corpus):
    dates = [one for one in _dates(corpus, "DATE", "TIME") if "anchor" in one]
    date = corpus.pick(dates)
    del date["anchor"]
    _change(corpus, "K508", date)


@breaks("K508")
def dct_unknown(corpus):
    """Nothing can be counted from a day that nobody knows: each date that is must change."""
    corpus.change(corpus.article_path, dct={"value": None, "status": "unknown"})
    for date in corpus.annotations("dates"):
        for key in ("anchor", "begin", "end_point"):
            if date.get(key) == "dct":
                corpus.expect_at("K508", "dates", date["id"])


@breaks("K509", "real")
def value_too_fine(corpus):
    date = corpus.pick(
        [one for one in corpus.annotations("dates") if one["surface"] == "этого года"]
    )
    day = datetime.date(2025, 1, 1) + datetime.timedelta(days=corpus.number(0, 364))
    value = corpus.pick([str(day), f"{day:%Y-%m}", f"2025-Q{corpus.number(1, 4)}", "2025-W43"])
    _change(corpus, "K509", date, value=value)


@breaks("K510")
def reference_for_a_day(corpus):
    date = corpus.pick(_days(corpus))
    _change(corpus, "K510", date, value=corpus.pick(["PAST_REF", "PRESENT_REF", "FUTURE_REF"]))


@breaks("K511")
def mod_of_another_type(corpus):
    date = corpus.pick([one for one in corpus.annotations("dates") if "_REF" not in one["value"]])
    of_points = ["BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER"]
    of_lengths = ["LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"]
    wrong = of_points if date["value"].startswith("P") else of_lengths
    _change(corpus, "K511", date, mod=corpus.pick(wrong))


@breaks("K511", "base")
def mod_missing(corpus):
    date = corpus.pick([one for one in corpus.annotations("dates") if "mod" in one])
    del date["mod"]
    _change(corpus, "K511", date)
