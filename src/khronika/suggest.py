"""What somebody may have meant."""

import difflib
from collections.abc import Iterable

LONGEST = 100
"""Code points of a word that are looked at: what is longer is no slip of the pen."""

SHORTEST = 3
"""Letters of a word that can stand for a choice that begins with it."""

MOST_KNOWN = 2000
"""Words that one is compared with; of more, only those that begin or end like it."""

_EDGE = 4


def nearest(word: object, known: Iterable[object], likeness: float = 0.6) -> str | None:
    """Return the one of `known` that `word` comes near to, whatever its case, if there is one.

    `likeness`, from 0 to 1, is what it must reach, as `difflib` measures it. One that begins with
    `word` goes before others, and needs no likeness if it is the only one.

    Examples
    --------
    >>> nearest("persn", ["PERSON", "PRODUCT"])
    'PERSON'
    >>> nearest("ORG", ["PERSON", "ORGANIZATION"])
    'ORGANIZATION'
    """
    by_folded = {str(choice).casefold(): str(choice) for choice in known}
    folded = str(word).casefold()[:LONGEST]
    is_cut = len(folded) >= SHORTEST
    longer = [choice for choice in by_folded if is_cut and choice.startswith(folded)]
    if len(longer) == 1:
        return by_folded[longer[0]]
    if longer:
        candidates = longer
    elif len(by_folded) > MOST_KNOWN:
        first, last = folded[:_EDGE], folded[-_EDGE:]
        candidates = [key for key in by_folded if key.startswith(first) or key.endswith(last)]
    else:
        candidates = list(by_folded)
    close = difflib.get_close_matches(folded, candidates[:MOST_KNOWN], n=1, cutoff=likeness)
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
