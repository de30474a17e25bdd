"""The rows of a release: every span, sentence and tag says what the text says."""

from collections.abc import Iterator

import corpora
import pytest
from released import table

from khronika.release.builder import build

DATES = corpora.layer_path("dates", "vestikavkaza-2025-10-24-putin-aliyev-call")


def spans(value) -> Iterator[dict]:
    """Yield every struct with offsets and a surface, however deep in a row."""
    if isinstance(value, dict):
        if {"start", "end", "surface"} <= set(value):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


@pytest.mark.parametrize("config", ["articles", "entities", "dates", "quotes"])
def test_every_span_equals_its_text(config, any_release):
    texts = {row["article_id"]: row["text"] for row in table(any_release, "articles").to_pylist()}
    found = 0
    for row in table(any_release, config).to_pylist():
        for span in spans(row):
            assert texts[row["article_id"]][span["start"] : span["end"]] == span["surface"]
            found += 1
    assert found >= 5


def test_joined_texts_are_made_of_their_spans(any_release):
    for row in table(any_release, "quotes").to_pylist():
        for role in ("content", "cue", "source"):
            joined = " … ".join(span["surface"] for span in row[role]) or None
            assert row[f"{role}_text"] == joined


@pytest.mark.parametrize("config", ["entities", "dates"])
def test_every_sentence_equals_its_text_and_holds_its_annotation(config, any_release):
    texts = {row["article_id"]: row["text"] for row in table(any_release, "articles").to_pylist()}
    for row in table(any_release, config).to_pylist():
        first, last = row["sentence_start"], row["sentence_end"]
        assert texts[row["article_id"]][first:last] == row["sentence"]
        assert first <= row["start"] < row["end"] <= last
        assert "\n" not in row["sentence"]


def test_paragraphs_hold_no_newline_and_everything_else(any_release):
    for row in table(any_release, "articles").to_pylist():
        parts = [row["text"][part["start"] : part["end"]] for part in row["paragraphs"]]
        assert not any("\n" in part for part in parts)
        assert "".join(parts) == row["text"].replace("\n", "")


def test_tokens_are_the_text_between_white_space(any_release):
    texts = {row["article_id"]: row["text"] for row in table(any_release, "articles").to_pylist()}
    rows = table(any_release, "tokens").to_pylist()
    assert len({(row["article_id"], row["sentence_id"]) for row in rows}) == len(rows)
    for row in rows:
        text = texts[row["article_id"]]
        lists = ("tokens", "starts", "ends", "ner_tags", "date_tags")
        assert len({len(row[name]) for name in lists}) == 1
        places = list(zip(row["starts"], row["ends"], strict=True))
        assert [text[start:end] for start, end in places] == row["tokens"]
        assert not any(character.isspace() for token in row["tokens"] for character in token)
        assert "".join(row["tokens"]) == "".join(text[row["start"] : row["end"]].split())


def tagged(rows: list[dict], column: str) -> set[tuple[str, int, int, str]]:
    """Read BIO tags back into spans."""
    found = []
    for row in rows:
        for start, end, tag in zip(row["starts"], row["ends"], row[column], strict=True):
            if tag.startswith("B-"):
                found.append([row["article_id"], start, end, tag[2:]])
            elif tag.startswith("I-"):
                assert found[-1][3] == tag[2:]
                found[-1][2] = end
    return {tuple(span) for span in found}


def test_date_tags_say_what_the_dates_config_says(any_release):
    dates = table(any_release, "dates").to_pylist()
    told = {(row["article_id"], row["start"], row["end"], row["type"]) for row in dates}
    assert tagged(table(any_release, "tokens").to_pylist(), "date_tags") == told


def test_ner_tags_say_what_the_outermost_mentions_say(any_release):
    rows = table(any_release, "entities").to_pylist()
    mentions = {(row["article_id"], row["start"], row["end"], row["label"]) for row in rows}
    outermost = {
        (article, start, end, label)
        for article, start, end, label in mentions
        if not any(
            other == article and first <= start and end <= last and (first, last) != (start, end)
            for other, first, last, _ in mentions
        )
    }
    assert outermost < mentions
    assert tagged(table(any_release, "tokens").to_pylist(), "ner_tags") == outermost


def test_the_registry_counts_mentions_and_articles(any_release):
    mentions = table(any_release, "entities").to_pylist()
    for row in table(any_release, "registry").to_pylist():
        own = [mention for mention in mentions if mention["entity_id"] == row["id"]]
        assert row["mentions"] == len(own)
        assert row["articles"] == len({mention["article_id"] for mention in own})


def test_tags_are_those_of_the_outermost_date(base_tree, tmp_path):
    text = "Ночь на 24 октября 2025 года.\n"
    inner = {"id": "d2", **corpora.span(text, "24 октября 2025 года"), "type": "DATE"}
    outer = {"id": "d1", **corpora.span(text, "Ночь на 24 октября 2025 года"), "type": "TIME"}
    dates = [outer | {"value": "2025-10-24TNI"}, inner | {"value": "2025-10-24"}]
    corpora.add(base_tree, corpora.article("a", text), text, entities=[], dates=dates, quotes=[])
    release = build(base_tree, out=tmp_path / "out").path
    rows = table(release, "tokens").to_pylist()
    (row,) = [row for row in rows if row["article_id"] == "a"]
    assert row["date_tags"] == ["B-TIME", "I-TIME", "I-TIME", "I-TIME", "I-TIME", "I-TIME", "O"]
