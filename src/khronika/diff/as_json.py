"""A difference for programs: one JSON object, as `schema/v1/diff.schema.json` describes it."""

import msgspec

from khronika.diff.structs import Difference
from khronika.reporters.json import harmless

FORMAT = "khronika-diff/1"


def render(found: Difference) -> str:
    """Return a difference as JSON text, ending in a newline; it is complete."""
    return harmless({"schema": FORMAT, **msgspec.to_builtins(found)})
