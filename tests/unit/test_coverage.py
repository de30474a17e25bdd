"""Phenomena are counted where they occur, and named where they do not."""

import corpora

import khronika
from khronika.coverage import PHENOMENA, coverage


def counts(root):
    return {
        (line.group, line.phenomenon): line.count for line in coverage(khronika.open_corpus(root))
    }


def test_every_phenomenon_is_there_once(base_tree):
    lines = coverage(khronika.open_corpus(base_tree))
    listed = [(line.group, line.phenomenon) for line in lines]
    assert listed == [(group, one) for group, many in PHENOMENA.items() for one in many]


def test_the_base_corpus(base_tree):
    found = {key: count for key, count in counts(base_tree).items() if count}
    assert found["label", "CITY"] == 3
    assert found["mention", "nested"] == 1
    assert found["mod", "APPROX"] == found["date", "mod"] == 1
    assert found["scheme", "«П, — а. — П»."] == found["quote", "interrupted"] == 1
    assert found["marks (articles)", "« »"] == 1
    assert found["dash before the author (articles)", "em dash"] == 1
    assert found["dct (articles)", "stated"] == 1
    assert found["text (articles)", "very short"] == 1
    assert ("metonymy", "capital-for-state") not in found


def test_texts_of_a_kind(base_tree):
    text = "СЕМЁНОВ, СЕМЕНОВ: ЗАТО\u0301Р 😀 НА\u00a0РЕКЕ."
    same = {"label": "PERSON", "level": "NAM", "entity": "mark-luzhin"}
    mentions = [
        {"id": f"e{number}", **corpora.span(text, surface), **same}
        for number, surface in enumerate(("СЕМЁНОВ", "СЕМЕНОВ"), 1)
    ]
    undated = {"value": None, "status": "unknown"}
    corpora.add(base_tree, corpora.article("caps", text, dct=undated), text, entities=mentions)
    found = counts(base_tree)
    kinds = ("no-break space", "stress mark", "astral character", "capitals", "very short")
    assert [found["text (articles)", kind] for kind in kinds] == [1, 1, 1, 1, 2]
    assert found["text (articles)", "ё and е in one name"] == 1
    assert found["dct (articles)", "unknown"] == 1
