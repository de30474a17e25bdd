"""By what a quote names its speaker: what the words of its source, and the mentions in it, say."""

import re
from collections.abc import Iterable
from functools import lru_cache

from khronika.lexicon.letters import YO_AS_E
from khronika.lexicon.pronouns import PRONOUNS
from khronika.model import Entity

_WORD = re.compile(r"\w+(?:-\w+)*")
_PLACES = ("COUNTRY", "REGION", "CITY")

PEOPLE_AND_BODIES = ("PERSON", "ORGANIZATION")
"""Labels whose names make a resolution `name`."""


def resolution(source: Iterable[str], names: Iterable[Entity]) -> str:
    """Return the resolution that goes with a source.

    Parameters
    ----------
    source : iterable of str
        The surfaces of its parts; at least one.
    names : iterable of Entity
        The NAM mentions in it that name a speaker.

    Examples
    --------
    >>> resolution(["она"], [])
    'pronoun'
    >>> resolution(["мэрия"], [])
    'nominal'
    >>> resolution(["Лужин"], [Entity("e1", 0, 5, "Лужин", "PERSON", "NAM", "mark-luzhin")])
    'name'
    """
    of_speakers = list(names)
    if any(name.label in PEOPLE_AND_BODIES and name.metonymy is None for name in of_speakers):
        return "name"
    if any(map(is_metonym, of_speakers)):
        return "metonym"
    return "pronoun" if _are_pronouns(" ".join(source)) else "nominal"


@lru_cache(maxsize=1 << 12)
def _are_pronouns(source: str) -> bool:
    words = words_of([source])
    return bool(words) and all(map(is_pronoun, words))


def is_metonym(name: Entity) -> bool:
    """Tell whether a name of a place, or one with `metonymy`, may stand for somebody."""
    return name.label in _PLACES or name.metonymy is not None


def words_of(source: Iterable[str]) -> list[str]:
    """Return the words of a source, in lower case and with ё as е.

    Examples
    --------
    >>> words_of(["Её брат"])
    ['ее', 'брат']
    """
    return _WORD.findall(" ".join(source).lower().translate(YO_AS_E))


def is_pronoun(word: str) -> bool:
    """Tell whether `word`, as `words_of` gives it, can be a source by itself."""
    return word in PRONOUNS
