"""Applying the safe fixes of a report to the corpus it is about."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from khronika import canonical, parsed
from khronika.diagnostics import Edit, Finding, Report
from khronika.formatting import replace
from khronika.parsed import ParsedFile
from khronika.source import RawFile
from khronika.source.reading import Unreadable, read_inside
from khronika.source.tree import MAX_BYTES, place

FORM = "K014"
"""The code whose fix is to write the file anew, in its canonical form."""

ROUNDS = 5
"""Rounds after which to stop: a fix may bring to light what it had hidden."""


def apply_safe_fixes(root: Path, check: Callable[[], Report]) -> tuple[list[Finding], Report]:
    """Apply every safe fix under `root`, check again, and go on until there is none left.

    A file gets all its fixes in one atomic write, and keeps its mode. If the next check finds
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
    wanted: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.code == FORM:
            wanted[finding.location.path].append(finding)
        elif finding.fix and finding.fix.safe:
            wanted[finding.fix.edits[0].path].append(finding)  # a fix is about one file
    before: dict[str, bytes] = {}
    applied: list[Finding] = []
    for path, findings in wanted.items():
        file = _read(root, path)
        if file is None:
            continue
        touched: set[str] = set()
        done = [finding for finding in findings if _edit(file, finding, touched)]
        data = canonical.to_bytes(file.value, file.kind)
        if done and data != file.data:
            before[path] = file.data
            replace(root / path, data)
            applied += done
    return before, applied


def _read(root: Path, path: str) -> ParsedFile | None:
    """Parse the file; None if it is not one that can be edited without losing anything."""
    expected = place(path)
    if expected is None or expected.kind == "text":
        return None
    try:
        data = read_inside(root, path, MAX_BYTES)
    except Unreadable:
        return None  # it was there a moment ago; the check that follows says what is wrong
    file = parsed.parse(RawFile(path, data), expected.kind)
    return file if file.invalid is None and not file.violations else None


def _edit(file: ParsedFile, finding: Finding, touched: set[str]) -> bool:
    """Make the edits of one finding; make none where another finding has changed a value."""
    edits = finding.fix.edits if finding.fix else ()
    if touched.intersection(edit.pointer for edit in edits):
        return False
    for edit in edits:
        _set(file.value, edit)
        touched.add(edit.pointer)
    return True


def _set(value: Any, edit: Edit) -> None:
    """Set the value that the edit's pointer (RFC 6901) names."""
    parts = edit.pointer.split("/")[1:]
    *steps, last = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
    value[int(last) if isinstance(value, list) else last] = edit.value
