"""The JSON sources in a release: a bundle from which the same release can be built again."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, cast

from khronika.corpus_files import CorpusFiles
from khronika.document import Document
from khronika.export_bundle import files_of, line_of_document, write_shards
from khronika.manifest import SOURCES
from khronika.source import RawFile


def write(
    folder: Path,
    documents: Iterable[Document],
    corpus: CorpusFiles,
    beside: Mapping[str, RawFile],
) -> None:
    """Write a bundle of `documents`, in their order, and of the files about the corpus.

    It is what `khronika export bundle` writes, except that shards are compressed as Parquet is: by
    pyarrow, whose version is all that their bytes depend on.

    Parameters
    ----------
    folder : pathlib.Path
        The release; `SOURCES` is made in it.
    documents : iterable of Document
        All documents, by ascending id, as they may be published.
    corpus : CorpusFiles
        The files about the corpus as a whole.
    beside : mapping of str to RawFile
        Changelog, licences and citation, by name.
    """
    sources = folder / SOURCES
    sources.mkdir()
    documents = list(documents)
    withheld = {one.id for one in documents if not one.article.rights.redistribute}
    for name, data in files_of(corpus, withheld).items():
        (sources / name).write_bytes(data)
    for name, file in beside.items():
        (sources / name).write_bytes(file.data)
    write_shards(sources, map(line_of_document, documents), ".zst", compressed=_by_pyarrow)


def _by_pyarrow(stream: IO[bytes], name: str) -> AbstractContextManager[IO[bytes]]:  # noqa: ARG001
    import pyarrow as pa  # late: the names of this module are needed without it

    return cast("AbstractContextManager[IO[bytes]]", pa.CompressedOutputStream(stream, "zstd"))
