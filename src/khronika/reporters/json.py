"""A report for programs: one JSON object, as `schema/v1/report.schema.json` describes it."""

from typing import Any

import orjson

from khronika.diagnostics import Finding, Fix, Report

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
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


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
