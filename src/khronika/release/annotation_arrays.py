"""Annotations of many documents as Arrow arrays, field by field.

Flat values of one kind are turned into Arrow at once, which is many times faster than rows are;
what belongs together is told by offsets.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, TypeAlias

import pyarrow as pa
from msgspec import Struct, structs

from khronika import timex
from khronika.model import Date, Entity, Quote, Span
from khronika.release.columns import arrow_schema

Values: TypeAlias = "Sequence[Any] | pa.Array"


def of_layer(layer: str, annotations: Sequence[Any]) -> pa.StructArray:
    """Return annotations of one layer as the `articles` config has them.

    Parameters
    ----------
    layer : str
        Which layer.
    annotations : sequence of Entity, Date or Quote
        As their files have them, of any number of documents.

    Examples
    --------
    >>> of_layer("dates", [Date("d1", 4, 8, "2025", "DATE", "2025")]).field("earliest")[0].as_py()
    datetime.date(2025, 1, 1)
    """
    return _FUNCTIONS[layer](annotations)


def lists(of: pa.ListType, values: Values, counts: Iterable[int | None]) -> pa.ListArray:
    """Return lists of the type `of`, of so many `values` each; None for a null.

    Examples
    --------
    >>> lists(pa.list_(pa.int32()), [1, 2, 3], [2, None, 1]).to_pylist()
    [[1, 2], None, [3]]
    """
    sizes = list(counts)
    edges = pa.array([0, *accumulate(size or 0 for size in sizes)], type=pa.int32())
    missing = pa.array([size is None for size in sizes]) if None in sizes else None
    return pa.ListArray.from_arrays(edges, array(values, of.value_type), type=of, mask=missing)


def struct_lists(
    of: pa.ListType, fields: Mapping[str, Values], counts: Iterable[int | None]
) -> pa.ListArray:
    """Return `lists` of structs, whose `fields` are given by name."""
    return lists(of, structs_of(of.value_type, fields), counts)


def array(values: Values, of: pa.DataType) -> pa.Array:
    """Return an array of the type `of`; what is one already is left as it is."""
    return values if isinstance(values, pa.Array) else pa.array(values, type=of)


def structs_of(of: pa.StructType, fields: Mapping[str, Values]) -> pa.StructArray:
    """Return structs of the type `of`, whose `fields` are given by name."""
    arrays = [array(fields[field.name], field.type) for field in of]
    return pa.StructArray.from_arrays(arrays, fields=list(of))


def by_field(record: type[Struct], records: Iterable[Struct]) -> dict[str, Values]:
    """Return the values of each field of some records, which are all of this type."""
    there = list(records)
    return {name: list(map(attrgetter(name), there)) for name in record.__struct_fields__}


def _entities(annotations: Sequence[Entity]) -> pa.StructArray:
    fields = by_field(Entity, annotations)
    fields["entity"] = fields["entity_id"]
    fields["metonymy"] = [one and structs.asdict(one) for one in fields["metonymy"]]
    fields["holders"] = [ids or None for ids in fields["holder_ids"]]
    return structs_of(_type("entities"), fields)


def _dates(annotations: Sequence[Date]) -> pa.StructArray:
    fields = by_field(Date, annotations)
    read = list(map(timex.parse, fields["value"], fields["type"]))
    fields["earliest"] = [one.interval.earliest for one in read]
    fields["latest"] = [one.interval.latest for one in read]
    fields["edtf"] = [one.edtf for one in read]
    return structs_of(_type("dates"), fields)


def _quotes(annotations: Sequence[Quote]) -> pa.StructArray:
    fields = by_field(Quote, annotations)
    of = _type("quotes")
    for role in Quote.ROLES:
        fields[role] = _spans(of.field(role).type, fields[role])
    fields["speakers"] = fields["speaker_ids"]
    return structs_of(of, fields)


def _spans(of: pa.ListType, parts: Values) -> pa.ListArray:
    return struct_lists(of, by_field(Span, chain.from_iterable(parts)), map(len, parts))


@cache
def _type(layer: str) -> pa.StructType:
    return arrow_schema("articles").field(layer).type.value_type


_FUNCTIONS: dict[str, Callable[[Sequence[Any]], pa.StructArray]] = {
    "entities": _entities,
    "dates": _dates,
    "quotes": _quotes,
}
