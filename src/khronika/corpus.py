"""Opening a corpus for use: documents, registry and what is known about them."""

from collections.abc import Iterator
from pathlib import Path

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import Annotator, CorpusInfo, LayerInfo, RegistryEntry
from khronika.diagnostics import Severity
from khronika.document import Document
from khronika.errors import UnusableDocument
from khronika.examining import Examined
from khronika.opened import Check
from khronika.source import Source
from khronika.source.opening import Sources, open_source


class Corpus:
    """A corpus that was opened: iterate it for its documents, by ascending article id.

    Each document is checked by itself when it is reached, so that a document in hand is sound.

    Parameters
    ----------
    source : Source
        Where the files come from.

    Raises
    ------
    UnusableDocument
        If the corpus's own files do not let any document be understood.
    """

    def __init__(self, source: Source) -> None:
        self._check = Check(source)
        corpus = self._check.corpus
        broken = [file.path for file in corpus.files if file.record is None]
        broken += [refusal.path for refusal in corpus.refusals if not refusal.unexpected]
        if broken:
            raise UnusableDocument(
                f"{broken[0]} has errors; run `khronika check` to see what is wrong"
            )

    @property
    def _files(self) -> CorpusFiles:
        return self._check.corpus

    @property
    def info(self) -> CorpusInfo:
        """Name, version, layers, splits and configs, from `corpus.json`."""
        if self._files.info is None:
            raise UnusableDocument(
                f"{self._check.source.paths.corpus} is missing or cannot be read; run "
                "`khronika check`"
            )
        return self._files.info

    @property
    def registry(self) -> dict[str, RegistryEntry]:
        """Registry entries by id."""
        return self._files.registry

    @property
    def annotators(self) -> dict[str, Annotator]:
        """Annotators by id."""
        return self._files.annotators

    @property
    def layers(self) -> dict[str, LayerInfo]:
        """Version, guideline, licence and labels of each layer."""
        return self._files.layer_infos

    def __iter__(self) -> Iterator[Document]:
        for examined in self._check.examine_all():
            yield _sound(examined)

    def __getitem__(self, article_id: str) -> Document:
        for examined in self._check.examine_all(only=[article_id]):
            return _sound(examined)
        raise KeyError(article_id)

    def __len__(self) -> int:
        return len(self.ids())

    def ids(self) -> list[str]:
        """Return the article ids, in ascending order; shards are read for them."""
        return list(self._check.source.ids())


def _sound(examined: Examined) -> Document:
    error = next((f for f in examined.findings if f.severity is Severity.ERROR), None)
    if error or examined.document is None:
        found = f"{error.location}: {error.message} ({error.code})" if error else "not understood"
        article = f"the article {examined.id}" if examined.id else "an article"
        raise UnusableDocument(
            f"{article} has errors, the first of them {found}; run `khronika check` to see them all"
        )
    return examined.document


def open_corpus(path: str | Path | None = None, *, source: Sources | None = None) -> Corpus:
    """Open a corpus for use in Python.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder that holds `corpus/` and `annotations/`, or a bundle. Without it, the corpus
        that ships with the package is opened.
    source : str, os.PathLike or a sequence of them, optional
        Shards in place of `path`: folders, globs, files, or URLs that `fsspec` knows. They are
        read as a stream; looking up a single article reads them up to it.

    Raises
    ------
    CorpusNotFound
        If there is no corpus at `path`.
    UnusableSource
        If the shards cannot be read as one corpus.
    UnusableDocument
        If its files have errors; for a single document, when iteration reaches it.

    Examples
    --------
    >>> document = open_corpus()["vestikavkaza-2025-10-24-putin-aliyev-call"]
    >>> document.text[17:31]
    'Владимир Путин'
    >>> document.dates[0].interval.earliest
    datetime.date(2025, 10, 24)
    >>> direct = [quote for quote in document.quotes if quote.type == "direct"]
    >>> {speaker.name for quote in direct for speaker in quote.speakers}
    {'Дмитрий Солонников'}
    """
    return Corpus(open_source(path, source))
