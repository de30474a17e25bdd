"""From the marks in a text to the annotations of its layers, as their files have them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from khronika import model
from khronika.excerpt import shortened
from khronika.model import Entity
from khronika.resolution import resolution
from khronika.suggest import did_you_mean
from khronika.tei.ids import Ids
from khronika.tei.inline import Inline, Mark
from khronika.tei.markup import Element, Problem
from khronika.tei.vocabulary import LABELS, MENTIONS, ROLES, kind_of

Json = dict[str, Any]


class Annotations:
    """The annotations of every layer, with the element that each came from.

    Attributes
    ----------
    layers : dict of list of (annotation, Element)
        By layer; in no particular order.
    problems : list of Problem
        What could not be understood.
    registry_references : list of (str, Element)
        Every registry id that is referred to, and where.

    With `needs_speakers`, a quote with a source and no speakers says why.
    """

    def __init__(self, inline: Inline, *, needs_speakers: bool = True) -> None:
        self.problems: list[Problem] = []
        self.registry_references: list[tuple[str, Element]] = []
        self.layers: dict[str, list[tuple[Json, Element]]] = {name: [] for name in model.LAYERS}
        self._inline = inline
        self._needs_speakers = needs_speakers
        self._ids = Ids(inline, self._complain)
        for mark in inline.marks:
            kind = kind_of(mark.element.name)
            if kind == "mention":
                self.layers["entities"].append((self._mention(mark), mark.element))
            elif kind == "date":
                self.layers["dates"].append((self._date(mark), mark.element))
        self._quotes()

    def _complain(self, element: Element, message: str, help_: str | None = None) -> None:
        self.problems.append(element.problem(message, help_))

    def _span(self, mark: Mark) -> Json:
        start = mark.start or 0
        return {"start": start, "end": mark.end, "surface": self._inline.text[start : mark.end]}

    def _registry_ids(self, element: Element, attribute: str) -> list[str]:
        names = element.attributes.get(attribute, "").split()
        ids = [name.removeprefix("#").removeprefix("_") for name in names]
        self.registry_references += [(id_, element) for id_ in ids]
        return ids

    def _registry_id(self, element: Element, attribute: str) -> str:
        ids = self._registry_ids(element, attribute)
        if len(ids) != 1:
            self._complain(element, f"expected one registry entry in `{attribute}`", "`#its-id`")
        return ids[0] if ids else ""

    # Mentions

    def _mention(self, mark: Mark) -> Json:
        element, given = mark.element, mark.element.attributes
        annotation = {"id": self._ids[mark], **self._span(mark)}
        label = self._label(element)
        usual = MENTIONS[label].level if label else "NAM"
        annotation |= {"label": label, "level": given.get("level", usual)}
        if annotation["level"] is None:
            message = f"`level` is missing; an {label} may be a name or not"
            self._complain(element, message, "add `level`: NAM, NOM or ADJ")
        if "ref" in given:
            annotation["entity"] = self._registry_id(element, "ref")
        if "metonymy" in given or "literal" in given or "referent" in given:
            annotation["metonymy"] = self._metonymy(element)
        if "holders" in given:
            annotation["holders"] = self._registry_ids(element, "holders")
        return annotation

    def _label(self, element: Element) -> str | None:
        type_ = element.attributes.get("type")
        if label := LABELS.get((element.name, type_)):
            return label
        known = [type_ for name, type_ in LABELS if name == element.name and type_]
        if known:
            found = f"is {shortened(type_)}" if type_ else "is missing"
            help_ = did_you_mean(type_, known) or f"one of {', '.join(known)}"
        else:
            found, help_ = f"is {shortened(type_ or '')}", "leave it out"
        self._complain(element, f"`type` of <{element.name}> {found}", help_)
        return None

    def _metonymy(self, element: Element) -> Json:
        given = element.attributes
        metonymy = {"kind": given.get("metonymy")}
        if metonymy["kind"] is None:
            self._complain(element, "`metonymy` is missing", "add `metonymy`, its kind")
        if "literal" in given:
            metonymy["literal"] = given["literal"]
        if "referent" in given:
            metonymy["referent"] = self._registry_id(element, "referent")
        return metonymy

    # Dates

    def _date(self, mark: Mark) -> Json:
        element, given = mark.element, mark.element.attributes
        type_ = "TIME" if element.name == "time" else given.get("type", "DATE")
        if element.name == "time" and "type" in given:
            self._complain(element, "<time> has no `type`", "leave it out, or write <date>")
        values = [given[name] for name in ("when", "value") if name in given]
        if len(values) != 1:
            what = "both `when` and `value`" if values else "neither `when` nor `value`"
            self._complain(element, f"<{element.name}> has {what}", "give one of them")
        annotation = {"id": self._ids[mark], **self._span(mark)}
        annotation |= {"type": type_, "value": values[0] if values else "XXXX"}
        for name in ("mod", "anchor", "begin", "end_point", "quant", "freq"):
            if name in given:
                is_reference = name in ("anchor", "begin", "end_point")
                annotation[name] = self._timex(element, name) if is_reference else given[name]
        return annotation

    def _timex(self, element: Element, name: str) -> str:
        reference = element.attributes[name].removeprefix("#")
        return "dct" if reference == "dct" else self._ids.resolve(element, reference, "d")

    # Quotes

    def _quotes(self) -> None:
        saids = [mark for mark in self._inline.marks if mark.element.name == "said"]
        self._parts: dict[Mark, list[Mark]] = {
            mark: [mark] for mark in saids if "prev" not in mark.element.attributes
        }
        self._quote_of = {mark: mark for mark in self._parts}
        for part in saids:
            if part not in self._parts and (first := self._first(part)):
                self._parts[first].append(part)
                self._quote_of[part] = first
        roles = self._roles()
        names = _Names([one for one, _ in self.layers["entities"]])
        for mark in self._parts:
            quote = self._quote(mark, roles[mark], names)
            self.layers["quotes"].append((quote, mark.element))

    def _first(self, part: Mark) -> Mark | None:
        given = part.element.attributes
        reference = given["prev"].split()
        first = self._ids.mark(reference[0]) if len(reference) == 1 else None
        for name in given.keys() - {"prev", "n"}:
            help_ = "say it where the quote begins"
            self._complain(part.element, f"a further part of a quote has no `{name}`", help_)
        if first in self._parts:
            return first
        help_ = 'give the first part `xml:id="q1"`, and this one `prev="#q1"`'
        self._complain(part.element, f"`prev` is {shortened(given['prev'])}, no quote", help_)
        return None

    def _roles(self) -> dict[Mark, dict[str, list[Mark]]]:
        roles: dict[Mark, dict[str, list[Mark]]] = defaultdict(lambda: {role: [] for role in ROLES})
        by_scope: dict[Element, list[Mark]] = defaultdict(list)
        for quote in self._parts:
            by_scope[quote.scope].append(quote)
        for mark in self._inline.marks:
            if role := self._role(mark):
                for quote in self._belongs_to(mark, role, by_scope):
                    roles[quote][role].append(mark)
        return roles

    def _role(self, mark: Mark) -> str | None:
        if mark.element.name == "seg":
            return mark.element.attributes["type"]
        if "ana" not in mark.element.attributes:
            if "corresp" in mark.element.attributes:
                self._complain(mark.element, "`corresp` without `ana`", 'add `ana="#source"`')
            return None
        role = mark.element.attributes["ana"].removeprefix("#")
        if role in ROLES:
            return role
        help_ = did_you_mean(role, ROLES) or f"one of {', '.join('#' + name for name in ROLES)}"
        self._complain(mark.element, f"`ana` is {shortened(role)}", help_)
        return None

    def _belongs_to(
        self, mark: Mark, role: str, by_scope: dict[Element, list[Mark]]
    ) -> Iterator[Mark]:
        if "corresp" in mark.element.attributes:
            for reference in mark.element.attributes["corresp"].split():
                quote = self._ids.mark(reference)
                if quote in self._parts:
                    yield quote
                else:
                    help_ = "give the quote the `xml:id` that is named here"
                    message = f"`corresp` is {shortened(reference)}, no quote"
                    self._complain(mark.element, message, help_)
            return
        quotes = by_scope[mark.scope]
        if len(quotes) == 1:
            yield quotes[0]
            return
        where = f"<{mark.scope.name}> of {mark.scope.line}:{mark.scope.column}"
        found = f"{len(quotes)} quotes" if quotes else "no quote"
        help_ = 'say which quote it belongs to, `corresp="#q1"`'
        if quotes:
            help_ += ", or put the sentence with its quote into <s>"
        self._complain(mark.element, f"a {role} without `corresp`, and {found} in {where}", help_)

    def _ordered(self, parts: list[Mark]) -> list[Json]:
        """Return the spans of `parts` in the order of `n`, or else of the text."""
        numbers = [part.element.attributes.get("n") for part in parts]
        if any(numbers):
            if all(number and number.isascii() and number.isdigit() for number in numbers):
                parts = sorted(parts, key=lambda part: int(part.element.attributes["n"]))
            else:
                message = "`n` is a number, and on every part of the role or on none"
                self._complain(parts[0].element, message)
        else:
            parts = sorted(parts, key=lambda part: (part.start, part.end))
        return [self._span(part) for part in parts]

    def _quote(self, mark: Mark, roles: dict[str, list[Mark]], names: "_Names") -> Json:
        element, given = mark.element, mark.element.attributes
        type_ = given.get("type", "direct")
        quote: Json = {
            "id": self._ids[mark],
            "type": type_,
            "content": self._ordered(self._parts[mark]),
        }
        quote |= {role: self._ordered(roles[role]) for role in ROLES}
        quote["speakers"] = self._registry_ids(element, "who")
        quote["resolution"] = given.get("resolution") or self._resolution(element, quote, names)
        quote["parent"] = self._parent(mark)
        quote["form"] = given.get("form", "verbatim" if type_ == "direct" else "clause")
        quote["attitude"] = given.get("attitude", "statement")
        return quote

    def _parent(self, mark: Mark) -> str | None:
        given = mark.element.attributes.get("parent")
        if given == "none":
            return None
        if given is not None:
            return self._ids.resolve(mark.element, given, "q")
        around = mark.said
        while around and self._quote_of.get(around, mark) is mark:
            around = around.said
        return self._ids[self._quote_of[around]] if around else None

    def _resolution(self, element: Element, quote: Json, names: "_Names") -> str:
        if not quote["source"]:
            return "implicit"
        if not quote["speakers"] and self._needs_speakers:
            message = "the quote has a source, but no speakers in `who`"
            help_ = "name them, or say why not: `resolution` is `generic_group` or `unknown`"
            self._complain(element, message, help_)
        surfaces = [part["surface"] for part in quote["source"]]
        return resolution(surfaces, names.of(quote["source"], quote["speakers"]))


class _Names:
    """The NAM mentions, for looking up which of them a source holds."""

    def __init__(self, mentions: Iterable[Json]) -> None:
        named = [one for one in mentions if one["level"] == "NAM" and one["label"]]
        records = [_entity(one) for one in named]
        self._sorted = sorted(records, key=attrgetter("start"))
        self._longest = max((one.end - one.start for one in records), default=0)

    def of(self, source: list[Json], speakers: list[str]) -> Iterator[Entity]:
        """Yield the names in `source` that are those of `speakers`."""
        for part in source:
            reach = part["start"] - self._longest
            first = bisect_left(self._sorted, reach, key=attrgetter("start"))
            for name in self._sorted[first:]:
                if name.start >= part["end"]:
                    break
                if name.end > part["start"] and _is_of(name, speakers, part):
                    yield name


def _entity(one: Json) -> Entity:
    metonymy = model.Metonymy(**one["metonymy"]) if one.get("metonymy") else None
    return Entity(
        one["id"], one["start"], one["end"], one["surface"], one["label"], one["level"],
        one.get("entity"), metonymy,
    )  # fmt: skip


def _is_of(name: Entity, speakers: list[str], part: Json) -> bool:
    if name.entity_id is None or not speakers:
        is_all = (name.start, name.end) == (part["start"], part["end"])
        return is_all or name.label == "PERSON"
    referent = name.metonymy.referent if name.metonymy else None
    return name.entity_id in speakers or referent in speakers
