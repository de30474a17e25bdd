"""Parents and anchors do not run in a circle.

## What it checks
Following `parent` from quote to quote, or `anchor`, `begin` and `end_point` from date to date,
never leads back to the start. Each circle is reported once, at its lowest id.

## Why it matters
A date that is computed from itself has no value, and a quote cannot be inside itself.

## Wrong
```json
{"id": "d1", …, "value": "2025-10-24", "anchor": "d2"},
{"id": "d2", …, "value": "2025-10-23", "anchor": "d1"}
```

## Right
```json
{"id": "d1", …, "value": "2025-10-24", "anchor": "dct"},
{"id": "d2", …, "value": "2025-10-23", "anchor": "d1"}
```

## How to fix
Ask which of them the text gives first: that one is computed from `dct`, or from nothing. The
outermost quote has `"parent": null`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject

_FEW = 6
_FIELDS = {"dates": ("anchor", "begin", "end_point"), "quotes": ("parent",)}


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
    return all(_come_to_an_end(dict(layer.references)) for layer in subject.layers)


def _come_to_an_end(references: dict[str, set[str]]) -> bool:
    """Tell whether all chains of references do so after a few steps."""
    for _ in range(_FEW):
        going_on = references.keys()
        ending = [id_ for id_, ids in references.items() if going_on.isdisjoint(ids)]
        for id_ in ending:
            del references[id_]
    return not references


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.layers:
        fields = _FIELDS.get(layer.name, ())
        count = Counter(annotation.id for annotation in layer.record.annotations)
        index = {
            annotation.id: i
            for i, annotation in enumerate(layer.record.annotations)
            if count[annotation.id] == 1  # else K201: nobody can tell which one is meant
        }
        references = {
            id_: {
                target: field
                for field in reversed(fields)  # of two fields with one target, name the first
                if (target := getattr(layer.record.annotations[i], field)) in index
            }
            for id_, i in index.items()
        }
        for circle in _circles(references):
            field = references[circle[0]][circle[1]]
            yield Problem(
                _message(field, circle),
                help="the outermost quote has `parent` null"
                if field == "parent"
                else "compute the date that the text gives first from `dct`, or from nothing",
                file=layer.file,
                path=("annotations", index[circle[0]], field),
                layer=layer.name,
                annotation=circle[0],
            )


def _message(field: str, circle: list[str]) -> str:
    if len(circle) == 2:
        return f"`{field}` of `{circle[0]}` is `{circle[0]}` itself"
    shown = circle if len(circle) <= 9 else [*circle[:7], "…", circle[-1]]
    what = "parents" if field == "parent" else "anchors"
    return f"the {what} run in a circle: `{' → '.join(shown)}`"


def _circles(references: Mapping[str, Mapping[str, str]]) -> Iterator[list[str]]:
    """Yield circles of ids, each from its lowest member back to it, one for each tangle.

    A depth-first walk with its own stack: a chain may be longer than Python's.
    """
    finished: set[str] = set()
    told: set[str] = set()
    for start in sorted(references, key=_number):
        way: dict[str, Iterator[str]] = {}
        current: str | None = start if start not in finished else None
        while current is not None:
            steps = way.setdefault(current, iter(references[current]))
            following = next(steps, None)
            if following is None:
                finished.add(way.popitem()[0])
                current = next(reversed(way), None)
            elif following in way:
                if not {current, following} <= told:
                    ids = list(way)
                    members = ids[ids.index(following) :]
                    told.update(members)
                    lowest = members.index(min(members, key=_number))
                    yield [*members[lowest:], *members[: lowest + 1]]
            elif following not in finished:
                current = following


def _number(id_: str) -> int:
    return int(id_[1:])


RULE = Rule(
    "K203",
    "reference-cycle",
    Severity.ERROR,
    __doc__,
    document=_document,
    spares=_spares,
    of_passes=True,
)
