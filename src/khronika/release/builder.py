"""The build: a source in, a release folder out, whole or not at all.

What is written depends on the documents alone: no clock, no host name, no path of the machine,
no number of workers is in any byte of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import CorpusInfo
from khronika.diagnostics import Report, Severity
from khronika.engine import Engine, engine
from khronika.errors import BuildRefused, CorpusHasErrors
from khronika.examining import Examined
from khronika.gathering import Gathered, conclude, gather
from khronika.opened import Check, Opening, Shared, Task, Tell, in_parts
from khronika.progress import Progress, silent
from khronika.release import manifest
from khronika.release.columns import CONFIGS
from khronika.release.plan import Parts, Remembered
from khronika.release.unchanged import Input
from khronika.rules import RULES
from khronika.rules.base import Rule
from khronika.source import RawDocument, RawLine
from khronika.source.opening import Sources, open_source
from khronika.wholefolder import Kind, write_whole

_KIND = Kind(
    name="release",
    work="build",
    is_one=manifest.is_release,
    elsewhere="name another folder with --out",
    instead="raise `version` in corpus.json",
    refused=BuildRefused,
)

_ERRORS_ONLY = "a build looks for errors only: `khronika check` tells of warnings too"


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder and what its manifest says.

    `is_new` is false where the same bytes were there already and nothing was written.
    """

    path: Path
    manifest: dict[str, Any]
    is_new: bool = field(compare=False)

    @property
    def version(self) -> str:
        """Version of the corpus release."""
        return str(self.manifest["version"])

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows of each config."""
        return {config["config"]: config["rows"] for config in self.manifest["configs"]}


def build(
    path: str | Path | None = None,
    *,
    source: Sources | None = None,
    out: str | Path = "dist",
    configs: Sequence[str] | None = None,
    force: bool = False,
    workers: int = 1,
    dask: str | None = None,
    progress: Progress = silent,
) -> Release:
    """Check a corpus and write a release of it.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder that holds `corpus/` and `annotations/`, or a bundle; without it, the corpus
        that ships with the package.
    source : str, os.PathLike or a sequence of them, optional
        Shards in place of `path`: folders, globs, files, or URLs that `fsspec` knows.
    out : str or pathlib.Path
        Where the release folder `<name>-<version>` is made.
    configs : sequence of str, optional
        The tables to write; those that `corpus.json` names if not given.
    force : bool
        Replace a release folder of the same version that has other content.
    workers : int
        How many processes to share the work out to; the bytes are the same with any number. More
        than one of them need the usual ``if __name__ == "__main__":`` in a script.
    dask : str, optional
        The address of a Dask scheduler, or the path of its file, to share the work out to the
        workers of its cluster instead; they have to see `out`, and the bytes are the same.
    progress : callable, optional
        Called with what is being done, how much of it is done, and of how much.

    Returns
    -------
    Release
        The release folder, new or already there with the same bytes.

    Raises
    ------
    CorpusHasErrors
        With the report; nothing was written, an earlier release is untouched.
    BuildRefused
        If another build runs, a release of this version with other content exists, or the corpus
        changes meanwhile.
    CorpusNotFound
        If there is no corpus at `path`.
    UnusableSource
        If the shards cannot be read as one corpus.
    UnusableCluster
        If there is no cluster at `dask`, or one of its workers cannot take part.
    WorkerLost
        If one of the processes was killed, or the workers of the cluster are gone.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     build(out=folder, configs=["articles"]).rows
    {'articles': 41}
    """
    check = Check(open_source(path, source))
    if check.corpus.is_missing:
        raise BuildRefused(
            "a release needs a corpus.json, which says its name and version; these are bare shards"
        )
    shared, info = Shared(check, Opening.of(path, source)), check.corpus.info
    chosen = _chosen(configs or (info.configs if info else ()))
    folder = Path(out).absolute()
    if info is None:
        with engine(min(workers, len(shared.parts())), dask, shared, folder) as run:
            report, _ = _checked(shared, run, progress)
            raise CorpusHasErrors(report)
    target = folder / f"{info.name}-{info.version}"
    given = Input(check.source, chosen, target)
    is_new = False
    if not given.is_built():
        with engine(min(workers, len(shared.parts())), dask, shared, folder) as run:
            is_new = _build(shared, info, chosen, target, force, run, progress)
        given.remember()
    return Release(target, orjson.loads((target / manifest.NAME).read_bytes()), is_new)


def _build(
    shared: Shared,
    info: CorpusInfo,
    configs: Sequence[str],
    target: Path,
    force: bool,
    run: Engine,
    progress: Progress,
) -> bool:
    """Check a corpus and write a release into `target`; return if it is new."""
    report, parts = _checked(shared, run, progress)
    if not report.ok:
        raise CorpusHasErrors(report)
    unusable = [one.unusable for _, one in parts if one.unusable is not None]
    if unusable:  # no rule should have let that pass: better no release
        raise BuildRefused(f"the article {unusable[0]} passed the check, but cannot be used")
    if not any(len(one) for _, one in parts):
        raise BuildRefused("the corpus has no articles: there is nothing to release")

    def fill(fresh: Path) -> None:
        from khronika.release.writing import Writing  # late: it is slow to load

        writing = Writing(fresh, info, shared, configs)
        writing.write_shards(parts, run, progress)
        writing.write_others()

    return write_whole(target, fill, _KIND, force=force)


def _checked(shared: Shared, run: Engine, progress: Progress) -> tuple[Report, Parts]:
    """Look for errors in all documents, and remember of each what sharing them out takes."""
    parts, corpus = shared.parts(), shared.check.corpus
    gathered = Gathered(corpus, _rules(corpus))
    remembered = []
    for of_part, one in in_parts(shared, parts, run, _check_part, progress):
        gathered.merge(of_part)
        remembered.append(one)
    report = conclude(gathered, corpus)
    report = replace(report, notes=(*report.notes, _ERRORS_ONLY))
    return report, list(zip(parts, remembered, strict=True))


def _check_part(task: Task, tell: Tell) -> tuple[Gathered, Remembered]:
    corpus = task.shared.check.corpus
    splits = list(corpus.info.splits) if corpus.info else []
    remembered = Remembered()

    def each(raw: RawDocument | RawLine, one: Examined) -> None:
        remembered.add(raw, one, splits)
        tell(raw.weight)

    return gather(task.shared.read(task.part), corpus, each, _rules(corpus)), remembered


def _rules(corpus: CorpusFiles) -> Sequence[Rule]:
    """Return the rules that can stop a build: those that find errors.

    Others are asked where a waiver names them, which would seem to be idle otherwise.
    """
    waived = {waiver.code for waiver in corpus.waivers}
    return [rule for rule in RULES if rule.severity is Severity.ERROR or rule.code in waived]


def _chosen(configs: Sequence[str]) -> list[str]:
    unknown = sorted(set(configs) - set(CONFIGS))
    if unknown:
        raise BuildRefused(f"there is no config {unknown[0]!r}; there are {', '.join(CONFIGS)}")
    return [config for config in CONFIGS if config in configs]
