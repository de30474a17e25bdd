"""Every id that something points to exists.

## What it checks
`entity`, `holders`, `referent` and `speakers` against the registry, but for independent passes,
whose annotators do not know it and make up ids; `anchor`, `begin` and
`end_point` against the dates of the same document; `parent` against its quotes; `annotators`,
`preannotated_by`, `adjudicator` and the `author` of a composed article against
`annotators.json`; an article's `split` against those of `corpus.json`; the replacements in
`retired.json` against the corpus.

## Why it matters
A reference that leads nowhere is mostly a typing error. In a release it would be a speaker
without a name, or a date that cannot be computed.

## Wrong
The registry has `anna-vereskova`:

```json
{"id": "q1", …, "speakers": ["anna-vereskov"], …}
```

## Right
```json
{"id": "q1", …, "speakers": ["anna-vereskova"], …}
```

## How to fix
Take the id that the help proposes, or add what is missing: an entry to the registry, an annotator
to `annotators.json`.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import RetiredFile
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Date, Quote
from khronika.parsed import ParsedFile, Path
from khronika.rules.base import Problem, Rule, Tally, is_refused
from khronika.rules.sharing import once
from khronika.source.layout import place
from khronika.spans import Layer
from khronika.subject import Subject
from khronika.suggest import did_you_mean

_NO_REPLACEMENT = "name an article of the corpus, or leave `replacement` out"

_MOST_ASKED = 50
"""Unknown ids of one layer document for which the registry is searched for a near one."""

Reference = tuple[Path, str]
"""Where in its file an id stands that points to something, and the id."""


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:
    registry, annotators = _registry(corpus), _annotators(corpus)
    article = subject.article
    people = {article.source.author} if article and article.source.author else set()
    for layer in subject.layers:
        people.update(id_ for _, id_ in _people(layer))
        if not _are_known(layer, registry):
            return False
    is_declared = not article or not corpus.info or article.split in corpus.info.splits
    return is_declared and (annotators is None or people <= annotators.keys())


def _are_known(layer: Layer, registry: Mapping[str, Any] | None) -> bool:
    """Tell whether all that its annotations point to is there."""
    asks = layer.annotator is None and registry is not None
    if asks and not layer.registry_ids <= (registry or {}).keys():
        return False
    return all(ids <= layer.ids for _, ids in layer.references)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    where = corpus.paths
    registry, annotators = _registry(corpus), _annotators(corpus)
    author = subject.article.source.author if subject.article else None
    if author and annotators is not None and author not in annotators:
        yield Problem(
            _message("author", author, where.annotators),
            help=_help(author, annotators, f"add it to {where.annotators}"),
            file=subject.article_file,
            path=("source", "author"),
        )
    yield from _split(subject, corpus)
    for layer in subject.layers:
        if annotators is not None:
            for path, id_ in _people(layer):
                if id_ not in annotators:
                    yield Problem(
                        _message(_field(path), id_, where.annotators),
                        help=_help(id_, annotators, f"add it to {where.annotators}"),
                        file=layer.file,
                        path=path,
                        layer=layer.name,
                    )
        yield from _annotations(layer, registry, where.registry)


def _split(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    """Ask for a declared split: a build, which goes split by split, would lose the article."""
    split = subject.article.split if subject.article else None
    if split and corpus.info and split not in corpus.info.splits:
        declared = ", ".join(f"`{name}`" for name in corpus.info.splits)
        yield Problem(
            _message("split", split, corpus.paths.corpus),
            help=_help(split, corpus.info.splits, f"take one of {declared}, or declare it there"),
            file=subject.article_file,
            path=("split",),
        )


@once
def _registry(corpus: CorpusFiles) -> Mapping[str, Any] | None:
    return _known(corpus, corpus.paths.registry, corpus.registry)


@once
def _annotators(corpus: CorpusFiles) -> Mapping[str, Any] | None:
    return _known(corpus, corpus.paths.annotators, corpus.annotators)


def _known(corpus: CorpusFiles, path: str, ids: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the ids to check against; None if they cannot be known.

    That is so if the file at `path` is broken, and with bare shards, which come without any.
    """
    is_broken = any(file.path == path and file.record is None for file in corpus.files)
    unknown = is_broken or not corpus.files or is_refused(path, corpus.refusals)
    return None if unknown else ids


def _people(layer: Layer) -> Iterator[Reference]:
    record = layer.record
    for index, id_ in enumerate(record.annotators):
        yield ("annotators", index), id_
    for index, id_ in enumerate(record.preannotated_by):
        yield ("preannotated_by", index), id_
    if record.adjudicator:
        yield ("adjudicator",), record.adjudicator


def _annotations(
    layer: Layer, registry: Mapping[str, Any] | None, registry_path: str
) -> Iterator[Problem]:
    if _are_known(layer, registry):
        return
    own = layer.ids
    listed = _listed(own)
    kind = layer.name.removesuffix("s")
    unknown: dict[str, str] = {}
    for index, annotation in enumerate(layer.record.annotations):
        place: dict[str, Any] = {
            "file": layer.file,
            "layer": layer.name,
            "annotation": annotation.id,
        }
        for path, id_ in annotation.registry_ids():
            if layer.annotator is None and registry is not None and id_ not in registry:
                yield Problem(
                    _message(_field(path), id_, "the registry"),
                    help=_remembered(unknown, id_, registry, registry_path),
                    path=("annotations", index, *path),
                    **place,
                )
        for path, id_ in _neighbours(annotation):
            if id_ not in own:
                yield Problem(
                    f"`{path[0]}` is `{id_}`, but this document has no such {kind}",
                    help=f"the {kind}s of this document are {listed}",
                    path=("annotations", index, *path),
                    **place,
                )


def _neighbours(annotation: Any) -> Iterator[Reference]:
    """Yield what points from `annotation` to another one of the same document."""
    if isinstance(annotation, Date):
        for field in ("anchor", "begin", "end_point"):
            id_ = getattr(annotation, field)
            if id_ not in (None, "dct"):
                yield (field,), id_
    elif isinstance(annotation, Quote) and annotation.parent:
        yield ("parent",), annotation.parent


def _field(path: Path) -> str:
    return next(step for step in reversed(path) if isinstance(step, str))


def _message(field: str, id_: str, where: str) -> str:
    return f"`{field}` names {shortened(id_, 80)}, which {where} does not have"


def _help(id_: str, known: Collection[str], otherwise: str) -> str:
    return did_you_mean(id_, known, likeness=0.8) or otherwise  # ids are long and much alike


def _remembered(told: dict[str, str], id_: str, registry: Collection[str], path: str) -> str:
    """Return the help for an id that the registry lacks; look for a near one once for each.

    An article with hundreds of unknown ids lacks a registry, not a letter here and there.
    """
    if id_ not in told:
        otherwise = f"add it to {path}"
        told[id_] = _help(id_, registry, otherwise) if len(told) < _MOST_ASKED else otherwise
    return told[id_]


def _listed(ids: Collection[str]) -> str:
    shown = sorted(ids, key=lambda id_: int(id_[1:]))
    return ", ".join(shown[:12]) + (f" … {shown[-1]}" if len(shown) > 12 else "")


class _Tally(Tally):
    """Which articles there are, if `retired.json` names any that should be."""

    def __init__(self, corpus: CorpusFiles) -> None:
        self.asked = any(entry.replacement for entry in corpus.retired.values())
        self.articles: set[str] = set()
        self.is_one_unknown = False

    def add(self, subject: Subject) -> None:
        """Remember an article; a layer document without its article makes none."""
        raw = subject.raw
        if not subject.id:
            self.is_one_unknown = True
        elif self.asked and (raw.article or raw.text or raw.refusals):
            self.articles.add(subject.id)

    def merge(self, later: "_Tally") -> None:
        self.articles |= later.articles
        self.is_one_unknown |= later.is_one_unknown

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        if not self.asked or self.is_one_unknown:
            return
        if is_refused("corpus/articles", corpus.refusals):
            return
        refused = (place(refusal.path) for refusal in corpus.refusals)
        articles = self.articles | {expected.article for expected in refused if expected}
        for file in corpus.files:
            if isinstance(file.record, RetiredFile):
                yield from _replacements(file, file.record, articles)


def _replacements(file: ParsedFile, record: RetiredFile, articles: set[str]) -> Iterator[Problem]:
    gone = {entry.id for entry in record.retired}
    for index, entry in enumerate(record.retired):
        id_ = entry.replacement
        if id_ is not None and id_ not in articles:
            yield Problem(
                f"`replacement` is `{id_}`, which was withdrawn itself"
                if id_ in gone
                else _message("replacement", id_, "the corpus"),
                help=_help(id_, articles, _NO_REPLACEMENT),
                file=file,
                path=("retired", index, "replacement"),
            )


RULE = Rule(
    "K202",
    "dangling-reference",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
    tally=_Tally,
)
