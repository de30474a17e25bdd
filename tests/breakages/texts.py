"""Breakages of the text and of the files themselves: K001 to K017."""

import json
import unicodedata

from breakages import ANNOTATORS, INFO, REGISTRY, RETIRED, WAIVERS, Corpus, breaks
from khronika import model
from khronika.rules import RULES


def _replaceable(corpus: Corpus, *, in_spans: bool) -> list[int]:
    """Return the offsets of lower-case letters inside words, and inside spans or outside of all."""
    text = corpus.text
    marked = {
        at for place in corpus.places() for at in range(place.span["start"], place.span["end"])
    }
    return [
        at
        for at in range(1, len(text) - 1)
        if text[at - 1 : at + 2].isalpha() and text[at].islower() and (at in marked) == in_spans
    ]


@breaks("K001")
def bad_byte(corpus):
    data = corpus.files[corpus.text_path]
    at = corpus.number(0, len(data))
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1  # not in the middle of a character, whose first byte would be to blame
    byte = corpus.pick([b"\xff", b"\xc0", b"\xe2\x28", b"\x80", b"\0"])
    corpus.files[corpus.text_path] = data[:at] + byte + data[at:]
    corpus.expect("K001", corpus.text_path, data.count(b"\n", 0, at) + 1)


@breaks("K001")
def byte_order_mark(corpus):
    corpus.files[corpus.text_path] = b"\xef\xbb\xbf" + corpus.files[corpus.text_path]
    corpus.expect("K001", corpus.text_path, 1)


@breaks("K001")
def other_encoding(corpus):
    text = corpus.text.encode(corpus.pick(["cp1251", "koi8-r", "utf-16-le"]), errors="replace")
    corpus.files[corpus.text_path] = text
    good = text[: _valid_length(text)]
    corpus.expect("K001", corpus.text_path, good.count(b"\n") + 1)


def _valid_length(data: bytes) -> int:
    """Return how many bytes of `data` come before the first that is no UTF-8, or NUL."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return data.index(b"\0")


@breaks("K002")
def carriage_return(corpus):
    text = corpus.text
    at = corpus.number(0, len(text))
    corpus.write_text(text[:at] + "\r" + text[at:], described=False)
    corpus.expect("K002", corpus.text_path, text.count("\n", 0, at) + 1)


@breaks("K002")
def windows_line_ends(corpus):
    corpus.write_text(corpus.text.replace("\n", "\r\n"), described=False)
    corpus.expect("K002", corpus.text_path, 1)


@breaks("K003")
def letter_changed(corpus):
    text, at = corpus.text, corpus.pick(_replaceable(corpus, in_spans=False))
    letter = corpus.pick([letter for letter in "абвгд" if letter != text[at]])
    corpus.write_text(text[:at] + letter + text[at + 1 :], described=False)
    corpus.expect("K003", corpus.article_path, corpus.line(corpus.article_path, '"sha256"'))


@breaks("K003")
def letter_changed_in_spans(corpus):
    """Two facts: it is another text, and each surface over the letter is not what it says."""
    text, at = corpus.text, corpus.pick(_replaceable(corpus, in_spans=True))
    letter = corpus.pick([letter for letter in "абвгд" if letter != text[at]])
    corpus.write_text(text[:at] + letter + text[at + 1 :], described=False)
    corpus.expect("K003", corpus.article_path, corpus.line(corpus.article_path, '"sha256"'))
    for place in corpus.places():
        if place.span["start"] <= at < place.span["end"]:
            corpus.expect_at("K301", place.layer, place.annotation["id"])


@breaks("K003")
def text_behind_the_end(corpus):
    corpus.write_text(corpus.text + corpus.pick(["\n", " ", "\n\nКонец."]), described=False)
    corpus.expect("K003", corpus.article_path, corpus.line(corpus.article_path, '"sha256"'))


@breaks("K003")
def wrong_length(corpus):
    text = corpus.value(corpus.article_path)["text"]
    length = corpus.pick([text["length"] + corpus.number(1, 99), len(corpus.text.encode())])
    corpus.change(corpus.article_path, text=text | {"length": length})
    corpus.expect("K003", corpus.article_path, corpus.line(corpus.article_path, '"length"'))


@breaks("K003")
def wrong_hash(corpus):
    text = corpus.value(corpus.article_path)["text"]
    digest = f"{corpus.number(0, 2**256 - 1):064x}"
    corpus.change(corpus.article_path, text=text | {"sha256": digest})
    corpus.expect("K003", corpus.article_path, corpus.line(corpus.article_path, '"sha256"'))


@breaks("K004")
def decomposed_letter(corpus):
    text = corpus.text
    places = [at for at, letter in enumerate(text) if not unicodedata.is_normalized("NFD", letter)]
    at = corpus.pick(places)
    decomposed = text[:at] + unicodedata.normalize("NFD", text[at]) + text[at + 1 :]
    corpus.write_text(decomposed, described=corpus.pick([False, True]))
    corpus.expect("K004", corpus.text_path, corpus.text_line(at))


@breaks("K004")
def decomposed_text(corpus):
    text = corpus.text
    corpus.write_text(unicodedata.normalize("NFD", text), described=False)
    first = next(at for at, one in enumerate(text) if not unicodedata.is_normalized("NFD", one))
    corpus.expect("K004", corpus.text_path, text.count("\n", 0, first) + 1)


@breaks("K012")
def text_gone(corpus):
    del corpus.files[corpus.text_path]
    corpus.expect("K012", corpus.text_path, None)


@breaks("K012")
def article_file_gone(corpus):
    del corpus.files[corpus.article_path]
    corpus.expect("K012", corpus.article_path, None)


@breaks("K012")
def file_of_the_article_refused(corpus):
    layers = map(corpus.layer_path, model.LAYERS)
    path = corpus.pick([corpus.text_path, corpus.article_path, *layers])
    corpus.refused.append(path)
    corpus.expect("K012", path, None)


@breaks("K012")
def file_of_the_corpus_refused(corpus):
    path = corpus.pick([ANNOTATORS, INFO, REGISTRY, RETIRED])
    corpus.refused.append(path)
    corpus.expect("K012", path, None, own=False)


@breaks("K012")
def folder_refused(corpus):
    path = corpus.pick(
        ["corpus/articles", "corpus/articles/2025", "annotations/quotes", "annotations"]
    )
    corpus.refused.append(path)
    corpus.expect("K012", path, None, own=False)


@breaks("K013")
def file_without_a_place(corpus):
    path = corpus.pick(
        [
            "corpus/notes.md",
            "corpus/articles/2025/Порт.txt",
            "corpus/articles/25/port.txt",
            "annotations/entities/2025/port.json",
            "annotations/entities/v2/2025/port.json",
            f"{corpus.text_path}~",
        ]
    )
    corpus.files[path] = b"{}"
    corpus.expect("K013", path, None, own=False)


@breaks("K013")
def other_id_inside(corpus):
    path, key = corpus.pick(
        [
            (corpus.article_path, "id"),
            *((corpus.layer_path(name), "article") for name in model.LAYERS),
        ]
    )
    corpus.change(path, **{key: corpus.pick(["port", "a-b-c"])})
    corpus.expect("K013", path, corpus.line(path, f'"{key}"'))


@breaks("K014")
def written_otherwise(corpus):
    path = corpus.pick([path for path in corpus.files if path.endswith(".json")])
    value, data = corpus.value(path), corpus.files[path]
    if corpus.pick([True, False]):
        written = data[:-1] if corpus.pick([True, False]) else data + b"\n"
    else:
        form = corpus.pick([{"indent": 4}, {"indent": 2, "ensure_ascii": True}, {}])
        written = json.dumps(value, **({"ensure_ascii": False} | form)).encode()
    if written == data:  # nothing that could be written otherwise
        written = data.replace(b": ", b":", 1)
    corpus.files[path] = written
    _expect_noncanonical(corpus, path, data)


@breaks("K014")
def keys_in_another_order(corpus):
    path = corpus.pick([path for path in corpus.files if path.endswith(".json")])
    value, data = corpus.value(path), corpus.files[path]
    turned = json.dumps(dict(reversed(value.items())), ensure_ascii=False, indent=2).encode()
    corpus.files[path] = turned + b"\n"
    _expect_noncanonical(corpus, path, data)


def _expect_noncanonical(corpus: Corpus, path: str, canonical: bytes) -> None:
    """Foresee K014 on the line of the first character that differs from the canonical form."""
    found, wanted = corpus.files[path].decode(), canonical.decode()
    pairs = zip(found, wanted, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), len(found))
    at = min(same, len(found), len(wanted))
    corpus.expect("K014", path, found.count("\n", 0, at) + 1, own=corpus.article in path)


@breaks("K014")
def annotations_in_another_order(corpus):
    layer = corpus.pick(model.LAYERS)
    path, id_ = corpus.layer_path(layer), None
    lines = corpus.files[path].decode().split("\n")
    records = [index for index, line in enumerate(lines) if line.startswith('    {"id"')]
    first = corpus.number(0, len(records) - 3)  # the last one has no comma
    one, other = records[first], records[corpus.number(first + 1, len(records) - 2)]
    id_ = json.loads(lines[other].rstrip(","))["id"]
    lines[one], lines[other] = lines[other], lines[one]
    corpus.files[path] = "\n".join(lines).encode()
    corpus.expect_at("K014", layer, id_)


@breaks("K016")
def zone_broken(corpus):
    zones = corpus.value(corpus.article_path)["zones"]
    index = corpus.number(0, len(zones) - 1)
    zone = zones[index]
    if corpus.pick([True, False]):
        zone["end"] = len(corpus.text) + corpus.number(1, 500)
    else:
        zone["start"], zone["end"] = zone["end"], corpus.number(0, zone["end"])
    corpus.change(corpus.article_path, zones=zones)
    corpus.expect("K016", corpus.article_path, corpus.line(corpus.article_path, '"end"', index))


@breaks("K016", "real")
def zones_swapped(corpus):
    corpus.change(corpus.article_path, zones=corpus.value(corpus.article_path)["zones"][::-1])
    corpus.expect("K016", corpus.article_path, corpus.line(corpus.article_path, '"start"', 1))


@breaks("K016", "real")
def zones_overlap(corpus):
    first, second = corpus.value(corpus.article_path)["zones"]
    second["start"] = corpus.number(0, first["end"] - 1)
    corpus.change(corpus.article_path, zones=[first, second])
    corpus.expect("K016", corpus.article_path, corpus.line(corpus.article_path, '"start"', 1))


@breaks("K017")
def idle_waiver(corpus):
    waivers = corpus.value(WAIVERS)["waivers"]
    code = corpus.pick([rule.code for rule in RULES if rule.code != "K015"])
    idle = {
        "code": code,
        "article": corpus.pick([corpus.article, "port"]),
        "reason": "Так напечатано.",
    }
    if corpus.pick([True, False]):
        idle["annotation"] = "e1"
    corpus.change(WAIVERS, waivers=[*waivers, idle])
    line = corpus.line(WAIVERS, f'{{"code": "{code}"')
    corpus.expect("K017", WAIVERS, line, own=False)
