"""A name in the text resembles a name of its entity.

## What it checks
Mentions of level NAM and ADJ that have an `entity`: some word of the surface begins with the same
four letters as some word of `name` or `names` of that entry (three, for words of four letters; «ё»
counts as «е», and a capital as a small letter). Adjectives need three letters, and г/ж, к/ч/ц and
х/ш/с count as one («рижский», «Рига»). Fleeting vowels are seen through («Орла», «Орёл»), and so
are acronyms («СНГ», «Содружество Независимых Государств») and words made of beginnings
(«Минобороны», «Министерство обороны»). An entry with more than 50 names is not judged.

## Why it matters
A link that points to the wrong entry puts words into the mouth of the wrong person, and nobody
sees it in the text. If the link is right, the registry lacks a name that the text uses.

## Wrong
The registry has `{"id": "mark-luzhin", "label": "PERSON", "name": "Марк Лужин"}`:

```json
{"id": "e4", "start": 106, "end": 120, "surface": "Анна Верескова",
 "label": "PERSON", "level": "NAM", "entity": "mark-luzhin"}
```

## Right
```json
{"id": "e4", "start": 106, "end": 120, "surface": "Анна Верескова",
 "label": "PERSON", "level": "NAM", "entity": "anna-vereskova"}
```

## How to fix
Point to the entity that is meant. If the link is right, add the name that the text uses to `names`
of the entry: a nickname, a foreign spelling, an acronym that its words do not explain.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from khronika.corpus_files import CorpusFiles
from khronika.corpus_model import RegistryEntry
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.lexicon.letters import CAPITAL, YO_AS_E
from khronika.lexicon.sound_changes import CONSONANTS, VOWELS_AND_SIGNS
from khronika.model import Entity
from khronika.rules.base import Problem, Rule, problem_at
from khronika.rules.sharing import once
from khronika.subject import Subject

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(rf"[A-Z{CAPITAL}]?[^\W_A-Z{CAPITAL}]+|[A-Z{CAPITAL}]+(?![^\W_A-Z{CAPITAL}])")
"""What a word is put together from: «РосМорПорт» is three."""
_STEM = 4
_SHORTEST = 3
"""Letters of a word that counts where there are longer ones: «и», «на», «де» name nothing."""
_MOST_WORDS = 30
"""Words of a surface or name that are looked at: no name has as many."""
_MOST_NAMES = 50
"""Names of an entry that is judged: one with more has names that nobody foresees."""

_REMEMBERED = 1 << 16
"""Ways to name an entity that are remembered at once."""

_LONGEST = 6
"""Letters of a word in which a fleeting vowel may hide the likeness."""
_UNCHANGED = str.maketrans(CONSONANTS)
_SKELETON = str.maketrans("", "", VOWELS_AND_SIGNS)


def _spares(subject: Subject, corpus: CorpusFiles) -> bool:
    layers = subject.of("entities")
    mentions = [mention for layer in layers for mention in layer.record.annotations]
    met = {(one.surface, one.entity_id, one.level): one for one in mentions}
    named = _named(corpus)
    unknown = met.keys() - named
    if any(_mismatched(met[naming], corpus) for naming in unknown):
        return False
    if len(named) > _REMEMBERED:
        named.clear()
    named.update(unknown)
    return True


@once
def _named(corpus: CorpusFiles) -> set[tuple[str | None, str | None, str]]:  # noqa: ARG001
    """Return a set for what is known to go together: surface, entity and level of a mention."""
    return set()


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    for layer in subject.of("entities"):
        for index, mention in enumerate(layer.record.annotations):
            if entry := _mismatched(mention, corpus):
                yield problem_at(
                    layer.span_of(index),
                    f"{shortened(mention.surface)} has no word in common with a name of "
                    f"`{entry.id}`: {_listed(_names(entry))}",
                    help=_help(mention, entry),
                )


def _mismatched(mention: Entity, corpus: CorpusFiles) -> RegistryEntry | None:
    """Return the entry that a mention points to, if no name of it is like the mention."""
    entry = corpus.registry.get(mention.entity_id or "")
    if entry is None or mention.level not in ("NAM", "ADJ") or not mention.surface:
        return None
    if _begins_alike(mention.surface, entry.name):
        return None
    names = _names(entry)
    if len(names) > _MOST_NAMES or any(_resemble(mention.surface, one, mention) for one in names):
        return None
    return entry


def _names(entry: RegistryEntry) -> list[str]:
    return [entry.name, *(name.name for name in entry.names)]


def _begins_alike(surface: str, name: str) -> bool:
    """Tell whether the first words begin with the same letters, which `_is_alike` asks for."""
    begins = surface[:_STEM]
    return name.startswith(begins) and len(begins) == _STEM and begins.isalpha()


def _resemble(surface: str, name: str, mention: Entity) -> bool:
    ours, theirs = _words(surface), _words(name)
    if not ours or not theirs:
        return True  # nothing to compare: «№ 5»
    if any(_is_alike(one, other, mention) for one in ours for other in theirs):
        return True
    return any(
        _is_acronym(short, words) or _is_made_of(short, words)
        for short, words in [(one, theirs) for one in ours] + [(other, ours) for other in theirs]
    )


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    found = (match[0] for match in islice(_WORD.finditer(text), _MOST_WORDS))
    words = tuple(word for word in found if not word.isdigit())
    long = tuple(word for word in words if len(word) >= _SHORTEST or word.isupper())
    return long or words


@lru_cache(maxsize=1 << 12)
def _folded(word: str) -> str:
    return word.casefold().translate(YO_AS_E)


def _is_alike(one: str, other: str, mention: Entity) -> bool:
    one, other = _folded(one), _folded(other)
    shorter = min(len(one), len(other))
    needed = max(min(_STEM, shorter - 1), min(2, shorter))
    if mention.level == "ADJ":
        one, other = one.translate(_UNCHANGED), other.translate(_UNCHANGED)
        needed = min(needed, 3)
    if one[:needed] == other[:needed]:
        return True
    if max(len(one), len(other)) > _LONGEST or one[0] != other[0]:
        return False
    bones = one.translate(_SKELETON), other.translate(_SKELETON)
    return len(bones[0]) > 1 and bones[0][:3] == bones[1][:3]


def _is_acronym(short: str, words: tuple[str, ...]) -> bool:
    """Tell whether `short`, perhaps with an ending («МИДа»), is made of the initials of `words`."""
    if sum(letter.isupper() for letter in short) < 2:
        return False
    capitals = re.match(rf"[A-Z{CAPITAL}]{{2,}}", short)
    core = _folded(capitals[0] if capitals else short)  # СдПГ begins with one capital
    parts = [part for word in words for part in _PART.findall(word)]
    initials = "".join(_folded(part[0]) for part in parts)
    if len(core) > 2 and core in initials:
        return True
    # «Соединённые Штаты» are the beginning of США.
    return initials.startswith(core) or (len(initials) > 1 and core.startswith(initials))


def _is_made_of(short: str, words: tuple[str, ...]) -> bool:
    """Tell whether `short` begins like one of `words` and goes on like a later one."""
    short = _folded(short)
    stems = [_folded(word)[:3] for word in words]
    return any(
        short.startswith(first) and later in short[3:]
        for index, first in enumerate(stems)
        for later in stems[index + 1 :]
    )


def _listed(names: list[str]) -> str:
    shown = [shortened(name, 40) for name in names[:4]]
    return ", ".join(shown) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _help(mention: Entity, entry: RegistryEntry) -> str:
    surface = shortened(mention.surface or "", 40)
    what = f"the name that {surface} is made from" if mention.level == "ADJ" else surface
    return (
        f"point to the entity that is meant; or, if it is `{entry.id}`, add {what}, in the "
        "nominative, to its `names`"
    )


RULE = Rule(
    "K407",
    "name-mismatch",
    Severity.WARNING,
    __doc__,
    document=_document,
    spares=_spares,
    waivable=True,
)
