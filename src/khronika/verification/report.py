"""What a verification found, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from khronika.excerpt import printable
from khronika.reporters.json import harmless

FORMAT = "khronika-verification/1"

MOST_SHOWN = 50
"""Findings that are shown to people; the rest are counted."""

BUILD_AGAIN = "whoever publishes the release has to build it again"
"""What to do about a release that was not damaged since, but is wrong in itself."""

_RED, _BLUE, _BOLD, _PLAIN = "\x1b[1;31m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True, order=True)
class Mismatch:
    """One thing in which a release is not what it should be.

    Attributes
    ----------
    path : str
        The file, relative to the release folder, with ``/``.
    message : str
        What was expected and what was found.
    help : str
        What to do.
    """

    path: str
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of looking at a release.

    Attributes
    ----------
    release : str
        Name and version, as `khronika-0.1.0`, or the folder's name if the manifest does not tell.
    files, rows : int
        How many files and rows of tables were looked at.
    findings : tuple of Mismatch
        Everything that is wrong, sorted by path.
    notes : tuple of str
        What else there is to say: what could not be looked at, and why; how a rebuild compares.
    """

    release: str
    files: int
    rows: int
    findings: tuple[Mismatch, ...]
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def as_text(verification: Verification, *, colour: bool = False) -> str:
    """Return the findings as text for a terminal, ending in a newline.

    Examples
    --------
    >>> print(as_text(Verification("khronika-0.1.0", 29, 6000, ())), end="")
    verified khronika-0.1.0, 29 files with 6,000 rows: sound
    """
    blocks = ["\n".join(_lines(one, colour)) for one in verification.findings[:MOST_SHOWN]]
    if left_out := len(verification.findings) - MOST_SHOWN:
        blocks += [f"{left_out:,} more findings"] if left_out > 0 else []
    notes = "".join(f"note: {printable(note)}\n" for note in verification.notes)
    return "\n\n".join([*blocks, _summary(verification)]) + f"\n{notes}"


def _summary(verification: Verification) -> str:
    found = len(verification.findings)
    verdict = f"{found:,} finding{'s' if found > 1 else ''}" if found else "sound"
    return (
        f"verified {printable(verification.release)}, {verification.files:,} files with "
        f"{verification.rows:,} rows: {verdict}"
    )


def _lines(finding: Mismatch, colour: bool) -> Iterator[str]:
    def paint(text: str, code: str) -> str:
        return f"{code}{text}{_PLAIN}" if colour else text

    yield f"{paint('error', _RED)}: {paint(printable(finding.message), _BOLD)}"
    yield f"  {paint('-->', _BLUE)} {printable(finding.path)}"
    yield f"  = help: {printable(finding.help)}"


def as_json(verification: Verification) -> str:
    """Return the findings as JSON text, ending in a newline."""
    document: dict[str, Any] = {
        "schema": FORMAT,
        "release": verification.release,
        "ok": verification.ok,
        "files": verification.files,
        "rows": verification.rows,
        "findings": [
            {"path": one.path, "message": one.message, "help": one.help}
            for one in verification.findings
        ],
        "notes": list(verification.notes),
    }
    return harmless(document)
