"""A day that the source claims and that is not the `dct` is `contradicted`, with evidence.

## What it checks
The `dct` of an article. A `claimed` day other than `value` asks for `status` `contradicted` and
for `evidence` in words; and the reverse: `contradicted` asks for a `claimed` day that is another.
A `claimed` day that equals `value` says nothing and is left out. Where `status` is `unknown`,
`claimed` is what the source says and nobody believes; that asks for `evidence` too.

## Why it matters
Every «вчера» and every «9 октября» of the article is computed from its `dct`. Whoever uses the
corpus must be able to see that the source says something else, and why it is not believed.

## Wrong
```json
"dct": {"value": "2025-10-24", "status": "stated", "claimed": "2025-10-10"}
```

## Right
```json
"dct": {"value": "2025-10-24", "status": "contradicted", "claimed": "2025-10-10",
        "evidence": "The text reports what happened on «24 октября»."}
```

## How to fix
If the source is wrong, set `status` to `contradicted` and say in `evidence` which words of the
text prove it. If the source is right, make its day the `value` and remove `claimed`.
"""

from collections.abc import Iterator

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.rules.base import Problem, Rule
from khronika.subject import Subject


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:  # noqa: ARG001
    dct = subject.article.dct if subject.article else None
    if dct is None or dct.claimed is None:
        return
    has_evidence = bool(dct.evidence and dct.evidence.strip())
    message = help_ = None
    field = "status"
    if dct.value is None:
        if not has_evidence:
            message = f"the source claims {dct.claimed}, and nothing says why it is not believed"
            help_ = "add `evidence`, or make it the `value` and set `status` to `stated`"
    elif dct.claimed == dct.value:
        field = "claimed"
        message = f"the source claims {dct.claimed}, which is the very `value`"
        help_ = "remove `claimed`: it is for a day that differs"
        if dct.status == "contradicted":
            message += ", so that nothing is `contradicted`"
            help_ = "correct the one that is wrong; if neither is, remove `claimed` and set "
            help_ += "`status` to `stated`"
    elif dct.status != "contradicted":
        message = f"`status` is `{dct.status}`, but the source claims {dct.claimed} "
        message += f"and `value` is {dct.value}"
        help_ = "set `status` to `contradicted`"
        help_ += "" if has_evidence else ", and say in `evidence` what proves the source wrong"
        help_ += f"; or, if the source is right, set `value` to {dct.claimed} and remove `claimed`"
    elif not has_evidence:
        field = "evidence"
        message = "`evidence` is blank"
        help_ = f"say which words of the text prove that it is not of {dct.claimed}"
    if message:
        yield Problem(message, help=help_, file=subject.article_file, path=("dct", field))


RULE = Rule("K507", "contradicted-dct", Severity.ERROR, __doc__, document=_document)
