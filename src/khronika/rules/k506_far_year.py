"""A date that names no year lies within a year of the publication.

## What it checks
DATE and TIME with `anchor` `dct` whose surface names neither a year nor a decade, century or
number of years («два года назад»): no day of the value lies more than 366 days before or after
the `dct`. A date that is anchored to another date takes its year from there, and is not looked at.

## Why it matters
«9 октября» in the news is the ninth of October nearest by. A year that is far off, and that
nothing in the words asks for, is mostly that of another passage or of a template.

## Wrong
`dct` 2025-10-24:

```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2023-11-01", "anchor": "dct"}
```

## Right
```json
{"id": "d3", "start": 265, "end": 273, "surface": "1 ноября",
 "type": "DATE", "value": "2025-11-01", "anchor": "dct"}
```

## How to fix
Correct the year. If an earlier date gives it («В 1998 году … 9 октября»), let `anchor` name that
date. If only the world tells, and not the text, waive the finding.
"""

import datetime
import re
from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.calendar_units import YEAR_COUNTS, YEARS_IN_ONE_WORD
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.datereading import either, read, readable_dates
from khronika.subject import Subject

_FAR = datetime.timedelta(days=366)
_COUNTS_YEARS = re.compile(rf"\b(?:{either(YEAR_COUNTS)})\b|{either(YEARS_IN_ONE_WORD)}")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    dct = subject.article.dct.value if subject.article else None
    if dct is None:
        return
    for _, span, date, timex, surface in readable_dates(subject):
        earliest, latest = timex.interval
        if date.anchor != "dct" or earliest is None or latest is None:
            continue
        if not (earliest - dct > _FAR or dct - latest > _FAR):
            continue
        if read(surface, date.type).names_a_year or _COUNTS_YEARS.search(surface):
            continue
        day, direction = (earliest, "after") if earliest > dct else (latest, "before")
        yield problem_at(
            span,
            f"{shortened(date.surface or '')} names no year, but `value`, `{date.value}`, is "
            f"{abs((day - dct).days):,} days {direction} the `dct`, {dct}",
            help=f"let `value` begin with `{dct.year}` or a year beside it; if another date gives "
            "the year, set `anchor` to its id",
            path=(*span.path, "value"),
        )


RULE = Rule("K506", "far-year", Severity.WARNING, __doc__, document=_document, waivable=True)
