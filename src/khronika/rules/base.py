"""What a rule is, and what it may look at."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Location, Severity
from khronika.excerpt import printable, shortened
from khronika.groups import Groups, Value
from khronika.parsed import ParsedFile, Path
from khronika.source import Refusal
from khronika.spans import RoleSpan
from khronika.subject import Subject


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields: a message and a place; the check makes a finding of it.

    Give `file` and `path` for a place in a JSON file, `span` (code points) for one in the
    article's text, `file` and `offset` (code points) for one in a file as it is written, JSON or
    not, and `file_path` alone for a file as a whole, or with `line` for a line of it. A rule that
    decides over the whole corpus gives the `article`, so that the finding can be waived for it.
    """

    message: str
    help: str | None = None
    file: ParsedFile | None = None
    path: Path = ()
    span: tuple[int, int] | None = None
    offset: int | None = None
    file_path: Location | str | None = None
    line: int | None = None
    layer: str | None = None
    annotation: str | None = None
    fix: Fix | None = None
    article: str | None = None


def problem_at(span: RoleSpan, message: str, /, **details: Any) -> Problem:
    """Return a problem with one span of one annotation.

    `details` are further fields of `Problem`, and win over what `span` gives.
    """
    place: dict[str, Any] = {
        "file": span.file,
        "path": span.path,
        "span": (span.start, span.end),
        "layer": span.layer,
        "annotation": span.annotation,
    }
    return Problem(message, **(place | details))


def fix_span(
    span: RoleSpan, start: int, end: int, surface: str | None, *, safe: bool, note: str = ""
) -> Fix:
    """Return the fix that gives one span other offsets or another surface.

    Its title names what changes, and `note` follows. A surface that the file withholds stays so.
    """
    new_values = {"start": start, "end": end, "surface": surface}
    if span.file.value_at((*span.path, "surface")) is None:
        del new_values["surface"]
    changes: dict[str, int | str | None] = {
        key: new for key, new in new_values.items() if getattr(span, key) != new
    }
    shown = [
        f"`{key}` to {shortened(new) if isinstance(new, str) else new}"
        for key, new in changes.items()
    ]
    listed = " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
    edits = tuple(
        span.file.edit("".join(f"/{step}" for step in (*span.path, key)), new)
        for key, new in changes.items()
    )
    return Fix(f"set {listed}{note}", safe, edits)


def mend_text(edit: str) -> str:
    """Return the help for what is wrong in the text itself, where `edit` would mend it.

    A text is what its publisher wrote, and frozen once it is released.
    """
    return (
        f"{edit}; if the publisher wrote it so, or the text is released, accept it in "
        "corpus/waivers.json with a reason"
    )


def is_refused(path: Location | str, refusals: Iterable[Refusal]) -> bool:
    """Tell whether `path`, or a folder above it, was refused: then it is not simply missing."""
    return any(f"{path}/".startswith(f"{refusal.path}/") for refusal in refusals)


def record_of(file: ParsedFile, path: Path) -> str | None:
    """Return the id of the annotation that `path` leads into, if it has a usable one."""
    match path:
        case ("annotations", int(index), *_) if file.layer:
            annotation = file.value["annotations"][index]
            id_ = annotation.get("id") if isinstance(annotation, dict) else None
            return printable(id_[:80]) if isinstance(id_, str) else None
    return None


class Tally(ABC):
    """What one rule remembers of the documents, to decide about the corpus as a whole.

    Every part of a corpus that is examined by itself has tallies of its own, which are pickled and
    merged in the order of the parts. What a tally holds is bounded, or grows by a few bytes with
    each document.
    """

    @abstractmethod
    def __init__(self, corpus: CorpusFiles) -> None:
        """Begin with nothing; `corpus` says what is worth remembering."""

    @abstractmethod
    def add(self, subject: Subject) -> None:
        """Remember what matters of one document."""

    @abstractmethod
    def merge(self, later: Any) -> None:
        """Add what another tally of the rule remembers of documents that come later."""

    @abstractmethod
    def problems(self, corpus: CorpusFiles) -> Iterable[Problem]:
        """Decide."""


class Grouping(Tally, Generic[Value]):
    """A tally of values by key, for a rule that decides over those of each key by themselves."""

    def __init__(self, corpus: CorpusFiles) -> None:  # noqa: ARG002 - as the others have it
        self.groups: Groups[Value] = Groups(self.combine)

    def add(self, subject: Subject) -> None:
        """Remember the values of one document."""
        for key, value in self.keyed(subject):
            self.groups.add(key, value)

    def merge(self, later: "Grouping[Value]") -> None:
        """Add the values of documents that come later."""
        self.groups.merge(later.groups)

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        """Decide, one key with several values after the other."""
        for key, values in self.groups:
            yield from self.decide(key, values, corpus)

    @abstractmethod
    def keyed(self, subject: Subject) -> Iterator[tuple[str | bytes, Value]]:
        """Yield the values of a document with their keys."""

    @staticmethod
    def combine(values: list[Any]) -> list[Any]:
        """Make fewer values of those of one key, if that is possible; the order stays."""
        return values

    @abstractmethod
    def decide(
        self, key: str | bytes, values: list[Value], corpus: CorpusFiles
    ) -> Iterable[Problem]:
        """Decide over the values of one key, two or more, in the order of their documents."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    A rule looks at one scope or more: `refusal`, each thing the reader refused; `file`, each
    JSON file by itself; `document`, each document beside the corpus's own files; `corpus`, these
    files together, and what has changed since the baseline; and the whole corpus, as a `tally` to
    which documents are added one by one, so that it runs alike on one machine and on many. `idle`
    is given the places, in their list, of the waivers that no finding needed, and the ids of all
    articles.

    Attributes
    ----------
    code, name, severity
        As in the catalogue; a code is never reused.
    page
        The docstring of the rule's module: the only source of its documentation.
    of_passes
        Whether independent passes are held to it too. They are to what lets them be read and
        compared, and not to how an annotator ought to have decided: a pass is evidence, and whoever
        mends it destroys that.
    of_faults
        Whether `file` finds nothing in a file that is in order, so that it is not asked of one.
    spares
        A cheap look that tells of most sound documents that `document` would find nothing, so
        that it is not asked. Where it is false, nothing is known.
    waivable
        Whether a finding may stand, for a reason given in `waivers.json`. What readers, tables
        or a release rely on may not.
    """

    code: str
    name: str
    severity: Severity
    page: str
    refusal: Callable[[Refusal], Iterable[Problem]] | None = None
    file: Callable[[ParsedFile], Iterable[Problem]] | None = None
    document: Callable[[Subject, CorpusFiles], Iterable[Problem]] | None = None
    spares: Callable[[Subject, CorpusFiles], bool] | None = None
    corpus: Callable[[CorpusFiles], Iterable[Problem]] | None = None
    tally: type[Tally] | None = None
    idle: Callable[[list[int], CorpusFiles, Collection[str]], Iterable[Problem]] | None = None
    of_faults: bool = False
    of_passes: bool = False
    waivable: bool = False

    @property
    def sentence(self) -> str:
        """What the rule demands, in one sentence."""
        return self.page.split("\n\n", 1)[0].replace("\n", " ")

    @property
    def facts(self) -> str:
        """Severity, scope and whether findings may be waived, in a line of Markdown."""
        looks = "the whole corpus" if self.scope == "corpus" else "one document at a time"
        may = "may" if self.waivable else "may not"
        passes = " Independent passes are held to it too." if self.of_passes else ""
        told = f"{self.severity.capitalize()}; looks at {looks}; findings {may} be waived."
        return f"*{told}{passes}*"

    @property
    def scope(self) -> str:
        """`corpus` if the rule needs to see every document, else `document`."""
        return "corpus" if self.corpus or self.tally or self.idle else "document"
