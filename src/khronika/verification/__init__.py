"""Verifying a release: whether a folder is, bit by bit and row by row, what it says it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

from khronika import bundled, card, croissant
from khronika.progress import Progress, silent
from khronika.source.opening import Sources
from khronika.verification import contents, documents, folder, opening, rebuilding, tabled
from khronika.verification.folder import Told
from khronika.verification.report import BUILD_AGAIN, Mismatch, Verification

DESCRIPTIONS: tuple[tuple[str, Callable[[Path], Iterator[str]]], ...] = (
    (card.NAME, card.problems),
    (croissant.NAME, croissant.problems),
)
"""The files that describe a release, each with what tells how it contradicts the tables."""


def verify(
    release: str | Path,
    *,
    rebuild: bool = False,
    path: str | Path | None = None,
    source: Sources | None = None,
    progress: Progress = silent,
) -> Verification:
    """Verify a release: every file, table, row and span of it, and that `datasets` opens it.

    Parameters
    ----------
    release : str or pathlib.Path
        The folder of the release; nothing is written into it.
    rebuild : bool
        Build the release again too, in a temporary folder, and compare.
    path : str or pathlib.Path, optional
        The corpus that it is a release of; without it, the one that ships with the package. If
        that keeps another manifest of this release, it is not the one that was published.
    source
        With `rebuild`, what to build it from in place of `path`, as in `khronika.build`.
    progress : callable, optional
        Called with what is being done, how much of it is done, and of how much.

    Returns
    -------
    Verification
        Everything that is wrong, by file; ``verification.ok`` if nothing is.

    Raises
    ------
    VerificationRefused
        If there is no release at `release`, one of a later format, or `path` is of another.
    ReleaseUnreadable
        If the manifest that the corpus keeps of the release is damaged.
    CorpusHasErrors, CorpusNotFound, UnusableSource
        With `rebuild`, if the corpus cannot be built.

    Examples
    --------
    >>> import tempfile
    >>> import khronika
    >>> with tempfile.TemporaryDirectory() as out:
    ...     made = khronika.build(out=out)
    ...     verify(made.path).ok
    True
    """
    root = Path(release)
    told = folder.read_manifest(root)
    if isinstance(told, list):
        return Verification(root.absolute().name, 0, 0, tuple(sorted(told)))
    run = _Run(root, told, progress)
    run.look()
    run.found += documents.replaced(told, Path(path) if path is not None else bundled.root())
    if rebuild:
        run.build_again(None if source or path is None else Path(path), source)
    rows = sum(config["rows"] for config in told.configs.values())
    found = tuple(sorted(run.found))
    return Verification(told.release, len(told.files) + 1, rows, found, tuple(run.notes))


class _Run:
    """One verification, step by step: what a step found wrong is not built upon by the next."""

    def __init__(self, root: Path, told: Told, progress: Progress) -> None:
        self._root, self._told, self._progress = root, told, progress
        self.found: list[Mismatch] = []
        self.notes: list[str] = []

    def look(self) -> None:
        """Look at the files, at the tables in them, at what those say, and at what opens them."""
        self._progress("reading the files", 0, 4)
        self.found, whole = folder.compare(self._root, self._told)
        self.found += documents.mismatches(self._root, self._told, whole)
        self._progress("reading the tables", 1, 4)
        self.found += tabled.mismatches(self._root, self._told, whole)
        if self._is_damaged("data/", "manifest.json") or not self._has_all(whole):
            self.notes.append("what the rows say was not looked at, for the tables are damaged")
            return
        self._progress("checking every span", 2, 4)
        self.found += contents.mismatches(self._root, self._told)
        self._note_what_is_left_out()
        if self._is_damaged("data/", "README.md", "manifest.json"):
            self.notes.append("datasets was not tried, for what it opens is damaged")
            return
        self._progress("opening every config with datasets", 3, 4)
        for path, problems in DESCRIPTIONS:
            if path in whole:
                told = problems(self._root)
                self.found += (Mismatch(path, message, BUILD_AGAIN) for message in told)
        self.found += opening.mismatches(self._root, self._told)

    def build_again(self, path: Path | None, source: Sources | None) -> None:
        """Build the release again and compare."""
        wrong, note = rebuilding.rebuild(self._told, path, source, self._progress)
        self.found += wrong
        self.notes.append(note)

    def _is_damaged(self, *beginnings: str) -> bool:
        return any(one.path.startswith(beginnings) for one in self.found)

    def _has_all(self, whole: frozenset[str]) -> bool:
        return all(
            path in whole for config in self._told.configs for path, _ in self._told.parts(config)
        )

    def _note_what_is_left_out(self) -> None:
        if missing := [c for c in ("articles", "registry") if c not in self._told.configs]:
            self.notes.append(
                f"the release was built without {' and '.join(missing)}: its rows cannot be made "
                "again and compared" + (", nor its spans checked" if "articles" in missing else "")
            )
        if not self._told.is_of_this_version:
            made_with = self._told.value["built_with"]["khronika"]
            self.notes.append(
                f"the release was made with khronika {made_with}: what that version derives from "
                "the text (sentences, tokens, calendar dates) was not made again; verify with that "
                "version to have it looked at"
            )
