"""The resolution of a quote tells what kind of word its source is.

## What it checks
- `implicit`: there is no source at all; and without a source, `resolution` is `implicit`,
  `generic_group` or `unknown`;
- `name`: the source holds a NAM mention of a speaker that is a PERSON or an ORGANIZATION
  («директор порта Анна Верескова»);
- `metonym`: it holds a NAM mention that is a COUNTRY, REGION or CITY, or has `metonymy`
  («Кремль», «Москва»);
- `pronoun`: it holds a pronoun («она», «они оба») and no name of a speaker;
- `nominal`: none of these («политолог», «мэрия Ясногорска»).

Names are looked up in the entity layer; where there is none, they are not asked for.
`generic_group` and `unknown` are about the world, not about the word, and go with any source.

## Why it matters
By `resolution`, quotes that are attributed by name, the sure ones, are told from those that
somebody had to resolve.

## Wrong
```json
{"id": "q2", "source": [{"start": 122, "end": 125, "surface": "Она"}],
 "speakers": ["anna-vereskova"], "resolution": "name"}
```

## Right
```json
{"id": "q2", "source": [{"start": 122, "end": 125, "surface": "Она"}],
 "speakers": ["anna-vereskova"], "resolution": "pronoun"}
```

## How to fix
Set `resolution` as the help says. If the source does name the speaker, the mention is missing in
the entity layer, or points to another entity: mend it there.
"""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from khronika.corpus_files import CorpusFiles
from khronika.diagnostics import Severity
from khronika.excerpt import shortened
from khronika.model import Entity, Quote, Span
from khronika.resolution import (
    PEOPLE_AND_BODIES,
    is_metonym,
    is_pronoun,
    resolution,
    words_of,
)
from khronika.rules.base import Problem, Rule
from khronika.rules.quoting import Quoted, sound_quotes
from khronika.rules.sharing import labels
from khronika.subject import Subject

_AROUND = 5
_SOURCELESS = ("implicit", "generic_group", "unknown")


def _document(subject: Subject, corpus: CorpusFiles) -> Iterator[Problem]:
    names: _Names | None = None
    for quoted in sound_quotes(subject):
        quote = quoted.quote
        if not subject.is_sound_throughout and not all(map(subject.is_sound, quote.source)):
            continue
        if names is None:
            names = _Names(subject, corpus)
        if fault := _fault(quote, names):
            message, help_ = fault
            shown = (quote.source or quote.cue or quote.content)[0]
            yield Problem(
                f"`resolution` is `{quote.resolution}`, but {message}",
                help=help_,
                **quoted.place("resolution", span=_extent(subject, quoted, shown)),
            )


class _Names:
    """The NAM mentions of the entity layer, for looking up which of them a source holds."""

    def __init__(self, subject: Subject, corpus: CorpusFiles) -> None:
        layers = list(subject.of("entities"))
        mentions = [one for layer in layers for one in layer.record.annotations]
        named = [one for one in mentions if one.level == "NAM"]
        astray = [] if subject.is_sound_throughout else named
        self._misplaced = {one.entity_id for one in astray if not subject.is_sound(one)}
        self._sorted: list[Entity] = sorted(
            [one for one in named if not astray or subject.is_sound(one)], key=attrgetter("start")
        )
        self._starts = [one.start for one in self._sorted]
        self._is_there = bool(layers)
        self._registry = corpus.registry
        self._labels = labels(corpus)

    def of(self, quote: Quote) -> list[Entity] | None:
        """Return the names that the source of `quote` holds, in whole or in part.

        None if another error may hide whom it names (K2xx, K3xx, K4xx, K607).
        """
        if not self._is_there or not quote.speaker_ids:
            return None
        if self._misplaced and {*quote.speaker_ids, None} & self._misplaced:
            return None
        held = self._held(quote) if all(map(self._is_known, quote.speaker_ids)) else None
        return held if held is not None and all(map(self._is_clear, held)) else None

    def plainly_names_a_speaker(self, quote: Quote) -> bool:
        """Tell whether a `name` is what it claims to be, as far as that is plain to see."""
        if quote.resolution != "name" or self._misplaced:
            return False
        speakers = quote.speaker_ids
        held = self._held(quote)
        is_plain = all(
            name.metonymy is None and self._labels.get(name.entity_id) == name.label
            for name in held
        )
        return (
            is_plain
            and any(one.entity_id in speakers and one.label in PEOPLE_AND_BODIES for one in held)
            and all(speaker in self._labels for speaker in speakers)
        )

    def _held(self, quote: Quote) -> list[Entity]:
        found = []
        for part in quote.source:
            first = bisect_left(self._starts, part.start)
            behind = bisect_left(self._starts, part.end, first)
            near = self._sorted[max(first - _AROUND, 0) : behind]
            found += [name for name in near if name.end > part.start]
        return found

    def is_of_speaker(self, name: Entity, quote: Quote) -> bool:
        """Tell whether `name` may be a speaker's; one without an entity may be any person's."""
        if name.entity_id is None:
            return name.label == "PERSON"
        referent = name.metonymy.referent if name.metonymy else None
        return name.entity_id in quote.speaker_ids or referent in quote.speaker_ids

    def _is_clear(self, name: Entity) -> bool:
        """Tell whether label, entity and metonymy of `name` go together."""
        if name.entity_id is None or not self._registry:
            return True
        entry = self._registry.get(name.entity_id)
        if entry is None or name.metonymy is None:
            return entry is not None and entry.label == name.label
        return name.label != name.metonymy.literal and name.entity_id != name.metonymy.referent

    def _is_known(self, id_: str) -> bool:
        return not self._registry or id_ in self._registry


def _extent(subject: Subject, quoted: Quoted, shown: Span) -> tuple[int, int]:
    return (shown.start, shown.end) if subject.is_sound(shown) else (quoted.start, quoted.end)


def _fault(quote: Quote, names: _Names) -> tuple[str, str] | None:
    """Return what speaks against the resolution, and what to do."""
    if not quote.source:
        if quote.resolution in _SOURCELESS:
            return None
        return "there is no source", "give the source, or set `resolution` to `implicit`"
    if quote.resolution in ("generic_group", "unknown"):
        return None
    if names.plainly_names_a_speaker(quote):
        return None
    held = names.of(quote)
    right = _right(quote, held, names)
    if right == quote.resolution or (
        quote.resolution != "implicit" and _is_tolerable(quote, held, right)
    ):
        return None
    read = shortened(" … ".join(_surfaces(quote)))
    if quote.resolution == "implicit":
        return f"there is a source, {read}", _set(right)
    if quote.resolution == "name" and right == "nominal":
        return _nameless(quote, held or [], names, read)
    return f"the source {read} {_REASONS[right].format(quote.resolution)}", _set(right)


_REASONS = {
    "name": "names a speaker",
    "metonym": "names a place, or a body by metonymy",
    "pronoun": "is a pronoun",
    "nominal": "holds no {}",
}


def _is_tolerable(quote: Quote, held: list[Entity] | None, right: str) -> bool:
    if quote.resolution == "pronoun":
        return right == "nominal" and any(
            map(is_pronoun, words_of(_surfaces(quote)))
        )  # «один из них»
    if held is None:
        return right == "nominal"  # without names, only a pronoun is sure
    # The place may stand for another body than the speaker, such as one of its ministries.
    return quote.resolution == "metonym" and any(map(is_metonym, held)) and right != "name"


def _nameless(quote: Quote, held: list[Entity], names: _Names, read: str) -> tuple[str, str]:
    other = next((name for name in held if name.label in PEOPLE_AND_BODIES), None)
    if other and other.entity_id and not names.is_of_speaker(other, quote):
        return (
            f"{shortened(other.surface or '')} in the source is a mention of `{other.entity_id}`, "
            "which is not among the speakers",
            f"add `{other.entity_id}` to `speakers`, correct the entity of the mention, or "
            + _set("nominal"),
        )
    return (
        f"the source {read} holds no name of a speaker",
        _set("nominal") + ", or add the missing mention to the entity layer",
    )


def _set(right: str) -> str:
    return f"set `resolution` to `{right}`"


def _right(quote: Quote, held: list[Entity] | None, names: _Names) -> str:
    """Return the resolution that goes with the source."""
    of_speakers = [name for name in held or () if names.is_of_speaker(name, quote)]
    return resolution(_surfaces(quote), of_speakers)


def _surfaces(quote: Quote) -> list[str]:
    return [part.surface or "" for part in quote.source]


RULE = Rule("K608", "resolution-conflict", Severity.ERROR, __doc__, document=_document)
