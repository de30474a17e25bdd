"""Stand-off → TEI → stand-off gives back every byte of every article and layer document."""

import corpora
import msgspec
from documents import LABELS, LINES, SLUGS, document_of, file_sets
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

import khronika
from khronika import canonical, model, records, tei
from khronika.corpus_model import EntityName, RegistryEntry
from khronika.document import Document


def files_from(reading: tei.Reading, year: str = "2025") -> dict[str, bytes]:
    """Write what was read as files again."""
    path = corpora.article_path(reading.id, year)
    files = {path: as_json(reading.article, path, "article")}
    files[path.removesuffix(".json") + ".txt"] = reading.text.encode()
    for name, layer in reading.layers.items():
        path = corpora.layer_path(name, reading.id, year)
        files[path] = as_json(layer, path, name)
    return files


def as_json(value: dict, path: str, kind: str) -> bytes:
    value = {"$schema": canonical.schema_reference(path, kind)} | value
    return canonical.to_bytes(value, kind)


def files_of(document: khronika.Document, year: str = "2025") -> dict[str, bytes]:
    value = msgspec.to_builtins(document.article)
    layers = {name: msgspec.to_builtins(layer) for name, layer in document.layers.items()}
    return files_from(tei.Reading(document.text, value, layers, []), year)


def test_our_own_corpus_comes_back(own):
    for document in khronika.open_corpus(own):
        reading = tei.read(tei.write(document).encode(), "own.xml", registry=document.registry)
        assert files_from(reading) == files_of(document)
        entries = [msgspec.convert(entry, RegistryEntry) for entry in reading.entries]
        assert entries == [document.registry[entry.id] for entry in entries]
        assert entries


@settings(max_examples=examples(50))
@given(file_sets())
def test_any_document_comes_back(files):
    written = tei.write(document_of(files))
    assert files_from(tei.read(written.encode(), "any.xml")) == files


# What XML and the layout of paragraphs make much of: line feeds, edges, markup, what XML cannot
# hold, what it would normalise.
PITFALLS = st.text("аб \n\n\n\t\u00a0\x01\ufffe\u2028\x85<&>\"';]-", min_size=1, max_size=30)


@settings(max_examples=examples(150))
@given(file_sets(PITFALLS))
def test_any_text_comes_back(files):
    written = tei.write(document_of(files))
    assert files_from(tei.read(written.encode(), "any.xml")) == files


NAMES = st.text("аб \n\t\x01\ufffe<&>\"'", min_size=1, max_size=9) | LINES
NAMES_OF_ENTRIES = st.builds(
    EntityName, st.sampled_from(["ru", "en-GB"]), st.sampled_from(["full", "short"]), NAMES
)
ENTRIES = st.builds(
    RegistryEntry,
    SLUGS | st.sampled_from(["e1", "d1", "q1", "dct", "2025-summit"]),
    LABELS,
    NAMES,
    st.none() | st.integers(1, 10**9).map("Q{}".format),
    st.sampled_from(["linked", "nil", "unlinked", "invented"]),
    st.lists(NAMES_OF_ENTRIES, max_size=2).map(tuple),
)


@given(st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.id))
def test_any_registry_entry_comes_back(entries):
    text = "Порт"
    mentions = [
        {"id": f"e{number}", **corpora.span(text, text), "label": entry.label, "level": "NAM"}
        | {"entity": entry.id}
        for number, entry in enumerate(entries, start=1)
    ]
    article = corpora.article("port", text)
    layer = corpora.layer("entities", article, mentions)
    record = records.convert(article, model.Article)
    mentioned = records.convert(layer, model.EntityLayer)
    registry = {entry.id: entry for entry in entries}
    document = Document(record, text, {"entities": mentioned}, registry)
    reading = tei.read(tei.write(document).encode(), "any.xml", registry=())
    found = [records.convert(entry, RegistryEntry) for entry in reading.entries]
    assert sorted(found, key=lambda entry: entry.id) == sorted(entries, key=lambda entry: entry.id)
    back = sorted(reading.layers["entities"]["annotations"], key=canonical.annotation_key)
    assert back == mentions
