"""An id is given once.

## What it checks
Ids within one file (annotations of a layer, entries of the registry, annotators, retired
articles) and article ids across the whole corpus, whatever their year.

## Why it matters
Anchors, parents, speakers and every table of a release point to ids. If two things share one,
nobody can tell which is meant.

## Wrong
```json
{"id": "d1", "start": 38, "end": 45, "surface": "пятницу", "type": "DATE", "value": "2025-10-24"},
{"id": "d1", "start": 265, "end": 273, "surface": "1 ноября", "type": "DATE", "value": "2025-11-01"}
```

## Right
```json
{"id": "d1", "start": 38, "end": 45, "surface": "пятницу", "type": "DATE", "value": "2025-10-24"},
{"id": "d2", "start": 265, "end": 273, "surface": "1 ноября", "type": "DATE", "value": "2025-11-01"}
```

## How to fix
Give the newer of the two an id that is free; the help names one. Ids need not be in order, and
gaps are fine.
"""

from collections.abc import Iterator

from khronika.canonical import record_list
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Location, Severity
from khronika.parsed import ParsedFile
from khronika.rules.base import Grouping, Problem, Rule
from khronika.subject import Subject


def _file(file: ParsedFile) -> Iterator[Problem]:
    key = record_list(file.kind)
    if file.record is None or key is None or file.kind in ("layer", "waivers", "scores"):
        return
    records = file.value[key]
    if len({record["id"] for record in records}) == len(records):
        return
    ids = [record["id"] for record in records]
    help_ = "remove one of the two, or rename it"
    if file.layer:
        help_ = f"`{ids[0][0]}{max(int(id_[1:]) for id_ in ids) + 1}` is free" if ids else ""
    seen: dict[str, int] = {}
    for index, id_ in enumerate(ids):
        if id_ in seen:
            yield Problem(
                f"the id `{id_}` is taken: item {seen[id_] + 1} of `{key}` has it already",
                help=help_,
                file=file,
                path=(key, index, "id"),
                layer=file.layer,
                annotation=id_ if file.layer else None,
            )
        seen.setdefault(id_, index)


class _Tally(Grouping[Location]):
    """Where the articles are, by id."""

    def keyed(self, subject: Subject) -> Iterator[tuple[str, Location]]:
        if subject.raw.article and subject.id:
            yield subject.id, subject.article_path

    def decide(
        self,
        key: str | bytes,
        values: list[Location],
        corpus: CorpusFiles,  # noqa: ARG002
    ) -> Iterator[Problem]:
        first, *others = values
        for place in others:
            yield Problem(
                f"the article id `{key!s}` is taken by {first}",
                help="give one of the two articles another id",
                file_path=place,
            )


RULE = Rule(
    "K201",
    "duplicate-id",
    Severity.ERROR,
    __doc__,
    file=_file,
    tally=_Tally,
)
