"""khronika: an annotated corpus of Russian news, and the tool that checks and releases it.

The names below are loaded on first use, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from khronika.builder import Release, build
    from khronika.checker import check
    from khronika.corpus import Corpus, open_corpus
    from khronika.diagnostics import Finding, Report
    from khronika.document import Document
    from khronika.errors import (
        BuildRefused,
        CorpusHasErrors,
        CorpusNotFound,
        ExportRefused,
        KhronikaError,
        NotRestored,
        ReleaseNotFound,
        UnusableDocument,
        UnusableSource,
    )
    from khronika.load import load_dataset
    from khronika.model import Article, Date, Entity, Quote, RegistryEntry, Span
    from khronika.restoring import restore

_HOME = {
    "Article": "model",
    "BuildRefused": "errors",
    "Corpus": "corpus",
    "CorpusHasErrors": "errors",
    "CorpusNotFound": "errors",
    "Date": "model",
    "Document": "document",
    "Entity": "model",
    "ExportRefused": "errors",
    "Finding": "diagnostics",
    "KhronikaError": "errors",
    "NotRestored": "errors",
    "Quote": "model",
    "RegistryEntry": "model",
    "Release": "builder",
    "ReleaseNotFound": "errors",
    "Report": "diagnostics",
    "Span": "model",
    "UnusableDocument": "errors",
    "UnusableSource": "errors",
    "build": "builder",
    "check": "checker",
    "load_dataset": "load",
    "open_corpus": "corpus",
    "restore": "restoring",
}

__all__ = [
    "Article",
    "BuildRefused",
    "Corpus",
    "CorpusHasErrors",
    "CorpusNotFound",
    "Date",
    "Document",
    "Entity",
    "ExportRefused",
    "Finding",
    "KhronikaError",
    "NotRestored",
    "Quote",
    "RegistryEntry",
    "Release",
    "ReleaseNotFound",
    "Report",
    "Span",
    "UnusableDocument",
    "UnusableSource",
    "__version__",
    "build",
    "check",
    "load_dataset",
    "open_corpus",
    "restore",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # late: it costs more than all the rest of this

        return version("khronika")
    if name not in _HOME:
        raise AttributeError(f"module 'khronika' has no attribute {name!r}")
    return getattr(import_module(f"khronika.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
