"""A report as workflow commands of GitHub Actions, which it shows beside the changed lines."""

from khronika.diagnostics import Finding, Report
from khronika.excerpt import printable
from khronika.reporters.text import summary


def render(report: Report) -> str:
    """Return `report` as one workflow command per finding, and a last line that sums up.

    GitHub shows the first ten errors and ten warnings of a step; all of them are in the log.

    Examples
    --------
    >>> print(render(Report((), articles=1, annotations=114)), end="")
    checked 1 article with 114 annotations: no errors, no warnings
    """
    commands = [_command(finding) for finding in report.findings]
    commands += [f"::notice::{_data(note)}" for note in report.notes]
    return "".join(f"{command}\n" for command in commands) + summary(report) + "\n"


def _command(finding: Finding) -> str:
    place = finding.location
    properties = {
        "file": place.path,
        "line": place.line,
        "col": place.column,
        "title": f"{finding.code} {finding.name}",
    }
    given = ",".join(
        f"{name}={_property(value)}" for name, value in properties.items() if value is not None
    )
    message = finding.message + (f"\n{finding.help}" if finding.help else "")
    return f"::{finding.severity} {given}::{_data(message)}"


def _data(value: object) -> str:
    """Escape what would end a command or begin another; line breaks of ours are shown as such."""
    lines = [printable(line) for line in str(value).split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(value: object) -> str:
    text = printable(str(value)).replace("%", "%25")
    return text.replace(":", "%3A").replace(",", "%2C")
