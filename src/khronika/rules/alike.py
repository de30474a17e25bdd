"""Dates that are alike: where rules find nothing in one, they find nothing in the others.

News says «вчера» and «в 2024 году» over and over, so the next document is mostly spared what was
looked into before.
"""

from collections.abc import Callable

from khronika.corpus_files import CorpusFiles
from khronika.model import Date
from khronika.rules.sharing import once
from khronika.subject import Subject

REMEMBERED = 1 << 16
"""Kinds of dates that are remembered at once."""

Kind = tuple[str | None, str, str, str | None, str | None]
"""What a date has beside its place: surface, type, value, `mod` and `anchor`."""

_looks: list[Callable[[Date], bool]] = []
_sound: set[Kind] = set()


def spared_by(finds_nothing: Callable[[Date], bool]) -> Callable[[Subject, CorpusFiles], bool]:
    """Return the `spares` of a rule that looks at nothing of a date but its kind.

    `finds_nothing` is that look: where it is false, the rule may find something in such a date.
    """
    _looks.append(finds_nothing)

    def spares(subject: Subject, corpus: CorpusFiles) -> bool:  # noqa: ARG001
        return all(map(finds_nothing, doubtful(subject)))

    return spares


@once
def doubtful(subject: Subject) -> list[Date]:
    """Return one date of each kind in which some rule may find something."""
    kinds = {
        (date.surface, date.type, date.value, date.mod, date.anchor): date
        for layer in subject.of("dates")
        for date in layer.record.annotations
    }
    unknown = kinds.keys() - _sound
    found = {kind for kind in unknown if not all(look(kinds[kind]) for look in _looks)}
    if len(_sound) > REMEMBERED:
        _sound.clear()
    _sound.update(unknown - found)
    return [kinds[kind] for kind in found]
