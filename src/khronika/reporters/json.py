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
    document: dict[str, Any] = {
        "schema": FORMAT,
        "summary": {
            "articles": report.articles,
            "annotations": report.annotations,
            "errors": report.errors,
            "warnings": report.warnings,
        },
        "findings": [_finding(finding) for finding in report.findings],
    }
    if report.notes:
        document["notes"] = list(report.notes)
    return harmless(document)


def harmless(document: Any) -> str:
    r"""Return `document` as JSON text with what `printable` escapes escaped as JSON does it.

    Examples
    --------
    >>> harmless(["Баку\u202e"])
    '[\n  "Баку\\u202e"\n]\n'
    """
    lines = json.dumps(document, ensure_ascii=False, indent=2).split("\n")
    return "".join(f"{_harmless(line)}\n" for line in lines)


def _harmless(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(one if printable(one) == one else json.dumps(one)[1:-1] for one in line)


def _finding(finding: Finding) -> dict[str, Any]:
    byte = finding.location.byte
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        **({} if byte is None else {"byte": byte}),
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
