"""Comparing two records field by field."""

from msgspec import UNSET

from khronika.diff.structs import FieldChange
from khronika.history import Value


def field_changes(before: Value, after: Value) -> list[FieldChange]:
    """Return the fields in which two records differ, those within them by their path.

    Examples
    --------
    >>> before = {"label": "CITY", "metonymy": {"kind": "capital-for-state"}}
    >>> for change in field_changes(before, {"label": "REGION", "metonymy": {"kind": "other"}}):
    ...     print(change.field, change.before, change.after)
    label CITY REGION
    metonymy.kind capital-for-state other
    """
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, UNSET), after.get(name, UNSET)
        if isinstance(old, dict) and isinstance(new, dict):
            inner = field_changes(old, new)
            found += [FieldChange(f"{name}.{one.field}", one.before, one.after) for one in inner]
        elif old != new:
            found.append(FieldChange(name, old, new))
    return found
