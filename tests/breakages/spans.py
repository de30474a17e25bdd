"""Breakages of spans: K301 to K311."""

import re

from breakages import Corpus, Place, breaks

MARKS = '«»„“”"()'


def _moved(corpus: Corpus, place: Place, start: int, end: int) -> None:
    corpus.move(place.span, start, end)
    corpus.put(place.layer, place.annotation)


def _in_order(place: Place) -> bool:
    """Tell whether the span is not a content of several parts, whose order could change."""
    return place.role != "content" or len(place.annotation["content"]) == 1


def _expect_crossings(corpus: Corpus, layer: str, id_: str) -> None:
    """Foresee K308, once for each annotation that the one with this id has come to cross."""
    annotations = corpus.annotations(layer)
    (one,) = (annotation for annotation in annotations if annotation["id"] == id_)
    for other in annotations:
        first, second = sorted([one, other], key=lambda span: span["start"])
        if first["start"] < second["start"] < first["end"] < second["end"]:
            corpus.expect_at("K308", layer, second["id"])


@breaks("K301")
def offsets_shifted(corpus):
    text, place = corpus.text, corpus.pick(corpus.places())
    span, by = place.span, corpus.pick([-3, -2, -1, 1, 2, 3])
    if not 0 <= span["start"] + by < span["end"] + by <= len(text):
        by = -by
    span["start"] += by
    span["end"] += by
    corpus.put(place.layer, place.annotation)
    corpus.expect_at("K301", place.layer, place.annotation["id"])


@breaks("K301")
def surface_changed(corpus):
    place = corpus.pick(corpus.places())
    surface = place.span["surface"]
    place.span["surface"] = corpus.pick(
        [surface + "ъ", surface.swapcase(), "x", surface[::-1] + "ъ"]
    )
    corpus.put(place.layer, place.annotation)
    corpus.expect_at("K301", place.layer, place.annotation["id"])


@breaks("K301")
def offsets_in_utf8_bytes(corpus):
    """The offsets of everything in a layer are wrong: those behind the last are out of range."""
    layer = corpus.pick(["entities", "dates"])
    text, annotations = corpus.text, corpus.annotations(layer)
    for one in annotations:
        for key in ("start", "end"):
            one[key] = len(text[: one[key]].encode())
    corpus.annotate(layer, annotations)
    for one in annotations:
        if one["end"] > len(text):
            corpus.expect_at("K302", layer, one["id"])
        elif text[one["start"] : one["end"]] != one["surface"]:
            corpus.expect_at("K301", layer, one["id"])


@breaks("K302")
def span_behind_the_end(corpus):
    place = corpus.pick(corpus.places())
    place.span["end"] = len(corpus.text) + corpus.number(1, 9)
    corpus.put(place.layer, place.annotation)
    corpus.expect_at("K302", place.layer, place.annotation["id"])


@breaks("K302")
def span_turned_round(corpus):
    place = corpus.pick(corpus.places())
    place.span["end"] = corpus.number(1, place.span["start"]) if place.span["start"] else 0
    corpus.put(place.layer, place.annotation)
    corpus.expect_at("K302", place.layer, place.annotation["id"])


@breaks("K303")
def space_at_the_edge(corpus):
    text, choices = corpus.text, []
    for place in corpus.places():
        start, end = place.span["start"], place.span["end"]
        if start and text[start - 1] == " ":
            choices.append((place, start - 1, end))
        if text[end : end + 1] == " ":
            choices.append((place, start, end + 1))
    place, start, end = corpus.pick(choices)
    _moved(corpus, place, start, end)
    corpus.expect_at("K303", place.layer, place.annotation["id"])


@breaks("K304")
def word_cut(corpus):
    """A mention that lost its last letter also crosses those that end with it."""
    mentions = [
        place
        for place in corpus.places("entities")
        if re.search(r"[а-яё]{3}$", place.span["surface"])
    ]
    place = corpus.pick(mentions)
    _moved(corpus, place, place.span["start"], place.span["end"] - 1)
    corpus.expect_at("K304", place.layer, place.annotation["id"])
    _expect_crossings(corpus, place.layer, place.annotation["id"])


@breaks("K306")
def mark_without_its_mate(corpus):
    """With a mark that the mention around it does not have, a mention crosses that one too."""
    text, choices = corpus.text, []
    for place in corpus.places("entities"):
        start, end = place.span["start"], place.span["end"]
        if start and text[start - 1] in MARKS:
            choices.append((place, start - 1, end))
        if text[end : end + 1] and text[end] in MARKS:
            choices.append((place, start, end + 1))
    place, start, end = corpus.pick(choices)
    _moved(corpus, place, start, end)
    corpus.expect_at("K306", place.layer, place.annotation["id"])
    _expect_crossings(corpus, place.layer, place.annotation["id"])


@breaks("K307")
def annotation_twice(corpus):
    layer = corpus.pick(["entities", "dates"])
    annotations = corpus.annotations(layer)
    id_ = corpus.free_id(layer)
    corpus.annotate(layer, [*annotations, corpus.pick(annotations) | {"id": id_}])
    corpus.expect_at("K307", layer, id_)


@breaks("K308")
def mentions_cross(corpus):
    text, choices = corpus.text, []
    mentions = corpus.annotations("entities")
    for one in mentions:
        for space in re.finditer(" ", one["surface"]):
            middle = one["start"] + space.start()
            word = re.search(r"(?<!\w)[а-яё]{4,} $", text[max(one["start"] - 30, 0) : one["start"]])
            start = one["start"] - len(word[0]) if word else None
            if word and not any(
                other is not one and other["start"] < middle and start < other["end"]
                for other in mentions
            ):
                choices.append((one, start, middle))
    one, start, end = corpus.pick(choices)
    id_ = corpus.free_id("entities")
    mention = {"id": id_, "label": "EVENT", "level": "NOM"}
    corpus.move(mention, start, end)
    corpus.annotate("entities", [*mentions, mention])
    corpus.expect_at("K308", "entities", one["id"])


@breaks("K309", "base")
def parts_swapped(corpus):
    quote = corpus.pick([one for one in corpus.annotations("quotes") if len(one["content"]) > 1])
    quote["content"].reverse()
    corpus.put("quotes", quote)
    corpus.expect_at("K309", "quotes", quote["id"])


@breaks("K309")
def part_twice(corpus):
    role = corpus.pick(["content", "cue", "source"])
    quote = corpus.pick([one for one in corpus.annotations("quotes") if one[role]])
    quote[role].append(quote[role][-1])
    corpus.put("quotes", quote)
    corpus.expect_at("K309", "quotes", quote["id"])


@breaks("K309")
def parts_overlap(corpus):
    role = corpus.pick(["content", "source"])
    quotes = [one for one in corpus.annotations("quotes") if one[role]]
    quote = corpus.pick([one for one in quotes if " " in one[role][0]["surface"]])
    first = quote[role][0]
    words = [found.span() for found in re.finditer(r"\w+", first["surface"])]
    start, end = corpus.pick(words[1:])
    second = {}
    corpus.move(second, first["start"] + start, first["end"])
    corpus.move(first, first["start"], first["start"] + end)
    quote[role].insert(1, second)
    corpus.put("quotes", quote)
    corpus.expect_at("K309", "quotes", quote["id"])


@breaks("K310")
def mention_in_two_paragraphs(corpus):
    text = corpus.text
    taken = corpus.annotations("entities")
    choices = [
        (found.start(), found.end())
        for found in re.finditer(r"\w+\.?\n\n(?:\w+)", text)
        if not any(one["start"] < found.end() and found.start() < one["end"] for one in taken)
    ]
    id_ = corpus.free_id("entities")
    mention = {"id": id_, "label": "EVENT", "level": "NOM"}
    corpus.move(mention, *corpus.pick(choices))
    corpus.annotate("entities", [*taken, mention])
    corpus.expect_at("K310", "entities", id_)


@breaks("K311", "real")
def header_annotated(corpus):
    words = [found.span() for found in re.finditer(r"\w+", corpus.text[:16])]
    id_ = corpus.free_id("entities")
    mention = {"id": id_, "label": "EVENT", "level": "NOM"}
    corpus.move(mention, *corpus.pick(words))
    corpus.annotate("entities", [*corpus.annotations("entities"), mention])
    corpus.expect_at("K311", "entities", id_)


@breaks("K311")
def heading_called_a_header(corpus):
    """Whatever was annotated in it now stands where nothing may be."""
    zones = corpus.value(corpus.article_path)["zones"]
    zones[-1]["kind"] = "header"
    corpus.change(corpus.article_path, zones=zones)
    for place in corpus.places():
        if place.span["start"] < zones[-1]["end"] and zones[-1]["start"] < place.span["end"]:
            corpus.expect_at("K311", place.layer, place.annotation["id"])
