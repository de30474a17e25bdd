"""Workflow commands carry a finding, and nothing in the data can end one or begin another."""

from hypothesis import given
from hypothesis import strategies as st

from khronika.diagnostics import Finding, Location, Report, Severity
from khronika.excerpt import printable
from khronika.reporters import github


def command(folder="", **changes):
    fields = {
        "code": "K301",
        "name": "surface-mismatch",
        "severity": Severity.ERROR,
        "message": "reads differently",
        "location": Location("a.json", 11, 5),
    }
    report = Report((Finding(**(fields | changes)),), articles=1, annotations=1)
    return github.render(report.under(folder)).split("\n")


def test_a_finding_is_one_command_with_file_line_and_column():
    assert command(help="set `end` to 31")[0] == (
        "::error file=a.json,line=11,col=5,title=K301 surface-mismatch"
        "::reads differently%0Aset `end` to 31"
    )


def test_a_warning_without_a_line():
    told = command(severity=Severity.WARNING, location=Location("a.json"))
    assert told[0] == "::warning file=a.json,title=K301 surface-mismatch::reads differently"


def test_a_path_is_told_from_the_repository():
    told = command(folder="news, old/", location=Location("a.json"))
    assert told[0].startswith("::error file=news%2C old/a.json,title=")


@given(st.text(), st.text(), st.text())
def test_data_cannot_speak_for_us(message, help_, path):
    lines = command(message=message, help=help_, location=Location(path, 1))
    assert len(lines) == 3  # the command, the sum, and what is behind the last line break
    _, properties, _ = lines[0].split("::", 2)
    assert properties.count(",") == 2
    assert printable(lines[0]) == lines[0]


def test_a_command_in_a_surface_stays_text():
    lines = command(message="`x\n::error file=b::y`")
    assert lines[0].endswith("::`x%0A::error file=b::y`")
