"""A text is passed on only under a licence that somebody stated.

## What it checks
Articles whose `rights` have the licence `LicenseRef-unstated` together with `redistribute` true.

## Why it matters
Without a licence nobody else may pass a text on, and whoever builds on a release relies on it that
they may. Somebody has to answer for such a text, and the waiver says who and why.

## Wrong
```json
"rights": {"license": "LicenseRef-unstated", "redistribute": true}
```

## Right
```json
"rights": {"license": "CC-BY-4.0", "redistribute": true}
```

or, with the text withheld,

```json
"rights": {"license": "LicenseRef-unstated", "redistribute": false}
```

## How to fix
Look the licence up and write its SPDX id; or set `redistribute` to false, so that a release holds
the annotation and no word of the text. If the text shall be passed on all the same, accept the
finding in `corpus/waivers.json` and give the reason there.
"""

from collections.abc import Iterator

from khronika.diagnostics import Fix, Severity
from khronika.model import Article
from khronika.parsed import ParsedFile
from khronika.rules.base import Problem, Rule


def _file(file: ParsedFile) -> Iterator[Problem]:
    if not isinstance(file.record, Article):
        return
    rights = file.record.rights
    if rights.license == "LicenseRef-unstated" and rights.redistribute:
        yield Problem(
            "no licence is stated for this text (`LicenseRef-unstated`), but `redistribute` is "
            "true",
            help="set `license` to the SPDX id of its licence, or `redistribute` to false; if the "
            "text shall be passed on all the same, accept this in corpus/waivers.json with a "
            "reason",
            file=file,
            path=("rights", "license"),
            fix=Fix(
                "set `redistribute` to false",
                safe=False,
                edits=(file.edit("/rights/redistribute", False),),
            ),
        )


RULE = Rule("K015", "unstated-license", Severity.WARNING, __doc__, file=_file, waivable=True)
