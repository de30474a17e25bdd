"""The JSON sources in a release: a bundle from which the same release can be built again.

It is what `khronika export bundle` writes, except that no string of a text that may not be passed
on is in it, that shards are as long as those of tables, and that they are compressed as Parquet is:
by pyarrow, whose version is all that their bytes depend on.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from khronika.corpus_files import CorpusFiles
from khronika.document import Document
from khronika.export_bundle import files_of, line_of_document
from khronika.source import RawFile
from khronika.source.bundle import shard_name
from khronika.wholefile import whole_file

FOLDER = "sources"
"""The folder of a release that holds them."""


def write_files(folder: Path, corpus: CorpusFiles, beside: Mapping[str, RawFile]) -> None:
    """Write the files about the corpus into the release `folder`, and those `beside` it by name."""
    for name, data in files_of(corpus).items():
        (folder / FOLDER / name).write_bytes(data)
    for name, file in beside.items():
        (folder / FOLDER / name).write_bytes(file.data)


def write_shard(folder: Path, number: int, documents: Iterable[Document]) -> Path:
    """Write one shard into the release `folder`, and return its path.

    Parameters
    ----------
    folder : pathlib.Path
        The release, with `FOLDER` in it.
    number : int
        Which shard it is, counted from 0.
    documents : iterable of Document
        Its documents, by ascending id; one at a time is held.
    """
    import pyarrow as pa  # late: the names of this module are needed without it

    path = folder / FOLDER / shard_name(number, ".zst")
    with whole_file(path) as stored, pa.CompressedOutputStream(stored, "zstd") as stream:
        for document in documents:
            stream.write(line_of_document(document))
    return path
