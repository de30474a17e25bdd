"""The corpus holds enough of every phenomenon to learn from, to test and to teach with."""

import pytest

from khronika import open_corpus
from khronika.coverage import PHENOMENA, coverage

LEAST = {
    ("mention", "nested"): 200,
    ("date", "TIME"): 25,
    ("date", "DURATION"): 40,
    ("date", "SET"): 20,
    ("date", "mod"): 40,
    ("date", "anchored to another date"): 20,
    ("quote", "direct"): 150,
    ("quote", "indirect"): 150,
    ("quote", "mixed"): 40,
    ("quote", "interrupted"): 40,
    ("quote", "nested"): 20,
    ("quote", "no speaker"): 15,
    ("quote", "addressee"): 20,
    ("dct (articles)", "contradicted"): 3,
    ("dct (articles)", "inferred"): 3,
    ("dct (articles)", "unknown"): 1,
}
LEAST |= {("label", label): 30 for label in PHENOMENA["label"]}
LEAST |= {("mod", mod): 2 for mod in PHENOMENA["mod"]}
LEAST |= {("metonymy", kind): 1 for kind in PHENOMENA["metonymy"]}
UNITS = ("season", "quarter", "half", "week", "decade", "part-of-day", "reference")
LEAST |= {("granularity", unit): 1 for unit in UNITS}
LEAST |= {("resolution", kind): 1 for kind in PHENOMENA["resolution"]}
LEAST |= {("scheme", scheme): 8 for scheme in PHENOMENA["scheme"]}
for group, least in (("marks (articles)", 5), ("dash before the author (articles)", 1)):
    LEAST |= {(group, one): least for one in PHENOMENA[group]}
LEAST |= {("text (articles)", kind): 1 for kind in PHENOMENA["text (articles)"]}


@pytest.fixture(scope="module")
def counts():
    return {(line.group, line.phenomenon): line.count for line in coverage(open_corpus())}


@pytest.mark.parametrize(("phenomenon", "least"), LEAST.items(), ids=lambda one: str(one))
def test_there_is_enough_of_it(phenomenon, least, counts):
    assert counts[phenomenon] >= least


@pytest.mark.parametrize(
    ("group", "phenomena", "least"),
    [
        ("metonymy", PHENOMENA["metonymy"], 30),
        ("date", ("DATE", "TIME", "DURATION", "SET"), 450),
        ("resolution", ("pronoun", "nominal"), 60),
    ],
)
def test_there_is_enough_of_them_together(group, phenomena, least, counts):
    assert sum(counts[group, one] for one in phenomena) >= least


def test_every_split_has_every_label():
    splits: dict[str, set[str]] = {}
    for document in open_corpus():
        found = splits.setdefault(document.article.split, set())
        found |= {mention.label for mention in document.entities}
        found |= {date.type for date in document.dates}
        found |= {quote.type for quote in document.quotes}
    assert set(splits) == {"train", "validation", "test"}
    labels = {*PHENOMENA["label"], *PHENOMENA["date"][:4], *PHENOMENA["quote"][:3]}
    assert all(found == labels for found in splits.values())
