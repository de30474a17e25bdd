"""JSON → Parquet → JSON gives back every byte of every article and layer document."""

import io
from pathlib import Path, PurePosixPath

import corpora
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from documents import document_of, file_sets
from hypothesis import given

from khronika import canonical, model, schema
from khronika.corpus_files import parse_corpus_files
from khronika.corpus_model import Annotator
from khronika.document import Document
from khronika.release import from_tables, tables
from khronika.source.tree import Tree
from khronika.subject import parse_subject

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
    pq.write_table(tables.table("articles", tables.Batch(documents, annotators)), stream)
    return pq.read_table(io.BytesIO(stream.getvalue()))


def read(root: Path) -> tuple[list[Document], dict[str, Annotator]]:
    """Read documents without a check, so that they need not please every rule."""
    tree = Tree(root)
    files = parse_corpus_files(tree.corpus_files(), [])
    documents = [parse_subject(raw).document(files.registry) for raw in tree.documents()]
    assert None not in documents
    return documents, files.annotators


def test_our_own_corpus_comes_back_from_its_release(own, own_release):
    paths = sorted(own_release.glob("data/articles/*.parquet"))
    table = pa.concat_tables([pq.read_table(path) for path in paths])
    files = files_of(own)
    years = {PurePosixPath(path).stem: path.split("/")[-2] for path in files}
    assert len(years) == table.num_rows
    back = {}
    for place, id_ in enumerate(table["article_id"].to_pylist()):
        back |= files_from(table.slice(place, 1), years[id_])
    assert back == files


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


@given(file_sets())
def test_any_document_comes_back(files):
    document = document_of(files)
    annotators = {
        id_: Annotator(id_, "human", "Somebody")
        for layer in document.layers.values()
        for id_ in layer.annotators
    }
    assert files_from(through_parquet([document], annotators)) == files
