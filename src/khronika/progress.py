"""How the work tells of its progress."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much."""


class Doing(str):
    """What is being done, which also knows what it is counted in, such as ``"documents"``.

    Examples
    --------
    >>> Doing("checking", "bytes") == "checking"
    True
    """

    counted_in: str

    def __new__(cls, doing: str, counted_in: str) -> "Doing":
        """Return `doing`."""
        made = super().__new__(cls, doing)
        made.counted_in = counted_in
        return made


def silent(doing: str, done: int, total: int) -> None:
    """Show nothing."""
