"""A report as SARIF 2.1.0, which code scanning and editors read.

What a log says depends on the corpus alone: no clock and no machine is in it, and no absolute path
unless shards were named by one.
"""

import hashlib
import json
import os
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

import khronika
from khronika.diagnostics import Finding, Fix, Location, Region, Report
from khronika.excerpt import printable
from khronika.reporters.json import harmless
from khronika.rules import RULES
from khronika.rules.base import Rule
from khronika.source.bundle import COMPRESSED

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

ROOT = "%SRCROOT%"
"""What paths are relative to, by the name that code scanning gives it."""

FINGERPRINT = "khronika/v1"
"""The key of the fingerprints; it changes with the way they are computed."""

_URL = re.compile(r"[a-z][a-z0-9+.-]*://")
_IN_URLS = "/:@?&=%+,;~"

_INDEX = {rule.code: index for index, rule in enumerate(RULES)}

Json = dict[str, Any]


def render(report: Report) -> str:
    """Return `report` as a SARIF log with one run, ending in a newline.

    Examples
    --------
    >>> '"results": []' in render(Report((), articles=1, annotations=114))
    True
    """
    seen: Counter[str] = Counter()
    run: Json = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\n"],
        "defaultEncoding": "UTF-8",
        "originalUriBaseIds": {
            ROOT: {"description": _message("The repository, or else the folder of the corpus.")}
        },
        "results": [_result(finding, seen) for finding in report.findings],
        "properties": {"articles": report.articles, "annotations": report.annotations},
    }
    if report.notes:
        notes = [{"level": "note", "message": _message(note)} for note in report.notes]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return harmless({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver() -> Json:
    return {
        "name": "khronika",
        "version": khronika.__version__,
        "semanticVersion": khronika.__version__,
        "rules": [_rule(rule) for rule in RULES],
    }


def _rule(rule: Rule) -> Json:
    """Describe a rule by its page; only here is Markdown, and none of it comes from data."""
    _, _, rest = rule.page.partition("\n\n")
    checks = rest.removeprefix("## What it checks\n").split("\n\n## ", 1)[0]
    page = f"{rule.facts}\n\n{rule.page}"
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": _plain(checks)},
        "help": {"text": _plain(page), "markdown": page},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"scope": rule.scope, "waivable": rule.waivable},
    }


def _plain(markdown: str) -> str:
    """Take the marks of headings, code blocks and stress off, for viewers of plain text."""
    lines = [line.removeprefix("## ") for line in markdown.split("\n") if line[:3] != "```"]
    return re.sub(r"^\*(.*)\*$", r"\1", "\n".join(lines), flags=re.MULTILINE).strip()


def _result(finding: Finding, seen: Counter[str]) -> Json:
    lines = [_text(finding.message)]
    if finding.help:
        lines.append(_text(finding.help))
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": finding.severity.value,
        "message": {"text": "\n".join(lines)},
        "locations": [{"physicalLocation": _physical(finding.location)}],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, seen)},
    }
    if finding.text_location:
        result["relatedLocations"] = [
            {
                "id": 1,
                "physicalLocation": _physical(finding.text_location),
                "message": _message("the place in the article's text"),
            }
        ]
        result["message"]["text"] += "\nSee [the text](1)."
    if finding.fix and (fix := _fix(finding.fix)):
        result["fixes"] = [fix]
    named = {name: getattr(finding, name) for name in ("article", "layer", "annotation")}
    result["properties"] = {name: value for name, value in named.items() if value is not None}
    return result


def _message(text: str) -> Json:
    return {"text": _text(text)}


def _text(text: str) -> str:
    """Escape what a viewer would not show as it is: placeholders (§3.11.5), links (§3.11.6)."""
    shown = printable(text).replace("{", "{{").replace("}", "}}")
    return shown.replace("](", "\\x5d(")


def _artifact(path: str) -> Json:
    if _URL.match(path):
        return {"uri": quote(path, safe=_IN_URLS)}
    if path.startswith("/"):
        return {"uri": f"file://{quote(os.fsencode(path))}"}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": ROOT}


def _physical(location: Location) -> Json:
    physical: Json = {"artifactLocation": _artifact(location.path)}
    if location.region:
        physical["region"] = _region(location.region)
    elif location.line:
        physical["region"] = {"startLine": location.line}
        if location.column:
            physical["region"]["startColumn"] = location.column
    return physical


def _region(region: Region) -> Json:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _fix(fix: Fix) -> Json | None:
    """Return the fix as replacements of text; None if it cannot be told as that.

    It cannot if it adds a field, for which there is no region, or is about a compressed shard.
    """
    changes = []
    for edit in fix.edits:
        if edit.region is None or edit.path.endswith(COMPRESSED):
            return None
        inserted = {"text": json.dumps(edit.value, ensure_ascii=False)}
        replacement = {"deletedRegion": _region(edit.region), "insertedContent": inserted}
        changes.append((edit.path, replacement))
    paths = dict.fromkeys(path for path, _ in changes)
    return {
        "description": _message(fix.title),
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [one for of, one in changes if of == path],
            }
            for path in paths
        ],
        "properties": {"safe": fix.safe},
    }


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Return what tells a finding from others, however the lines of its file move.

    Line numbers and wording are left out. Findings that are the same but for these are counted,
    in the order of the report.
    """
    marked = finding.excerpt.marked if finding.excerpt else ""
    known = (finding.location.path, finding.article, finding.layer, finding.annotation, marked)
    told = json.dumps([finding.code, *known])
    digest = hashlib.sha256(told.encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
