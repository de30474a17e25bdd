"""A quote names its speakers, or says why it cannot.

## What it checks
`speakers` has at least one entry, unless `resolution` is `implicit` (nobody is named), `unknown`
or `generic_group` («эксперты», «мы все»).

## Why it matters
Who says what is the purpose of the layer. With `resolution: name` and no speaker, the source has
been read and the work not finished: the quote is missing wherever quotes are counted by speaker.

## Wrong
Other fields left out:

```json
{"id": "q5", "source": [{"start": 279, "end": 295, "surface": "мэрии Ясногорска"}],
 "speakers": [], "resolution": "nominal"}
```

## Right
```json
{"id": "q5", "source": [{"start": 279, "end": 295, "surface": "мэрии Ясногорска"}],
 "speakers": ["town-hall"], "resolution": "nominal"}
```

## How to fix
Give the id of the speaker from `annotations/registry/v1/registry.json`, and make an entry there
if there is none. If the text does not let anybody know who speaks, set `resolution` to `unknown`,
`generic_group` or, if there is no source either, `implicit`.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject

_NOBODY = ("implicit", "generic_group", "unknown")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    for layer in subject.of("quotes"):
        for index, quote in enumerate(layer.record.annotations):
            if quote.speaker_ids or quote.resolution in _NOBODY:
                continue
            shown = (quote.source or quote.cue or quote.content)[0]
            yield Problem(
                f"`speakers` is empty, but `resolution` is `{quote.resolution}`",
                help="give the registry id of whoever speaks, or set `resolution` to "
                + ", ".join(f"`{one}`" for one in _NOBODY[:-1])
                + f" or `{_NOBODY[-1]}`",
                file=layer.file,
                path=("annotations", index, "speakers"),
                span=(shown.start, shown.end),
                layer=layer.name,
                annotation=quote.id,
            )


RULE = Rule("K607", "unresolved-speaker", Severity.ERROR, __doc__, document=_document)
