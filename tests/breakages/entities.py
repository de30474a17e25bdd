"""Breakages of mentions and of the registry: K401 to K404."""

from breakages import REGISTRY, Corpus, breaks
from khronika import model


def _linked(corpus: Corpus) -> list[dict]:
    """Return the mentions whose label is that of their entity, without holders or metonymy."""
    mentions = corpus.annotations("entities")
    return [one for one in mentions if "entity" in one and not {"metonymy", "holders"} & one.keys()]


@breaks("K401")
def other_label(corpus):
    mention = corpus.pick(_linked(corpus))
    label = corpus.pick([one for one in model.ENTITY_LABELS if one != mention["label"]])
    corpus.put("entities", mention | {"label": label})
    corpus.expect_at("K401", "entities", mention["id"])


@breaks("K401")
def other_entity(corpus):
    """A mention that is no name: the entity of a name says who speaks, which K608 looks at."""
    entries = corpus.entries()
    mention = corpus.pick([one for one in _linked(corpus) if one["level"] == "NOM"])
    others = [id_ for id_, entry in entries.items() if entry["label"] != mention["label"]]
    corpus.put("entities", mention | {"entity": corpus.pick(others)})
    corpus.expect_at("K401", "entities", mention["id"])


@breaks("K402")
def one_item_for_two(corpus):
    entries = corpus.entries()
    one = corpus.pick(sorted(entries))
    other = corpus.pick([id_ for id_ in sorted(entries) if id_ != one])
    item = corpus.number(10**9, 2 * 10**9)
    for id_ in (one, other):
        corpus.put_entry(entries[id_] | {"wikidata": f"Q{item}", "link": "linked"})
    line = corpus.line(REGISTRY, f'{{"id": "{max(one, other)}"')
    corpus.expect("K402", REGISTRY, line, own=False)


@breaks("K403")
def linked_to_nothing(corpus):
    entry = corpus.pick([*corpus.entries().values()])
    corpus.put_entry(entry | {"wikidata": None, "link": "linked"})
    line = corpus.line(REGISTRY, f'{{"id": "{entry["id"]}"')
    corpus.expect("K403", REGISTRY, line, own=False)


@breaks("K403")
def item_of_an_unlinked_entry(corpus):
    entry = corpus.pick([*corpus.entries().values()])
    link = corpus.pick(["nil", "unlinked"])
    corpus.put_entry(entry | {"wikidata": "Q2000000001", "link": link})
    line = corpus.line(REGISTRY, f'{{"id": "{entry["id"]}"')
    corpus.expect("K403", REGISTRY, line, own=False)


@breaks("K403", "real")
def invented_in_a_real_article(corpus):
    """Said once, at the first thing that points to the entry."""
    used = {}
    for layer in ("entities", "quotes"):
        for one in corpus.annotations(layer):
            ids = [one.get("entity"), *one.get("holders", ()), *one.get("speakers", ())]
            for id_ in filter(None, ids):
                used.setdefault(id_, (layer, one["id"]))
    id_ = corpus.pick(sorted(used))
    corpus.put_entry(corpus.entries()[id_] | {"wikidata": None, "link": "invented"})
    corpus.expect_at("K403", *used[id_])


@breaks("K404")
def metonymy_says_nothing(corpus):
    mention = corpus.pick(_linked(corpus))
    kind = "place-for-institution"
    mention["metonymy"] = corpus.pick(
        [{"kind": kind, "literal": mention["label"]}, {"kind": kind, "referent": mention["entity"]}]
    )
    corpus.put("entities", mention)
    corpus.expect_at("K404", "entities", mention["id"])
