"""A change of data is told in the changelog.

## What it checks
With a release kept under `releases/`, or named with `--against`: if articles, layers, registry,
annotators, or what `layer.json` and `corpus.json` say, differ from the release, `CHANGELOG.md` has
an entry under *Unreleased*, or under the version that `corpus.json` has now, that the release's
changelog does not have. A list item is an entry; those under a heading *Code* are about something
else. `khronika diff` shows the differences, and with `--format markdown` writes such entries.

## Why it matters
Users read there whether they have to care about a new release. Who made the change knows best what
to say, and knows it now.

## Wrong
Two dates of an article were corrected, and the changelog goes straight on to the release:

```markdown
# Changelog
…
- First article.
```

## Right
```markdown
- The article on the pier at Ясногорск: two dates corrected.
```

under *Unreleased*, *Data*.

## How to fix
Say in a line what changed for users, under *Unreleased*, *Data*.
"""

from collections.abc import Iterator

from khronika.changelog import fingerprints, unreleased_entries
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.source.layout import CHANGELOG


def _corpus(corpus: CorpusFiles) -> Iterator[Problem]:
    if corpus.baseline is None or corpus.changes is None:
        return
    changed = corpus.changes.described()
    version = corpus.info.version if corpus.info else None
    told = fingerprints(unreleased_entries(corpus.changelog or "", version))
    if changed and not told.difference(corpus.baseline.whole.changelog):
        name = corpus.baseline.name
        found = f"no entry under Unreleased is new since {name}"
        yield Problem(
            f"{changed}, but {found if corpus.changelog else 'there is no changelog'}",
            help=f"say what changed for users in a line of {CHANGELOG}, under `## Unreleased`, "
            "`### Data`",
            file_path=CHANGELOG,
        )


RULE = Rule("K805", "missing-changelog", Severity.ERROR, __doc__, corpus=_corpus)
