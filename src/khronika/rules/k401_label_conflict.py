"""A mention and its entity have the same label, or `metonymy` says why not.

## What it checks
The `label` of each mention that has an `entity`, against the label of that registry entry. They may
differ if `metonymy` explains it: its `literal` is the label of the entry, or its `referent` is an
entry with that label.

## Why it matters
The label of an entity is counted and split by, in tables and in statistics. If its mentions say
something else, a link went to the wrong entry, or one of the two labels is wrong.

## Wrong
The registry has `{"id": "yasnogorsk", "label": "CITY", "name": "Ясногорск"}`:

```json
{"id": "e9", "start": 285, "end": 295, "surface": "Ясногорска",
 "label": "REGION", "level": "NAM", "entity": "yasnogorsk"}
```

## Right
```json
{"id": "e9", "start": 285, "end": 295, "surface": "Ясногорска",
 "label": "CITY", "level": "NAM", "entity": "yasnogorsk"}
```

## How to fix
Decide what the text means. Correct the label, or point to the entity that is meant. A name that is
used for something else («в Кремле уточнили») gets `metonymy`.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import RegistryEntry
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Entity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.sharing import labels
from khronika.subject import Subject


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:
    known = labels(corpus)
    mentions = (mention for layer in subject.of("entities") for mention in layer.record.annotations)
    return all(known.get(one.entity_id, one.label) == one.label for one in mentions)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    for layer in subject.of("entities"):
        for index, mention in enumerate(layer.record.annotations):
            entry = corpus.registry.get(mention.entity_id or "")
            if entry is None or mention.label == entry.label:
                continue
            if _is_explained(mention, entry, corpus):
                continue
            span = layer.span_of(index)
            yield problem_at(
                span,
                f"{shortened(mention.surface or mention.id)} is {_with_article(mention.label)}, "
                f"but its entity, `{entry.id}`, is {_with_article(entry.label)}",
                help=f"set `label` to `{entry.label}`, point to another entity, or say with "
                f'`metonymy` what is meant, such as `"literal": "{entry.label}"`',
                path=(*span.path, "label"),
            )


def _is_explained(mention: Entity, entry: RegistryEntry, corpus: CorpusFiles) -> bool:
    if mention.metonymy is None:
        return False
    referent = corpus.registry.get(mention.metonymy.referent or "")
    return entry.label in (mention.metonymy.literal, referent.label if referent else None)


def _with_article(label: str) -> str:
    return f"{'an' if label[0] in 'AEIO' else 'a'} {label}"


RULE = Rule("K401", "label-conflict", Severity.ERROR, __doc__, document=_document, spares=_spares)
