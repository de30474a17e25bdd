"""`metonymy` says something that the rest of the mention does not.

## What it checks
The `literal` of a `metonymy` is another label than the mention's; its `referent` is another entry
than the mention's `entity`.

## Why it matters
Metonymy is what lets a reader take «Кремль» for the administration and not for the building. If it
repeats the label, there is no metonymy, or the label is the wrong one of the two.

## Wrong
```json
{"id": "e9", "start": 285, "end": 295, "surface": "Ясногорска", "label": "CITY", "level": "NAM",
 "metonymy": {"kind": "place-for-institution", "literal": "CITY"}}
```

## Right
```json
{"id": "e9", "start": 285, "end": 295, "surface": "Ясногорска", "label": "ORGANIZATION",
 "level": "NAM", "metonymy": {"kind": "place-for-institution", "literal": "CITY"}}
```

## How to fix
Remove `metonymy` if the name stands for what it names. If it stands for something else, `label` is
what is meant and `literal` what the name is literally; or `referent` is the entry that is meant.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Entity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    for layer in subject.of("entities"):
        for index, mention in enumerate(layer.record.annotations):
            if mention.metonymy and (repeated := _repeated(mention, corpus)):
                span = layer.span_of(index)
                field, what = repeated
                yield problem_at(
                    span,
                    f"`metonymy` of {shortened(mention.surface or mention.id)} says nothing: "
                    f"its `{field}` is `{what}`, as is "
                    f"{'the label' if field == 'literal' else '`entity`'}",
                    help="remove `metonymy`; or, if the name stands for something else, set "
                    + (
                        "`label` to what is meant, or name the entity that is meant as `referent`"
                        if field == "literal"
                        else "`referent` to the entity that is meant"
                    ),
                    path=(*span.path, "metonymy", field),
                )


def _repeated(mention: Entity, corpus: CorpusFiles) -> tuple[str, str] | None:
    """Return the field of `metonymy` that repeats another one, and what it holds."""
    metonymy = mention.metonymy
    if metonymy is None:
        return None
    if metonymy.literal == mention.label:
        return "literal", mention.label
    entry = corpus.registry.get(mention.entity_id or "")
    if entry and entry.label == mention.label and metonymy.referent == entry.id:
        return "referent", entry.id
    return None


RULE = Rule("K404", "empty-metonymy", Severity.ERROR, __doc__, document=_document)
