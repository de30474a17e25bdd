"""A report for programs: one JSON object, as `schema/v1/report.schema.json` describes it."""

import json
from typing import Any

from khronika.diagnostics import Finding, Fix, Report
from khronika.excerpt import printable

FORMAT = "khronika-report/1"


def render(report: Report) -> str:
    """Return `report` as JSON text, ending in a newline.

    Examples
    --------
    >>> "khronika-report/1" in render(Report((), articles=1, annotations=114))
    True
    """
    document = {
        "schema": FORMAT,
        "summary": {
            "articles": report.articles,
            "annotations": report.annotations,
            "errors": report.errors,
            "warnings": report.warnings,
        },
        "findings": [_finding(finding) for finding in report.findings],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    lines = [line if line.isprintable() else _harmless(line) for line in text.split("\n")]
    return "\n".join(lines) + "\n"


def _harmless(line: str) -> str:
    """Escape what `printable` escapes, as JSON does it; line breaks here are between values."""
    return "".join(
        character if printable(character) == character else json.dumps(character)[1:-1]
        for character in line
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "article": finding.article,
        "layer": finding.layer,
        "annotation": finding.annotation,
        "start": finding.start,
        "end": finding.end,
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [
            {"path": edit.path, "pointer": edit.pointer, "value": edit.value} for edit in fix.edits
        ],
    }
