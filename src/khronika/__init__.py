"""khronika: an annotated corpus of Russian news, and the tool that checks and releases it.

The names below are loaded on first use, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from khronika.checker import check
    from khronika.corpus import Corpus, open_corpus
    from khronika.corpus_model import RegistryEntry
    from khronika.diagnostics import Finding, Report
    from khronika.document import Document
    from khronika.errors import (
        BuildRefused,
        CorpusHasErrors,
        CorpusNotFound,
        DownloadFailed,
        ExportRefused,
        KhronikaError,
        NotRestored,
        ReleaseNotFound,
        ReleaseUnreadable,
        UnusableDocument,
        UnusableSource,
        VerificationRefused,
    )
    from khronika.fetch import download
    from khronika.load import load_dataset
    from khronika.model import Article, Date, Entity, Quote, Span
    from khronika.release.builder import Release, build
    from khronika.restoring import restore
    from khronika.verification import verify
    from khronika.verification.report import Mismatch, Verification

_HOME = {
    "Article": "model",
    "BuildRefused": "errors",
    "Corpus": "corpus",
    "CorpusHasErrors": "errors",
    "CorpusNotFound": "errors",
    "Date": "model",
    "Document": "document",
    "DownloadFailed": "errors",
    "Entity": "model",
    "ExportRefused": "errors",
    "Finding": "diagnostics",
    "KhronikaError": "errors",
    "Mismatch": "verification.report",
    "NotRestored": "errors",
    "Quote": "model",
    "RegistryEntry": "corpus_model",
    "Release": "release.builder",
    "ReleaseNotFound": "errors",
    "ReleaseUnreadable": "errors",
    "Report": "diagnostics",
    "Span": "model",
    "UnusableDocument": "errors",
    "UnusableSource": "errors",
    "Verification": "verification.report",
    "VerificationRefused": "errors",
    "build": "release.builder",
    "check": "checker",
    "download": "fetch",
    "load_dataset": "load",
    "open_corpus": "corpus",
    "restore": "restoring",
    "verify": "verification",
}

__all__ = [
    "Article",
    "BuildRefused",
    "Corpus",
    "CorpusHasErrors",
    "CorpusNotFound",
    "Date",
    "Document",
    "DownloadFailed",
    "Entity",
    "ExportRefused",
    "Finding",
    "KhronikaError",
    "Mismatch",
    "NotRestored",
    "Quote",
    "RegistryEntry",
    "Release",
    "ReleaseNotFound",
    "ReleaseUnreadable",
    "Report",
    "Span",
    "UnusableDocument",
    "UnusableSource",
    "Verification",
    "VerificationRefused",
    "__version__",
    "build",
    "check",
    "download",
    "load_dataset",
    "open_corpus",
    "restore",
    "verify",
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
