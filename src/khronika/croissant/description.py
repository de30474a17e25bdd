"""Composing `croissant.json` from what is known of a release."""

from collections.abc import Iterable
from typing import Any

import orjson

from khronika.citation import Author, bibtex
from khronika.croissant import record_sets, responsible
from khronika.croissant.record_sets import Node
from khronika.excerpt import printable
from khronika.release.described import Described, Entry

NAME = "croissant.json"

CONFORMS_TO = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
"""The specifications that the description follows."""

_OWN = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
    *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
    *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)

CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _OWN},
}
"""The context that the specification recommends, which tools look for."""

_FORMATS = {
    "parquet": "application/x-parquet",
    "json": "application/json",
    "jsonl": "application/jsonlines",
    "zst": "application/zstd",
    "md": "text/markdown",
    "cff": "application/yaml",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_PLAIN = "text/plain"


def compose(release: Described, files: Iterable[Entry]) -> bytes:
    """Return the bytes of `croissant.json`.

    Parameters
    ----------
    release : Described
        What the release was made of, and its tables.
    files : iterable of dict
        The manifest's entries for all files but the manifest and the description itself. Where
        they are, the description says relative to itself, so that it holds wherever the release
        lies.
    """
    info, cited, written = release.info, release.citation, sorted(release.counts.written)
    described: Node = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": info.name,
        "alternateName": printable(info.title),
        "description": printable(info.description),
        "version": info.version,
        "datePublished": info.released.isoformat() if info.released else None,
        "url": info.homepage or (printable(cited.url) if cited and cited.url else None),
        "license": licenses(
            release.counts.values("license"),
            (layer.license for layer in release.corpus.layer_infos.values()),
        ),
        "creator": [_creator(author) for author in cited.authors] if cited else [],
        "citeAs": bibtex(info, cited),
        "keywords": [printable(keyword) for keyword in cited.keywords] if cited else [],
        "inLanguage": sorted(release.counts.values("language")),
        "temporalCoverage": f"{written[0]}/{written[-1]}" if written else None,
        "isLiveDataset": False,
        **responsible.properties(release),
        "distribution": _distribution(release, files),
        "recordSet": _record_sets(release),
    }
    told = {name: value for name, value in described.items() if value not in (None, [])}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _creator(author: Author) -> Node:
    kind = "sc:Person" if author.is_person else "sc:Organization"
    url = {"url": printable(author.url)} if author.url else {}
    return {"@type": kind, "name": printable(author.name)} | url


def licenses(texts: Iterable[str], annotations: Iterable[str]) -> list[str]:
    """Return the licences of a release as Croissant wants them: addresses of the SPDX list.

    Examples
    --------
    >>> licenses(["LicenseRef-unstated", "CC-BY-4.0"], ["CC-BY-4.0"])
    ['https://spdx.org/licenses/CC-BY-4.0', 'LicenseRef-unstated']
    """
    return [
        one if one.startswith("LicenseRef-") else f"https://spdx.org/licenses/{one}"
        for one in sorted({*texts, *annotations})
    ]


def file_object(file: Entry) -> Node:
    """Return how one file is described, from its entry in the manifest."""
    path: str = file["path"]
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path.rpartition("/")[2],
        "contentUrl": path,
        "contentSize": f"{file['size']} B",
        "encodingFormat": _FORMATS.get(path.rpartition(".")[2], _PLAIN),
        "sha256": file["sha256"],
    }


def _distribution(release: Described, files: Iterable[Entry]) -> list[Node]:
    objects = [file_object(file) for file in sorted(files, key=lambda file: str(file["path"]))]
    return objects + [record_sets.file_set(entry["config"]) for entry in release.loadable]


def _record_sets(release: Described) -> list[Any]:
    tables = [record_sets.record_set(entry) for entry in release.loadable]
    return [record_sets.splits(release.loadable), *tables]
