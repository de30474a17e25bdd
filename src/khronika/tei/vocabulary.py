"""The subset of TEI P5 that is read and written: which element and attribute says what.

These tables are the single source: the reader, the writer, the messages and the reference page
all follow them.
"""

from typing import NamedTuple

from khronika.model import ENTITY_LABELS

TEI = "http://www.tei-c.org/ns/1.0"
"""The namespace of every element."""

XML = "http://www.w3.org/XML/1998/namespace"
"""The namespace of `xml:id` and `xml:lang`."""


class Tag(NamedTuple):
    """How a label is written: element, `type` where one element serves several, usual level.

    Examples
    --------
    >>> MENTIONS["CITY"].element, MENTIONS["CITY"].type
    ('placeName', 'city')
    """

    element: str
    type: str | None
    level: str | None


MENTIONS: dict[str, Tag] = {
    "PERSON": Tag("persName", None, "NAM"),
    "ORGANIZATION": Tag("orgName", None, "NAM"),
    "COUNTRY": Tag("placeName", "country", "NAM"),
    "REGION": Tag("placeName", "region", "NAM"),
    "CITY": Tag("placeName", "city", "NAM"),
    "LOCATION": Tag("placeName", "location", "NAM"),
    "FACILITY": Tag("placeName", "facility", "NAM"),
    "NORP": Tag("rs", "norp", "NAM"),
    "PROFESSION": Tag("roleName", None, "NOM"),
    "EVENT": Tag("rs", "event", None),
    "LAW": Tag("rs", "law", "NAM"),
    "PRODUCT": Tag("rs", "product", "NAM"),
    "WORK_OF_ART": Tag("rs", "work-of-art", "NAM"),
    "MONEY": Tag("measure", "money", "NOM"),
    "PERCENT": Tag("num", "percent", "NOM"),
    "NUMBER": Tag("num", None, "NOM"),
}
"""How each label is written. Where `level` is None, the author has to say it."""

assert tuple(MENTIONS) == ENTITY_LABELS  # noqa: S101 - a label without an element would be lost

LABELS: dict[tuple[str, str | None], str] = {
    (tag.element, tag.type): label for label, tag in MENTIONS.items()
}
"""The label of an element and its `type`."""

MENTION_ELEMENTS = frozenset(tag.element for tag in MENTIONS.values())

ROLES = ("cue", "source", "addressee")
"""Roles of a quote besides its content, which is `said`."""

ZONES = ("header", "heading", "caption", "byline")
"""Kinds of zone, as `seg` has them."""

ATTRIBUTES: dict[str, dict[str, str]] = {
    "mention": {
        "xml:id": "id of the mention (`e1`), or any other word to refer to it in this file; "
        "may be left out",
        "type": "which label, where the element serves several",
        "ref": "registry entry: `#id`",
        "level": "`NAM`, `NOM` or `ADJ`; may be left out where the table gives a usual one",
        "metonymy": "kind of metonymy, with one of the next two",
        "literal": "label that the name has literally, such as `FACILITY`",
        "referent": "registry entry that is meant: `#russia`",
        "holders": "registry entries of the people meant, of `roleName` only: `#a #b`",
        "ana": "`#source`, `#cue` or `#addressee`, if the mention is all of that role too",
        "corresp": "with `ana`: the quote, as for `seg`",
    },
    "date": {
        "xml:id": "id of the date (`d1`), or any other word; may be left out",
        "type": "`DATE` (the usual one), `DURATION` or `SET`; `time` is always `TIME`",
        "when": "the value, if it is a year, month or day: `2025-10-24`",
        "value": "any other TIMEX3 value: `P3Y`, `2025-W43`, `PAST_REF`",
        "mod": "modifier, such as `APPROX`",
        "anchor": "`dct`, or the date it was computed from: `#d1`",
        "begin": "`dct` or a date, of a `DURATION`",
        "end_point": "`dct` or a date, of a `DURATION`",
        "quant": "such as `EACH`, of a `SET`",
        "freq": "such as `2X`, of a `SET`",
    },
    "said": {
        "xml:id": "id of the quote (`q1`), or any other word; needed only to refer to it",
        "type": "`direct` (the usual one), `mixed` or `indirect`",
        "who": "the speakers: `#anna-vereskova #mark-luzhin`",
        "resolution": "may be left out: it then follows from the source",
        "parent": "`#q1`, or `none`; may be left out: it then is the quote around it",
        "form": "may be left out: `verbatim` for `direct`, `clause` for the others",
        "attitude": "may be left out: `statement`",
        "prev": "on each further part of interrupted content, and alone: the quote, `#q1`",
        "n": "place of this part among the parts, if that is not its place in the text",
    },
    "seg": {
        "type": "`cue`, `source` or `addressee`; or a zone: `header`, `heading`, `caption`, "
        "`byline`",
        "corresp": "the quotes it belongs to: `#q1`; may be left out if there is only one",
        "n": "place of this part among the parts, if that is not its place in the text",
    },
    "milestone": {
        "unit": "the element that this stands for, whose attributes it takes as well",
        "spanTo": "the `anchor` at its end",
    },
    "anchor": {"xml:id": "what `spanTo` names"},
    "g": {"n": "the character: `U+0001`"},
    "lb": {},
    "s": {},
    "p": {},
    "head": {},
    "div": {},
}
"""What each kind of element may carry, and what it means."""

OWN_ATTRIBUTES = (
    "level", "metonymy", "literal", "referent", "holders",
    "value", "mod", "anchor", "begin", "end_point", "quant", "freq",
    "resolution", "parent", "form", "attitude",
    "link",
)  # fmt: skip
"""Attributes that TEI does not have anywhere."""

INLINE = (*sorted(MENTION_ELEMENTS), "date", "time", "said", "seg", "s", "milestone", "anchor")
"""Elements within a paragraph, besides `lb` and `g`."""

BLOCKS = ("p", "head", "div", "said")
"""Elements between paragraphs."""


def kind_of(element: str) -> str | None:
    """Return the key of `ATTRIBUTES` for `element`; None if it is not of the subset.

    Examples
    --------
    >>> kind_of("placeName"), kind_of("time"), kind_of("table")
    ('mention', 'date', None)
    """
    if element in MENTION_ELEMENTS:
        return "mention"
    if element == "time":
        return "date"
    return element if element in ATTRIBUTES else None


def is_xml_character(character: str) -> bool:
    """Tell whether XML 1.0 can hold `character` at all.

    Examples
    --------
    >>> is_xml_character("я"), is_xml_character("\\x01"), is_xml_character("\\ufffe")
    (True, False, False)
    """
    code = ord(character)
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
