"""Holding `croissant.json` against the manifest and the Parquet files.

Validators of Croissant see to its form; they pass over wrong columns, files, hashes and counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from khronika.croissant import record_sets
from khronika.croissant.description import NAME, file_object, licenses
from khronika.croissant.record_sets import Node
from khronika.excerpt import printable, shortened
from khronika.release import manifest
from khronika.release.manifest import SOURCES


def problems(folder: Path) -> Iterator[str]:
    """Yield what does not match in the Croissant description of a release, one message each.

    Parameters
    ----------
    folder : pathlib.Path
        The release: a folder whose manifest can be read. That the files are those of the manifest
        is not checked here.

    Examples
    --------
    >>> import tempfile
    >>> from khronika import build
    >>> with tempfile.TemporaryDirectory() as out:
    ...     release = build(out=out).path
    ...     list(problems(release))
    []
    """
    told = orjson.loads((folder / manifest.NAME).read_bytes())
    try:
        described = orjson.loads((folder / NAME).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        yield f"{NAME} cannot be read: {printable(str(error))}"
        return
    if not isinstance(described, dict):
        yield f"{NAME} should be a JSON object"
        return
    yield from _about(described, told)
    yield from _files(described, told)
    yield from _licenses(described, folder, told)
    yield from _record_sets(described, folder, told)


def _differs(what: str, found: Any, expected: Any) -> str:
    return f"{NAME}: {what} is {_shown(found)}, but should be {_shown(expected)}"


def _shown(value: Any) -> str:
    return shortened(str(value), 200) if value is not None else "missing"


def _nodes(node: Mapping[str, Any], key: str) -> dict[str, Node]:
    """Return the nodes of a list by their id, whatever stands there."""
    listed = node.get(key)
    nodes = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {str(one.get("@id")): one for one in nodes}


def _about(described: Node, told: Node) -> Iterator[str]:
    for name, key in (("name", "name"), ("version", "version"), ("datePublished", "released")):
        if described.get(name) != told[key]:
            yield _differs(f"`{name}`", described.get(name), told[key])


def _files(described: Node, told: Node) -> Iterator[str]:
    """Compare the files with those of the manifest, path, size and hash."""
    expected = {file["path"]: file_object(file) for file in told["files"] if file["path"] != NAME}
    expected |= {
        record_sets.files_of(entry["config"]): record_sets.file_set(entry["config"])
        for entry in told["configs"]
        if entry["splits"]
    }
    found = _nodes(described, "distribution")
    for id_ in expected.keys() - found.keys():
        yield f"{NAME} does not describe {shortened(id_, 200)}"
    for id_ in found.keys() - expected.keys():
        yield f"{NAME} describes {shortened(id_, 200)}, which the release does not have"
    for id_ in sorted(expected.keys() & found.keys()):
        for key, value in expected[id_].items():
            if found[id_].get(key) != value:
                yield _differs(f"`{key}` of {shortened(id_, 200)}", found[id_].get(key), value)


def _licenses(described: Node, folder: Path, told: Node) -> Iterator[str]:
    """Compare the licences with those of the articles and of the layers."""
    try:
        texts = {
            license_
            for path in _tables(folder, told, "articles")
            for license_ in pq.read_table(path, columns=["license"])["license"].to_pylist()
        }
        declared = _declared_layers(folder / SOURCES / "layers.json").values()
        expected = licenses(texts, (layer["license"] for layer in declared))
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        yield f"{NAME}: what its licences should be cannot be read: {printable(str(error))}"
        return
    if texts and described.get("license") != expected:  # not every release has the articles
        yield _differs("`license`", described.get("license"), expected)


def _declared_layers(path: Path) -> dict[str, Any]:
    """Return what the corpus says of its layers, if it does."""
    layers: dict[str, Any] = orjson.loads(path.read_bytes())["layers"] if path.is_file() else {}
    return layers


def _record_sets(described: Node, folder: Path, told: Node) -> Iterator[str]:
    """Compare records, fields and splits with the tables."""
    entries = [entry for entry in told["configs"] if entry["splits"]]
    found = _nodes(described, "recordSet")
    expected = {record_sets.SPLITS, *(entry["config"] for entry in entries)}
    for id_ in sorted(found.keys() - expected):
        yield f"{NAME} has a record set {shortened(id_)}, but the release no such table"
    for id_ in sorted(expected - found.keys()):
        yield f"{NAME} has no record set {shortened(id_)}"
    splits = record_sets.splits(entries)["data"]
    if record_sets.SPLITS in found and found[record_sets.SPLITS].get("data") != splits:
        yield _differs("the list of splits", found[record_sets.SPLITS].get("data"), splits)
    for entry in entries:
        if entry["config"] in found:
            yield from _counts(found[entry["config"]], entry, folder, told)
            yield from _fields(found[entry["config"]], entry["config"], folder, told)


def _counts(node: Node, entry: Node, folder: Path, told: Node) -> Iterator[str]:
    """Compare the numbers of records with the manifest, and both with the Parquet files."""
    config = entry["config"]
    expected = {f"{config}/rows": entry["rows"]}
    expected |= {f"{config}/rows/{split['split']}": split["rows"] for split in entry["splits"]}
    found = {id_: one.get("value") for id_, one in _nodes(node, "cr:annotation").items()}
    for id_ in sorted(expected.keys() | found.keys()):
        if found.get(id_) != expected.get(id_):
            yield _differs(f"the number {shortened(id_)}", found.get(id_), expected.get(id_))
    try:
        rows = sum(pq.read_metadata(path).num_rows for path in _tables(folder, told, config))
    except (pa.ArrowException, OSError) as error:
        yield f"{config}: its rows cannot be counted: {printable(str(error))}"
        return
    if found.get(f"{config}/rows") != rows:
        yield _differs(
            f"the number {shortened(f'{config}/rows')}", found.get(f"{config}/rows"), rows
        )


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field of Croissant and a column of Parquet have in common."""

    data_type: Any
    is_array: Any
    column: Any
    json_path: Any

    def __str__(self) -> str:
        of = self.data_type or "struct"
        way = f", {self.json_path}" if self.json_path else ""
        return f"{'list of ' if self.is_array else ''}{of} from {self.column}{way}"


def _fields(node: Node, config: str, folder: Path, told: Node) -> Iterator[str]:
    """Compare every field, nested ones too, with the columns of every file."""
    found = dict(_described_fields(node, "field"))
    for path in _tables(folder, told, config):
        try:
            schema = pq.read_schema(path)
        except (pa.ArrowException, OSError) as error:
            yield f"{config}: {path.name} cannot be read: {printable(str(error))}"
            continue
        expected = dict(_columns(config, schema))
        for id_ in sorted(expected.keys() | found.keys()):
            if found.get(id_) != expected.get(id_):
                what = f"the field {shortened(id_)}, held against {path.name},"
                yield _differs(what, found.get(id_), expected.get(id_))


def _described_fields(node: Node, key: str) -> Iterator[tuple[str, _Field]]:
    for id_, field in _nodes(node, key).items():
        source = field.get("source")
        source = source if isinstance(source, dict) else {}
        extract, transform = (
            one if isinstance(one, dict) else {}
            for one in (source.get("extract"), source.get("transform"))
        )
        if "fileProperty" not in extract:  # told by the name of the file
            yield (
                id_,
                _Field(
                    field.get("dataType"),
                    field.get("isArray", False),
                    extract.get("column"),
                    transform.get("jsonPath"),
                ),
            )
        yield from _described_fields(field, "subField")


def _columns(config: str, schema: pa.Schema) -> Iterator[tuple[str, _Field]]:
    for column in schema:
        yield from _column(f"{config}/{column.name}", column.type, column.name, None)


def _column(
    id_: str, type_: pa.DataType, column: str, json_path: str | None
) -> Iterator[tuple[str, _Field]]:
    is_array = pa.types.is_list(type_)
    one = type_.value_type if is_array else type_
    if pa.types.is_struct(one):
        yield id_, _Field(None, is_array, column, json_path)
        for inner in one:
            way = record_sets.json_path(json_path, is_array, inner.name)
            yield from _column(f"{id_}/{inner.name}", inner.type, column, way)
    else:
        yield id_, _Field(record_sets.data_type(one), is_array, column, json_path)


def _tables(folder: Path, told: Node, config: str) -> list[Path]:
    """Return the Parquet files of a config."""
    return [folder / file["path"] for file in told["files"] if file.get("config") == config]
