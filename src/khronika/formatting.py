"""Writing the canonical form into a corpus."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from khronika import canonical
from khronika.corpus_files import parse_corpus_files
from khronika.history import Snapshot, expected_revision, state_of_layer
from khronika.parsed import ParsedFile
from khronika.source.tree import Tree
from khronika.subject import parse_subject


def format_tree(root: Path, baseline: Snapshot | None = None) -> tuple[list[str], list[str]]:
    """Rewrite every JSON file under `root` that is not in its canonical form.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds `corpus/` and `annotations/`.
    baseline : Snapshot, optional
        The last release: `revision` of each layer document is set to what follows from it.

    Returns
    -------
    written, left : list of str
        Paths, relative to `root`, of the files that were rewritten, and of those that were
        not because they are no valid file of their kind.
    """
    written, left = [], []
    for file, revision in _files(Tree(root), baseline):
        if file.record is None or file.declared != file.kind:
            left.append(file.path)
            continue
        if revision is not None:
            file.value["revision"] = revision
        data = canonical.to_bytes(file.value, file.kind)
        if data != file.data:
            replace(root / file.path, data)
            written.append(file.path)
    return sorted(written), sorted(left)


def _files(tree: Tree, baseline: Snapshot | None) -> Iterator[tuple[ParsedFile, int | None]]:
    """Yield every JSON file and, where a baseline decides it, the revision it should have."""
    for file in parse_corpus_files(tree.corpus_files(), []).files:
        yield file, None
    for raw in tree.documents():
        subject = parse_subject(raw)
        before = baseline.articles.get(subject.id) if baseline else None
        revisions = {
            layer.file.path: expected_revision(
                state_of_layer(layer.record), before.layers.get(layer.name) if before else None
            )
            for layer in subject.layers
            if baseline and layer.annotator is None
        }
        for file in subject.files:
            yield file, revisions.get(file.path)


def link_above(root: Path, path: str) -> str | None:
    """Return `path`, or the first folder on the way to it, that is a link, if there is one."""
    places = [path, *(folder.as_posix() for folder in PurePosixPath(path).parents)]
    return next((place for place in reversed(places[:-1]) if (root / place).is_symlink()), None)


def create_all(files: dict[Path, bytes]) -> None:
    """Make new files, all of them or none.

    Raises
    ------
    FileExistsError
        If one of them is there already; it is not touched.
    """
    made: list[Path] = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as stream:
                made.append(path)
                stream.write(data)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def write_all(files: dict[Path, bytes]) -> None:
    """Make files, or give them new content, all of them or none.

    Everything is written beside its place first; only then does each file take it, in one step.
    If one of them cannot, those before it get back what they had.
    """
    staged: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = _staged(path, data)
        for path, new in staged.items():
            before[path] = path.read_bytes() if path.exists() else None
            new.replace(path)
    except BaseException:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(old)
        raise
    finally:
        for new in staged.values():
            new.unlink(missing_ok=True)


def replace(path: Path, data: bytes) -> None:
    """Give the file at `path` new content in one step, keeping its mode."""
    write_all({path: data})


def _staged(path: Path, data: bytes) -> Path:
    """Write `data` beside `path`, with the mode that a file there has, or would get."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
