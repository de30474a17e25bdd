"""The hash of what tables say, whichever library and version writes or reads them.

A column is hashed as flat values, with which of them are null and how many belong to a list, from
the outside in. What may differ between two readings of one file does not count: how a table is
cut into chunks, 32- or 64-bit offsets, what lies in memory behind a null.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import orjson

if TYPE_CHECKING:
    import pyarrow as pa


BLOCK = 1000
"""Rows that are hashed at once; part of what the hash is, and never to be changed."""


class _Hash(Protocol):
    def update(self, data: Any, /) -> None: ...


def type_of(of: "pa.DataType") -> Any:
    """Describe a type by what it means.

    Arrow names the items of a list `item`, Parquet names them `element`.
    """
    import pyarrow as pa  # 0.1 s, and who only looks for a manifest does without

    if pa.types.is_list(of):
        return [type_of(of.value_type)]
    if pa.types.is_struct(of):
        return {field.name: type_of(field.type) for field in of}
    return str(of)


def schema_sha256(table_schema: "pa.Schema") -> str:
    """Return a hash of column names and types that no Parquet or Arrow version changes."""
    return hashlib.sha256(_described(table_schema)).hexdigest()


def _described(table_schema: "pa.Schema") -> bytes:
    return orjson.dumps([[field.name, type_of(field.type)] for field in table_schema])


class TableHash:
    """The hash of the rows of one table, which may come piece by piece.

    It is taken of the hashes of blocks of `BLOCK` rows, so that no more of them are held.

    Parameters
    ----------
    table_schema : pyarrow.Schema
        Columns of integers, booleans, dates, strings, and lists and structs of them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> whole = pa.table({"id": ["a", "b"]})
    >>> pieces = TableHash(whole.schema)
    >>> pieces.update(whole[:1])
    >>> pieces.update(whole[1:])
    >>> pieces.hexdigest() == table_sha256(whole)
    True
    """

    def __init__(self, table_schema: "pa.Schema") -> None:
        self._hash = hashlib.sha256(_described(table_schema))
        self._pending: list[pa.Table] = []
        self._rows = 0

    def update(self, table: "pa.Table") -> None:
        """Add rows.

        Raises
        ------
        TypeError
            If a column has a type that has no hash.
        """
        while table.num_rows:
            piece = table[: BLOCK - self._rows]
            table = table[piece.num_rows :]
            self._pending.append(piece)
            self._rows += piece.num_rows
            if self._rows == BLOCK:
                self._hash.update(_block(self._pending))
                self._pending, self._rows = [], 0

    def hexdigest(self) -> str:
        """Return the hash of the rows so far, in hex."""
        whole = self._hash.copy()
        if self._pending:
            whole.update(_block(self._pending))
        return whole.hexdigest()


def table_sha256(table: "pa.Table") -> str:
    """Return the `TableHash` of a table.

    Examples
    --------
    >>> import pyarrow as pa
    >>> whole = pa.table({"id": ["a", "b"]})
    >>> table_sha256(whole) == table_sha256(whole[:1])
    False
    """
    digest = TableHash(table.schema)
    digest.update(table)
    return digest.hexdigest()


def _block(pieces: Sequence["pa.Table"]) -> bytes:
    """Return the hash of some rows."""
    import pyarrow as pa

    block = pa.concat_tables(pieces)
    digest = hashlib.sha256(block.num_rows.to_bytes(8, "little"))
    for column in block.columns:
        _update(digest, column.combine_chunks())
    return digest.digest()


def _update(digest: _Hash, array: "pa.Array") -> None:
    """Add the values of `array`, and which of them are null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(array, pa.ChunkedArray):  # an empty column, or one too long for one array
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    of = array.type
    _numbers(digest, array.is_valid(), "u1")
    if pa.types.is_struct(of):
        for child in array.flatten():  # a null struct makes all its fields null
            _update(digest, child)
    elif pa.types.is_list(of):
        _numbers(digest, pc.fill_null(pc.list_value_length(array), 0), "<i8")
        _update(digest, array.flatten())  # what null lists hold is left out
    elif pa.types.is_string(of) or pa.types.is_large_string(of):
        _numbers(digest, pc.fill_null(pc.binary_length(array), 0), "<i8")
        _bytes(digest, array.drop_null().cast(pa.large_binary()))
    elif pa.types.is_boolean(of):
        _numbers(digest, pc.fill_null(array, False), "u1")
    elif pa.types.is_date32(of):
        _numbers(digest, pc.fill_null(array.cast(pa.int32()), 0), "<i8")
    elif pa.types.is_integer(of):
        _numbers(digest, pc.fill_null(array, 0), "<i8")
    else:
        raise TypeError(f"columns of type {of} have no hash; expected one of the release's types")


def _numbers(digest: _Hash, array: "pa.Array", form: str) -> None:
    digest.update(array.to_numpy(zero_copy_only=False).astype(form).tobytes())


def _bytes(digest: _Hash, array: "pa.Array") -> None:
    """Add what the strings of `array`, which has no nulls, hold one after the other."""
    if not len(array):
        return
    _, offsets, data = array.buffers()
    edges = memoryview(offsets).cast("q")
    first, last = edges[array.offset], edges[array.offset + len(array)]
    if last > first:
        digest.update(memoryview(data)[first:last])


class ContentHash:
    """The hash of some tables: those of a split or of a config, file by file.

    It is taken of the hashes of the tables, so that they can be made apart from one another.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table, together, apart = pa.table({"id": ["a"]}), ContentHash(), ContentHash()
    >>> together.update(table)
    >>> apart.add(table_sha256(table))
    >>> together.hexdigest() == apart.hexdigest()
    True
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, table: "pa.Table") -> None:
        """Add a table."""
        self.add(table_sha256(table))

    def add(self, digest: str) -> None:
        """Add a table by its `table_sha256`."""
        self._hash.update(bytes.fromhex(digest))

    def hexdigest(self) -> str:
        """Return the hash so far, in hex."""
        return self._hash.hexdigest()
