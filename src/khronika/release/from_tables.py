"""From the tables of a release back to the documents and the registry they were made of."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pyarrow as pa

from khronika import model, records
from khronika.corpus_model import EntityName, RegistryEntry
from khronika.document import Document
from khronika.model import Article
from khronika.release.derived import Row


def documents(articles: pa.Table, registry: Mapping[str, RegistryEntry]) -> Iterator[Document]:
    """Turn rows of the `articles` config back into the documents they were made of.

    Lossless for every field of article and layer documents that is published.
    """
    return (document(row, registry) for row in articles.to_pylist())


def document(row: Row, registry: Mapping[str, RegistryEntry]) -> Document:
    """Turn one row of the `articles` config, with labels by name, back into its document."""
    present = [name for name in model.LAYERS if row[name] is not None]
    layers = {name: _layer_document(row, name) for name in present}
    return Document(_article(row), row["text"], layers, registry)


def entries(registry: pa.Table) -> Iterator[RegistryEntry]:
    """Turn rows of the `registry` config back into the entries they were made of."""
    for row in registry.to_pylist():
        names = tuple(EntityName(**name) for name in row["names"] or ())
        yield RegistryEntry(
            row["id"], row["label"], row["name"], row["wikidata"], row["link"], names
        )


def _article(row: Row) -> Article:
    return Article(
        id=row["article_id"],
        text=model.TextDigest(row["text_sha256"], row["length"]),
        language=row["language"],
        title=row["title"],
        dct=model.CreationTime(
            row["dct"], row["dct_status"], row["dct_claimed"], row["dct_evidence"]
        ),
        source=model.Source(
            kind=row["source_kind"],
            publisher=row["publisher"],
            author=row["author"],
            url=row["url"],
            received_sha256=row["received_sha256"],
        ),
        rights=model.Rights(row["license"], row["redistribute"], row["rights_note"]),
        genre=row["genre"],
        zones=tuple(model.Zone(**zone) for zone in row["zones"]),
        group=row["group"],
        split=row["split"],
    )


_DERIVED = ("earliest", "latest", "edtf")


def _layer_document(row: Row, name: str) -> model.LayerDocument:
    annotations = [
        {key: value for key, value in annotation.items() if _is_stored(key, value)}
        for annotation in row[name]
    ]
    for annotation in annotations:
        if "metonymy" in annotation:
            given = annotation["metonymy"].items()
            annotation["metonymy"] = {key: value for key, value in given if value is not None}
    value = {
        "article": row["article_id"],
        "layer": name,
        "text_sha256": row["text_sha256"],
        "revision": row[f"{name}_revision"],
        "status": row[f"{name}_status"],
        "annotators": row[f"{name}_annotators"],
        "preannotated_by": row[f"{name}_preannotated_by"] or (),
        "adjudicator": row[f"{name}_adjudicator"],
        "annotations": annotations,
    }
    return cast(model.LayerDocument, records.convert(value, records.RECORDS[name]))


def _is_stored(key: str, value: Any) -> bool:
    """Tell what the files hold: nothing derived, and null only where it has a meaning."""
    return key not in _DERIVED and (value is not None or key in ("parent", "surface"))
