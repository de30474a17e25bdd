"""Every entry of the registry is pointed to.

## What it checks
Entries of `registry.json` that nothing in the corpus points to: no mention (`entity`, `holders`,
`referent`) and no quote (`speakers`), in any layer document or independent pass. If one of those
could not be read, the rule waits until it can be.

## Why it matters
An entry without use is mostly the trace of a correction: its mentions were given another entry, or
lost their own. In a release it is an entity that no article knows.

## Wrong
```json
{"id": "mark-luzhin", "label": "PERSON", "name": "Марк Лужин", "wikidata": null, "link": "invented"}
```

and no mention has `"entity": "mark-luzhin"`.

## Right
```json
{"id": "e5", "start": 140, "end": 150, "surface": "Марк Лужин", …, "entity": "mark-luzhin"}
```

## How to fix
Give the mentions that are meant their `entity`, or take the entry out of the registry.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import RegistryFile
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _summarise(subject: Subject) -> frozenset[str] | None:
    """Return the entries that the document points to; None if a part of it was not understood."""
    if subject.is_partial:
        return None
    return frozenset(
        id_
        for layer in subject.layers
        for annotation in layer.record.annotations
        for _, id_ in annotation.registry_ids()
    )


def _decide(summaries: list[frozenset[str] | None], corpus: CorpusFiles) -> Iterator[Problem]:
    understood = [summary for summary in summaries if summary is not None]
    is_part_missing = len(understood) < len(summaries) or corpus.refusals
    if is_part_missing:
        return
    used = frozenset[str]().union(*understood)
    for file in corpus.files:
        if not isinstance(file.record, RegistryFile):
            continue
        for index, entry in enumerate(file.record.entities):
            if entry.id not in used:
                yield Problem(
                    f"nothing points to the entry `{entry.id}` ({entry.label} "
                    f"{shortened(entry.name)})",
                    help=f'give its mentions `"entity": "{entry.id}"`, or take the entry out',
                    file=file,
                    path=("entities", index, "id"),
                )


# A waiver names an article, and an entry belongs to none: so this one cannot be waived.
RULE = Rule(
    "K206", "unused-entity", Severity.WARNING, __doc__, summarise=_summarise, decide=_decide
)
