"""From the body of a TEI file to the text, character for character, and what is marked in it.

How white space counts: each paragraph is one stretch of text; between two of them stands a blank
line. Within a paragraph every character counts, except that a line break of the file, with the
spaces and tabs around it, is one space; at either edge of a paragraph it is nothing. A line break
of the text is `<lb/>`.
"""

import re
from dataclasses import dataclass

from khronika.excerpt import shortened
from khronika.suggest import did_you_mean
from khronika.tei.markup import Element, Problem, Text
from khronika.tei.vocabulary import ATTRIBUTES, BLOCKS, INLINE, ROLES, ZONES, kind_of

PARAGRAPH_END = "\n\n"
"""What stands between two paragraphs."""

_CHARACTER = re.compile(r"U\+([0-9A-Fa-f]{4,6})")


@dataclass(eq=False, slots=True)
class Mark:
    """A stretch of the text that an element marks.

    `scope` is the element in which a role looks for its quote: the innermost `said`, `s` or
    paragraph around it. `said` is the innermost quote around it.
    """

    element: Element
    scope: Element
    said: "Mark | None"
    start: int | None = None
    end: int = 0


class Inline:
    """The text of a body, and the marks in it by the kind of their element.

    Examples
    --------
    >>> from khronika.tei.markup import parse
    >>> body = parse(
    ...     '<body xmlns="http://www.tei-c.org/ns/1.0"><p>Из <placeName type="city">Баку'
    ...     '</placeName></p><p>Да.</p></body>'.encode(), "a.xml")
    >>> inline = Inline(body)
    >>> inline.text
    'Из Баку\\n\\nДа.'
    >>> [(mark.start, mark.end) for mark in inline.marks]
    [(3, 7)]
    """

    def __init__(self, body: Element) -> None:
        self.marks: list[Mark] = []
        self.zones: list[tuple[str, Mark]] = []
        self.problems: list[Problem] = []
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._blocks = 0
        self._block_start = 0
        self._is_broken = False  # a line break of the file waits to become a space
        self._starting: dict[Mark, bool] = {}  # and whether it stands between paragraphs
        self._saids: list[Mark] = []
        self._scopes: list[Element] = [body]
        self._anchored: dict[str, Mark] = {}
        self._in_block(body)
        for mark in self._anchored.values():
            name = shortened(mark.element.attributes.get("spanTo", ""))
            self._complain(mark.element, f"no <anchor> ends this: {name}", "add it further on")
        self.text = "".join(self._pieces)

    def _complain(self, element: Element, message: str, help_: str | None = None) -> None:
        self.problems.append(element.problem(message, help_))

    # Between paragraphs

    def _in_block(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, Text):
                self._stray(child)
            elif child.name in ("p", "head"):
                self._check(child)
                self._paragraph(child)
            elif child.name == "div":
                self._check(child)
                self._in_block(child)
            elif child.name == "said":
                self._said(child, is_block=True)
            else:
                known = did_you_mean(child.name, BLOCKS)
                message = f"<{_name(child)}> cannot stand between paragraphs"
                self._complain(child, message, known or "put it into a <p>")

    def _stray(self, text: Text) -> None:
        if read := text.value.strip(" \t\n"):
            ahead = text.value[: text.value.index(read)]
            line = text.line + ahead.count("\n")
            column = len(ahead) - ahead.rfind("\n") + (text.column - 1 if "\n" not in ahead else 0)
            message = f"expected <p>, found text: {shortened(read, 30)}"
            self.problems.append(Problem(line, column, message, "put it into a <p>"))

    def _paragraph(self, element: Element) -> None:
        if self._blocks:
            self._pieces.append(PARAGRAPH_END)
            self._length += len(PARAGRAPH_END)
        self._blocks += 1
        self._block_start = self._length
        self._scopes.append(element)
        if element.name == "head":
            with_zone = Mark(element, element, None)
            self.zones.append(("heading", with_zone))
            self._open(with_zone)
            self._content(element)
            self._close(with_zone)
        else:
            self._content(element)
        self._scopes.pop()
        self._is_broken = False
        for mark in [mark for mark, is_block in self._starting.items() if not is_block]:
            mark.start = self._length
            del self._starting[mark]

    # Within a paragraph

    def _content(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, Text):
                self._characters(child.value)
            else:
                self._element(child)

    def _characters(self, value: str) -> None:
        lines = value.split("\n")
        for index, line in enumerate(lines):
            if index:
                line = line.lstrip(" \t")
                self._is_broken |= self._last not in (" ", "\t", "\n")
            if index < len(lines) - 1:
                line = line.rstrip(" \t")
            if line:
                self._emit(line)

    def _emit(self, characters: str) -> None:
        if self._is_broken and self._length > self._block_start and characters != "\n":
            self._append(" ")
        self._is_broken = False
        for mark in self._starting:
            mark.start = self._length
        self._starting.clear()
        self._append(characters)

    def _append(self, characters: str) -> None:
        self._pieces.append(characters)
        self._length += len(characters)
        self._last = characters[-1]

    def _element(self, child: Element) -> None:
        match child.name:
            case "lb":
                self._check(child)
                self._emit("\n")
            case "g":
                self._character(child)
            case "s":
                self._check(child)
                self._scopes.append(child)
                self._content(child)
                self._scopes.pop()
            case "milestone":
                self._milestone(child)
            case "anchor":
                self._anchor(child)
            case "said":
                self._said(child, is_block=False)
            case "p" | "head" | "div":
                message = f"<{child.name}> cannot stand within a paragraph"
                self._complain(child, message, "close the paragraph before it")
            case _:
                self._marked(child)

    def _character(self, element: Element) -> None:
        self._check(element)
        if character := character_of(element):
            self._emit(character)
        else:
            found = shortened(element.attributes.get("n", ""))
            self._complain(element, f"expected a code point such as `U+0001` in `n`, found {found}")

    def _marked(self, element: Element) -> None:
        if mark := self._mark(element):
            self._open(mark)
            self._content(element)
            self._close(mark)
        else:
            self._content(element)

    def _said(self, element: Element, *, is_block: bool) -> None:
        mark = self._mark(element)
        if mark is None:  # `_mark` knows `said`
            raise AssertionError(element.name)
        self._open(mark, is_block=is_block)
        self._saids.append(mark)
        self._scopes.append(element)
        if is_block:
            self._in_block(element)
        else:
            self._content(element)
        self._scopes.pop()
        self._saids.pop()
        self._close(mark)

    def _milestone(self, element: Element) -> None:
        attributes = dict(element.attributes)
        unit, end = attributes.pop("unit", ""), attributes.pop("spanTo", "").removeprefix("#")
        if kind_of(unit) not in ("mention", "date", "said", "seg"):
            known = did_you_mean(unit, INLINE) or "name the element that this stands for"
            self._complain(element, f"`unit` is {shortened(unit)}", known)
        elif not end or end in self._anchored:
            self._complain(element, "`spanTo` must name an <anchor> of its own", None)
        else:
            stand_in = Element(unit, attributes, element.line, element.column)
            if mark := self._mark(stand_in):
                self._open(mark)
                stand_in.attributes["spanTo"] = end
                self._anchored[end] = mark

    def _anchor(self, element: Element) -> None:
        self._check(element)
        name = element.attributes.get("xml:id", "")
        mark = self._anchored.pop(name, None)
        if mark:
            del mark.element.attributes["spanTo"]
            self._close(mark)
        else:
            help_ = 'before it must stand <milestone spanTo="#…"/> with its `xml:id`'
            self._complain(element, f"nothing ends at {shortened(name)}", help_)

    def _mark(self, element: Element) -> Mark | None:
        """Return a mark for `element`, and note it where it belongs; None if it is unknown."""
        if not self._check(element):
            return None
        mark = Mark(element, self._scopes[-1], self._saids[-1] if self._saids else None)
        type_ = element.attributes.get("type", "")
        if element.name == "seg" and type_ in ZONES:
            self.zones.append((type_, mark))
        elif element.name == "seg" and type_ not in ROLES:
            known = (*ROLES, *ZONES)
            help_ = did_you_mean(type_, known) or f"one of {', '.join(known)}"
            self._complain(element, f"`type` of <seg> is {shortened(type_)}", help_)
            return None
        else:
            self.marks.append(mark)
        return mark

    def _open(self, mark: Mark, *, is_block: bool = False) -> None:
        self._starting[mark] = is_block

    def _close(self, mark: Mark) -> None:
        mark.end = self._length
        if mark.start is None or mark.start >= mark.end:
            self._starting.pop(mark, None)
            mark.start = mark.end
            message = f"<{_name(mark.element)}> marks no text"
            self._complain(mark.element, message, "put text into it, or delete it")

    def _check(self, element: Element) -> bool:
        """Complain of what `element` may not carry; tell whether it is known at all."""
        kind = kind_of(element.name)
        if kind is None:
            help_ = did_you_mean(element.name, (*INLINE, "lb")) or f"known are {', '.join(INLINE)}"
            self._complain(element, f"<{_name(element)}> is not read here", help_)
            return False
        known = ATTRIBUTES[kind]
        for name in element.attributes:
            if name not in known:
                fields = f"it takes {', '.join(known)}" if known else "it takes none"
                help_ = did_you_mean(name, known) or fields
                self._complain(element, f"<{_name(element)}> has no {shortened(name)}", help_)
        return True


def character_of(element: Element) -> str | None:
    """Return the character that a `g` stands for; None if it names none.

    Examples
    --------
    >>> character_of(Element("g", {"n": "U+0416"}, 1, 1))
    'Ж'
    """
    match = _CHARACTER.fullmatch(element.attributes.get("n", ""))
    code = int(match[1], 16) if match else -1
    is_one = 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_one else None


def _name(element: Element) -> str:
    return shortened(element.name).strip("`")
