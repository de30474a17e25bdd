"""What a release was, kept in the repository of its corpus: hashes, and where annotations stood.

`releases/<version>/` holds the manifest of the release, byte for byte, and `articles.json`, which
is all that a later check compares with. Where Git has the corpus as it was then, the content that
the hashes stand for is read from there, and only if it fits them.
"""

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import orjson

from khronika import canonical, explanation, parsed_bundle, parsed_shards, schema
from khronika.document import Document
from khronika.errors import BaselineNotFound
from khronika.history import ArticleState, LayerState, Placed, Records, Snapshot, Whole, digest
from khronika.release.manifest import NAME as MANIFEST
from khronika.source.layout import MAX_BYTES, RELEASES, is_version
from khronika.source.reading import Unreadable, read_inside
from khronika.source.revision import Revision, commits_adding
from khronika.whole import records_of

NAME = "articles.json"
FORMAT = "khronika-kept/1"


def versions(root: Path) -> list[str]:
    """Return the versions that are kept in the corpus at `root`, the oldest first."""
    folder = root / RELEASES
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    kept = (name for name in names if is_version(name) and (folder / name / NAME).is_file())
    return sorted(kept, key=lambda name: [int(number) for number in name.split(".")])


def compose(snapshot: Snapshot) -> bytes:
    """Return the bytes of `articles.json` for a state of a corpus.

    Examples
    --------
    >>> from khronika import baseline, bundled
    >>> data = compose(baseline.read(str(bundled.root()), bundled.root()))
    >>> schema.is_valid("kept", orjson.loads(data))
    True
    """
    whole = msgspec.to_builtins(snapshot.whole)
    records = {kind: dict(sorted(ids.items())) for kind, ids in whole["records"].items()}
    value = {
        "$schema": canonical.schema_reference(f"{RELEASES}/0.0.0/{NAME}", "kept"),
        "format": FORMAT,
        **whole,
        "records": records,
        "articles": [_article(id_, state) for id_, state in snapshot.articles.items()],
    }
    return canonical.to_bytes(value, "kept")


def _article(id_: str, state: ArticleState) -> dict[str, Any]:
    value: dict[str, Any] = {"id": id_} | msgspec.to_builtins(state)
    for name, layer in state.layers.items():
        value["layers"][name]["annotations"] = {
            id_: f"{placed.start}..{placed.end} {placed.digest}"
            for id_, placed in layer.annotations.items()
        }
    return value


def read(root: Path, version: str) -> Snapshot:
    """Read a release that is kept in the corpus at `root`.

    Raises
    ------
    BaselineNotFound
        If what is kept cannot be read or understood.
    """
    path = f"{RELEASES}/{version}/{NAME}"
    try:
        value = orjson.loads(read_inside(root, path, MAX_BYTES))
    except Unreadable as error:
        raise _unusable(path, error.reason) from error
    except orjson.JSONDecodeError as error:
        raise _unusable(path, f"it is no JSON ({error})") from error
    if not schema.is_valid("kept", value):
        raise _unusable(path, explanation.explain("kept", value)[0].message)
    if value["version"] != version:
        raise _unusable(path, f"its version is {value['version']}")
    articles = {article["id"]: _state(article) for article in value["articles"]}
    whole = msgspec.convert(value, Whole)
    return Snapshot(
        f"release {version}",
        whole,
        articles,
        partial(_documents, root, version, articles),
        partial(_records, root, version, whole),
        is_hashed=True,
    )


def _unusable(path: str, reason: str) -> BaselineNotFound:
    return BaselineNotFound(
        f"{path} cannot be compared with: {reason}; what is kept of a release never changes: "
        "restore it, as with `git restore`"
    )


def _state(article: dict[str, Any]) -> ArticleState:
    layers = {
        name: LayerState(
            layer["revision"],
            layer["facts"],
            {id_: _placed(told) for id_, told in layer["annotations"].items()},
        )
        for name, layer in article["layers"].items()
    }
    facts = {name: article[name] for name in ("text_sha256", "split", "group", "facts")}
    return ArticleState(**facts, layers=layers)


def _placed(told: str) -> Placed:
    span, digest_ = told.split(" ")
    start, end = span.split("..")
    return Placed(int(start), int(end), digest_)


def _revisions(root: Path, version: str) -> Iterator[Revision]:
    """Yield the corpus as Git has it where a release was kept, or tagged."""
    commits = commits_adding(root, f"{RELEASES}/{version}/{MANIFEST}")
    for revision in (*commits, f"v{version}"):
        try:
            source = Revision(root, revision)
        except BaselineNotFound:
            continue  # hashes alone, then: whoever compares says so
        with source:
            yield source


def _documents(
    root: Path, version: str, articles: dict[str, ArticleState], ids: Collection[str]
) -> Iterator[Document]:
    """Yield the documents of a release that Git still has, each held against its hashes."""
    left = set(ids) & articles.keys()
    for source in _revisions(root, version) if left else ():
        for raw in source.documents(sorted(left)):
            subject = parsed_shards.subject(raw)
            document, state = subject.document({}), subject.state
            if document and state and not state.differs(articles[document.id]):
                left.discard(document.id)
                yield document
        if not left:
            return


def _records(root: Path, version: str, whole: Whole) -> Records:
    """Return the records of a release that Git still has, each held against its hash."""
    found: dict[str, dict[str, Any]] = {}
    for source in _revisions(root, version):
        for kind, records in records_of(parsed_bundle.corpus_files(source)).items():
            hashes = whole.records.get(kind, {})
            fitting = {id_: one for id_, one in records.items() if digest(one) == hashes.get(id_)}
            found.setdefault(kind, {}).update(fitting)
    return found
