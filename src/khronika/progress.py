"""How the work tells of its progress."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much."""


def silent(doing: str, done: int, total: int) -> None:
    """Show nothing."""
