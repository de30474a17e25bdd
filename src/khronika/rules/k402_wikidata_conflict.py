"""One Wikidata item stands for one entry of the registry.

## What it checks
No two entries of the registry have the same `wikidata`. That it is a Wikidata id at all, `Q` and a
number, is for the schema to say (K102).

## Why it matters
Two entries with one item are one entity listed twice: its mentions are split between them, and
every count of people, bodies and places is too high. Or one of the two items is wrong.

## Wrong
```json
{"id": "moscow", "label": "CITY", "name": "Москва", "wikidata": "Q649", "link": "linked"},
{"id": "moscow-city", "label": "CITY", "name": "г. Москва", "wikidata": "Q649", "link": "linked"}
```

## Right
```json
{"id": "moscow", "label": "CITY", "name": "Москва", "wikidata": "Q649", "link": "linked",
 "names": [{"lang": "ru", "kind": "alias", "name": "г. Москва"}]}
```

## How to fix
If both are one entity, keep one entry, move the names of the other to it, and let all mentions,
speakers and holders point to it. If not, correct the item of one.
"""

from collections.abc import Iterator

from khronika.corpus_model import RegistryFile
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule


def _file(file: ParsedFile) -> Iterator[Problem]:
    if not isinstance(file.record, RegistryFile):
        return
    first: dict[str, str] = {}
    for index, entry in enumerate(file.record.entities):
        if entry.wikidata is None:
            continue
        other = first.setdefault(entry.wikidata, entry.id)
        if other != entry.id:  # else K201
            yield Problem(
                f"`{entry.id}` {shortened(entry.name)} has `wikidata` `{entry.wikidata}`, as "
                f"`{other}` has",
                help=f"if both are one entity, keep one entry and point everything to it; if not, "
                f"look up which of the two is https://www.wikidata.org/wiki/{entry.wikidata}",
                file=file,
                path=("entities", index, "wikidata"),
            )


RULE = Rule("K402", "wikidata-conflict", Severity.ERROR, __doc__, file=_file)
