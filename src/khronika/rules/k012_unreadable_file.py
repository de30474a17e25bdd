"""A file is a regular file inside the corpus, and can be read.

## What it checks
Everything under `corpus/` and `annotations/`: no symbolic links, devices, pipes or sockets, no
file over the size limit (64 MiB), nothing the user may not read, and both files of an article
(`.txt` and `.json`) are there. What is refused is not opened.

And every shard: it can be read to its end, what is compressed in it is whole, no line is longer
than that limit, none is empty, and each ends in a line feed alone, the last one too.

## Why it matters
A link can lead outside the corpus, a pipe never ends, and a file that others cannot read is not
part of what we share. A shard without its last line feed may have been cut off between two
articles, where nothing else would show it.

## Wrong
```
corpus/articles/2025/some-article.txt -> /home/me/texts/some-article.txt
```

## Right
```
corpus/articles/2025/some-article.txt
```

## How to fix
Put the content itself where the link or the special file is. Above some 50,000 articles, or for
very large ones, use shards.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import printable
from khronika.rules.base import Problem, Rule, is_refused
from khronika.source import Refusal
from khronika.subject import Subject


def _refusal(refusal: Refusal) -> Iterator[Problem]:
    if not refusal.unexpected:
        yield Problem(
            refusal.reason,
            help=refusal.advice,
            file_path=printable(refusal.path),
            line=refusal.line,
        )


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    """Report a half of an article that is simply not there.

    Whether the text is withheld, only an article file that was understood can tell.
    """
    refusals = subject.refusals + corpus.refusals
    if subject.article and not subject.raw.text:
        if subject.article.rights.redistribute and not is_refused(subject.text_path, refusals):
            yield Problem(
                "the article has no text, and does not say that it is withheld",
                help="add the text as this file, or remove the article; a text that may not be "
                "passed on needs `rights.redistribute` false",
                file_path=subject.text_path,
            )
    elif (
        subject.raw.text
        and not subject.raw.article
        and not is_refused(subject.article_path, refusals)
    ):
        yield Problem(
            "the text has no article file that says what is known about it",
            help="add this file, or remove the text",
            file_path=subject.article_path,
        )


RULE = Rule(
    "K012", "unreadable-file", Severity.ERROR, __doc__, refusal=_refusal, document=_document
)
