"""Whether two annotators heard the same people, whatever ids they gave them.

Somebody who has only the text does not know the registry, and makes up ids. So the id of one side
is taken for that id of the other that most of its mentions have there; an id without such a mention
means what it says.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from khronika.agreement.matching import marked, match
from khronika.model import Entity, Quote

NOBODY = ("implicit", "generic_group", "unknown")
"""Resolutions that go without a speaker."""


def same_ids(first: Sequence[Entity], second: Sequence[Entity]) -> dict[str, str]:
    """Return which id of `second` means which id of `first`, one to one, by their mentions.

    Examples
    --------
    >>> named = Entity("e1", 0, 5, "Лужин", "PERSON", "NAM", "mark-luzhin")
    >>> same_ids([named], [Entity("e1", 0, 5, "Лужин", "PERSON", "NAM", "luzhin")])
    {'luzhin': 'mark-luzhin'}
    """
    votes: Counter[tuple[str, str]] = Counter()
    for one, other in match([*map(marked, first)], [*map(marked, second)]):
        ids = first[one].entity_id, second[other].entity_id
        if ids[0] is not None and ids[1] is not None:
            votes[ids[0], ids[1]] += 1
    meant: dict[str, str] = {}
    for ids, _ in sorted(votes.items(), key=lambda vote: (-vote[1], sorted(vote[0]))):
        if ids[0] not in meant.values() and ids[1] not in meant:
            meant[ids[1]] = ids[0]
    return meant


def speakers_agree(
    pairs: Iterable[tuple[Quote, Quote]], meant: Mapping[str, str]
) -> tuple[int, int]:
    """Return how many matched quotes have the same speakers, and of how many that can be said.

    It cannot where a side named no speaker although its `resolution` says that there is one, and
    nowhere in an article where a side named none at all.
    """
    pairs = list(pairs)
    if any(not any(pair[side].speaker_ids for pair in pairs) for side in (0, 1)):
        return 0, 0
    decided = [pair for pair in pairs if all(map(_is_decided, pair))]
    taken = set(meant.values())
    agreeing = 0
    for first, second in decided:
        # An id that another one means already is not its namesake on the first side.
        ids = {
            meant.get(id_, f"second:{id_}" if id_ in taken else id_) for id_ in second.speaker_ids
        }
        agreeing += set(first.speaker_ids) == ids
    return agreeing, len(decided)


def _is_decided(quote: Quote) -> bool:
    return bool(quote.speaker_ids) or quote.resolution in NOBODY
