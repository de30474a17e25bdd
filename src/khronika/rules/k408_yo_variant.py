"""The names of an entity do not repeat each other with «е» for «ё».

## What it checks
`name` and `names` of each entry of the registry: no two of them differ in nothing but «ё» and «е».

## Why it matters
Newspapers write «е» for «ё» as they like, so whatever compares names takes the two letters for
one. A second spelling adds nothing, and one day only one of the two is corrected.

## Wrong
```json
{"id": "pyotr-vetrov", "label": "PERSON", "name": "Пётр Ветров", "wikidata": null,
 "link": "invented", "names": [{"lang": "ru", "kind": "alias", "name": "Петр Ветров"}]}
```

## Right
```json
{"id": "pyotr-vetrov", "label": "PERSON", "name": "Пётр Ветров", "wikidata": null,
 "link": "invented"}
```

## How to fix
Keep the spelling with «ё» where that is how the name is read, and remove the other. A `name` is
never removed: correct it, and remove the other from `names`.
"""

from collections.abc import Iterator

from khronika.corpus_model import RegistryFile
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.letters import YO, YO_AS_E
from khronika.parsed import ParsedFile, Path
from khronika.rules.base import Problem, Rule


def _file(file: ParsedFile) -> Iterator[Problem]:
    if not isinstance(file.record, RegistryFile):
        return
    for index, entry in enumerate(file.record.entities):
        first: dict[tuple[str, str], str] = {}
        listed: list[tuple[Path, str, str]] = [(("name",), "ru", entry.name)]
        for number, other in enumerate(entry.names):
            listed.append((("names", number, "name"), other.lang, other.name))
        for path, language, name in listed:
            before = first.setdefault((language, name.translate(YO_AS_E)), name)
            if before != name:
                kept = max(before, name, key=_yo)
                yield Problem(
                    f"`{entry.id}` has {shortened(before)} and {shortened(name)}, which differ "
                    "only in «ё» and «е»",
                    help=f"keep {shortened(kept)} and remove the other from `names`",
                    file=file,
                    path=("entities", index, *path),
                )


def _yo(name: str) -> int:
    return name.casefold().count(YO)


RULE = Rule("K408", "yo-variant", Severity.WARNING, __doc__, file=_file, waivable=True)
