"""What `khronika new` proposes for a raw text, and what it leaves alone."""

import hashlib
import json

import corpora
import pytest

import khronika
from khronika.formatting import create_all
from khronika.intake import Choices, NotTaken, creation_time, proposed_id, proposed_split, take_in

BODY = (
    "Мост открыт\n\nМост через реку Светлую открыли утром, сообщил директор завода Марк Лужин. "
    "Движение по нему уже началось, добавил он.\n"
)
COMPOSED = Choices(author="case-writer", license="CC-BY-4.0")


def raw(tmp_path, data, name="2025-10-24-most.txt"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def article_of(root, taken):
    (path,) = [path for path in taken.paths if "articles" in path and path.endswith(".json")]
    return json.loads((root / path).read_text("utf-8"))


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_result_checks_clean_where_everything_is_known(base_tree, tmp_path):
    taken = take_in(base_tree, raw(tmp_path, BODY), COMPOSED)
    assert taken.id == "2025-10-24-most"
    assert khronika.check(base_tree).findings == ()
    article = article_of(base_tree, taken)
    assert article["title"] == "Мост открыт"
    assert article["zones"] == [{"kind": "heading", "start": 0, "end": 11}]
    assert article["dct"] == {
        "value": "2025-10-24",
        "status": "inferred",
        "evidence": "The file was named 2025-10-24.",
    }
    assert len(taken.paths) == 5


def test_what_is_not_known_is_what_the_check_asks_for(base_tree, tmp_path):
    annotators = corpora.read_json(base_tree, "annotations/annotators.json")
    other = {"id": "other", "kind": "human", "name": "Another"}
    annotators["annotators"].append(other)
    corpora.write_json(base_tree, "annotations/annotators.json", "annotators", annotators)
    take_in(base_tree, raw(tmp_path, BODY), Choices())
    messages = {finding.message for finding in khronika.check(base_tree).findings}
    assert messages == {"`publisher` is empty", "`annotators` is empty"}


def test_what_was_received_is_recorded_and_then_normalised(base_tree, tmp_path):
    data = ("\ufeff" + BODY.replace("\n", "\r\n").replace("й", "и\u0306")).encode()
    taken = take_in(base_tree, raw(tmp_path, data), COMPOSED)
    article = article_of(base_tree, taken)
    (text,) = [path for path in taken.paths if path.endswith(".txt")]
    assert (base_tree / text).read_bytes() == BODY.encode()
    assert article["source"]["received_sha256"] == hashlib.sha256(data).hexdigest()
    assert article["text"]["sha256"] == hashlib.sha256(BODY.encode()).hexdigest()


def test_encodings_are_never_guessed(base_tree, tmp_path):
    before = files(base_tree)
    path = raw(tmp_path, BODY.encode("windows-1251"))
    with pytest.raises(NotTaken, match="byte 0 is not UTF-8; name the encoding"):
        take_in(base_tree, path, COMPOSED)
    assert files(base_tree) == before
    choices = Choices(author="case-writer", license="CC-BY-4.0", encoding="windows-1251")
    assert take_in(base_tree, path, choices).id == "2025-10-24-most"


def test_utf_16_is_known_by_its_mark(base_tree, tmp_path):
    taken = take_in(base_tree, raw(tmp_path, BODY.encode("utf-16")), COMPOSED)
    assert article_of(base_tree, taken)["text"]["length"] == len(BODY)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.txt", "no text"),
        (" \n", "a.txt", "no text"),
        ("а\0б", "a.txt", "NUL"),
        (BODY, "!!!.txt", "gives no id"),
        (BODY, "yasnogorsk-2025-10-24-pier.txt", "is taken"),
    ],
)
def test_what_is_not_taken_leaves_no_trace(base_tree, tmp_path, data, name, message):
    before = files(base_tree)
    with pytest.raises(NotTaken, match=message):
        take_in(base_tree, raw(tmp_path, data, name), COMPOSED)
    assert files(base_tree) == before


def test_the_same_text_is_not_taken_twice(base_tree, tmp_path):
    take_in(base_tree, raw(tmp_path, BODY), COMPOSED)
    with pytest.raises(NotTaken, match="already, as 2025-10-24-most"):
        take_in(base_tree, raw(tmp_path, BODY, "other.txt"), COMPOSED)


def test_a_file_in_the_way_is_not_overwritten(base_tree, tmp_path):
    path = base_tree / corpora.layer_path("quotes", "2025-10-24-most")
    path.write_text("{}", "utf-8")
    before = files(base_tree)
    with pytest.raises(NotTaken, match="is taken"):
        take_in(base_tree, raw(tmp_path, BODY), COMPOSED)
    assert files(base_tree) == before


def test_files_are_made_together_or_not_at_all(tmp_path):
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        create_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert files(tmp_path) == {tmp_path / "b": b"old"}


HEADER = " date 2025-10-10 "


@pytest.mark.parametrize(
    ("stem", "text", "value", "status", "remark"),
    [
        ("most", HEADER + BODY, "2025-10-10", "stated", "from the header"),
        ("2025-10-10-most", HEADER + BODY, "2025-10-10", "stated", "from the header"),
        ("2025-10-24-most", HEADER + BODY, "2025-10-24", "contradicted", "says 2025-10-10"),
        ("2025-10-24-most", BODY, "2025-10-24", "inferred", "from the name of the file"),
        ("most", "Это было 3 мая 2024 года и 1.02.2024.", "2024-05-03", "inferred", "confirm"),
        ("2024-05-01", "Это было 3 мая 2024 года.", "2024-05-01", "inferred", "is later"),
        ("most", BODY, None, "unknown", "no date"),
        ("2025-02-30-most", BODY, None, "unknown", "no date"),
    ],
)
def test_the_creation_time_says_what_it_rests_on(stem, text, value, status, remark):
    dct, told = creation_time(stem, text)
    assert (dct["value"], dct["status"]) == (value, status)
    assert remark in told


def test_a_header_is_a_zone_and_no_title(base_tree, tmp_path):
    taken = take_in(base_tree, raw(tmp_path, HEADER + BODY), COMPOSED)
    article = article_of(base_tree, taken)
    assert [zone["kind"] for zone in article["zones"]] == ["header", "heading"]
    assert (article["zones"][0]["end"], article["title"]) == (len(HEADER), "Мост открыт")


def test_without_a_date_the_article_is_undated(base_tree, tmp_path):
    taken = take_in(base_tree, raw(tmp_path, BODY, "most.txt"), COMPOSED)
    assert taken.paths[0] == "corpus/articles/undated/most.txt"
    assert khronika.check(base_tree).findings == ()


def test_ids_are_made_of_names():
    assert proposed_id("Щука и ёж") == "shchuka-i-ezh"
    assert len(proposed_id("а" * 200)) == 80


def test_splits_come_in_their_shares():
    splits = {"train": 0.8, "validation": 0.1, "test": 0.1}
    drawn = [proposed_split(f"group-{number}", splits) for number in range(2000)]
    assert {split: round(drawn.count(split) / 2000, 1) for split in splits} == splits
