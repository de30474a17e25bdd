"""Every waiver accepts a finding that is there.

## What it checks
Each entry of `corpus/waivers.json`: some finding has its code, its article and, if one is named,
its annotation, and the rule is one whose findings may be waived. Errors that readers, tables or a
release would stumble over may not.

## Why it matters
A waiver that matches nothing is mostly a typing error, or left over from what has been mended.
Left in place, it would one day hide a finding nobody has looked at.

## Wrong
The text has no stress mark any more:

```json
{"code": "K007", "article": "some-article", "reason": "The publisher marks the stress."}
```

## Right
```json
"waivers": []
```

## How to fix
Remove the waiver, or correct its code, article or annotation.
"""

from collections.abc import Collection, Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.suggest import did_you_mean


def _idle(places: list[int], corpus: CorpusFiles, articles: Collection[str]) -> Iterator[Problem]:
    file = corpus.file("waivers")
    for place in places:
        waiver = corpus.waivers[place]
        where = f"`{waiver.annotation}` of " if waiver.annotation else ""
        unknown = waiver.article not in articles
        meant = did_you_mean(waiver.article, articles, likeness=0.8) if unknown else None
        yield Problem(
            f"no finding {waiver.code} on {where}`{waiver.article}` can be waived by this entry",
            help=meant
            or "remove it, or correct its code, article or annotation; `khronika explain "
            f"{waiver.code}` says whether its findings may be waived",
            file=file,
            path=("waivers", place),
        )


RULE = Rule("K017", "idle-waiver", Severity.ERROR, __doc__, idle=_idle)
