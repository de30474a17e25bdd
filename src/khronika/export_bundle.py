"""From any source to a bundle: a folder of shards, with one document to a line."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import orjson

from khronika import canonical, parsed_bundle, parsed_shards
from khronika.corpus_files import CorpusFiles
from khronika.document import Document
from khronika.errors import ExportRefused
from khronika.model import LayerDocument
from khronika.parsed import ParsedFile
from khronika.progress import Doing, Progress, silent
from khronika.source import DOCUMENTS, Source
from khronika.source.bundle import COMPRESSIONS, CORPUS_FILES, is_shard, shard_name
from khronika.source.compression import compressing
from khronika.source.lines import MAX_LINE_BYTES
from khronika.source.opening import open_source
from khronika.subject import Subject, decode_utf8
from khronika.wholefolder import Kind, write_whole
from khronika.withholding import NOTE, published_article, without_surfaces

SHARD_ARTICLES = 10_000
"""Articles that a shard holds if nothing else is said."""

_NAMES = {kind: name for name, kind in CORPUS_FILES.items()}


def _is_bundle(folder: Path) -> bool:
    """Tell whether all that `folder` holds is what a bundle does."""
    names = {path.name: path.is_file() for path in folder.iterdir()} if folder.is_dir() else {}
    return "corpus.json" in names and all(
        is_file and (name in CORPUS_FILES or name in DOCUMENTS or is_shard(name))
        for name, is_file in names.items()
    )


_KIND = Kind(
    name="bundle",
    work="export",
    is_one=_is_bundle,
    elsewhere="name another folder",
    instead="name another folder",
    refused=ExportRefused,
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was written: how many articles are in how many shards.

    `is_new` is false where the same bytes were there already and nothing was written.
    """

    path: Path
    articles: int
    shards: int
    is_new: bool = field(compare=False)


def export_bundle(
    path: str | Path | None,
    out: str | Path,
    *,
    compression: str = "none",
    shard_articles: int = SHARD_ARTICLES,
    force: bool = False,
    progress: Progress = silent,
) -> Bundle:
    """Write a corpus as a bundle.

    What is no valid JSON of its kind cannot go into one; other findings of a check may stand, and
    a check of the bundle has them too. The same corpus gives the same bytes. Of a withheld text,
    nothing goes in that a release does not hold, even if it is at hand.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder that holds `corpus/` and `annotations/`, or a bundle; without it, the corpus
        that ships with the package.
    out : str or pathlib.Path
        The folder to make.
    compression : {"none", "gz", "zst"}
        How to compress the shards.
    shard_articles : int
        Articles that a shard holds at most.
    force : bool
        Replace a bundle of other content.
    progress : callable, optional
        Called with what is being done, how much of it is done, and of how much.

    Raises
    ------
    ExportRefused
        If something of the corpus cannot go into a bundle, or `out` is in the way.
    CorpusNotFound
        If there is no corpus at `path`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     bundle = export_bundle(None, f"{folder}/bundle", compression="zst")
    >>> bundle.articles, bundle.shards
    (41, 1)
    """
    if compression not in COMPRESSIONS or shard_articles < 1:
        raise ExportRefused(
            f"expected a compression of {', '.join(COMPRESSIONS)} and at least one article to a "
            f"shard, found {compression!r} and {shard_articles}"
        )
    source = open_source(path)
    corpus = parsed_bundle.corpus_files(source)
    target = Path(out).absolute()
    lines = _Lines(source, progress)
    shards = 0

    def fill(folder: Path) -> None:
        nonlocal shards
        ending = COMPRESSIONS[compression]
        shards = _write_shards(folder, lines, ending, shard_articles)
        for name, data in files_of(corpus, lines.withheld).items():
            (folder / name).write_bytes(data)
        for name, file in source.beside(DOCUMENTS).items():
            (folder / name).write_bytes(file.data)
        if not shards:
            raise ExportRefused("the corpus has no articles: there is nothing to export")

    is_new = write_whole(target, fill, _KIND, force=force)
    return Bundle(target, lines.articles, shards, is_new)


class _Lines:
    """The lines of a bundle, read from a source; how many there were, and whose are withheld."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self.articles = 0
        self.withheld: set[str] = set()
        self._source, self._progress = source, progress

    def __iter__(self) -> Iterator[bytes]:
        doing = Doing("exporting", self._source.counted_in)
        total, done = self._source.total(), 0
        for raw in self._source.documents():
            subject = parsed_shards.subject(raw)
            if _is_withheld(subject):
                self.withheld.add(subject.id)
            yield line_of(subject)
            self.articles += 1
            done += raw.weight
            self._progress(doing, done, total)


def _write_shards(folder: Path, lines: Iterable[bytes], ending: str, shard_articles: int) -> int:
    """Write `lines`, one article each, as shards into `folder`; return how many shards.

    `ending` is that of `COMPRESSIONS`.
    """
    remaining = iter(lines)
    line = next(remaining, None)
    shards = 0
    while line is not None:
        name = shard_name(shards, ending)
        with (folder / name).open("wb") as stored, compressing(stored, name) as stream:
            for _ in range(shard_articles):
                stream.write(line)
                line = next(remaining, None)
                if line is None:
                    break
        shards += 1
    return shards


def files_of(corpus: CorpusFiles, withheld: Collection[str] = ()) -> dict[str, bytes]:
    """Return the files about the corpus as a whole as a bundle has them, by name.

    The reasons of waivers, which often cite a text, are left out for the articles `withheld`.

    Raises
    ------
    ExportRefused
        If one of them is no valid file of its kind.
    """
    for refusal in corpus.refusals:
        raise _refused(refusal.path, refusal.reason)
    found: dict[str, bytes] = {}
    layers: dict[str, Any] = {}
    for file in corpus.files:
        value = _value(file)
        if file.kind == "layer":
            layers[value["layer"]] = value
        elif file.kind == "registry":
            found[_NAMES["registry"]] = b"".join(map(_json_line, value["entities"]))
        else:
            for waiver in value.get("waivers", ()):
                if waiver["article"] in withheld:
                    waiver["reason"] = NOTE
            found[_NAMES[file.kind]] = _canonical(file.kind, value)
    if layers:
        found[_NAMES["layers"]] = _canonical("layers", {"layers": layers})
    return found


def _canonical(kind: str, value: dict[str, Any]) -> bytes:
    reference = canonical.schema_reference(_NAMES[kind], kind)
    return canonical.to_bytes({"$schema": reference} | value, kind)


def _is_withheld(subject: Subject) -> bool:
    return subject.article is not None and not subject.article.rights.redistribute


def line_of(subject: Subject, *, whole: bool = False) -> bytes:
    """Return the line that a document is, with its line feed.

    Parameters
    ----------
    subject : Subject
        The document.
    whole : bool
        Leave nothing out, even if the text is withheld: for who may hold it, and does not publish
        the line.

    Raises
    ------
    ExportRefused
        If something of it cannot go into a line.
    """
    is_withheld = _is_withheld(subject) and not whole
    for refusal in subject.refusals:
        raise _refused(refusal.path, refusal.reason)
    article = subject.article_file
    if article is None:
        raise _refused(f"{subject.article_path}", "it is missing")
    value = _value(article, published_article if is_withheld else None)
    if value["id"] != subject.id:
        raise _refused(article.path, f"`id` is not {subject.id}")
    line: dict[str, Any] = {"article": value}
    if subject.raw.text is not None and not is_withheld:
        line["text"] = decode_utf8(subject.raw.text)
        if line["text"] is None:
            raise _refused(subject.raw.text.path, "it is not plain UTF-8")
    line["layers"] = {}
    for file, annotator in subject.layer_files:
        kept = line.setdefault("passes", {}).setdefault(annotator, {}) if annotator else None
        value = _value(file, without_surfaces if is_withheld else None)
        (line["layers"] if kept is None else kept)[file.kind] = value
    if subject.is_partial:
        raise _refused(f"{subject.article_path}", "a part of it was not understood")
    return _bounded(_json_line(line), f"{subject.article_path}")


def line_of_document(document: Document) -> bytes:
    """Return the line that a sound document is, with its line feed.

    It is what `line_of` gives for the files that the document was read from.

    Raises
    ------
    ExportRefused
        If it is too long for a line.
    """
    line: dict[str, Any] = {"article": document.article}  # a record has its keys in their order
    if document.text is not None:
        line["text"] = document.text
    line["layers"] = _in_order(document.layers)
    if document.passes:
        line["passes"] = {
            annotator: _in_order(document.passes[annotator])
            for annotator in sorted(document.passes)
        }
    return _bounded(msgspec.json.encode(line) + b"\n", document.id)


def _in_order(layers: Mapping[str, LayerDocument]) -> dict[str, LayerDocument]:
    return {name: canonical.layer_in_order(layers[name]) for name in sorted(layers)}


def _bounded(line: bytes, path: str) -> bytes:
    if len(line) > MAX_LINE_BYTES:
        raise _refused(path, f"it makes a line of over {MAX_LINE_BYTES:,} bytes")
    return line


def _json_line(value: Any) -> bytes:
    return orjson.dumps(value) + b"\n"


def _value(file: ParsedFile, change: Callable[[Any], msgspec.Struct] | None = None) -> Any:
    """Return the value of a file in canonical order, without what only a file of its own needs.

    If there is a `change` to make, it is the value of the record that `change` returns.
    """
    if file.record is None or file.declared != file.kind:
        raise _refused(file.path, "it is no valid file of its kind")
    changed = msgspec.to_builtins(change(file.record)) if change else file.value
    value = canonical.in_order(changed, file.kind)
    value.pop("$schema", None)
    return value


def _refused(path: str, reason: str) -> ExportRefused:
    return ExportRefused(
        f"{path} cannot go into a bundle: {reason}; `khronika check` says more; nothing was written"
    )
