"""The JSON sources in a release: a bundle from which the same release can be built again.

It is what `khronika export bundle` writes, except that shards are as long as those of tables, and
compressed as Parquet is: by pyarrow, whose version is all that their bytes depend on.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from khronika.corpus_files import CorpusFiles
from khronika.export_bundle import files_of
from khronika.release.manifest import SOURCES
from khronika.source.bundle import shard_name
from khronika.wholefile import whole_file


def write_files(
    folder: Path, corpus: CorpusFiles, withheld: Collection[str], beside: Mapping[str, bytes]
) -> None:
    """Write the files about the corpus into the release `folder`, and those `beside` it by name.

    Reasons of waivers are left out for the articles `withheld`.
    """
    for name, data in files_of(corpus, withheld).items():
        (folder / SOURCES / name).write_bytes(data)
    for name, data in beside.items():
        (folder / SOURCES / name).write_bytes(data)


def write_shard(folder: Path, number: int, lines: Iterable[bytes]) -> Path:
    """Write one shard into the release `folder`, and return its path.

    Parameters
    ----------
    folder : pathlib.Path
        The release, with `SOURCES` in it.
    number : int
        Which shard it is, counted from 0.
    lines : iterable of bytes
        Its documents, by ascending id, as they may be published; one at a time is held.
    """
    import pyarrow as pa  # late: the names of this module are needed without it

    path = folder / SOURCES / shard_name(number, ".zst")
    with whole_file(path) as stored, pa.CompressedOutputStream(stored, "zstd") as stream:
        for line in lines:
            stream.write(line)
    return path
