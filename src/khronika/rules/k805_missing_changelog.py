"""A change of data is told in the changelog.

## What it checks
With `check --against`: if articles, layers or registry differ from the release, `CHANGELOG.md` has
an entry under *Unreleased* that the release's changelog does not have. A list item is an entry;
those under a heading *Code* are about something else.

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

from khronika.changelog import entries, unreleased_entries
from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.history import changes
from khronika.rules.articlesnow import ArticlesNow
from khronika.rules.base import Problem, Rule
from khronika.source.layout import CHANGELOG


class _Tally(ArticlesNow):
    def problems(self, corpus: CorpusFiles) -> Iterator[Problem]:
        return _decide(self.articles, corpus)


def _decide(articles: dict[str, bool], corpus: CorpusFiles) -> Iterator[Problem]:
    if corpus.baseline is None:
        return
    changed = changes(corpus, articles).described()
    told = unreleased_entries(corpus.changelog or "")
    if changed and not told - entries(corpus.baseline.changelog or ""):
        name = corpus.baseline.name
        found = f"no entry under Unreleased is new since {name}"
        yield Problem(
            f"{changed}, but {found if corpus.changelog else 'there is no changelog'}",
            help=f"say what changed for users in a line of {CHANGELOG}, under `## Unreleased`, "
            "`### Data`",
            file_path=CHANGELOG,
        )


RULE = Rule("K805", "missing-changelog", Severity.ERROR, __doc__, tally=_Tally)
