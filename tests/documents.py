"""Any document at all: what the schemas allow for one article, for property tests.

Spans lie anywhere in the text and cross as they like; the surfaces are right, and nothing else
need please a rule.
"""

import datetime
from pathlib import Path

import corpora
from hypothesis import strategies as st

from khronika import canonical, explanation, model, schema
from khronika.document import Document
from khronika.source import RawDocument, RawFile, RawLayer
from khronika.subject import parse_subject

SLUGS = st.from_regex(r"[a-z0-9]{1,5}(?:-[a-z0-9]{1,5}){0,2}", fullmatch=True)
SLUG_LISTS = st.lists(SLUGS, max_size=3, unique=True)
# What a byte order mark, a NUL or a carriage return makes of a text is another matter.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), min_size=1, max_size=60
)
LINES = st.text(min_size=1, max_size=20)
DAYS = st.dates(min_value=datetime.date(1000, 1, 1)).map(str)
SHA256 = st.text("0123456789abcdef", min_size=64, max_size=64)
REFERENCES = st.just("dct") | st.integers(1, 99).map("d{}".format)
LABELS = st.sampled_from(model.ENTITY_LABELS)
MODIFIERS = st.sampled_from(schema.load("common")["$defs"]["timex_modifier"]["enum"])
VALUES = {
    "DATE": ["2025-10-24", "202", "2025-W43", "2025-Q4", "2025-SU", "PAST_REF", "XXXX-WXX-5"],
    "TIME": ["2025-10-24T09:00", "XXXX-XX-XXTMO", "PRESENT_REF"],
    "DURATION": ["P3Y", "PXM", "P1Y6M", "PT2H"],
    "SET": ["P1Y", "XXXX-WXX-5", "P1W"],
}


def maybe(draw, **fields: st.SearchStrategy) -> dict:
    """Draw some of `fields`; those left out, or drawn as empty, are absent."""
    drawn = {name: draw(st.none() | values) for name, values in fields.items()}
    return {name: value for name, value in drawn.items() if value}


def spans(draw, text: str) -> dict:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return {"start": start, "end": end, "surface": text[start:end]}


def span_lists(draw, text: str, least: int) -> list[dict]:
    return [spans(draw, text) for _ in range(draw(st.integers(least, 3)))]


def entity(draw, text: str, number: int) -> dict:
    label = draw(LABELS | st.just("PROFESSION"))
    annotation = {"id": f"e{number}", **spans(draw, text), "label": label}
    annotation["level"] = draw(st.sampled_from(["NAM", "NOM", "ADJ"]))
    kinds = schema.load("entities")["$defs"]["annotation"]["properties"]["metonymy"]
    metonymy = st.fixed_dictionaries(
        {"kind": st.sampled_from(kinds["properties"]["kind"]["enum"])}
    ).flatmap(
        lambda kind: (
            (LABELS.map(lambda label: kind | {"literal": label}))
            | SLUGS.map(lambda referent: kind | {"referent": referent})
        )
    )
    holders = {"holders": SLUG_LISTS} if label == "PROFESSION" else {}
    return annotation | maybe(draw, entity=SLUGS, metonymy=metonymy, **holders)


def date(draw, text: str, number: int) -> dict:
    type_ = draw(st.sampled_from(model.DATE_TYPES))
    value = draw(st.sampled_from(VALUES[type_]) | (DAYS if type_ == "DATE" else st.nothing()))
    annotation = {"id": f"d{number}", **spans(draw, text), "type": type_, "value": value}
    own = {
        "DATE": {"anchor": REFERENCES},
        "TIME": {"anchor": REFERENCES},
        "DURATION": {"begin": REFERENCES, "end_point": REFERENCES},
        "SET": {
            "quant": st.sampled_from(["EACH", "EVERY"]),
            "freq": st.sampled_from(["2X", "1D", "XW"]),
        },
    }
    return annotation | maybe(draw, mod=MODIFIERS, **own[type_])


def quote(draw, text: str, number: int) -> dict:
    properties = schema.load("quotes")["$defs"]["annotation"]["properties"]
    return {
        "id": f"q{number}",
        "type": draw(st.sampled_from(model.QUOTE_TYPES)),
        "content": span_lists(draw, text, 1),
        "cue": span_lists(draw, text, 0),
        "source": span_lists(draw, text, 0),
        "addressee": span_lists(draw, text, 0),
        "speakers": draw(SLUG_LISTS),
        "resolution": draw(st.sampled_from(properties["resolution"]["enum"])),
        "parent": draw(st.none() | st.integers(1, 99).map("q{}".format)),
        "form": draw(st.sampled_from(properties["form"]["enum"])),
        "attitude": draw(st.sampled_from(properties["attitude"]["enum"])),
    }


ANNOTATIONS = {"entities": entity, "dates": date, "quotes": quote}


@st.composite
def articles(draw, text: str, redistribute: bool) -> dict:
    known = st.fixed_dictionaries(
        {"value": DAYS, "status": st.sampled_from(["stated", "inferred", "contradicted"])},
    )
    dct = draw(st.just({"value": None, "status": "unknown"}) | known)
    dct |= maybe(draw, claimed=DAYS, evidence=LINES)
    if dct["status"] in ("inferred", "contradicted"):
        dct |= {"claimed": draw(DAYS), "evidence": draw(LINES)}
    received = {"received_sha256": draw(SHA256)}
    published = {"kind": "published", "publisher": draw(LINES)} | received
    published |= maybe(draw, url=st.just("https://example.org/a?b=%20"))
    composed = {"kind": "composed", "author": draw(SLUGS)} | received
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    zones = [
        {"kind": draw(st.sampled_from(["header", "heading", "caption", "byline"]))}
        | {"start": start, "end": end}
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    rights = {"license": draw(st.sampled_from(["CC-BY-4.0", "LicenseRef-unstated"]))}
    rights["redistribute"] = redistribute
    return corpora.article(
        draw(SLUGS),
        text,
        title=draw(st.none() | LINES),
        dct=dct,
        source=draw(st.sampled_from([published, composed])),
        rights=rights | maybe(draw, note=LINES),
        genre=draw(st.sampled_from(schema.load("article")["properties"]["genre"]["enum"])),
        zones=zones,
        group=draw(SLUGS),
        split=draw(st.sampled_from(["train", "test"])),
    )


@st.composite
def file_sets(
    draw, texts: st.SearchStrategy[str] = TEXTS, *, redistribute: bool = True
) -> dict[str, bytes]:
    """Return the files of one article, by path, each valid under its schema."""
    text = draw(texts)
    article = draw(articles(text, redistribute))
    path = corpora.article_path(article["id"])
    files = {path: ("article", article)}
    for name in draw(st.sets(st.sampled_from(model.LAYERS))):
        numbers = draw(st.lists(st.integers(1, 999), max_size=4, unique=True))
        annotations = [ANNOTATIONS[name](draw, text, number) for number in numbers]
        status = draw(st.sampled_from(["auto", "single", "adjudicated"]))
        more = {"adjudicator": draw(SLUGS)} if status == "adjudicated" else {}
        document = corpora.layer(
            name,
            article,
            annotations,
            status=status,
            revision=draw(st.integers(1, 2**31 - 1)),
            annotators=draw(st.lists(SLUGS, min_size=1, max_size=2, unique=True)),
            **more,
            **maybe(draw, preannotated_by=SLUG_LISTS),
        )
        files[corpora.layer_path(name, article["id"])] = (name, document)
    written = {path.removesuffix(".json") + ".txt": text.encode()}
    for path, (kind, value) in files.items():
        value = {"$schema": canonical.schema_reference(path, kind)} | value
        assert explanation.explain(kind, value) == []
        written[path] = canonical.to_bytes(value, kind)
    return written


def document_of(files: dict[str, bytes]) -> Document:
    """Return the document that the files of one article make."""
    by_kind = {path.split("/")[1]: RawFile(path, data) for path, data in files.items()}
    (text,) = (RawFile(path, data) for path, data in files.items() if path.endswith(".txt"))
    (article,) = (RawFile(p, data) for p, data in files.items() if "articles" in p and p[-1] == "n")
    layers = [RawLayer(name, by_kind[name]) for name in model.LAYERS if name in by_kind]
    raw = RawDocument("2025", Path(text.path).stem, article, text, layers)
    document = parse_subject(raw).document({})
    assert document is not None
    return document
