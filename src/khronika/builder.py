"""The build: a source in, a release folder out, whole or not at all.

What is written depends on the documents alone: no clock, no host name, no path of the machine,
no number of workers is in any byte of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from khronika import bundled, card, citation, croissant, manifest, plots, release_sources, tables
from khronika.columns import CONFIGS, REGISTRY_SPLIT, arrow_schema
from khronika.content import ContentHash, schema_sha256
from khronika.described import Described, Entry
from khronika.diagnostics import Report
from khronika.engine import Engine, engine
from khronika.errors import BuildRefused, CorpusHasErrors
from khronika.examining import Examined
from khronika.gathering import Gathered, conclude, gather
from khronika.model import CorpusInfo
from khronika.opened import Check, Opening, Shared, Task, Tell, in_parts
from khronika.plan import Remembered, plan
from khronika.progress import Progress, silent
from khronika.release_shards import Job, Made, make
from khronika.source import DOCUMENTS, Part, RawDocument, RawLine
from khronika.source.opening import Sources, open_source
from khronika.table_file import table_file
from khronika.wholefile import remove_halves
from khronika.wholefolder import Kind, write_whole

_KIND = Kind(
    name="release",
    work="build",
    is_one=lambda folder: (folder / manifest.NAME).is_file(),
    elsewhere="name another folder with --out",
    instead="raise `version` in corpus.json",
    refused=BuildRefused,
)


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
    WorkerLost
        If one of the processes was killed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     build(out=folder, configs=["articles"]).rows
    {'articles': 41}
    """
    check = Check(open_source(path, source))
    shared = Shared(check, Opening.of(path, source))
    return _build(shared, Path(out), configs, force, workers, progress)


def _build(
    shared: Shared,
    out: Path,
    configs: Sequence[str] | None,
    force: bool,
    workers: int,
    progress: Progress,
) -> Release:
    corpus = shared.check.corpus
    if corpus.is_missing:
        raise BuildRefused(
            "a release needs a corpus.json, which says its name and version; these are bare shards"
        )
    report, parts = _checked(shared, workers, progress)
    info = corpus.info
    if not report.ok or info is None:
        raise CorpusHasErrors(report)
    chosen = _chosen(configs or info.configs)
    unusable = [one.unusable for _, one in parts if one.unusable is not None]
    if unusable:  # no rule should have let that pass: better no release
        raise BuildRefused(f"the article {unusable[0]} passed the check, but cannot be used")
    if not any(len(one) for _, one in parts):
        raise BuildRefused("the corpus has no articles: there is nothing to release")
    target = out.absolute() / f"{info.name}-{info.version}"

    def fill(fresh: Path) -> None:
        writing = _Writing(fresh, info, shared, chosen)
        with engine(min(workers, len(parts))) as run:
            writing.write_shards(parts, run, progress)
        writing.write_others()

    is_new = write_whole(target, fill, _KIND, force=force)
    return Release(target, orjson.loads((target / manifest.NAME).read_bytes()), is_new)


Parts = Sequence[tuple[Part, Remembered]]
"""The parts of a source, and what is remembered of their documents."""


def _checked(shared: Shared, workers: int, progress: Progress) -> tuple[Report, Parts]:
    """Check all documents, and remember of each what sharing them out takes."""
    parts = shared.parts()
    gathered = Gathered(shared.check.corpus)
    remembered = []
    with engine(min(workers, len(parts))) as run:
        for of_part, one in in_parts(shared, parts, run, _check_part, progress):
            gathered.merge(of_part)
            remembered.append(one)
    report = conclude(gathered, shared.check.corpus)
    return report, list(zip(parts, remembered, strict=True))


def _check_part(task: Task, tell: Tell) -> tuple[Gathered, Remembered]:
    corpus = task.shared.check.corpus
    splits = list(corpus.info.splits) if corpus.info else []
    remembered = Remembered()

    def each(raw: RawDocument | RawLine, one: Examined) -> None:
        remembered.add(raw, one, splits)
        tell(raw.weight)

    return gather(task.shared.read(task.part), corpus, each), remembered


def _chosen(configs: Sequence[str]) -> list[str]:
    unknown = sorted(set(configs) - set(CONFIGS))
    if unknown:
        raise BuildRefused(f"there is no config {unknown[0]!r}; there are {', '.join(CONFIGS)}")
    return [config for config in CONFIGS if config in configs]


class _Writing:
    """A release that is being written into a folder."""

    def __init__(
        self, folder: Path, info: CorpusInfo, shared: Shared, configs: Sequence[str]
    ) -> None:
        self._folder = folder
        self._shared = shared
        self._configs = configs
        self._beside = shared.check.source.beside(DOCUMENTS)
        cited = self._beside.get(citation.NAME)
        corpus = shared.check.corpus
        self._release = Described(info, corpus, citation.read(cited.data) if cited else None)
        self._made = Made()

    def write_shards(self, parts: Parts, run: Engine, progress: Progress) -> None:
        """Write tables and sources, shard by shard, and count what is in them."""
        self._make_folders()
        total = 2 * sum(len(one) for _, one in parts)
        progress("writing", 0, total)
        for made in run.map(make, self._jobs(parts)):
            self._made.merge(made)
            progress("writing", self._made.documents, total)
        remove_halves(self._folder)

    def _make_folders(self) -> None:
        (self._folder / release_sources.FOLDER).mkdir()
        for config in self._configs:
            (self._folder / "data" / config).mkdir(parents=True)

    def _jobs(self, parts: Parts) -> Iterator[Job]:
        configs = tuple(config for config in self._configs if config != "registry")
        for place, split in enumerate(self._release.info.splits):
            for number, shard in enumerate(plan(parts, place)):
                yield Job(self._shared, self._folder, shard, number, split, configs)
        for number, shard in enumerate(plan(parts)):
            yield Job(self._shared, self._folder, shard, number)

    def write_others(self) -> None:
        """Write what is told about all documents; a later part may tell of earlier ones."""
        release = self._release
        release.counts = self._made.counts
        if "registry" in self._configs:
            self._write_registry()
        for config in self._configs:
            self._name_files(config)
        for name, file in self._beside.items():
            self._write(name, file.data)
        self._write_schemas()
        for name, picture in plots.compose(release.counts).items():
            self._write(name, picture)
        release_sources.write_files(self._folder, release.corpus, self._beside)
        self._write(card.NAME, card.compose(release))
        self._write_croissant()
        self._write(manifest.NAME, manifest.compose(release, self._others()))

    def _write_registry(self) -> None:
        made = tables.registry_table(self._release.corpus.registry, self._made.mentions)
        path = self._folder / "data" / "registry" / f"{REGISTRY_SPLIT}-00000.parquet"
        with table_file(path, "registry") as file:
            file.add(made)
        if file.rows:
            self._made.files.append(file.entry(self._folder, REGISTRY_SPLIT))

    def _name_files(self, config: str) -> None:
        """Give the files of one config their names, which tell how many there are.

        A split without rows is left out: `datasets` refuses to load an empty one.
        """
        entries = [entry for entry in self._made.files if entry.get("config") == config]
        if not entries:
            (self._folder / "data" / config).rmdir()
        for split in dict.fromkeys(entry["split"] for entry in entries):
            of_split = [entry for entry in entries if entry["split"] == split]
            for index, entry in enumerate(of_split):
                path = self._folder / entry["path"]
                name = f"{split}-{index:05}-of-{len(of_split):05}.parquet"
                path.rename(path.with_name(name))
                entry["path"] = path.with_name(name).relative_to(self._folder).as_posix()
        self._release.tables += entries
        self._release.configs.append(_config_entry(config, entries))

    def _write(self, name: str, data: bytes) -> None:
        """Write one file of the release; `name` is its path in it, with ``/``."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _write_schemas(self) -> None:
        schemas = bundled.root() / "schema"
        for file in sorted(schemas.rglob("*.json")):
            self._write(f"schema/{file.relative_to(schemas).as_posix()}", file.read_bytes())

    def _write_croissant(self) -> None:
        files = [*self._release.tables, *self._others()]
        cited = self._beside.get(citation.NAME)
        facts = self._made.facts
        composed = croissant.compose(self._release, facts, files, cited.data if cited else None)
        self._write(croissant.NAME, composed)

    def _others(self) -> list[Entry]:
        """Return the manifest's entries for the files that are there, but for the tables."""
        there = (path for path in self._folder.rglob("*") if path.is_file())
        made = {entry["path"]: entry for entry in self._made.files}
        others = (path for path in there if path.relative_to(self._folder).as_posix() not in made)
        sources = [entry for entry in self._made.files if "config" not in entry]
        return [*sources, *(manifest.describe_file(self._folder, path) for path in others)]


def _config_entry(config: str, files: Sequence[Entry]) -> Entry:
    """Return the manifest's entry for one config, whose tables are in `files`."""
    splits = []
    whole = ContentHash()
    for split in dict.fromkeys(file["split"] for file in files):
        content = ContentHash()
        rows = 0
        for file in files:
            if file["split"] == split:
                content.add(file["content_sha256"])
                whole.add(file["content_sha256"])
                rows += file["rows"]
        splits.append({"split": split, "rows": rows, "content_sha256": content.hexdigest()})
    return {
        "config": config,
        "rows": sum(split["rows"] for split in splits),
        "splits": splits,
        "schema_sha256": schema_sha256(arrow_schema(config)),
        "content_sha256": whole.hexdigest(),
    }
