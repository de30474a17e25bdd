"""What it means to be a place that files of a release come from."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """A file that arrives, from some byte on.

    Attributes
    ----------
    start
        The byte that `chunks` begin with; 0 where the rest was asked for and all of it comes.
    size
        Bytes of the whole file; None if that is not told.
    validator
        What names these very bytes when the rest is asked for later; None if nothing does.
    is_page
        Whether it calls itself a web page.
    chunks
        The bytes. Reading them raises nothing but `Unavailable`.
    """

    start: int
    size: int | None
    validator: str | None
    is_page: bool
    chunks: Iterator[bytes]


class Origin(Protocol):
    """A place that files come from."""

    def open(
        self, address: str, start: int, validator: str | None
    ) -> AbstractContextManager[Answer]:
        """Ask for the file at `address` from the byte `start` on; may raise `Unavailable`."""


class Unavailable(Exception):
    """A file did not arrive.

    Attributes
    ----------
    reason, advice
        What went wrong, for the middle of a sentence, and what to do.
    passing
        Whether it may go away by itself, so that trying again makes sense.
    is_missing
        Whether the place says that there is no such file.
    wait
        Seconds that the place asks to wait; None if it does not.
    """

    def __init__(
        self,
        reason: str,
        advice: str,
        *,
        passing: bool = False,
        is_missing: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(f"{reason}; {advice}")
        self.reason = reason
        self.advice = advice
        self.passing = passing
        self.is_missing = is_missing
        self.wait = wait
