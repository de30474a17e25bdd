"""What a TEI file says about its article, beside the text: metadata, and registry entries.

The metadata is JSON within `xenoData`, where TEI keeps what other formats say better: the fields
of the article's file, under their names. Registry entries are TEI lists in `standOff`.
"""

from typing import Any, NamedTuple

from khronika import jsontext, model
from khronika.excerpt import shortened
from khronika.suggest import did_you_mean
from khronika.tei.inline import character_of
from khronika.tei.markup import Element, Problem, Text

Json = dict[str, Any]

ARTICLE_FIELDS = (
    "id", "language", "title", "dct", "source", "rights", "genre", "group", "split",
)  # fmt: skip
"""Fields of the article's file that the metadata has; the others follow from the text."""

LAYER_FIELDS = ("revision", "status", "annotators", "preannotated_by", "adjudicator")
"""Fields of a layer's file that the metadata has, below `layers` and its name."""


class ListTag(NamedTuple):
    """How registry entries are listed: the list, an entry, and the element of its names.

    An entry has the attributes `xml:id`, `link` and, where `types` are given, `type`.
    """

    list: str
    entry: str
    name: str
    types: dict[str | None, str]


LISTS = (
    ListTag("listPerson", "person", "persName", {None: "PERSON"}),
    ListTag("listOrg", "org", "orgName", {None: "ORGANIZATION"}),
    ListTag(
        "listPlace",
        "place",
        "placeName",
        {name.lower(): name for name in ("COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY")},
    ),
    ListTag(
        "list",
        "item",
        "name",
        {
            name.lower().replace("_", "-"): name
            for name in model.ENTITY_LABELS[model.ENTITY_LABELS.index("NORP") :]
        },
    ),
)
"""How entries of each label are listed."""


class Metadata:
    """The JSON in `xenoData`, with the place of each of its values.

    Attributes
    ----------
    value : dict
        The JSON object; empty if there is none that can be read.
    problems : list of Problem
        What is wrong with it.
    """

    def __init__(self, root: Element) -> None:
        self.value: Json = {}
        self.problems: list[Problem] = []
        self._is_read = False
        self._text = Text("", root.line, root.column)
        header = next(iter(root.elements("teiHeader")), None)
        found = header.elements("xenoData") if header else []
        if len(found) != 1:
            message = f"expected one <xenoData> in <teiHeader>, found {len(found) or 'none'}"
            help_ = "it holds the metadata as JSON, at least `id`, `dct` and `source`"
            self.problems.append((header or root).problem(message, help_))
            return
        texts = [child for child in found[0].children if isinstance(child, Text)]
        self._text = texts[0] if texts else Text("", found[0].line, found[0].column)
        if found[0].elements():
            self.problems.append(found[0].problem("<xenoData> holds JSON only, no elements"))
        else:
            self._read()

    def _read(self) -> None:
        data = self._text.value.encode()
        try:
            value = jsontext.parse(data)
            jsontext.reject_duplicate_keys(data)
        except jsontext.InvalidJson as error:
            self.problems.append(self._at(error.offset, f"not JSON: {error}"))
            return
        if not isinstance(value, dict):
            self.problems.append(self._at(0, "expected a JSON object: {…}"))
            return
        self.value = value
        self._is_read = True
        self._refuse_unknown(value, (), (*ARTICLE_FIELDS, "annotators", "layers"))
        layers = value.get("layers", {})
        if not isinstance(layers, dict):
            self.problem(("layers",), "expected an object: layer names, and what holds for each")
            value["layers"] = {}
            return
        self._refuse_unknown(layers, ("layers",), model.LAYERS)
        for name, layer in layers.items():
            if isinstance(layer, dict):
                self._refuse_unknown(layer, ("layers", name), LAYER_FIELDS)
            else:
                self.problem(("layers", name), "expected an object, such as {}")
                layers[name] = {}

    def _refuse_unknown(self, value: Json, path: tuple[str, ...], known: tuple[str, ...]) -> None:
        for key in [key for key in value if key not in known]:
            help_ = did_you_mean(key, known) or f"the fields here are {', '.join(known)}"
            self.problem((*path, key), f"{shortened(key)} is not a field here", help_)
            del value[key]

    def problem(self, path: tuple[str | int, ...], message: str, help_: str | None = None) -> None:
        """Note a problem with the value at `path`; with none if there is no JSON to begin with."""
        if not self._is_read:
            return
        offset, _ = jsontext.SourceMap(self._text.value).extent(path)
        self.problems.append(self._at(offset, message, help_))

    def _at(self, offset: int, message: str, help_: str | None = None) -> Problem:
        before = self._text.value[:offset]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self._text.column + offset
        return Problem(self._text.line + lines, column, message, help_)


def registry_entries(root: Element) -> tuple[list[tuple[Json, Element]], list[Problem]]:
    """Return the registry entries in `standOff`, each with its element, and what is wrong."""
    entries, problems = [], []
    for stand_off in root.elements("standOff"):
        for list_ in stand_off.elements():
            tag = next((tag for tag in LISTS if tag.list == list_.name), None)
            if tag is None:
                known = [tag.list for tag in LISTS]
                help_ = did_you_mean(list_.name, known) or f"known are {', '.join(known)}"
                message = f"<{_name(list_)}> is not read in <standOff>"
                problems.append(list_.problem(message, help_))
                continue
            for item in list_.elements():
                if item.name == tag.entry:
                    entries.append((_entry(item, tag, problems), item))
                else:
                    message = f"expected <{tag.entry}> in <{tag.list}>, found <{_name(item)}>"
                    problems.append(item.problem(message))
    return entries, problems


def _entry(item: Element, tag: ListTag, problems: list[Problem]) -> Json:
    given = item.attributes
    for name in given.keys() - {"xml:id", "type", "link"}:
        help_ = did_you_mean(name, ("xml:id", "type", "link"))
        problems.append(item.problem(f"<{item.name}> has no {shortened(name)}", help_))
    type_ = given.get("type")
    if type_ not in tag.types:
        known = [name for name in tag.types if name]
        help_ = did_you_mean(type_, known) or (f"one of {', '.join(known)}" if known else None)
        message = f"`type` of <{tag.entry}> is {shortened(type_ or 'missing')}"
        problems.append(item.problem(message, help_ or "leave it out"))
    entry: Json = {"id": given.get("xml:id", "").removeprefix("_")}
    entry |= {"label": tag.types.get(type_, next(iter(tag.types.values())))}
    names = item.elements(tag.name)
    if not names:
        problems.append(item.problem(f"expected a <{tag.name}> in <{tag.entry}>, found none"))
    entry["name"] = text_of(names[0], problems) if names else "?"
    if len(names) > 1:
        entry["names"] = [
            {
                "lang": name.attributes.get("xml:lang", "ru"),
                "kind": name.attributes.get("type", "alias"),
                "name": text_of(name, problems),
            }
            for name in names[1:]
        ]
    numbers = [one for one in item.elements("idno") if one.attributes.get("type") == "wikidata"]
    entry["wikidata"] = text_of(numbers[0], problems) if numbers else None
    entry["link"] = given.get("link", "linked" if numbers else "unlinked")
    for other in item.elements():
        if other not in names and other not in numbers:
            help_ = did_you_mean(other.name, (tag.name, "idno"))
            message = f"<{_name(other)}> is not read in <{tag.entry}>"
            problems.append(other.problem(message, help_))
    return entry


def text_of(element: Element, problems: list[Problem]) -> str:
    """Return the characters in `element`, where a line break of the file is a space."""
    pieces = []
    for child in element.children:
        if isinstance(child, Text):
            lines = child.value.split("\n")
            inner = [line.strip(" \t") for line in lines]
            pieces.append(" ".join(inner) if len(lines) > 1 else child.value)
        elif child.name == "lb":
            pieces.append("\n")
        elif child.name == "g" and (character := character_of(child)):
            pieces.append(character)
        else:
            problems.append(child.problem(f"<{_name(child)}> is not read in a name"))
    text = "".join(pieces)
    is_laid_out = any("\n" in child.value for child in element.children if isinstance(child, Text))
    return text.strip(" ") if is_laid_out else text


def _name(element: Element) -> str:
    return shortened(element.name).strip("`")
