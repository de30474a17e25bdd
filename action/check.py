"""The check step of `action.yml`: runs `khronika check`, and tells GitHub what came of it.

The findings go to the log, a summary to the page of the run, and the counts to the steps that
follow. The exit status is that of `khronika check`.
"""

import contextlib
import json
import os
import secrets
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from khronika.excerpt import printable

SHOWN = 20
"""Findings in the summary at most; the log has them all."""

LONGEST = 300
"""Code points of one text in the summary at most."""

REPORTED = (0, 1)
"""Exit statuses with which `khronika check` has written a report."""

UNUSABLE = 2
"""Exit status for inputs that cannot be used, as `khronika check` has it."""

_STRICT = {"true": ["--strict"], "false": []}

# As a character reference, punctuation is neither Markdown nor HTML, whatever stands around it.
_PUNCTUATION = {ord(mark): f"&#{ord(mark)};" for mark in string.punctuation}


def main(environment: Mapping[str, str]) -> int:
    """Check the corpus in the current folder as the inputs say; return the exit status."""
    strict = environment["INPUT_STRICT"]
    if strict not in _STRICT:
        return _give_up(environment, f"strict: expected true or false, found {strict!r}")
    arguments = [*_STRICT[strict], *selection(environment)]
    folder = tempfile.mkdtemp(prefix="khronika-", dir=environment["RUNNER_TEMP"])
    report_file = Path(folder, "report.json")  # of this run alone: a job may check several corpora
    files = {"json": report_file}
    if environment["INPUT_SARIF_FILE"]:
        files["sarif"] = Path(environment["INPUT_SARIF_FILE"])
    for form, file in files.items():
        try:
            status, complaint = write_report(form, arguments, file)
        except OSError as error:
            return _give_up(environment, f"{file}: cannot be written: {error.strerror}")
        if status not in REPORTED:
            return _give_up(environment, complaint, status)
    status = log(environment["INPUT_FORMAT"], arguments)
    if status not in REPORTED:
        return _give_up(environment, "the log says why", status)
    _hand_on(environment, report_file)
    return status


def selection(environment: Mapping[str, str]) -> list[str]:
    """Return the arguments that say what to check, and against what.

    A corpus is always named: without a path, `khronika check` outside of any corpus would check
    the one that ships with it, and pass.
    """
    paths = [line for line in environment["INPUT_PATHS"].splitlines() if line.strip()]
    against = environment["INPUT_AGAINST"]
    return [*([f"--against={against}"] if against else []), "--", *(paths or ["."])]


def write_report(form: str, arguments: list[str], file: Path) -> tuple[int, str]:
    """Write the findings to `file`; return the exit status and what was said on standard error."""
    with file.open("wb") as stream:
        done = subprocess.run(
            _command(form, arguments), stdout=stream, stderr=subprocess.PIPE, check=False
        )
    return done.returncode, done.stderr.decode(errors="backslashreplace")


def log(form: str, arguments: list[str]) -> int:
    """Write the findings to the log, and return the exit status."""
    guard = contextlib.nullcontext() if form == "github" else _no_workflow_commands()
    command = _command(form, arguments)
    with guard:
        return subprocess.run(command, stderr=subprocess.STDOUT, check=False).returncode


def summary(report: dict[str, Any]) -> str:
    """Return the counts and the first findings as Markdown.

    Examples
    --------
    >>> counts = {"articles": 1, "annotations": 114, "errors": 0, "warnings": 0}
    >>> print(summary({"summary": counts, "findings": []}), end="")
    ### khronika check
    <BLANKLINE>
    | articles | annotations | errors | warnings |
    | ---: | ---: | ---: | ---: |
    | 1 | 114 | 0 | 0 |
    """
    counts = report["summary"]
    head = "### khronika check\n\n" + _table(
        ("articles", "annotations", "errors", "warnings"),
        [tuple(str(counts[name]) for name in ("articles", "annotations", "errors", "warnings"))],
        rule="---:",
    )
    findings = report["findings"]
    if not findings:
        return head
    rows = [_row(finding) for finding in findings[:SHOWN]]
    more = len(findings) - len(rows)
    tail = f"\nand {more} more, in the log\n" if more else ""
    return f"{head}\n{_table(('finding', 'place', 'message', 'help'), rows)}{tail}"


def _row(finding: dict[str, Any]) -> tuple[str, ...]:
    places = (finding["path"], finding["line"], finding["column"])
    place = printable(":".join(str(part) for part in places if part is not None))
    code = f"{finding['severity']} {finding['code']} {finding['name']}"
    return tuple(_harmless(text) for text in (code, place, finding["message"], finding["help"]))


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]], rule: str = "---") -> str:
    lines = (header, (rule,) * len(header), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _harmless(text: str | None) -> str:
    """Return `text` so that it shows as it is, and nothing in it is Markdown or HTML."""
    text = text or ""
    cut = text[:LONGEST] + "…" if len(text) > LONGEST else text
    return "<br>".join(printable(line).translate(_PUNCTUATION) for line in cut.split("\n"))


def _hand_on(environment: Mapping[str, str], report_file: Path) -> None:
    report = json.loads(report_file.read_text(encoding="utf-8"))
    counts = report["summary"]
    outputs = {"errors": counts["errors"], "warnings": counts["warnings"], "report": report_file}
    _append(environment["GITHUB_OUTPUT"], "".join(f"{k}={v}\n" for k, v in outputs.items()))
    _append(environment["GITHUB_STEP_SUMMARY"], summary(report))


def _give_up(environment: Mapping[str, str], reason: str, status: int = UNUSABLE) -> int:
    reason = reason.strip()
    _append(
        environment["GITHUB_STEP_SUMMARY"],
        f"### khronika check\n\nThe corpus was not checked: {_harmless(reason)}\n",
    )
    with _no_workflow_commands():
        print("\n".join(printable(line) for line in reason.split("\n")), flush=True)
    print("::error title=khronika check::The corpus was not checked; the log says why", flush=True)
    return status


def _command(form: str, arguments: list[str]) -> list[str]:
    return [sys.executable, "-I", "-m", "khronika", "check", f"--format={form}", *arguments]


@contextlib.contextmanager
def _no_workflow_commands() -> Iterator[None]:
    """Keep GitHub from obeying what is written to the log meanwhile, for data may be in it."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        print(f"::{token}::", flush=True)


def _append(file: str, text: str) -> None:
    with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


if __name__ == "__main__":
    sys.exit(main(os.environ))
