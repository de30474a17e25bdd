"""What a check says: findings with their places, and the report that holds them."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from msgspec import Struct, structs

from khronika.excerpt import Excerpt


class Severity(StrEnum):
    """An error stops a build; a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


class Region(Struct, frozen=True, gc=False):
    """A stretch of a file: lines and columns count from 1, columns in code points.

    `end_column` is the one behind the last character.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Set the value at `pointer` (RFC 6901) of the JSON file `path` to `value`.

    `region` is where the old value stands; there is none if the edit adds a field. In a shard, the
    pointer starts from the line of the finding.
    """

    path: str
    pointer: str
    value: Any
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding; a safe one can be applied without a look."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]

    def under(self, folder: str) -> "Fix":
        """Return the fix with `folder` before the paths of its edits."""
        edits = tuple(replace(edit, path=folder + edit.path) for edit in self.edits)
        return replace(self, edits=edits)


class Location(Struct, frozen=True, gc=False):
    """A place in a file: lines and columns count from 1, columns in code points.

    `line` and `column` are what a person is told; `region` is all that the finding is about. In a
    shard, `byte` is the offset of its beginning from that of the file, from 0, after
    decompression; if the place is in the text of an article, `in_text` is the line and column
    that it has there.
    """

    path: str
    line: int | None = None
    column: int | None = None
    region: Region | None = None
    byte: int | None = None
    in_text: tuple[int, int] | None = None

    def __str__(self) -> str:
        numbers = (number for number in (self.line, self.column) if number is not None)
        return ":".join([self.path, *map(str, numbers)])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    `location` is where to edit; `text_location` and `excerpt` show the place in the article's
    text (or, for a file without one, in the file itself). `start` and `end` are code points
    of the article's text.
    """

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    help: str | None = None
    article: str | None = None
    layer: str | None = None
    annotation: str | None = None
    start: int | None = None
    end: int | None = None
    fix: Fix | None = None
    text_location: Location | None = None
    excerpt: Excerpt | None = None

    def under(self, folder: str) -> "Finding":
        """Return the finding with `folder` before the paths of its places and of its fix."""
        text = self.text_location
        return replace(
            self,
            location=structs.replace(self.location, path=folder + self.location.path),
            text_location=structs.replace(text, path=folder + text.path) if text else None,
            fix=self.fix.under(folder) if self.fix else None,
        )

    @property
    def sort_key(self) -> tuple[str, int, str, int, str]:
        """Order of findings in a report: path, line, code, then column and message."""
        place = self.location
        return place.path, place.line or 0, self.code, place.column or 0, self.message


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: every finding of the run, sorted, and what was looked at.

    `notes` say what could not be looked at, though nothing is wrong.

    Examples
    --------
    >>> Report((), articles=1, annotations=114).ok
    True
    """

    findings: tuple[Finding, ...]
    articles: int
    annotations: int
    notes: tuple[str, ...] = ()
    counts: Counter[Severity] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "findings", tuple(sorted(self.findings, key=attrgetter("sort_key")))
        )
        counts = Counter(finding.severity for finding in self.findings)
        object.__setattr__(self, "counts", counts)

    def under(self, folder: str) -> "Report":
        """Return the report with `folder` before every path, as the repository around it has them.

        Parameters
        ----------
        folder : str
            The folder of the corpus, with a slash at its end unless it is empty.
        """
        moved = tuple(finding.under(folder) for finding in self.findings)
        return replace(self, findings=moved) if folder else self

    @property
    def errors(self) -> int:
        """Number of errors."""
        return self.counts[Severity.ERROR]

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return self.counts[Severity.WARNING]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not self.errors
