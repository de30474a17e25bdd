"""K801 to K806: what a release fixes for ever, or asks for."""

from breakages import INFO, RETIRED, Corpus, breaks
from khronika.source.layout import CHANGELOG


@breaks("K801")
def text_goes_on(corpus: Corpus) -> None:
    corpus.release()
    text = corpus.text
    corpus.write_text(f"{text}{corpus.pick('.…я')}", described=True)
    corpus.expect("K801", corpus.text_path, corpus.text_line(len(text)))


@breaks("K802")
def revision_without_a_change(corpus: Corpus) -> None:
    corpus.release()
    path = corpus.layer_path(corpus.pick(["entities", "dates", "quotes"]))
    corpus.change(path, revision=corpus.number(2, 9))
    corpus.expect("K802", path, corpus.line(path, '"revision"'))


@breaks("K802")
def change_without_a_revision(corpus: Corpus) -> None:
    corpus.release()
    quote = corpus.pick(corpus.annotations("quotes"))
    others = {"statement", "belief", "commitment"} - {quote["attitude"]}
    corpus.put("quotes", quote | {"attitude": corpus.pick(sorted(others))})
    path = corpus.layer_path("quotes")
    corpus.expect("K802", path, corpus.line(path, '"revision"'))


@breaks("K803", "base")
def article_gone(corpus: Corpus) -> None:
    corpus.release()
    corpus.files = {path: data for path, data in corpus.files.items() if corpus.article not in path}
    corpus.expect("K803", RETIRED, None)


@breaks("K803")
def ids_exchanged(corpus: Corpus) -> None:
    """Both annotations stand where the other stood, so both are found."""
    corpus.release()
    apart = [one for one in corpus.annotations("entities") if "entity" in one]
    first = corpus.pick(apart)
    second = corpus.pick([one for one in apart if one["start"] >= first["end"]] or apart[:1])
    if second["start"] < first["end"] and first["start"] < second["end"]:
        first, second = apart[0], apart[-1]
    exchanged = {first["id"]: second["id"], second["id"]: first["id"]}
    annotations = corpus.annotations("entities")
    for one in annotations:
        one["id"] = exchanged.get(one["id"], one["id"])
    corpus.annotate("entities", annotations)
    path = corpus.layer_path("entities")
    corpus.change(path, revision=2)
    for id_ in exchanged:
        corpus.expect_at("K803", "entities", id_)


@breaks("K804")
def article_moved(corpus: Corpus) -> None:
    splits = {"train": 0.5, "other": 0.5}
    corpus.change(INFO, splits=splits)
    corpus.release()
    corpus.change(corpus.article_path, split="other")
    corpus.expect("K804", corpus.article_path, corpus.line(corpus.article_path, '"split"'))


def _change_genre(corpus: Corpus) -> None:
    genre = corpus.value(corpus.article_path)["genre"]
    corpus.change(corpus.article_path, genre=corpus.pick(sorted({"news", "report"} - {genre})))


@breaks("K805")
def nothing_told(corpus: Corpus) -> None:
    corpus.release()
    _change_genre(corpus)
    corpus.files[CHANGELOG] = corpus.pick([b"", b"## Unreleased\n", b"## 0.1.0\n\n- First.\n"])
    corpus.expect("K805", CHANGELOG, None, own=False)


@breaks("K806")
def version_left(corpus: Corpus) -> None:
    corpus.release()
    _change_genre(corpus)
    corpus.change(INFO, version="0.1.0")
    corpus.expect("K806", INFO, corpus.line(INFO, '"version"'), own=False)
