"""Mentions nest in each other as the guideline says.

## What it checks
Each mention that lies directly in another, with no third between the two: the pair of labels is in
the table of likely pairs, `khronika/lexicon/nesting_matrix.py`, which the guideline of the layer
prints. Two mentions with the same offsets may stand in either order.

## Why it matters
Most kinds of names hold only a few kinds of others: a COUNTRY holds no PERSON, and nothing stands
in a PERCENT. An unlikely pair mostly has one wrong label, or an edge that takes in a neighbour.

## Wrong
The text reads «до двадцати судов Ясногорска»:

```json
{"id": "e11", "start": 338, "end": 363, "surface": "двадцати судов Ясногорска",
 "label": "NUMBER", "level": "NOM"},
{"id": "e12", "start": 353, "end": 363, "surface": "Ясногорска", "label": "CITY", "level": "NAM"}
```

## Right
```json
{"id": "e11", "start": 338, "end": 346, "surface": "двадцати", "label": "NUMBER", "level": "NOM"},
{"id": "e12", "start": 353, "end": 363, "surface": "Ясногорска", "label": "CITY", "level": "NAM"}
```

## How to fix
Look at both labels and at the edges of the outer mention. If the pair is right, accept the finding
in `waivers.json`; if more like it are to come, propose it for the table.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.nesting_matrix import LIKELY_INNER
from khronika.model import ENTITY_LABELS, Entity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.spans import Layer, RoleSpan
from khronika.subject import Subject

_Mention = tuple[int, Entity]
"""A mention with its place in its layer document, from 0."""


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    if subject.text is not None:
        for layer in subject.of("entities"):
            for outer, inner in _directly_nested(subject, layer):
                if not _is_likely(outer[1], inner[1]):
                    yield _problem(outer[1], layer.span_of(inner[0]), inner[1])


def _directly_nested(subject: Subject, layer: Layer) -> Iterator[tuple[_Mention, _Mention]]:
    mentions = [
        (index, mention)
        for index, mention in enumerate(layer.record.annotations)
        if subject.is_sound(mention)
    ]
    around: list[_Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention[1].start, -mention[1].end)):
        # What ends before this one does is not around it, nor around what follows, unless the
        # two cross (K308).
        while around and around[-1][1].end < mention[1].end:
            around.pop()
        if around and mention[1].start < around[-1][1].end:
            yield around[-1], mention
        around.append(mention)


def _is_likely(outer: Entity, inner: Entity) -> bool:
    if (outer.start, outer.end) == (inner.start, inner.end):
        is_duplicate = outer.label == inner.label  # K307
        return is_duplicate or _fits(inner, outer) or _fits(outer, inner)
    return _fits(outer, inner)


def _fits(outer: Entity, inner: Entity) -> bool:
    return inner.label in LIKELY_INNER.get(outer.label, ())


def _problem(outer: Entity, span: RoleSpan, inner: Entity) -> Problem:
    likely = [label for label in ENTITY_LABELS if label in LIKELY_INNER.get(outer.label, ())]
    listed = f"holds {', '.join(likely)}" if likely else "holds no other mention"
    return problem_at(
        span,
        f"{inner.label} {shortened(span.surface or '')} stands directly in {outer.label} "
        f"{shortened(outer.surface or '', 40)} (`{outer.id}`), which is unlikely",
        help=f"look at both labels and at the edges of `{outer.id}`: {outer.label} {listed}",
    )


RULE = Rule(
    "K406",
    "unlikely-nesting",
    Severity.WARNING,
    __doc__,
    document=_document,
    waivable=True,
)
