"""`link` says what is known of an entity's Wikidata item, and no more.

## What it checks
In the registry: `link` is `linked` exactly if `wikidata` has an item. And nothing in a published
article (a mention, its metonymy, a holder, a speaker) points to an entry that is `invented`, for
only composed articles have invented people, bodies and places.

## Why it matters
Whoever joins the corpus with Wikidata goes by `link`. An invented entity in a published article
would turn a real person into fiction.

## Wrong
```json
{"id": "moscow", "label": "CITY", "name": "Москва", "wikidata": "Q649", "link": "unlinked"}
```

## Right
```json
{"id": "moscow", "label": "CITY", "name": "Москва", "wikidata": "Q649", "link": "linked"}
```

## How to fix
With an item, set `link` to `linked`. Without one, set it to `nil` if Wikidata was searched and has
none, else to `unlinked`. An entry that a published article needs is not `invented`.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import RegistryFile
from khronika.diagnostics import Fix, Severity
from khronika.excerpt import shortened
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _file(file: ParsedFile) -> Iterator[Problem]:
    if not isinstance(file.record, RegistryFile):
        return
    for index, entry in enumerate(file.record.entities):
        if (entry.wikidata is not None) == (entry.link == "linked"):
            continue
        if entry.wikidata is not None:
            edit = file.edit(f"/entities/{index}/link", "linked")
            message = f"`link` is `{entry.link}`, but `wikidata` has an item, `{entry.wikidata}`"
            fix = Fix("set `link` to `linked`", safe=False, edits=(edit,))
            help_ = f"{fix.title}, if the item is right; else set `wikidata` to null"
        else:
            message = "`link` is `linked`, but there is no item: `wikidata` is null"
            fix = None
            help_ = "give the item, or set `link` to `nil` (looked up, not there) or `unlinked`"
        yield Problem(
            f"`{entry.id}` {shortened(entry.name)}: {message}",
            help=help_,
            file=file,
            path=("entities", index, "link"),
            fix=fix,
        )


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:
    if subject.article is None or subject.article.source.kind != "published":
        return True
    used = {id_ for layer in subject.layers for id_ in layer.registry_ids}
    return not any(
        entry.link == "invented" for entry in map(corpus.registry.get, used) if entry is not None
    )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    if subject.article is None or subject.article.source.kind != "published":
        return
    told: set[str] = set()
    for layer in subject.layers:
        for index, annotation in enumerate(layer.record.annotations):
            for path, id_ in annotation.registry_ids():
                entry = corpus.registry.get(id_)
                if entry is not None and entry.link == "invented" and id_ not in told:
                    told.add(id_)
                    yield Problem(
                        f"`{id_}` {shortened(entry.name)} is invented, but this article was "
                        "published, not composed",
                        help="point to the entity that is meant, or correct `link` of the entry; "
                        "if the article was composed, say so in its `source`",
                        file=layer.file,
                        path=("annotations", index, *path),
                        layer=layer.name,
                        annotation=annotation.id,
                    )


RULE = Rule(
    "K403",
    "link-status-conflict",
    Severity.ERROR,
    __doc__,
    file=_file,
    document=_document,
    spares=_spares,
)
