"""The ids of annotations in a TEI file: those that the author gave, and the others."""

import re
from collections.abc import Callable

from khronika.excerpt import shortened
from khronika.suggest import did_you_mean
from khronika.tei.inline import Inline, Mark
from khronika.tei.markup import Element
from khronika.tei.vocabulary import kind_of

_ID = re.compile(r"([edq])[1-9][0-9]*")
_PREFIX = {"mention": "e", "date": "d", "said": "q"}


class Ids:
    """The ids of annotations: those that the author gave, and the next free numbers.

    An id that is no letter and number is a name by which this file refers to the annotation.
    """

    def __init__(self, inline: Inline, complain: Callable[..., None]) -> None:
        self._of: dict[Mark, str] = {}
        self._names: dict[str, Mark] = {}
        self._complain = complain
        marks = sorted(inline.marks, key=_place)
        named = [mark for mark in marks if _has_id(mark.element)]
        taken = {self._given(mark) for mark in named}
        numbers = dict.fromkeys("edq", 0)
        for mark in named:
            if mark not in self._of:
                prefix = _prefix(mark)
                numbers[prefix] += 1
                while f"{prefix}{numbers[prefix]}" in taken:
                    numbers[prefix] += 1
                self._of[mark] = f"{prefix}{numbers[prefix]}"

    def _given(self, mark: Mark) -> str | None:
        name = mark.element.attributes.get("xml:id")
        if name is None:
            return None
        if name in self._names:
            other = self._names[name].element
            message = f"the id {shortened(name)} is that of {other.line}:{other.column} too"
            self._complain(mark.element, message, "give one of them another, or none")
        self._names.setdefault(name, mark)
        match = _ID.fullmatch(name)
        if match and match[1] == _prefix(mark):
            self._of[mark] = name
            return name
        if match or name == "dct":
            message = f"{shortened(name)} cannot be the id of a <{mark.element.name}>"
            help_ = f"expected `{_prefix(mark)}` and a number, any other word, or no id at all"
            self._complain(mark.element, message, help_)
        return None

    def __getitem__(self, mark: Mark) -> str:
        return self._of[mark]

    def mark(self, reference: str) -> Mark | None:
        """Return what the author's `reference` names, if it is in this file."""
        return self._names.get(reference.removeprefix("#"))

    def resolve(self, element: Element, reference: str, prefix: str) -> str:
        """Return the id that `reference` stands for; an id of nothing is left to the check."""
        name = reference.removeprefix("#")
        if (mark := self._names.get(name)) and mark in self._of:
            name = self._of[mark]
        elif not _ID.fullmatch(name):
            help_ = did_you_mean(name, self._names) or "give the id to the element that is meant"
            self._complain(element, f"nothing here has the id {shortened(name)}", help_)
            return name
        if name[0] != prefix:
            self._complain(element, f"expected the id of a {_THINGS[prefix]}, found `{name}`")
        return name


_THINGS = {"e": "mention", "d": "date", "q": "quote"}


def _has_id(element: Element) -> bool:
    """Tell whether `element` is an annotation: no role, zone, or further part of a quote."""
    is_further_part = element.name == "said" and "prev" in element.attributes
    return kind_of(element.name) in _PREFIX and not is_further_part


def _prefix(mark: Mark) -> str:
    return _PREFIX[kind_of(mark.element.name) or ""]


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start or 0, -mark.end
