"""Reading what a corpus was: from a Git revision, or from a release folder."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from khronika import parsed
from khronika.errors import BaselineNotFound
from khronika.history import ArticleState, Baseline, digest, state_of
from khronika.manifest import NAME as MANIFEST
from khronika.source.layout import CHANGELOG
from khronika.source.revision import Revision

if TYPE_CHECKING:
    from khronika.model import CorpusInfo
    from khronika.parsed import CorpusFiles
    from khronika.source import Source


def read(against: str, root: Path, only: Collection[str] | None = None) -> Baseline:
    """Read the baseline that `against` names.

    Parameters
    ----------
    against : str
        A release folder, or a revision of the Git repository that `root` lies in.
    root : pathlib.Path
        The folder that holds `corpus/` and `annotations/` now.
    only : collection of str, optional
        The articles to read; all of them if not given.

    Raises
    ------
    BaselineNotFound
        If there is no such release folder or revision, or if it cannot be understood.
    """
    folder = Path(against)
    if (folder / MANIFEST).is_file():
        return _of_release(folder)
    with Revision(root, against) as source:
        return _of_source(source, against, root, only)


def _of_source(
    source: "Source", revision: str, root: Path, only: Collection[str] | None
) -> Baseline:
    corpus = parsed.corpus_files(source.corpus_files(), [])
    info = _understood(corpus, revision)
    articles = {}
    for raw in source.documents(only):
        subject = parsed.subject(raw)
        if subject.state is None:
            raise BaselineNotFound(
                f"the article {subject.id} has errors at {revision}, so nothing can be compared "
                "with it; name a revision that `khronika check` passed"
            )
        articles[subject.id] = subject.state

    def text_of(id_: str) -> str | None:
        with Revision(root, revision) as again:
            return next((parsed.decode_text(raw.text) for raw in again.documents([id_])), None)

    return Baseline(
        name=revision,
        version=info.version,
        articles=articles,
        registry={id_: digest(entry) for id_, entry in corpus.registry.items()},
        layers=info.layers,
        columns=dict.fromkeys(info.configs),
        retired=frozenset(corpus.retired),
        changelog=parsed.decode_utf8(source.changelog()),
        text_of=text_of,
    )


def _understood(corpus: "CorpusFiles", revision: str) -> "CorpusInfo":
    broken = [file.path for file in corpus.files if file.record is None]
    if broken or corpus.info is None:
        raise BaselineNotFound(
            f"{broken[0] if broken else 'corpus/corpus.json'} has errors at {revision}, so nothing "
            "can be compared with it; name a revision that `khronika check` passed"
        )
    return corpus.info


def _of_release(folder: Path) -> Baseline:
    """Read a release folder; its Parquet files tell all but what was retired before."""
    import orjson
    import pyarrow as pa
    import pyarrow.parquet as pq

    from khronika import from_tables, schema

    def tables(config: str) -> list[Path]:
        return sorted((folder / "data" / config).glob("*.parquet"))

    def text_of(id_: str) -> str | None:
        wanted = [("article_id", "=", id_)]
        rows = (
            pq.read_table(path, columns=["text"], filters=wanted) for path in tables("articles")
        )
        return next((text for table in rows for text in table["text"].to_pylist()), None)

    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        configs = [config["config"] for config in manifest["configs"]]
        if "articles" not in configs:
            raise BaselineNotFound(
                f"the release {folder} was built without the config `articles`, which alone holds "
                "what a corpus is compared by; build it again with that"
            )
        articles: dict[str, ArticleState] = {}
        for path in tables("articles"):
            for document in from_tables.documents(pq.read_table(path), {}):
                articles[document.id] = state_of(document.article, document.layers.values())
        registry = {
            entry.id: digest(entry)
            for path in tables("registry")
            for entry in from_tables.entries(pq.read_table(path))
        }
        columns = {name: frozenset(pq.read_schema(tables(name)[0]).names) for name in configs}
    except (pa.ArrowException, OSError, ValueError, KeyError, IndexError) as error:
        raise BaselineNotFound(f"the release {folder} cannot be read: {error}") from error
    layers = {name for state in articles.values() for name in state.layers}
    changelog = folder / CHANGELOG
    return Baseline(
        name=f"release {manifest['version']}",
        version=manifest["version"],
        articles=articles,
        registry=registry if "registry" in configs else None,
        layers=dict.fromkeys(sorted(layers), manifest.get("schema_major", schema.MAJOR)),
        columns=columns,
        retired=frozenset(),
        changelog=changelog.read_text(encoding="utf-8") if changelog.is_file() else None,
        text_of=text_of,
    )
