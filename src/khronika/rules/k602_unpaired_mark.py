"""Every quotation mark has its mate.

## What it checks
The marks « », „ “, “ ” and " " of each paragraph are paired. A straight mark may be nested in
itself («"… коридора "Север-Юг" …"»): it opens after white space, a bracket, a dash or a colon.
As in print, one mark may do for two that would stand side by side («Компания «Север»), and a
speech may run over several paragraphs. What is left over is reported, but not in a `header`.

## Why it matters
Speech is told from the reporter's words by its marks. Where one is missing, nobody can say by
rule where the speech ends; mostly, text was lost when the article was copied.

## Wrong
```text
«Работы шли около трёх лет, — рассказала Верескова.
```

## Right
```text
«Работы шли около трёх лет», — рассказала Верескова.
```

## How to fix
Compare with the publisher's page. If the mark is there, the copy is wrong: take the text in anew
with `khronika new`. If the publisher forgot it, the text stays as it is: accept the finding in
`corpus/waivers.json` and give that as the reason.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject
from khronika.text import index_at

_HELP = (
    "compare with the publisher's page: take the text in anew if the copy is wrong, or accept the "
    "publisher's own slip in corpus/waivers.json"
)


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    text = subject.text
    if text is None:
        return
    for offset in subject.marks.unpaired:
        index = index_at(subject.paragraphs, offset)
        if index is None or subject.paragraphs[index].zone == "header":
            continue
        yield Problem(
            f"the quotation mark `{text[offset]}` at {offset} has no mate in its paragraph",
            help=_HELP,
            file_path=subject.text_path,
            span=(offset, offset + 1),
        )


RULE = Rule("K602", "unpaired-mark", Severity.WARNING, __doc__, document=_document, waivable=True)
