"""What a corpus is apart from its articles, for comparisons: from its files, as they are parsed."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from khronika.changelog import entries, fingerprints
from khronika.corpus_files import CorpusFiles
from khronika.history import Records, Value, Whole, digests_of
from khronika.release.columns import COLUMNS

_OF_THE_RELEASE = ("version", "released", "layers", "configs", "release_url")
"""What of `corpus.json` says no more than which release it is, or is compared by itself."""


def whole_of(corpus: CorpusFiles) -> Whole | None:
    """Return what a comparison needs of the files about a corpus as a whole.

    None if `corpus.json` was not understood, without which there is nothing to go by.
    """
    info = corpus.info
    if info is None:
        return None
    return Whole(
        version=info.version,
        layers=info.layers,
        labels={
            name: tuple(label.label for label in layer.labels)
            for name, layer in corpus.layer_infos.items()
        },
        columns={config: columns_of(config) for config in info.configs},
        records=digests_of(records_of(corpus)),
        changelog=tuple(sorted(fingerprints(entries(corpus.changelog or "")))),
    )


def columns_of(config: str) -> tuple[str, ...]:
    """Return the columns that this version of the package gives a config."""
    return tuple(column.name for column in COLUMNS[config])


def records_of(corpus: CorpusFiles) -> Records:
    """Return the records of a corpus that were understood, as plain values, by kind and id."""
    broken = {file.kind for file in corpus.files if file.record is None}
    found: dict[str, Mapping[str, Value]] = {}
    if corpus.info:
        value = msgspec.to_builtins(corpus.info)
        found["corpus"] = {key: value[key] for key in value if key not in _OF_THE_RELEASE}
    if "layer" not in broken:
        found["layers"] = by_id(corpus.layer_infos)
        for layer in found["layers"].values():
            layer["labels"] = {label["label"]: label["definition"] for label in layer["labels"]}
    for kind in ("registry", "annotators", "retired"):
        if kind not in broken:
            found[kind] = by_id(getattr(corpus, kind))
    return found


def by_id(records: Mapping[str, Struct]) -> dict[str, Value]:
    """Return records as plain values."""
    return {id_: msgspec.to_builtins(record) for id_, record in records.items()}
