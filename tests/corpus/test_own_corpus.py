"""The corpus we ship passes every rule, and says what it is."""

import json

from khronika import check, open_corpus


def test_it_has_no_findings(own):
    report = check(own)
    assert report.findings == ()
    assert report.articles == 41


def test_every_article_but_one_is_declared_composed():
    kinds = {document.id: document.article.source.kind for document in open_corpus()}
    published = [id_ for id_, kind in kinds.items() if kind == "published"]
    assert published == ["vestikavkaza-2025-10-24-putin-aliyev-call"]


def test_nobody_who_annotated_is_called_human():
    assert {annotator.kind for annotator in open_corpus().annotators.values()} == {"model"}


def test_people_and_bodies_that_speak_in_composed_articles_are_invented():
    for document in open_corpus():
        if document.article.source.kind == "composed":
            for quote in document.quotes:
                for speaker in quote.speakers:
                    assert speaker.link == "invented", (document.id, speaker.id)


def test_sixteen_articles_have_two_passes_and_are_adjudicated(own):
    passes = own / "annotations/passes"
    seen = {
        annotator: {path.stem for path in (passes / annotator).rglob("*.json")}
        for annotator in ("claude", "claude-second", "claude-second-shown")
    }
    assert len(seen["claude"]) == 16
    assert not seen["claude-second"] & seen["claude-second-shown"]
    assert seen["claude"] == seen["claude-second"] | seen["claude-second-shown"]
    for id_ in seen["claude"]:
        for path in own.glob(f"annotations/[!p]*/v1/*/{id_}.json"):
            assert json.loads(path.read_bytes())["status"] == "adjudicated"
