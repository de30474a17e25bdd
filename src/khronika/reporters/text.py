"""A report for people: each finding with its places, its excerpt and what to do."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from khronika.diagnostics import Finding, Report, Severity
from khronika.excerpt import printable

MOST_PER_CODE = 20
"""Findings of one code that are shown in full; the rest are counted."""

_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
_BLUE, _BOLD, _PLAIN = "\x1b[1;34m", "\x1b[1m", "\x1b[0m"


def render(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """Return `report` as text for a terminal of `width` cells, ending in a newline."""
    shown: Counter[str] = Counter()
    left_out: dict[str, int] = defaultdict(int)
    blocks = []
    for finding in report.findings:
        shown[finding.code] += 1
        if shown[finding.code] > MOST_PER_CODE:
            left_out[finding.code] += 1
        else:
            blocks.append("\n".join(_lines(finding, width, colour)))
    blocks += [f"{code}: {count} more like these" for code, count in sorted(left_out.items())]
    notes = "".join(f"note: {printable(note)}\n" for note in report.notes)
    return "\n\n".join([*blocks, summary(report)]) + f"\n{notes}"


def summary(report: Report) -> str:
    """Return one line that says what was looked at and what was found.

    Examples
    --------
    >>> summary(Report((), articles=1, annotations=114))
    'checked 1 article with 114 annotations: no errors, no warnings'
    """
    return (
        f"checked {_count(report.articles, 'article')} with "
        f"{_count(report.annotations, 'annotation')}: "
        f"{_count(report.errors, 'error')}, {_count(report.warnings, 'warning')}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}" + ("" if number == 1 else "s")


def _in_text(finding: Finding) -> str | None:
    """Return where a finding is in the text, if its place to edit does not say so."""
    place = finding.text_location or finding.location
    if place.in_text:
        return ":".join(["text", *map(str, place.in_text)])
    return str(place) if finding.text_location else None


def _lines(finding: Finding, width: int, colour: bool) -> Iterator[str]:
    def paint(text: str, code: str) -> str:
        return f"{code}{text}{_PLAIN}" if colour else text

    head = paint(f"{finding.severity}[{finding.code}]", _COLOURS[finding.severity])
    yield f"{head}: {paint(printable(finding.message), _BOLD)}"
    indent = " " * len(str(finding.excerpt.line)) if finding.excerpt else " "
    yield f"{indent} {paint('-->', _BLUE)} {printable(str(finding.location))}"
    if place := _in_text(finding):
        yield f"{indent}  {paint('::', _BLUE)} {printable(place)}"
    if finding.excerpt:
        yield from finding.excerpt.render(width)
    if finding.help:
        can_be_applied = finding.fix and finding.fix.safe and finding.location.byte is None
        safe = " (safe fix, `khronika check --fix`)" if can_be_applied else ""
        yield f"{indent} = help: {printable(finding.help)}{safe}"
    yield f"{indent} = see:  khronika explain {finding.code}"
