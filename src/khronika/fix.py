"""Applying the safe fixes of a report to the corpus it is about."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from khronika import canonical, jsontext, parsed
from khronika.diagnostics import Edit, Finding, Report
from khronika.formatting import replace
from khronika.parsed import ParsedFile
from khronika.source import RawFile
from khronika.source.layout import limit_of, place
from khronika.source.reading import Unreadable, read_inside

FORM = "K014"
"""The code whose fix is to write the file anew, in its canonical form."""

ROUNDS = 5
"""Rounds after which to stop: a fix may bring to light what it had hidden."""


def apply_safe_fixes(root: Path, check: Callable[[], Report]) -> tuple[list[Finding], Report]:
    """Apply every safe fix under `root`, check again, and go on until there is none left.

    A file gets all its fixes in one atomic write, and keeps its mode; a fix that edits several
    files is made in all of them or in none. If the next check finds
    more in the corpus than before, what was written in that round is taken back.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds `corpus/` and `annotations/`.
    check : callable
        Checks the corpus, or the part of it that is wanted.

    Returns
    -------
    fixed : list of Finding
        What was mended, in order.
    report : Report
        What is left.
    """
    fixed: list[Finding] = []
    report = check()
    for _ in range(ROUNDS):
        before, applied = _apply(root, report)
        if not applied:
            break
        following = check()
        if len(following.findings) >= len(report.findings):
            for path, data in before.items():
                replace(root / path, data)
            break
        fixed += applied
        report = following
    return fixed, report


def _apply(root: Path, report: Report) -> tuple[dict[str, bytes], list[Finding]]:
    """Write the fixes of one report; return the files as they were, and what was applied."""
    files: dict[str, ParsedFile | None] = {}
    touched: set[tuple[str, str]] = set()
    done: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        edits = finding.fix.edits if finding.fix and finding.fix.safe else ()
        paths = {edit.path for edit in edits}
        if finding.code == FORM:
            paths.add(finding.location.path)
        for path in paths - files.keys():
            files[path] = _read(root, path)
        if all(files[path] for path in paths) and _edit(files, edits, touched):
            for path in paths:
                done[path].append(finding)
    return _written(root, files, done)


def _written(
    root: Path, files: dict[str, ParsedFile | None], done: dict[str, list[Finding]]
) -> tuple[dict[str, bytes], list[Finding]]:
    before: dict[str, bytes] = {}
    applied: dict[int, Finding] = {}
    for path, findings in done.items():
        file = files[path]
        data = canonical.to_bytes(file.value, file.kind) if file else b""
        if file and data != file.data:
            before[path] = file.data
            replace(root / path, data)
            applied |= {id(finding): finding for finding in findings}
    return before, list(applied.values())


def _read(root: Path, path: str) -> ParsedFile | None:
    """Parse the file; None if it is not one that can be edited without losing anything."""
    expected = place(path)
    if expected is None or expected.kind == "text":
        return None
    try:
        data = read_inside(root, path, limit_of(path))
    except Unreadable:
        return None  # it was there a moment ago; the check that follows says what is wrong
    file = parsed.parse(RawFile(path, data), expected.kind)
    return file if file.invalid is None and not file.violations else None


def _edit(
    files: dict[str, ParsedFile | None], edits: Sequence[Edit], touched: set[tuple[str, str]]
) -> bool:
    """Make the edits of one finding; make none where another finding has changed a value."""
    places = {(edit.path, edit.pointer) for edit in edits}
    if touched & places:
        return False
    for edit in edits:
        file = files[edit.path]
        if file:
            _set(file.value, edit)
    touched |= places
    return True


def _set(value: Any, edit: Edit) -> None:
    """Set the value that the edit's pointer (RFC 6901) names."""
    *inner, last = jsontext.steps(edit.pointer, value)
    for step in inner:
        value = value[step]
    value[last] = edit.value
