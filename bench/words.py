"""Other words between the annotations, so that no two documents read alike.

The corpus is small: were its paragraphs put together as they stand, a million documents would say
the same things over and over, which no news does, and rules that compare documents would do
nothing but compare. So words of running text give way to others with as many letters, made of the
beginning of one word of the corpus and the end of another; offsets hold, and a rule that looks for
words finds those that it would have found.
"""

import importlib
import pkgutil
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from bench.pieces import Piece
from khronika import lexicon
from khronika.lexicon import ahead_words

LEAST_LETTERS = 4
ENDING = 2
"""Letters that a word has from another one."""

CHOICE = 8_192
"""Words to choose from, for each number of letters."""

_WORD = re.compile(rf"(?<![\w-])[а-яё]{{{LEAST_LETTERS},}}(?![\w-])")


class Words:
    """The words that may stand for others, by their number of letters."""

    def __init__(self, pieces: Iterable[Piece], chance: random.Random) -> None:
        self._held = _of_lexicon()
        found: dict[int, set[str]] = defaultdict(set)
        for piece in pieces:
            for start, end in self.exchangeable(piece):
                found[end - start].add(piece.text[start:end])
        self._by_length = {
            length: self._mixed(sorted(words), chance) for length, words in sorted(found.items())
        }

    def exchangeable(self, piece: Piece) -> Iterator[tuple[int, int]]:
        """Yield the places of words that are no part of a name or a date."""
        kept = [one for one in piece.layers["entities"] if one["level"] != "NOM"]
        kept += piece.layers["dates"]
        held = {place for span in kept for place in range(span["start"], span["end"])}
        for match in _WORD.finditer(piece.text):
            if held.isdisjoint(range(*match.span())) and not self._is_held(match[0]):
                yield match.span()

    def of_length(self, letters: int) -> list[str]:
        """Return words with so many letters."""
        return self._by_length[letters]

    def _is_held(self, word: str) -> bool:
        return word.replace("ё", "е") in self._held or word.startswith(ahead_words.STEMS)

    def _mixed(self, words: list[str], chance: random.Random) -> list[str]:
        mixed = set(words)
        for _ in range(CHOICE):
            word = chance.choice(words)[:-ENDING] + chance.choice(words)[-ENDING:]
            if not self._is_held(word):
                mixed.add(word)
        return sorted(mixed)


def _of_lexicon() -> set[str]:
    """Return every word that some rule looks for, as the lexicon has them."""
    names = [module.name for module in pkgutil.iter_modules(lexicon.__path__)]
    modules = [importlib.import_module(f"{lexicon.__name__}.{name}") for name in names]
    values = [vars(module)[name] for module in modules for name in vars(module) if name.isupper()]
    return {word.lower().replace("ё", "е") for value in values for word in _words_in(value)}


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from re.findall(r"\w+", value)
    elif isinstance(value, (dict, frozenset, set, tuple, list)):
        for inner in value:
            yield from _words_in(inner)
