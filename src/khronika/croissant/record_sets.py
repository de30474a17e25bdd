"""The tables of a release as record sets of Croissant: every column, nested ones too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from khronika.release.columns import COLUMNS, ROW_OF, Column

if TYPE_CHECKING:
    import pyarrow as pa

Node = dict[str, Any]
"""A node of the description, as JSON."""

KEYS = {
    "articles": ("article_id",),
    "entities": ("article_id", "mention_id"),
    "dates": ("article_id", "date_id"),
    "quotes": ("article_id", "quote_id"),
    "tokens": ("article_id", "sentence_id"),
    "registry": ("id",),
}
"""The columns that together name a row of each config."""

SPLITS = "splits"
"""Id of the record set that lists the splits."""

CARDINALITY = "http://www.wikidata.org/entity/Q4049983"
"""What Croissant calls the number of records."""

_DATA_TYPES = {
    "string": "sc:Text",
    "large_string": "sc:Text",
    "int32": "sc:Integer",
    "date32[day]": "sc:Date",
    "bool": "sc:Boolean",
}

_USUAL_SPLITS = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}


def file_set(config: str) -> Node:
    """Return the Parquet files of a config, as one set whose columns they share."""
    return {
        "@type": "cr:FileSet",
        "@id": files_of(config),
        "name": files_of(config),
        "description": f"The Parquet files of `{config}`, one or more for each split.",
        "encodingFormat": "application/x-parquet",
        "includes": f"data/{config}/*.parquet",
    }


def files_of(config: str) -> str:
    """Return the id of the file set of a config.

    Examples
    --------
    >>> files_of("dates")
    'dates-files'
    """
    return f"{config}-files"


def record_set(entry: Node) -> Node:
    """Return the record set of one config, from its entry in the manifest.

    Besides its columns it has a field `split`, which the names of the files tell, and the number
    of its records, in all and by split.
    """
    config = entry["config"]
    columns = COLUMNS[config]
    fields = [_column(config, column) for column in columns]
    if all(column.name != "split" for column in columns):
        fields.append(_split_of_file(config))
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": f"One record per {ROW_OF[config]}.",
        "key": [{"@id": f"{config}/{name}"} for name in KEYS[config]],
        "cr:annotation": list(_counts(entry)),
        "field": fields,
    }


def splits(entries: Sequence[Node]) -> Node:
    """Return the record set that lists the splits which the `entries` of the manifest have."""
    names = dict.fromkeys(split["split"] for entry in entries for split in entry["splits"])
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{SPLITS}/{name}",
            "name": name,
            "description": meaning,
            "dataType": type_,
        }
        for name, meaning, type_ in (
            ("name", "Name of the split", "sc:Text"),
            ("url", "What the split is for", "sc:URL"),
        )
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": SPLITS,
        "name": SPLITS,
        "description": "The splits of the release.",
        "dataType": "cr:Split",
        "key": {"@id": f"{SPLITS}/name"},
        "field": fields,
        "data": [
            {f"{SPLITS}/name": name, f"{SPLITS}/url": _USUAL_SPLITS.get(name, "cr:Split")}
            for name in names
        ],
    }


def _counts(entry: Node) -> Iterator[Node]:
    """Yield how many records there are, in all and in each split."""
    config = entry["config"]
    counts = [("rows", "Number of records", entry["rows"])]
    counts += [
        (f"rows/{split['split']}", f"Number of records in {split['split']}", split["rows"])
        for split in entry["splits"]
    ]
    for name, meaning, rows in counts:
        yield {
            "@type": "cr:Field",
            "@id": f"{config}/{name}",
            "name": name,
            "description": meaning,
            "dataType": ["sc:Integer", CARDINALITY],
            "value": rows,
        }


def _split_of_file(config: str) -> Node:
    return {
        "@type": "cr:Field",
        "@id": f"{config}/split",
        "name": "split",
        "description": "Split the record belongs to; the name of the file tells it.",
        "dataType": "sc:Text",
        "source": {
            "fileSet": {"@id": files_of(config)},
            "extract": {"fileProperty": "filename"},
            # Readers make a glob of it to read one split alone, and understand no more than this.
            "transform": {"regex": r"^([A-Za-z0-9_]+)-.+\.parquet$"},
        },
    }


def _column(config: str, column: Column) -> Node:
    source = {
        "fileSet": {"@id": files_of(config)},
        "extract": {"column": column.name},
    }
    return _field(f"{config}/{column.name}", column, source)


def _field(id_: str, column: Column, source: Node) -> Node:
    labels = f": {', '.join(column.labels)}" if column.labels else ""
    field: Node = {
        "@type": "cr:Field",
        "@id": id_,
        "name": column.name,
        "description": f"{column.meaning}{labels}",
    }
    if not column.fields:
        field["dataType"] = data_type(replace(column, many=False).arrow)
    if column.many:
        field |= {"isArray": True, "arrayShape": "-1"}
    field["source"] = source
    if column.fields:
        field["subField"] = [
            _field(f"{id_}/{inner.name}", inner, _within(source, column, inner.name))
            for inner in column.fields
        ]
    return field


def data_type(of: "pa.DataType") -> str | None:
    """Return what Croissant calls the type of a column; None where no column of ours has it."""
    return _DATA_TYPES.get(str(of))


def _within(source: Node, outer: Column, name: str) -> Node:
    """Return where a field of a struct comes from, given where the struct does."""
    way = json_path(source.get("transform", {}).get("jsonPath"), outer.many, name)
    return source | {"transform": {"jsonPath": way}}


def json_path(outer: str | None, is_array: bool, name: str) -> str:
    """Return the way from a column to the field `name` of a struct in it.

    `outer` is the way to the struct, None for the column itself. In a column of lists, readers of
    Croissant take it from each item of the list; in a list further inside, the path has to say so.

    Examples
    --------
    >>> json_path(None, True, "content")
    'content'
    >>> json_path("content", True, "start")
    'content[*].start'
    """
    if outer is None:
        return name
    return f"{outer}[*].{name}" if is_array else f"{outer}.{name}"
