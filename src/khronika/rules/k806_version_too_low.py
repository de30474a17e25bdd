"""The version of the corpus tells how much has changed.

## What it checks
With a release kept under `releases/`, or named with `--against`: `version` in `corpus/corpus.json`
against the release's and what has changed since: corrections ask for the next patch; articles added
or withdrawn, and new layers, labels, configs or columns, for the next minor; removed ones, labels
in another order and a new schema major for the next major. Before 1.0.0, a change that asks for a
major may take the next minor. `khronika diff` shows what changed, and asks for the same version.

## Why it matters
Two releases of one version with different content cannot be told apart, and a user who pins `0.1.*`
relies on getting corrections and nothing else.

## Wrong
An article was added since release 0.1.0, and `corpus.json` says

```json
"version": "0.1.1"
```

## Right
```json
"version": "0.2.0"
```

## How to fix
Set `version` to what the help gives, or to a higher one. It moves once between two releases.
"""

from collections.abc import Iterator

from khronika.changes import next_version, numbers
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Fix, Severity
from khronika.rules.base import Problem, Rule


def _corpus(corpus: CorpusFiles) -> Iterator[Problem]:
    file, since = corpus.file("corpus"), corpus.changes
    if corpus.baseline is None or corpus.info is None or file is None or since is None:
        return
    released = corpus.baseline.whole.version
    lowest = next_version(released, since.step)
    if numbers(corpus.info.version) >= numbers(lowest):
        return
    title = f"set `version` to {lowest}"
    before = f"{corpus.baseline.name} ({released})"
    reason = f"too low for what changed since {before}: {since.described()}"
    yield Problem(
        f"`version` is {corpus.info.version}, {reason if since.step else f'lower than {before}'}; "
        f"expected {lowest} or higher",
        help=title,
        file=file,
        path=("version",),
        fix=Fix(title, safe=False, edits=(file.edit("/version", lowest),)),
    )


RULE = Rule("K806", "version-too-low", Severity.ERROR, __doc__, corpus=_corpus)
