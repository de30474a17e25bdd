"""The speaker of a pronoun or a common noun was named not long before.

## What it checks
A quote without `parent` whose `resolution` is `pronoun` or `nominal`: the nearest name (a NAM
mention) of each speaker before its source is at most three paragraphs back. Speakers who are
never named before it are left out, and so are turns of a dash dialogue, which follow one another,
and paragraphs of white space in the count.

## Why it matters
«Он» and «эксперт» mean somebody whom readers still have in mind. If the last name is far away,
the quote was often given to the wrong speaker, or a mention in between was overlooked.

## Wrong
«Он», four paragraphs after «Марк Лужин» was named last, with Анна Верескова named in between:

```json
{"id": "q9", "source": [{"start": 912, "end": 914, "surface": "он"}],
 "speakers": ["mark-luzhin"], "resolution": "pronoun", "parent": null}
```

## Right
```json
{"id": "q9", "source": [{"start": 912, "end": 914, "surface": "он"}],
 "speakers": ["pavel-ryabov"], "resolution": "pronoun", "parent": null}
```

## How to fix
Read on from the name that the message shows: correct `speakers`, or add the mention that is
missing in the entity layer. If the speaker is right, accept the finding in `corpus/waivers.json`.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.rules.base import Problem, Rule
from khronika.rules.quoting import marked_text, sound_quotes
from khronika.subject import Subject
from khronika.text import index_at

_FARTHEST = 3


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    named: dict[str, list[int]] | None = None
    blocks: list[tuple[int, int]] = []
    for quoted in sound_quotes(subject):
        quote = quoted.quote
        if quote.parent or quote.resolution not in ("pronoun", "nominal") or not quote.source:
            continue
        source = quote.source[0]
        if not subject.is_sound(source):
            continue
        if named is None:
            named, blocks = _named(subject), _blocks(subject)
        if marked_text(subject).is_dialogue(quoted):
            continue  # who speaks is told by whose turn it is
        here = index_at(blocks, source.start)
        for speaker in quote.speaker_ids:
            before = named[speaker][: bisect_left(named[speaker], source.start)]
            there = index_at(blocks, before[-1]) if before else None
            if here is None or there is None or here - there <= _FARTHEST:
                continue
            line, _ = subject.lines.position(before[-1])
            yield Problem(
                f"{shortened(source.surface or '')} stands for `{speaker}`, whose name occurs last "
                f"{here - there} paragraphs back, in line {line}",
                help="correct `speakers`, or add the mention if the name does occur in between",
                **quoted.place("speakers", span=(source.start, source.end)),
            )


def _named(subject: Subject) -> dict[str, list[int]]:
    """Return where each entity is named, in text order."""
    found: dict[str, list[int]] = defaultdict(list)
    for layer in subject.of("entities"):
        for mention in layer.record.annotations:
            if mention.level == "NAM" and mention.entity_id and subject.is_sound(mention):
                found[mention.entity_id].append(mention.start)
    for starts in found.values():
        starts.sort()
    return found


def _blocks(subject: Subject) -> list[tuple[int, int]]:
    """Return the paragraphs that are not mere white space."""
    text = subject.text or ""
    return [
        (paragraph.start, paragraph.end)
        for paragraph in subject.paragraphs
        if not text[paragraph.start : paragraph.end].isspace()
    ]


RULE = Rule(
    "K609", "distant-antecedent", Severity.WARNING, __doc__, document=_document, waivable=True
)
