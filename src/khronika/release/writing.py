"""Writing a release: shards by any number of processes, and what tells of all of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from khronika import bundled, card, changelog, citation, croissant
from khronika.corpus_model import CorpusInfo
from khronika.engine import Engine
from khronika.opened import Shared
from khronika.progress import Doing, Progress
from khronika.release import manifest, plots, sources, tables
from khronika.release.columns import REGISTRY_SPLIT, arrow_schema
from khronika.release.content import ContentHash, schema_sha256
from khronika.release.described import Described, Entry
from khronika.release.plan import Parts, plan
from khronika.release.shards import Job, Made, make
from khronika.release.table_file import table_file
from khronika.source import DOCUMENTS
from khronika.source.layout import CHANGELOG


class Writing:
    """A release that is being written into a folder.

    Shards are written beside it, and come into it when their process has told what is in them: one
    that was given up, but still writes, does not reach the release.
    """

    def __init__(
        self, folder: Path, info: CorpusInfo, shared: Shared, configs: Sequence[str]
    ) -> None:
        self._folder = folder
        self._shards = folder.with_name(f"{folder.name}-shards")
        self._shared = shared
        self._configs = configs
        beside = shared.check.source.beside(DOCUMENTS)
        cited = beside.get(citation.NAME)
        self._beside = {name: _as_released(name, file.data) for name, file in beside.items()}
        corpus = shared.check.corpus
        self._release = Described(info, corpus, citation.read(cited.data) if cited else None)
        self._made = Made()

    def write_shards(self, parts: Parts, run: Engine, progress: Progress) -> None:
        """Write tables and sources, shard by shard, and count what is in them."""
        self._make_folders()
        doing, total = Doing("writing", "documents"), sum(len(one) for _, one in parts)
        progress(doing, 0, total)
        for made in run.map(make, self._jobs(parts)):
            self._take(made)
            progress(doing, self._made.documents // 2, total)  # each in tables and in sources

    def _make_folders(self) -> None:
        for folder in (self._folder, self._shards):
            (folder / manifest.SOURCES).mkdir(parents=True)
            for config in self._configs:
                (folder / "data" / config).mkdir(parents=True)

    def _take(self, made: Made) -> None:
        for entry in made.files:
            (self._shards / entry["path"]).rename(self._folder / entry["path"])
        self._made.merge(made)

    def _jobs(self, parts: Parts) -> Iterator[Job]:
        configs = tuple(config for config in self._configs if config != "registry")
        for place, split in enumerate(self._release.info.splits):
            for number, shard in enumerate(plan(parts, place)):
                yield Job(self._shared, self._shards, shard, number, split, configs)
        for number, shard in enumerate(plan(parts)):
            yield Job(self._shared, self._shards, shard, number)

    def write_others(self) -> None:
        """Write what is told about all documents; a later part may tell of earlier ones."""
        release = self._release
        release.counts = self._made.counts
        if "registry" in self._configs:
            self._write_registry()
        for config in self._configs:
            self._name_files(config)
        for name, data in self._beside.items():
            self._write(name, data)
        self._write_schemas()
        for name, picture in plots.compose(release.counts).items():
            self._write(name, picture)
        withheld = self._made.withheld
        sources.write_files(self._folder, release.corpus, withheld, self._beside)
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
        self._write(croissant.NAME, croissant.compose(self._release, files))

    def _others(self) -> list[Entry]:
        """Return the manifest's entries for the files that are there, but for the tables."""
        there = (path for path in self._folder.rglob("*") if path.is_file())
        made = {entry["path"]: entry for entry in self._made.files}
        others = (path for path in there if path.relative_to(self._folder).as_posix() not in made)
        sources = [entry for entry in self._made.files if "config" not in entry]
        return [*sources, *(manifest.describe_file(self._folder, path) for path in others)]


def _as_released(name: str, data: bytes) -> bytes:
    """Return what a release holds of a file that goes along with it."""
    if name != CHANGELOG:
        return data
    text = data.decode(errors="surrogateescape")
    return changelog.released(text).encode(errors="surrogateescape")


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
