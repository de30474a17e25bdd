"""Stand-off → TEI → stand-off gives back every byte of every article and layer document."""

import corpora
import msgspec
from documents import document_of, file_sets
from hypothesis import given, settings
from hypothesis import strategies as st

import khronika
from khronika import canonical, tei
from khronika.model import RegistryEntry


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


def test_our_own_corpus_comes_back(root):
    for document in khronika.open_corpus(root):
        reading = tei.read(tei.write(document).encode(), "own.xml", registry=document.registry)
        assert files_from(reading) == files_of(document)
        entries = [msgspec.convert(entry, RegistryEntry) for entry in reading.entries]
        assert entries == [document.registry[entry.id] for entry in entries]
        assert len(entries) > 30


@given(file_sets())
def test_any_document_comes_back(files):
    written = tei.write(document_of(files))
    assert files_from(tei.read(written.encode(), "any.xml")) == files


# What XML and the layout of paragraphs make much of: line feeds, edges, markup, what XML cannot
# hold, what it would normalise.
PITFALLS = st.text("аб \n\n\n\t\u00a0\x01\ufffe\u2028\x85<&>\"';]-", min_size=1, max_size=30)


@settings(max_examples=300)
@given(file_sets(PITFALLS))
def test_any_text_comes_back(files):
    written = tei.write(document_of(files))
    assert files_from(tei.read(written.encode(), "any.xml")) == files
