"""Facts that several rules ask for: each is derived once for a document."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from khronika.corpus_files import CorpusFiles

Of = TypeVar("Of")
Fact = TypeVar("Fact")


def once(derive: Callable[[Of], Fact]) -> Callable[[Of], Fact]:
    """Return `derive` so that it derives its fact of one object, as long as that lives, once.

    Examples
    --------
    >>> class Words(list): pass
    >>> @once
    ... def longest(words):
    ...     print("looked for")
    ...     return max(words, key=len)
    >>> words = Words(["мост", "причал"])
    >>> longest(words), longest(words)
    looked for
    ('причал', 'причал')
    """
    name = f"{derive.__module__}.{derive.__qualname__}"

    @wraps(derive)
    def shared(of: Of) -> Fact:
        facts = of.__dict__
        if name not in facts:
            facts[name] = derive(of)
        found: Fact = facts[name]
        return found

    return shared


@once
def labels(corpus: CorpusFiles) -> dict[str | None, str]:
    """Return the label of each entry of the registry, by its id."""
    return {id_: entry.label for id_, entry in corpus.registry.items()}
