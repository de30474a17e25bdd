"""The one real article: what it holds, pinned, so that no change of it goes unnoticed."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from khronika import check, open_corpus

ARTICLE = "vestikavkaza-2025-10-24-putin-aliyev-call"


@pytest.fixture(scope="module")
def document():
    return open_corpus()[ARTICLE]


def test_it_has_no_findings(root):
    report = check(root)
    assert report.findings == ()
    assert (report.articles, report.annotations) == (1, 115)


def test_the_text_is_as_received(root, document):
    data = (root / "corpus/articles/2025" / f"{ARTICLE}.txt").read_bytes()
    digest = "b2ba49d35c51a86e580007656d18e8108220ccd231536d0896a9ffdbdf608cd6"
    assert hashlib.sha256(data).hexdigest() == digest
    assert document.article.text.sha256 == document.article.source.received_sha256 == digest
    assert len(document.text) == document.article.text.length == 3451
    assert document.text.encode() == data


def test_annotations_by_label(document):
    assert Counter(mention.label for mention in document.entities) == {
        "COUNTRY": 22,
        "PERSON": 16,
        "PROFESSION": 12,
        "EVENT": 11,
        "ORGANIZATION": 10,
        "CITY": 5,
        "FACILITY": 3,
        "LOCATION": 3,
        "NUMBER": 3,
    }
    levels = {"NAM": 48, "NOM": 28, "ADJ": 9}
    assert Counter(mention.level for mention in document.entities) == levels
    assert Counter(d.type for d in document.dates) == {"DATE": 11, "DURATION": 1}
    assert Counter(quote.type for quote in document.quotes) == {"indirect": 13, "direct": 5}


def test_every_span_equals_its_text(document):
    spans = [*document.entities, *document.dates]
    spans += [span for quote in document.quotes for _, _, span in quote.roles()]
    assert len(spans) > 115
    assert [span for span in spans if document.text[span.start : span.end] != span.surface] == []


def test_every_direct_quote_is_by_the_political_scientist(document):
    direct = [quote for quote in document.quotes if quote.type == "direct"]
    assert len(direct) == 5
    for quote in direct:
        assert [speaker.name for speaker in quote.speakers] == ["Дмитрий Солонников"]


def test_calendar_dates(document):
    intervals = {d.id: tuple(d.interval) for d in document.dates if d.interval.earliest}
    call, meeting = date(2025, 10, 24), date(2025, 10, 9)
    assert intervals == {
        "d1": (call, call),
        "d2": (call, call),
        "d3": (meeting, meeting),
        "d10": (date(2025, 1, 1), date(2025, 12, 31)),
        "d11": (meeting, meeting),
    }


def test_vague_dates_have_no_interval(document):
    vague = [d for d in document.dates if d.value.endswith("_REF") or d.value == "PXM"]
    assert [d.id for d in vague] == ["d4", "d5", "d6", "d7", "d8", "d9", "d12"]
    assert {tuple(d.interval) for d in vague} == {(None, None)}


def test_the_crawlers_date_is_not_believed(document):
    dct = document.article.dct
    assert (dct.value, dct.status) == (date(2025, 10, 24), "contradicted")
    assert dct.claimed == date(2025, 10, 10)
    header = document.article.zones[0]
    assert (header.kind, document.text[header.start : header.end]) == (
        "header",
        " date 2025-10-10 ",
    )
