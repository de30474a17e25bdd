"""What a rule is, and what it may look at."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Location, Severity
from khronika.excerpt import printable, shortened
from khronika.parsed import ParsedFile, Path
from khronika.source import Refusal
from khronika.subject import RoleSpan, Subject


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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    A rule looks at one scope or more: `refusal`, each thing the reader refused; `file`, each
    JSON file by itself; `document`, each document beside the corpus's own files; and the
    whole corpus, as a small picklable summary per document (`summarise`) and one decision
    over all of them (`decide`), so that it runs alike on one machine and on many. `idle` is
    given the places, in their list, of the waivers that no finding needed, and the ids of all
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
    summarise: Callable[[Subject], Any] | None = None
    decide: Callable[[list[Any], CorpusFiles], Iterable[Problem]] | None = None
    idle: Callable[[list[int], CorpusFiles, Collection[str]], Iterable[Problem]] | None = None
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
        return "corpus" if self.decide or self.idle else "document"
