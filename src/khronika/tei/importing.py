"""Writing what a TEI file says into a corpus: article, text, layers, new registry entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from khronika import canonical, model, records
from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import RegistryEntry
from khronika.excerpt import shortened
from khronika.formatting import link_above, write_all
from khronika.intake import NotTaken, receiving, refuse_known
from khronika.source.layout import is_article_id
from khronika.source.reading import Unreadable, read_named
from khronika.source.tree import Tree
from khronika.subject import Subject, parse_subject
from khronika.tei.markup import MAX_BYTES
from khronika.tei.reader import Reading, read
from khronika.withholding import without_surfaces

Json = dict[str, Any]

REGISTRY = "annotations/registry/v1/registry.json"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written for one file; `paths` are relative to the corpus."""

    id: str
    paths: tuple[str, ...]
    annotations: dict[str, int]
    entries: tuple[str, ...]


def import_article(
    root: Path, file: Path, *, update: bool = False, force: bool = False
) -> Imported:
    """Write the article in the TEI `file` into the corpus at `root`, all of it or nothing.

    Parameters
    ----------
    root : pathlib.Path
        The corpus.
    file : pathlib.Path
        The TEI file.
    update : bool
        Whether it may replace an article that is there. A layer keeps its revision, unless the
        file names a higher one.
    force : bool
        Whether an update may change the text too, as long as the article is not released.

    Raises
    ------
    BrokenTei
        If the file cannot be understood.
    NotTaken
        If it does not go with the corpus.
    """
    tree, corpus, info = receiving(root)
    reading = read(
        content(file),
        str(file),
        layers=corpus.layer_names,
        splits=info.splits,
        registry=corpus.registry.keys(),
    )
    if not is_article_id(reading.id):
        raise NotTaken(f"{shortened(reading.id)} cannot be an id: Windows reserves the name")
    old = subject_of(tree, reading.id)
    if old is None:
        refuse_known(tree, corpus, reading.id, reading.text)
    elif not update:
        raise NotTaken(f"the corpus has an article {reading.id}; replace it with --update")
    else:
        _refuse_changed_text(old, reading, force=force)
    undeclared = reading.layers.keys() - set(corpus.layer_names)
    if undeclared:
        raise NotTaken(f"the corpus declares no layer {', '.join(sorted(undeclared))}")
    entries = _new_entries(reading, corpus)
    files = _files(reading, old)
    if entries:
        files[REGISTRY] = _registry(entries, corpus)
    return written(root, reading, files, [entry["id"] for entry in entries])


def content(file: Path) -> bytes:
    """Return the bytes of a TEI file that was named."""
    try:
        return read_named(file, MAX_BYTES)
    except Unreadable as error:
        raise NotTaken(f"{error.reason}; expected a TEI file") from None


def subject_of(tree: Tree, article: str) -> Subject | None:
    """Return what the corpus has of an article, if it has something."""
    return next((parse_subject(raw) for raw in tree.documents([article])), None)


def written(
    root: Path, reading: Reading, files: dict[str, bytes], entries: Sequence[str] = ()
) -> Imported:
    """Write `files`, all of them or none, and tell what changed."""
    if linked := next(filter(None, (link_above(root, path) for path in files)), None):
        raise NotTaken(f"{linked} is a symbolic link, and nothing is written through one")
    changed = {path: data for path, data in files.items() if not _is_there(root / path, data)}
    write_all({root / path: data for path, data in changed.items()})
    counts = {name: len(layer["annotations"]) for name, layer in reading.layers.items()}
    return Imported(reading.id, tuple(changed), counts, tuple(entries))


def difference(text: str, other: str, where: str) -> str:
    """Say where `other` first differs from `text`, which is at `where`."""
    pairs = zip(text, other, strict=False)
    shorter = min(len(text), len(other))
    at = next((at for at, (one, two) in enumerate(pairs) if one != two), shorter)
    return (
        f"the text differs from {where} at code point {at}: there "
        f"{shortened(text[at : at + 20])}, here {shortened(other[at : at + 20])}"
    )


def _refuse_changed_text(old: Subject, reading: Reading, *, force: bool) -> None:
    if old.text is None or old.text == reading.text:
        return
    if not force:
        raise NotTaken(
            f"{difference(old.text, reading.text, str(old.text_path))}; "
            "a released text never changes; if this one is not released, give --force"
        )
    left = {file.kind for file, annotator in old.layer_files if annotator is None}
    if missing := sorted(left - reading.layers.keys()):
        raise NotTaken(f"the text differs, but the file lacks the layer {', '.join(missing)}")


def _new_entries(reading: Reading, corpus: CorpusFiles) -> list[Json]:
    """Return the entries that the registry lacks; one that it has otherwise is refused."""
    new = []
    for entry in reading.entries:
        if (known := corpus.registry.get(entry["id"])) is None:
            new.append(entry)
        elif known != records.convert(entry, RegistryEntry):
            there = msgspec.to_builtins(known)
            differing = [key for key in {**there, **entry} if there.get(key) != entry.get(key)]
            told = "; ".join(
                f"`{key}` is {shortened(str(there.get(key)))} there and "
                f"{shortened(str(entry.get(key)))} here"
                for key in differing
            )
            raise NotTaken(
                f"the registry has `{entry['id']}` otherwise: {told}; take it out of <standOff>, "
                "or give it another id"
            )
    return new


def _registry(entries: list[Json], corpus: CorpusFiles) -> bytes:
    for file in corpus.files:
        if file.kind == "registry":
            if file.record is None:
                raise NotTaken(f"{REGISTRY} has errors; `khronika check` says which")
            value = file.value | {"entities": file.value["entities"] + entries}
            return canonical.to_bytes(value, "registry")
    return file_bytes(REGISTRY, "registry", {"entities": entries})


def _files(reading: Reading, old: Subject | None) -> dict[str, bytes]:
    """Return the files of the article, by path."""
    value = reading.article["dct"]["value"]
    year = old.raw.year if old else value[:4] if value else "undated"
    stem = f"corpus/articles/{year}/{reading.id}"
    files = {f"{stem}.txt": reading.text.encode()}
    files[f"{stem}.json"] = file_bytes(f"{stem}.json", "article", reading.article)
    revisions = {layer.name: layer.record.revision for layer in old.layers} if old else {}
    for name, layer in reading.layers.items():
        path = f"annotations/{name}/v1/{year}/{reading.id}.json"
        revision = max(layer["revision"], revisions.get(name, 1))
        kept = _without_surfaces(name, layer) if old and _has_no_surfaces(old) else layer
        files[path] = file_bytes(path, name, kept | {"revision": revision})
    return files


def _has_no_surfaces(old: Subject) -> bool:
    """Tell whether the corpus keeps an article without surfaces, because its text is withheld."""
    return any(span.file.value_at((*span.path, "surface")) is None for span in old.spans)


def _without_surfaces(name: str, layer: Json) -> Json:
    record = cast(model.LayerDocument, records.convert(layer, records.RECORDS[name]))
    return cast(Json, msgspec.to_builtins(without_surfaces(record)))


def file_bytes(path: str, kind: str, value: Json) -> bytes:
    """Return a file of the corpus in its canonical form."""
    reference = {"$schema": canonical.schema_reference(path, kind)}
    return canonical.to_bytes(reference | value, kind)


def _is_there(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
