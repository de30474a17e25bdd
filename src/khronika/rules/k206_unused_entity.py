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
from khronika.corpus_model import RegistryFile
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule, Tally
from khronika.subject import Subject


class _Tally(Tally):
    """The entries that documents point to; None once a part of a document was not understood."""

    def __init__(self, corpus: CorpusFiles) -> None:
        self.used: set[str] | None = None if corpus.refusals else set()

    def add(self, subject: Subject) -> None:
        if subject.is_partial:
            self.used = None
        elif self.used is not None:
            self.used.update(*(layer.registry_ids for layer in subject.layers))

    def merge(self, later: "_Tally") -> None:
        if self.used is not None:
            self.used = None if later.used is None else self.used | later.used

    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        if self.used is None:
            return
        for file in corpus.files:
            if not isinstance(file.record, RegistryFile):
                continue
            for index, entry in enumerate(file.record.entities):
                if entry.id not in self.used:
                    yield Problem(
                        f"nothing points to the entry `{entry.id}` ({entry.label} "
                        f"{shortened(entry.name)})",
                        help=f'give its mentions `"entity": "{entry.id}"`, or take the entry out',
                        file=file,
                        path=("entities", index, "id"),
                    )


# A waiver names an article, and an entry belongs to none: so this one cannot be waived.
RULE = Rule("K206", "unused-entity", Severity.WARNING, __doc__, tally=_Tally)
