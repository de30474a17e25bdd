"""Everything has its place, and its name is its id.

## What it checks
Every file under `corpus/`, `annotations/` and `releases/` is where the layout has a place for it,
and says inside what its path says: an article its id, a layer document the id of its article, a
`layer.json` its layer. In a bundle: every file that looks like data is one that is read, and each
part of a line belongs to the article of that line.

## Why it matters
A file at the wrong place is never read: annotation that seems to be there silently goes missing
from every release. A file with another id than its name would be found under one of the two only.

## Wrong
```
annotations/entities/2025/yasnogorsk-pier.json
corpus/articles/2025/Yasnogorsk Pier.txt
```

## Right
```
annotations/entities/v1/2025/yasnogorsk-pier.json
corpus/articles/2025/yasnogorsk-pier.txt
```

## How to fix
Move or rename the file as the help says. What does not belong to the corpus, such as notes and
drafts, goes elsewhere in the repository.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from khronika.corpus_model import LayerInfo
from khronika.diagnostics import Severity
from khronika.excerpt import printable, shortened
from khronika.model import LAYERS, Article, LayerDocument
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule
from khronika.schema import MAJOR
from khronika.source import Refusal
from khronika.source.layout import place
from khronika.suggest import nearest

_NAMES = (
    *("articles", "passes", "registry", *LAYERS),
    *("corpus.json", "retired.json", "scores.json", "waivers.json"),
    *("annotators.json", "registry.json", "layer.json"),
)
"""Folders and files that the layout has at one place each."""

_SLUG = "lower-case ASCII words and digits joined by single hyphens, at most 80 characters"


def _refusal(refusal: Refusal) -> Iterator[Problem]:
    if refusal.unexpected:
        yield Problem(
            refusal.reason,
            help=_near_miss(refusal.path) or refusal.advice,
            file_path=printable(refusal.path),
        )


def _near_miss(path: str) -> str | None:
    """Say what is wrong with a path that would have a place but for one part of it."""
    parts = PurePosixPath(path).parts
    stem, suffix = PurePosixPath(path).stem, PurePosixPath(path).suffix
    if place("/".join([*parts[:-1], f"a{suffix}"])):
        return f"rename it: {shortened(stem)} is no id ({_SLUG})"
    if place("/".join([*parts[:-1], f"a{suffix.lower()}"])):
        return f"write the ending in lower case: `{suffix.lower()}`"
    if place("/".join([*parts[:-2], "undated", parts[-1]])):
        return f"{shortened(parts[-2])} is no year: use four digits, or `undated`"
    for index, part in enumerate(parts):
        near = nearest(part, _NAMES, likeness=0.8)
        if near and place("/".join([*parts[:index], near, *parts[index + 1 :]])):
            return f"{shortened(part)} is no name of the layout: did you mean `{near}`?"
    for index in range(2, len(parts)):
        if place("/".join([*parts[:index], MAJOR, *parts[index:]])):
            return f"a folder `{MAJOR}` is missing in the path, before {shortened(parts[index])}"
        if place("/".join([*parts[:index], MAJOR, *parts[index + 1 :]])):
            return f"{shortened(parts[index])} is not read: this version knows `{MAJOR}`"
    return None


def _file(file: ParsedFile) -> Iterator[Problem]:
    key, id_ = _name_inside(file.record)
    if id_ is None or file.path.endswith(f"/{id_}.json"):  # the name of an article's file
        return
    if file.name and id_ != file.name:
        place, part = ("path", "file") if file.is_edited else ("place", "part of the file")
        yield Problem(
            f"`{key}` is {shortened(id_)}, but by its {place} this {part} is `{file.name}`",
            help=f"set `{key}` to `{file.name}`, or move the {part} to where `{id_}` belongs",
            file=file,
            path=(key,),
            layer=file.layer,
        )


def _name_inside(record: msgspec.Struct | None) -> tuple[str, str | None]:
    """Return the field that repeats part of the path, and its value."""
    if isinstance(record, LayerDocument):
        return "article", record.article
    if isinstance(record, Article):
        return "id", record.id
    if isinstance(record, LayerInfo):
        return "layer", record.layer
    return "", None


RULE = Rule("K013", "unexpected-file", Severity.ERROR, __doc__, refusal=_refusal, file=_file)
