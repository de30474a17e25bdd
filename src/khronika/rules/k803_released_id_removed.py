"""A released id keeps its meaning for ever.

## What it checks
With a release kept under `releases/`, or named with `--against`: every article of the release is
still there or has an entry in `corpus/retired.json`; an id that was retired stays retired; and an
annotation id stands for the annotation it stood for. Offsets may be corrected, so an annotation
counts as another one if its span (of a quote, from its first to its last content) shares no code
point with the released one.

## Why it matters
Whoever cites an article, or keeps corrections beside the annotation, refers to ids.

## Wrong
Release 0.1.0 has `e3` at 40..49; here `e3` is a mention that was added:

```json
{"id": "e3", "start": 112, "end": 118, "surface": "мостом", …}
```

## Right
```json
{"id": "e8", "start": 112, "end": 118, "surface": "мостом", …}
```

## How to fix
Give the annotation an id that the layer never had. For an article that is gone, add an entry with
date and reason to `corpus/retired.json`, or restore its files.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.history import LayerState, extent
from khronika.rules.base import Problem, Rule, Tally
from khronika.spans import Layer
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    before = corpus.before(subject.id)
    if corpus.baseline is None or before is None or subject.article is None:
        return
    if subject.article.text.sha256 != before.text_sha256:
        return  # offsets of two texts do not compare; K801 says so
    for layer in subject.layers:
        if layer.annotator is None and layer.name in before.layers:
            yield from _reused(layer, before.layers[layer.name], corpus.baseline.name)


def _reused(layer: Layer, released: LayerState, name: str) -> Iterator[Problem]:
    ids = {annotation.id for annotation in layer.record.annotations}
    highest = max((int(id_[1:]) for id_ in ids | released.annotations.keys()), default=0)
    for index, annotation in enumerate(layer.record.annotations):
        start, end = extent(annotation)
        was = released.annotations.get(annotation.id)
        if was is None or (start < was.end and was.start < end):
            continue
        highest += 1
        free = f"{annotation.id[0]}{highest}"
        yield Problem(
            f"`{annotation.id}` stands at {start}..{end}, but in {name} this id is "
            f"an annotation at {was.start}..{was.end}",
            help=f"give this one an id that was never used, `{free}`, there and wherever the layer "
            f"refers to it; if it is the same annotation, its offsets are wrong",
            file=layer.file,
            path=("annotations", index, "id"),
            layer=layer.name,
            annotation=annotation.id,
        )


class _Tally(Tally):
    """Which released articles are still there."""

    def __init__(self, corpus: CorpusFiles) -> None:
        self.released = corpus.baseline.articles.keys() if corpus.baseline else ()
        self.there: set[str] = set()

    def __getstate__(self) -> set[str]:
        return self.there

    def __setstate__(self, there: set[str]) -> None:
        self.there = there

    def add(self, subject: Subject) -> None:
        if subject.id in self.released:
            self.there.add(subject.id)

    def merge(self, later: "_Tally") -> None:
        self.there |= later.there

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        if corpus.baseline is None:
            return
        name, retired = corpus.baseline.name, corpus.paths.retired
        for id_ in sorted(corpus.baseline.articles.keys() - self.there - corpus.retired.keys()):
            yield Problem(
                f"the article `{id_}` of {name} is gone, and no entry says why",
                help=f'restore its files, or add `{{"id": "{id_}", "date": …, "reason": …}}` to '
                f"{retired}",
                file_path=retired,
                article=id_,
            )
        released = corpus.baseline.whole.records.get("retired", {})
        for id_ in sorted(released.keys() - corpus.retired.keys()):
            yield Problem(
                f"the id `{id_}`, retired in {name}, is no longer retired",
                help="put its entry back: the id is never used again",
                file_path=retired,
                article=id_,
            )


RULE = Rule(
    "K803",
    "released-id-removed",
    Severity.ERROR,
    __doc__,
    document=_document,
    tally=_Tally,
)
