"""Comparing one layer of one article: which annotation is which, and how they differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from khronika.diff.fields import field_changes
from khronika.diff.structs import AnnotationChange, LayerChange
from khronika.history import (
    LayerState,
    Placed,
    fields_of_annotation,
    fields_of_layer,
)
from khronika.model import LayerDocument, Quote

Annotations = Mapping[str, Placed]
_NOTHING = LayerState(0, "", {})


def layer_difference(
    before: LayerState | None,
    after: LayerState | None,
    document_before: LayerDocument | None,
    document_after: LayerDocument | None,
    *,
    same_text: bool,
) -> LayerChange:
    """Compare two states of a layer document, and both of them in full where they are known."""
    old, new = before or _NOTHING, after or _NOTHING
    was, now = _records(document_before), _records(document_after)
    pairs, removed, added = paired(old.annotations, new.annotations, same_text=same_text)
    found = LayerChange(before.revision if before else None, after.revision if after else None)
    if document_before and document_after:
        found.fields = field_changes(
            fields_of_layer(document_before), fields_of_layer(document_after)
        )
    found.removed = [_one(id_, old.annotations[id_], was.get(id_)) for id_ in removed]
    found.added = [_one(id_, new.annotations[id_], now.get(id_)) for id_ in added]
    for old_id, id_ in pairs:
        here = new.annotations[id_]
        if old_id != id_ or here != old.annotations[old_id]:
            change = AnnotationChange(id_, here.start, here.end, _surface(now.get(id_)))
            change.was = old_id if old_id != id_ else UNSET
            if old_id in was and id_ in now:
                values = fields_of_annotation(was[old_id]), fields_of_annotation(now[id_])
                change.fields = field_changes(*values)
            found.changed.append(change)
    return found


def _records(document: LayerDocument | None) -> dict[str, Struct]:
    return {one.id: one for one in document.annotations} if document else {}


def _one(id_: str, placed: Placed, record: Struct | None) -> AnnotationChange:
    value = UNSET if record is None else fields_of_annotation(record)
    return AnnotationChange(id_, placed.start, placed.end, _surface(record), value=value)


def _surface(record: Struct | None) -> str | UnsetType:
    """Return what an annotation reads, of a quote its content; nothing if that is not known."""
    if record is None:
        return UNSET
    parts: tuple[Any, ...] = record.content if isinstance(record, Quote) else (record,)
    read = [part.surface for part in parts]
    return UNSET if None in read else " … ".join(read)


def paired(
    before: Annotations, after: Annotations, *, same_text: bool
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Find out which annotations are the same: by their id, else by their span.

    Where the text is the same, an id that stands where no code point of its old span is stands for
    another annotation, as K803 has it. Where it is not, offsets do not compare.

    Returns
    -------
    pairs, removed, added
        Ids before and after; ids before; ids after: each in text order.

    Examples
    --------
    >>> before = {"e1": Placed(0, 4, "…"), "e2": Placed(9, 12, "…")}
    >>> after = {"e1": Placed(0, 6, "…"), "e7": Placed(9, 12, "…"), "e8": Placed(20, 24, "…")}
    >>> paired(before, after, same_text=True)
    ([('e1', 'e1'), ('e2', 'e7')], [], ['e8'])
    """
    kept = {id_ for id_ in before if id_ in after and _is_same(before[id_], after[id_], same_text)}
    pairs = [(id_, id_) for id_ in kept]
    waiting = defaultdict(list)
    for id_ in _in_order(before.keys() - kept, before):
        waiting[before[id_].start, before[id_].end].append(id_)
    added = []
    for id_ in _in_order(after.keys() - kept, after):
        there = waiting[after[id_].start, after[id_].end] if same_text else []
        if there:
            pairs.append((there.pop(0), id_))
        else:
            added.append(id_)
    left = {id_ for ids in waiting.values() for id_ in ids}
    pairs.sort(key=lambda pair: _place(pair[1], after))
    return pairs, list(_in_order(left, before)), added


def _is_same(old: Placed, new: Placed, same_text: bool) -> bool:
    return not same_text or (old.start < new.end and new.start < old.end)


def _in_order(ids: set[str], annotations: Annotations) -> Iterator[str]:
    return iter(sorted(ids, key=lambda id_: _place(id_, annotations)))


def _place(id_: str, annotations: Annotations) -> tuple[int, int, int]:
    return annotations[id_].start, -annotations[id_].end, int(id_[1:])
