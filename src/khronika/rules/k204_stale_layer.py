"""A layer was made for the text that the article has.

## What it checks
`text_sha256` of every layer document, passes included, against `text.sha256` of its article.

## Why it matters
Offsets count in one certain text. A layer that was made for an earlier one may fit by chance in
its first lines and be wrong from there on.

## Wrong
```json
{"article": "yasnogorsk-pier", "layer": "dates", "text_sha256": "00c1a6f0…", …}
```

## Right
The value of `text.sha256` in the article:

```json
{"article": "yasnogorsk-pier", "layer": "dates", "text_sha256": "5f43ab8b…", …}
```

## How to fix
Go through the layer's offsets in the present text, then set `text_sha256` to the value that the
help gives. If it was the text that changed by mistake, restore the text.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    if subject.article is None:
        return
    right = {subject.article.text.sha256}
    if subject.text_sha256 is not None:
        # If the article misstates the hash of its own text, it is the article that is stale.
        right.add(subject.text_sha256)
    for layer in subject.layers:
        if layer.record.text_sha256 not in right:
            title = f"set `text_sha256` to `{subject.article.text.sha256}`"
            is_new = corpus.baseline is not None and corpus.before(subject.id) is None
            is_safe = is_new and all(subject.is_sound(span) for span in layer.spans())
            edit = layer.file.edit("/text_sha256", subject.article.text.sha256)
            yield Problem(
                f"this layer was made for another text: `text_sha256` is "
                f"{layer.record.text_sha256[:12]}…, the article's is "
                f"{subject.article.text.sha256[:12]}…",
                help=title
                if is_safe
                else f"go through its offsets in the present text, then {title}",
                file=layer.file,
                path=("text_sha256",),
                layer=layer.name,
                fix=Fix(title, safe=is_safe, edits=(edit,)),
            )


RULE = Rule("K204", "stale-layer", Severity.ERROR, __doc__, document=_document, of_passes=True)
