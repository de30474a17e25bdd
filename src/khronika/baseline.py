"""Reading what a corpus was: from a Git revision, or from a release folder."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from khronika import parsed_bundle, parsed_shards
from khronika.errors import BaselineNotFound
from khronika.history import Baseline, digest, state_of
from khronika.manifest import NAME as MANIFEST
from khronika.source.layout import CHANGELOG
from khronika.source.revision import Revision
from khronika.subject import decode_utf8

if TYPE_CHECKING:
    from khronika.corpus_files import CorpusFiles
    from khronika.model import CorpusInfo
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
    ReleaseUnreadable
        If the release folder is damaged.
    """
    folder = Path(against)
    if (folder / MANIFEST).is_file():
        return _of_release(folder)
    with Revision(root, against) as source:
        found = of_source(source, against, only)
    return replace(found, text_of=partial(_text_at, root, against))


def _text_at(root: Path, revision: str, article: str) -> str | None:
    with Revision(root, revision) as source:
        return _text(source, article)


def _text(source: "Source", article: str) -> str | None:
    return next((parsed_shards.subject(raw).text for raw in source.documents([article])), None)


def of_source(source: "Source", name: str, only: Collection[str] | None = None) -> Baseline:
    """Read the baseline that a source holds.

    Parameters
    ----------
    source : Source
        Where the files come from; it is asked again when a text is wanted.
    name : str
        What the user calls it by.
    only : collection of str, optional
        The articles to read; all of them if not given.

    Raises
    ------
    BaselineNotFound
        If its files have errors.
    """
    corpus = parsed_bundle.corpus_files(source)
    info = _understood(corpus, name)
    changelog = source.beside([CHANGELOG]).get(CHANGELOG)
    articles = {}
    for raw in source.documents(only):
        subject = parsed_shards.subject(raw)
        if subject.state is None:
            raise BaselineNotFound(
                f"the article {subject.id} has errors at {name}, so nothing can be compared "
                "with it; name a revision that `khronika check` passed"
            )
        articles[subject.id] = subject.state
    return Baseline(
        name=name,
        version=info.version,
        articles=articles,
        registry={id_: digest(entry) for id_, entry in corpus.registry.items()},
        layers=info.layers,
        columns=dict.fromkeys(info.configs),
        retired=frozenset(corpus.retired),
        changelog=decode_utf8(changelog),
        text_of=partial(_text, source),
    )


def _understood(corpus: "CorpusFiles", revision: str) -> "CorpusInfo":
    broken = [file.path for file in corpus.files if file.record is None]
    if broken or corpus.info is None:
        raise BaselineNotFound(
            f"{broken[0] if broken else corpus.paths.corpus} has errors at {revision}, so nothing "
            "can be compared with it; name a revision that `khronika check` passed"
        )
    return corpus.info


def _of_release(path: Path) -> Baseline:
    """Read a release folder; its Parquet files tell all but what was retired before."""
    from khronika.release_folder import ReleaseFolder  # pyarrow

    release = ReleaseFolder(path)
    if "articles" not in release.configs:
        raise BaselineNotFound(
            f"the release {path} was built without the config `articles`, which alone holds what a "
            "corpus is compared by; build it again with that"
        )
    has_registry = "registry" in release.configs
    changelog = path / CHANGELOG
    articles = {
        document.id: state_of(document.article, document.layers.values())
        for document in release.documents()
    }
    layers = sorted({layer for state in articles.values() for layer in state.layers})
    return Baseline(
        name=f"release {release.version}",
        version=release.version,
        articles=articles,
        registry={e.id: digest(e) for e in release.registry()} if has_registry else None,
        layers=dict.fromkeys(layers, release.major),
        columns={config: release.columns(config) for config in release.configs},
        retired=frozenset(),
        changelog=changelog.read_text(encoding="utf-8") if changelog.is_file() else None,
        text_of=release.text_of,
    )
