"""What somebody may have meant."""

import difflib
from collections.abc import Iterable
from itertools import islice

LONGEST = 100
"""Code points of a word that are looked at: what is longer is no slip of the pen."""

MOST_KNOWN = 2000
"""Words that one is compared with; of more, only those that begin or end like it."""

_EDGE = 4


def nearest(word: object, known: Iterable[object], likeness: float = 0.6) -> str | None:
    """Return the one of `known` that `word` comes near to, whatever its case, if there is one.

    `likeness`, from 0 to 1, is what it must reach, as `difflib` measures it.

    Examples
    --------
    >>> nearest("persn", ["PERSON", "PRODUCT"])
    'PERSON'
    """
    by_folded = {str(choice).casefold(): str(choice) for choice in known}
    folded = str(word).casefold()[:LONGEST]
    if len(by_folded) > MOST_KNOWN:
        first, last = folded[:_EDGE], folded[-_EDGE:]
        alike = (key for key in by_folded if key.startswith(first) or key.endswith(last))
        by_folded = {key: by_folded[key] for key in islice(alike, MOST_KNOWN)}
    close = difflib.get_close_matches(folded, by_folded, n=1, cutoff=likeness)
    return by_folded[close[0]] if close else None


def did_you_mean(word: object, known: Iterable[object], likeness: float = 0.6) -> str | None:
    """Return a question that names the nearest of `known`; None if none is near.

    Examples
    --------
    >>> did_you_mean("entty", ["entity", "label"])
    'did you mean `entity`?'
    """
    choice = nearest(word, known, likeness)
    return f"did you mean `{choice}`?" if choice else None
