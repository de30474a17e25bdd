"""Reading what a corpus is or was: from a Git revision, a release folder, or where it lies."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from khronika import kept, parsed_bundle, parsed_shards
from khronika.changelog import entries, fingerprints
from khronika.errors import BaselineNotFound
from khronika.history import ArticleState, Records, Snapshot, Whole, digests_of, state_of
from khronika.release.manifest import NAME as MANIFEST
from khronika.release.manifest import SOURCES
from khronika.source.layout import CHANGELOG, MARKER, RELEASES, is_version
from khronika.source.opening import is_bundle, open_source
from khronika.source.revision import Revision
from khronika.subject import decode_utf8
from khronika.whole import by_id, records_of, whole_of

if TYPE_CHECKING:
    from khronika.document import Document
    from khronika.release.folder import ReleaseFolder
    from khronika.source import Source

    Opened = Callable[[], AbstractContextManager[Source]]


def read(
    against: str, root: Path, only: Collection[str] | None = None, here: Path = Path()
) -> Snapshot:
    """Read the baseline that `against` names.

    Parameters
    ----------
    against : str
        A release folder, a folder that holds a corpus, the version of a release that is kept in
        the corpus at `root`, or a revision of the Git repository that `root` lies in.
    root : pathlib.Path
        The folder that holds `corpus/` and `annotations/` now.
    only : collection of str, optional
        The articles to read; all of them if not given.
    here : pathlib.Path
        The folder that a relative path starts from; without it, the current one.

    Raises
    ------
    BaselineNotFound
        If there is no such release folder or revision, or if it cannot be understood.
    ReleaseUnreadable
        If the release folder is damaged.
    """
    folder = here / against
    if against and (folder / MARKER).is_file():
        return of_source(open_source(folder), against, only)
    if (folder / kept.NAME).is_file() and folder.parent.name == RELEASES:
        return kept.read(folder.absolute().parents[1], folder.name)
    if (folder / MANIFEST).is_file():
        return _of_release(folder)
    if against and is_bundle(folder):
        return of_source(open_source(folder), against, only)
    versions = kept.versions(root)
    if against in versions:
        return kept.read(root, against)
    try:
        return of_revision(root, against, only)
    except BaselineNotFound as error:
        if is_version(against):
            raise BaselineNotFound(
                f"{error}; kept here: {', '.join(versions) or 'none'}"
            ) from error
        raise


def chosen(
    against: str | Literal[False] | None,
    root: Path,
    only: Collection[str] | None = None,
    here: Path = Path(),
) -> Snapshot | None:
    """Read what a user wants a corpus to be compared with.

    That is what `against` names; if it is None, the newest release that the corpus at `root` keeps,
    if there is any; and nothing if it is False.
    """
    if against is False:
        return None
    if against is not None:
        return read(against, root, only, here)
    versions = kept.versions(root)
    return kept.read(root, versions[-1]) if versions else None


def of_revision(root: Path, revision: str, only: Collection[str] | None = None) -> Snapshot:
    """Read what the corpus at `root` was at a Git revision, or its articles `only`."""
    with Revision(root, revision) as source:
        found = of_source(source, revision, only)
    columns = dict.fromkeys(found.whole.columns)  # those of the package that was there then

    def opened() -> Revision:
        return Revision(root, revision)

    return replace(
        found,
        whole=msgspec.structs.replace(found.whole, columns=columns),
        documents=partial(_documents, opened),
        records=partial(_records, opened),
    )


def of_source(source: "Source", name: str, only: Collection[str] | None = None) -> Snapshot:
    """Read what a source holds.

    Parameters
    ----------
    source : Source
        Where the files come from; it is asked again when a document is wanted.
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
    corpus.changelog = decode_utf8(source.beside([CHANGELOG]).get(CHANGELOG))
    broken = [file.path for file in corpus.files if file.record is None]
    whole = whole_of(corpus)
    if broken or whole is None:
        raise _not_understood(broken[0] if broken else corpus.paths.corpus, name)
    articles = {}
    for raw in source.documents(only):
        subject = parsed_shards.subject(raw)
        if subject.state is None:
            raise _not_understood(f"the article {subject.id}", name)
        articles[subject.id] = subject.state

    def opened() -> "AbstractContextManager[Source]":
        return nullcontext(source)

    return Snapshot(name, whole, articles, partial(_documents, opened), partial(_records, opened))


def _not_understood(what: str, name: str) -> BaselineNotFound:
    return BaselineNotFound(
        f"{what} has errors at {name}, so nothing can be compared with it; name a revision that "
        "`khronika check` passed, or mend what it finds"
    )


def _documents(opened: "Opened", ids: Collection[str]) -> "Iterator[Document]":
    with opened() as source:
        for raw in source.documents(ids):
            if document := parsed_shards.subject(raw).document({}):
                yield document


def _records(opened: "Opened") -> Records:
    with opened() as source:
        return records_of(parsed_bundle.corpus_files(source))


def _of_release(path: Path) -> Snapshot:
    """Read a release folder: its Parquet files, its manifest and the sources it carries."""
    from khronika.release.folder import ReleaseFolder  # pyarrow

    release = ReleaseFolder(path)
    if "articles" not in release.configs:
        raise BaselineNotFound(
            f"the release {path} was built without the config `articles`, which alone holds what a "
            "corpus is compared by; build it again with that"
        )
    articles = {
        document.id: state_of(document.article, document.layers.values())
        for document in release.documents()
    }
    columns = {config: release.columns(config) for config in release.configs}
    sources = path / SOURCES
    if is_bundle(sources):
        corpus = parsed_bundle.corpus_files(open_source(sources))
        corpus.changelog = _changelog(path)
        whole, records = whole_of(corpus), partial(records_of, corpus)
        if whole is None:
            raise _not_understood(f"{SOURCES}/corpus.json", str(path))
        whole = msgspec.structs.replace(whole, columns=columns)
    else:
        whole, records = _told(release, articles, columns), partial(_records_of_release, release)
    return Snapshot(f"release {release.version}", whole, articles, release.documents, records)


def _told(
    release: "ReleaseFolder",
    articles: Mapping[str, ArticleState],
    columns: dict[str, tuple[str, ...] | None],
) -> Whole:
    """Return what the tables of a release alone tell of the corpus as a whole."""
    layers = sorted({layer for state in articles.values() for layer in state.layers})
    return Whole(
        version=release.version,
        layers=dict.fromkeys(layers, release.major),
        labels={},
        columns=columns,
        records=digests_of(_records_of_release(release)),
        changelog=tuple(sorted(fingerprints(entries(_changelog(release.path))))),
    )


def _changelog(folder: Path) -> str:
    file = folder / CHANGELOG
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _records_of_release(release: "ReleaseFolder") -> Records:
    if "registry" not in release.configs:
        return {}
    return {"registry": by_id({entry.id: entry for entry in release.registry()})}
