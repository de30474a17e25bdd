"""Breakages of ids and of what points to them: K201 to K209, K701 and K702."""

import corpora

from breakages import ANNOTATORS, INFO, REGISTRY, RETIRED, Corpus, breaks
from khronika import model

NOBODY = "nobody-at-all"


@breaks("K201")
def annotation_id_twice(corpus):
    layer = corpus.pick(model.LAYERS)
    annotations = corpus.annotations(layer)
    targets = {
        one.get(key) for one in annotations for key in ("anchor", "begin", "end_point", "parent")
    }
    others = [one for one in annotations if one["id"] not in targets]
    one = corpus.pick(others)
    taken = corpus.pick([other["id"] for other in annotations if other is not one])
    one["id"] = taken
    corpus.annotate(layer, annotations)
    corpus.expect_at("K201", layer, taken, 1)


@breaks("K201")
def registry_entry_twice(corpus):
    entries = [*corpus.entries().values()]
    entry = corpus.pick(entries)
    corpus.change(REGISTRY, entities=[*entries, entry])
    line = corpus.line(REGISTRY, f'{{"id": "{entry["id"]}"', 1)
    corpus.expect("K201", REGISTRY, line, own=False)


@breaks("K201")
def annotator_twice(corpus):
    (annotator,) = corpus.value(ANNOTATORS)["annotators"]
    other = annotator | {"kind": corpus.pick(["human", "model"])}
    corpus.change(ANNOTATORS, annotators=[annotator, other])
    line = corpus.line(ANNOTATORS, f'{{"id": "{annotator["id"]}"', 1)
    corpus.expect("K201", ANNOTATORS, line, own=False)


@breaks("K201")
def article_in_two_years(corpus):
    """The second one's text is the first one's, as K702 would say, were they two articles."""
    for path in [*corpus.files]:
        if corpus.article in path:
            corpus.files[path.replace("/2025/", "/2026/")] = corpus.files[path]
    path = corpora.article_path(corpus.article, "2026")
    corpus.expect("K201", path, None, own=False)


@breaks("K202")
def registry_entry_gone(corpus):
    """Every reference to it dangles: the entry is one, they are many."""
    gone = corpus.pick(sorted(_used(corpus)))
    entries = corpus.entries()
    del entries[gone]
    corpus.change(REGISTRY, entities=[*entries.values()])
    for layer in ("entities", "quotes"):
        for annotation in corpus.annotations(layer):
            for id_ in _registry_ids(annotation):
                if id_ == gone:
                    corpus.expect_at("K202", layer, annotation["id"])


def _registry_ids(annotation: dict) -> list[str]:
    return [
        id_
        for id_ in (
            annotation.get("entity"),
            annotation.get("metonymy", {}).get("referent"),
            *annotation.get("holders", ()),
            *annotation.get("speakers", ()),
        )
        if id_
    ]


def _used(corpus: Corpus) -> set[str]:
    annotations = corpus.annotations("entities") + corpus.annotations("quotes")
    return {id_ for annotation in annotations for id_ in _registry_ids(annotation)}


@breaks("K202")
def unknown_entity(corpus):
    mention = corpus.pick([one for one in corpus.annotations("entities") if "entity" in one])
    corpus.put("entities", mention | {"entity": NOBODY})
    corpus.expect_at("K202", "entities", mention["id"])


@breaks("K202")
def unknown_holder(corpus):
    mention = corpus.pick([one for one in corpus.annotations("entities") if "holders" in one])
    corpus.put("entities", mention | {"holders": [*mention["holders"], NOBODY]})
    corpus.expect_at("K202", "entities", mention["id"])


@breaks("K202", "real")
def unknown_referent(corpus):
    mentions = [one for one in corpus.annotations("entities") if "metonymy" in one]
    mention = corpus.pick([one for one in mentions if "referent" in one["metonymy"]])
    mention["metonymy"]["referent"] = NOBODY
    corpus.put("entities", mention)
    corpus.expect_at("K202", "entities", mention["id"])


@breaks("K202")
def unknown_speaker(corpus):
    quote = corpus.pick([one for one in corpus.annotations("quotes") if one["speakers"]])
    number = corpus.number(0, len(quote["speakers"]) - 1)
    quote["speakers"][number] = NOBODY
    corpus.put("quotes", quote)
    corpus.expect_at("K202", "quotes", quote["id"])


@breaks("K202")
def unknown_parent(corpus):
    quote = corpus.pick(corpus.annotations("quotes"))
    corpus.put("quotes", quote | {"parent": "q99"})
    corpus.expect_at("K202", "quotes", quote["id"])


@breaks("K202")
def unknown_date(corpus):
    dates = corpus.annotations("dates")
    keys = ("anchor", "begin", "end_point")
    date, key = corpus.pick([(date, key) for date in dates for key in keys if key in date])
    corpus.put("dates", date | {key: "d99"})
    corpus.expect_at("K202", "dates", date["id"])


@breaks("K202")
def unknown_annotator(corpus):
    path = corpus.layer_path(corpus.pick(model.LAYERS))
    changes = corpus.pick([{"annotators": [NOBODY]}, {"preannotated_by": [NOBODY]}])
    corpus.change(path, **changes)
    corpus.expect("K202", path, corpus.line(path, f'"{NOBODY}"'))


@breaks("K202", "base")
def unknown_author(corpus):
    source = corpus.value(corpus.article_path)["source"]
    corpus.change(corpus.article_path, source=source | {"author": NOBODY})
    corpus.expect("K202", corpus.article_path, corpus.line(corpus.article_path, '"author"'))


@breaks("K202")
def undeclared_split(corpus):
    corpus.change(corpus.article_path, split="practice")
    corpus.expect("K202", corpus.article_path, corpus.line(corpus.article_path, '"split"'))


@breaks("K202")
def unknown_replacement(corpus):
    entry = {"id": "port", "reason": "Дубль.", "date": "2025-11-01", "replacement": NOBODY}
    corpus.change(RETIRED, retired=[entry])
    corpus.expect("K202", RETIRED, corpus.line(RETIRED, '{"id"'), own=False)


@breaks("K203")
def date_anchored_to_itself(corpus):
    date = corpus.pick([one for one in corpus.annotations("dates") if "anchor" in one])
    corpus.put("dates", date | {"anchor": date["id"]})
    corpus.expect_at("K203", "dates", date["id"])


@breaks("K203")
def dates_in_a_circle(corpus):
    dates = [one for one in corpus.annotations("dates") if "anchor" in one]
    one = corpus.pick(dates)
    other = corpus.pick([date for date in dates if date is not one])
    corpus.put("dates", one | {"anchor": other["id"]})
    corpus.put("dates", other | {"anchor": one["id"]})
    corpus.expect_at("K203", "dates", min(one["id"], other["id"], key=lambda id_: int(id_[1:])))


@breaks("K203")
def quote_in_itself(corpus):
    quote = corpus.pick(corpus.annotations("quotes"))
    corpus.put("quotes", quote | {"parent": quote["id"]})
    corpus.expect_at("K203", "quotes", quote["id"])


@breaks("K203")
def quotes_in_each_other(corpus):
    quotes = {one["id"]: one for one in corpus.annotations("quotes")}
    inner = corpus.pick([one for one in quotes.values() if one["parent"]])
    corpus.put("quotes", quotes[inner["parent"]] | {"parent": inner["id"]})
    pair = inner["id"], inner["parent"]
    corpus.expect_at("K203", "quotes", min(pair, key=lambda id_: int(id_[1:])))


@breaks("K204")
def layer_of_another_text(corpus):
    path = corpus.layer_path(corpus.pick(model.LAYERS))
    corpus.change(path, text_sha256=f"{corpus.number(0, 2**256 - 1):064x}")
    corpus.expect("K204", path, corpus.line(path, '"text_sha256"'))


@breaks("K205")
def layer_gone(corpus):
    path = corpus.layer_path(corpus.pick(model.LAYERS))
    del corpus.files[path]
    corpus.expect("K205", path, None)


@breaks("K205")
def layer_without_an_article(corpus):
    layer = corpus.pick(model.LAYERS)
    path = corpora.layer_path(layer, "port", corpus.pick(["2025", "2024", "undated"]))
    value = corpus.value(corpus.layer_path(layer)) | {"article": "port", "annotations": []}
    corpus.write(path, value)
    corpus.expect("K205", path, None)
    corpus.expected[-1] = corpus.expected[-1]._replace(article="port")


@breaks("K205")
def layer_in_another_year(corpus):
    """Two places: where the article lacks its layer, and where a layer lacks its article."""
    layer = corpus.pick(model.LAYERS)
    here, there = corpus.layer_path(layer), corpora.layer_path(layer, corpus.article, "2024")
    corpus.files[there] = corpus.files.pop(here)
    corpus.expect("K205", here, None)
    corpus.expect("K205", there, None)


@breaks("K207")
def article_retired(corpus):
    entry = {"id": corpus.article, "reason": "Дубль.", "date": "2025-11-01"}
    corpus.change(RETIRED, retired=[entry])
    corpus.expect("K207", corpus.article_path, corpus.line(corpus.article_path, '"id"'))


@breaks("K208")
def tool_overclaimed(corpus):
    """The annotator of every layer is one, so each of them overclaims."""
    (annotator,) = corpus.value(ANNOTATORS)["annotators"]
    corpus.change(ANNOTATORS, annotators=[annotator | {"kind": "tool"}])
    for layer in model.LAYERS:
        path = corpus.layer_path(layer)
        corpus.expect("K208", path, corpus.line(path, '"status"'))


@breaks("K208")
def adjudicated_without_passes(corpus):
    path = corpus.layer_path(corpus.pick(model.LAYERS))
    adjudicator = corpus.value(path)["annotators"][0]
    corpus.change(path, status="adjudicated", adjudicator=adjudicator)
    corpus.expect("K208", path, corpus.line(path, '"status"'))


@breaks("K209")
def lines_out_of_order(corpus):
    _add_copy(corpus, "Лёд на реке сошёл.")
    first, second = sorted([corpus.article, "port"], reverse=True)
    corpus.shards = corpus.pick([[[first, second]], [[first], [second]]])
    shard, line = (corpora.shard(0), 2) if len(corpus.shards) == 1 else (corpora.shard(1), 1)
    corpus.expect("K209", shard, line)
    corpus.expected[-1] = corpus.expected[-1]._replace(article=second)


def _add_copy(corpus: Corpus, text: str, **changes: str) -> str:
    """Add an article that is like the one that is there, but without annotations."""
    text_digest = {"sha256": corpora.sha256(text), "length": len(text)}
    article = corpus.value(corpus.article_path)
    article |= {"id": "port", "text": text_digest, "zones": [], **changes}
    path = corpora.article_path("port")
    corpus.write(path, article)
    corpus.files[path.removesuffix(".json") + ".txt"] = text.encode()
    for layer in model.LAYERS:
        document = corpus.value(corpus.layer_path(layer))
        document |= {"article": "port", "text_sha256": text_digest["sha256"], "annotations": []}
        corpus.write(corpora.layer_path(layer, "port"), document)
    return path


@breaks("K701")
def group_in_two_splits(corpus):
    corpus.change(INFO, splits={"train": 0.5, "test": 0.5})
    _add_copy(corpus, "Лёд на реке сошёл.", split="test")
    later = max(corpus.article, "port")
    corpus.expect("K701", corpora.article_path(later), None)
    corpus.expected[-1] = corpus.expected[-1]._replace(article=later)


@breaks("K701")
def near_duplicate_in_two_splits(corpus):
    corpus.change(INFO, splits={"train": 0.5, "test": 0.5})
    text = corpus.text + corpus.pick(["\n", "\nКонец.", " Конец."])
    _add_copy(corpus, text, split="test", group="other-group")
    later = max(corpus.article, "port")
    corpus.expect("K701", corpora.article_path(later), None)
    corpus.expected[-1] = corpus.expected[-1]._replace(article=later)
    if "Конец" not in text:
        _expect_duplicate(corpus)


@breaks("K702")
def text_twice(corpus):
    _add_copy(corpus, corpus.pick([corpus.text, corpus.text + "\n", corpus.text.upper()]))
    _expect_duplicate(corpus)


def _expect_duplicate(corpus: Corpus) -> None:
    later = max(corpus.article, "port")
    corpus.expect("K702", corpora.article_path(later).removesuffix(".json") + ".txt", None)
    corpus.expected[-1] = corpus.expected[-1]._replace(article=later)
