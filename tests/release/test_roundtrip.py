"""JSON → Parquet → JSON gives back every byte of every article and layer document."""

import datetime
import io
from pathlib import Path

import corpora
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika import canonical, explanation, from_tables, model, parsed, schema, tables
from khronika.document import Document
from khronika.model import Annotator
from khronika.source import RawDocument, RawFile, RawLayer
from khronika.source.tree import Tree

ID = corpora.BASE_ARTICLE


def files_of(root: Path) -> dict[str, bytes]:
    """Return what must come back: the files of the articles, texts included."""
    folders = ["corpus/articles", *(f"annotations/{layer}" for layer in model.LAYERS)]
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in folders
        for path in (root / folder).rglob("*.*")
        if path.name != "layer.json"
    }


def files_from(table: pa.Table, year: str = "2025") -> dict[str, bytes]:
    """Write the rows of the `articles` config out as files again."""
    files = {}
    for document in from_tables.documents(table, {}):
        path = corpora.article_path(document.id, year)
        files[path] = as_json(document.article, path, "article")
        files[path.removesuffix(".json") + ".txt"] = document.text.encode()
        for name, layer in document.layers.items():
            path = corpora.layer_path(name, document.id, year)
            files[path] = as_json(layer, path, name)
    return files


def as_json(record: msgspec.Struct, path: str, kind: str) -> bytes:
    value = {"$schema": canonical.schema_reference(path, kind)} | msgspec.to_builtins(record)
    return canonical.to_bytes(value, kind)


def through_parquet(documents: list[Document], annotators: dict[str, Annotator]) -> pa.Table:
    stream = io.BytesIO()
    pq.write_table(tables.table("articles", documents, annotators), stream)
    return pq.read_table(io.BytesIO(stream.getvalue()))


def read(root: Path) -> tuple[list[Document], dict[str, Annotator]]:
    """Read documents without a check, so that they need not please every rule."""
    tree = Tree(root)
    files = parsed.corpus_files(tree.corpus_files(), [])
    documents = [parsed.subject(raw).document(files.registry) for raw in tree.documents()]
    assert None not in documents
    return documents, files.annotators


def test_our_own_corpus_comes_back_from_its_release(root, release):
    (path,) = release.glob("data/articles/*.parquet")
    assert files_from(pq.read_table(path)) == files_of(root)


def test_a_corpus_of_several_splits_comes_back_from_its_release(mixed_tree, mixed_release):
    paths = sorted(mixed_release.glob("data/articles/*.parquet"))
    assert len(paths) == 3
    table = pa.concat_tables([pq.read_table(path) for path in paths])
    assert files_from(table) == files_of(mixed_tree)


def test_the_shipped_files_are_enough_to_say_so(root):
    assert {path.split("/")[0] for path in files_of(root)} == {"corpus", "annotations"}
    assert len(files_of(root)) == 5


# Every field there is


@pytest.fixture
def filled(base_tree) -> Path:
    """A copy of the base corpus in which every optional field has a value somewhere."""

    def change(path: str, kind: str, **changes) -> None:
        value = corpora.read_json(base_tree, path)
        changes = {key: new(value) if callable(new) else new for key, new in changes.items()}
        corpora.write_json(base_tree, path, kind, value | changes)

    def annotations(changes: dict[str, dict]):
        return lambda value: [one | changes.get(one["id"], {}) for one in value["annotations"]]

    def layer(name: str, changes: dict[str, dict], **more) -> None:
        more["annotations"] = annotations(changes)
        change(corpora.layer_path(name, ID), name, **more)

    change(
        corpora.article_path(ID),
        "article",
        dct={
            "value": "2025-10-24",
            "status": "contradicted",
            "claimed": "2025-10-10",
            "evidence": '«пятница» — 24-е; "quoted", \\ and a tab\t',
        },
        source=lambda value: {
            "kind": "published",
            "publisher": "Ясногорский вестник",
            "url": "https://example.org/?a=1&b=2",
            "received_sha256": value["source"]["received_sha256"],
        },
        rights={"license": "LicenseRef-unstated", "redistribute": True, "note": "Ask us."},
    )
    decided = {
        "status": "adjudicated",
        "adjudicator": "case-writer",
        "preannotated_by": ["case-writer", "a-tool"],
        "revision": 7,
    }
    for_institution = {"kind": "place-for-institution", "literal": "FACILITY"}
    for_state = {"kind": "capital-for-state", "referent": "town-hall"}
    layer(
        "entities",
        {
            "e2": {"metonymy": for_state},
            "e3": {"holders": ["anna-vereskova", "mark-luzhin"]},
            "e8": {"metonymy": for_institution},
            "e9": {"level": "ADJ"},
        },
        **decided,
    )
    layer(
        "dates",
        {
            "d1": {"mod": "ON_OR_AFTER"},
            "d2": {"begin": "d1", "end_point": "dct"},
            "d4": {"quant": "EACH", "freq": "2X"},
        },
        **decided,
    )
    layer("quotes", {"q3": {"speakers": ["mark-luzhin", "anna-vereskova"]}}, **decided)
    composed = corpora.article("composed-one", "Да.", title="Не «да», а: \u2028 нет")
    corpora.add(base_tree, composed, "Да.")
    return base_tree


def optional_fields(kind: str) -> set[str]:
    """Return the dotted names of all fields of a kind that a document may lack."""

    def walk(node: dict, file: str, prefix: str):
        while "$ref" in node:
            node, file = schema.follow(node["$ref"], file)
        for name, inner in node.get("properties", {}).items():
            if name not in node.get("required", ()):
                yield f"{prefix}{name}"
            yield from walk(inner, file, f"{prefix}{name}.")
        if isinstance(node.get("items"), dict):
            yield from walk(node["items"], file, prefix)

    return set(walk(schema.load(kind), f"{kind}.schema.json", "")) - {"$schema"}


def fields(value, prefix: str = ""):
    """Yield the dotted names of all fields that have a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{prefix}{name}"
            yield from fields(inner, f"{prefix}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner, prefix)


@pytest.mark.parametrize("kind", ["article", *model.LAYERS])
def test_the_filled_corpus_leaves_no_optional_field_out(filled, kind):
    where = f"corpus/articles/2025/{ID}.json" if kind == "article" else corpora.layer_path(kind, ID)
    filled_in = set(fields(corpora.read_json(filled, where)))
    if kind == "article":
        filled_in |= set(fields(corpora.read_json(filled, corpora.article_path("composed-one"))))
    assert optional_fields(kind) <= filled_in
    assert len(optional_fields(kind)) > 1


def test_every_optional_field_comes_back(filled):
    documents, annotators = read(filled)
    annotators["a-tool"] = Annotator("a-tool", "tool", "A tool")
    assert files_from(through_parquet(documents, annotators)) == files_of(filled)


def test_an_article_without_some_layer_comes_back(base_tree):
    (base_tree / corpora.layer_path("quotes", ID)).unlink()
    assert files_from(through_parquet(*read(base_tree))) == files_of(base_tree)


# Any document at all

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
def articles(draw, text: str) -> dict:
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
    rights["redistribute"] = True
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
def file_sets(draw) -> dict[str, bytes]:
    """Return the files of one article, by path, each valid under its schema."""
    text = draw(TEXTS)
    article = draw(articles(text))
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


@given(file_sets())
def test_any_document_comes_back(files):
    by_kind = {path.split("/")[1]: RawFile(path, data) for path, data in files.items()}
    (text,) = (RawFile(path, data) for path, data in files.items() if path.endswith(".txt"))
    (article,) = (RawFile(p, data) for p, data in files.items() if "articles" in p and p[-1] == "n")
    layers = [RawLayer(name, by_kind[name]) for name in model.LAYERS if name in by_kind]
    id_ = Path(text.path).stem
    document = parsed.subject(RawDocument("2025", id_, article, text, layers)).document({})
    assert document is not None
    annotators = {
        id_: Annotator(id_, "human", "Somebody")
        for layer in document.layers.values()
        for id_ in layer.annotators
    }
    assert files_from(through_parquet([document], annotators)) == files
