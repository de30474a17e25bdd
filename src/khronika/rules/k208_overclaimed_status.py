"""A layer document claims no more care than it had.

## What it checks
The `status` of every layer document and pass against the kinds in `annotators.json`. What has a
`tool` among its `annotators` is `auto`, unless it was adjudicated. `adjudicated` asks for passes of
at least two annotators for the same layer in `annotations/passes/`, not all of them by tools, and
for an `adjudicator` that is no tool. (That there is an `adjudicator` is for the schema, K102.)

## Why it matters
Readers weigh a layer by its status: an evaluation against the output of a tool measures how alike
two tools are. Where the passes are not kept, nobody can say how far the annotators agreed.

## Wrong
```json
"status": "single",
"annotators": ["some-tagger"]
```

where `some-tagger` is a `tool`.

## Right
```json
"status": "single",
"annotators": ["vera-klimova"],
"preannotated_by": ["some-tagger"]
```

## How to fix
Set the status that the help names. If somebody did go through all of a tool's output, they are the
annotator, and the tool goes to `preannotated_by`. If a document was adjudicated, keep the passes it
was made from.
"""

from collections.abc import Iterator
from typing import Any

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.rules.base import Problem, Rule
from khronika.spans import Layer
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    for layer in subject.layers:
        if layer.record.status == "single":
            yield from _single(layer, corpus)
        elif layer.record.status == "adjudicated":
            yield from _adjudicated(layer, subject, corpus)


def _single(layer: Layer, corpus: CorpusFiles) -> Iterator[Problem]:
    people = layer.record.annotators
    tools = [id_ for id_ in people if _is_tool(id_, corpus)]
    if not tools:
        return
    fix = None
    if len(tools) == len(people):
        fix = Fix("set `status` to `auto`", False, (layer.file.edit("/status", "auto"),))
    named = ", ".join(f"`{id_}`" for id_ in tools)
    are = "is a tool" if len(tools) == 1 else "are tools"
    yield Problem(
        f"the status is `single`, but {named} among the `annotators` {are}",
        help=f"set `status` to `auto`, or name who went through all of it and move {named} to "
        "`preannotated_by`"
        if fix
        else f"move {named} to `preannotated_by`",
        fix=fix,
        **_at(layer, "status"),
    )


def _adjudicated(layer: Layer, subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    adjudicator = layer.record.adjudicator
    if adjudicator and _is_tool(adjudicator, corpus):
        yield Problem(
            f"the status is `adjudicated`, but the adjudicator `{adjudicator}` is a tool",
            help="name who decided the differences, or set `status` to `auto` and leave "
            "`adjudicator` out",
            **_at(layer, "adjudicator"),
        )
    if any(refusal.path.startswith("annotations/passes") for refusal in _refusals(subject, corpus)):
        return  # passes that could not be read may be there
    passes = {
        annotator
        for file, annotator in subject.layer_files
        if annotator is not None and file.kind == layer.name
    }
    place = subject.layer_path(layer.name, "<annotator>")
    if len(passes) < 2:
        kept = f"one, by `{next(iter(passes))}`" if passes else "none"
        yield Problem(
            f"the status is `adjudicated`, which asks for two kept passes; there is {kept}",
            help=f"keep the passes as {place}, or set `status` to `single` and "
            "leave `adjudicator` out",
            **_at(layer, "status"),
        )
    elif all(_is_tool(annotator, corpus) for annotator in passes):
        named = ", ".join(f"`{id_}`" for id_ in sorted(passes))
        yield Problem(
            f"the status is `adjudicated`, but every kept pass is a tool's: {named}",
            help="where the tools agree, nobody decided: keep the pass of somebody who did, or set "
            "`status` to `auto` and leave `adjudicator` out",
            **_at(layer, "status"),
        )


def _at(layer: Layer, field: str) -> dict[str, Any]:
    return {"file": layer.file, "path": (field,), "layer": layer.name}


def _refusals(subject: Subject, corpus: CorpusFiles) -> list[Any]:
    return [*subject.refusals, *corpus.refusals]


def _is_tool(id_: str, corpus: CorpusFiles) -> bool:
    annotator = corpus.annotators.get(id_)
    return annotator is not None and annotator.kind == "tool"


RULE = Rule(
    "K208", "overclaimed-status", Severity.ERROR, __doc__, document=_document, of_passes=True
)
