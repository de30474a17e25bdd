"""Reading XML that others wrote: no DTD, no entities, nothing fetched, every place known.

The parser is expat, of the standard library. A document type declaration is refused, and with it
every entity, external subset and expansion; nothing else in XML can reach out.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from khronika.errors import KhronikaError
from khronika.excerpt import code_point, printable, shortened
from khronika.tei.vocabulary import TEI, XML, is_xml_character

MAX_BYTES = 8 * 1024 * 1024
"""Largest file that is read: far more than an article with its markup."""

MAX_DEPTH = 200
"""Deepest nesting of elements that is read."""

MAX_ELEMENTS = 50_000
"""Most elements that are read."""

MOST_TOLD = 100
"""Problems of one file that are told at most; the others are counted."""

_SEPARATOR = "\x1f"
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*)")


class Problem(NamedTuple):
    """One thing that is wrong with a TEI file: line and column from 1, what, and what to do."""

    line: int
    column: int
    message: str
    help: str | None = None


class BrokenTei(KhronikaError):
    """A TEI file cannot be understood; `problems` says everything that is wrong with it."""

    def __init__(self, place: str, problems: list[Problem]) -> None:
        self.place = place
        self.problems = sorted(problems, key=lambda problem: problem[:3])
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return the problems for a reader, one to a line, with what to do below."""
        lines = []
        for problem in self.problems[:MOST_TOLD]:
            lines.append(f"{self.place}:{problem.line}:{problem.column}: {problem.message}")
            if problem.help:
                lines.append(f"  help: {problem.help}")
        if len(self.problems) > MOST_TOLD:
            lines.append(f"{self.place}: and {len(self.problems) - MOST_TOLD} more")
        return lines


class Text(NamedTuple):
    """A run of characters, and where it begins."""

    value: str
    line: int
    column: int


@dataclass(eq=False, slots=True)
class Element:
    """An element of TEI: local name, attributes (`xml:id` by that name), content, place."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list["Element | Text"] = field(default_factory=list)

    def elements(self, *names: str) -> list["Element"]:
        """Return the elements in it, or those called one of `names`."""
        inner = [child for child in self.children if isinstance(child, Element)]
        return [child for child in inner if not names or child.name in names]

    def problem(self, message: str, help_: str | None = None) -> Problem:
        """Return a problem with this element."""
        return Problem(self.line, self.column, message, help_)


def parse(data: bytes, place: str) -> Element:
    """Return the root element of the file `place` with the content `data`.

    Raises
    ------
    BrokenTei
        If it is too large, not UTF-8, not well-formed, nested too deep, has a document type
        declaration, or an element of another namespace than TEI's.

    Examples
    --------
    >>> root = parse(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text/></TEI>', "a.xml")
    >>> root.name, root.elements()[0].column
    ('TEI', 42)
    >>> try:
    ...     parse(b"<!DOCTYPE TEI><TEI/>", "a.xml")
    ... except BrokenTei as error:
    ...     print(error.problems[0].message)
    a document type declaration (<!DOCTYPE …>) is not read
    """
    if len(data) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES:,} bytes"
        raise BrokenTei(place, [Problem(1, 1, message, "one article to a file")])
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"expected UTF-8, found the byte 0x{data[error.start]:02x}"
        raise BrokenTei(place, [Problem(line, column, message, "save it as UTF-8")]) from None
    # As every XML parser does; here, so that lines are counted in one way.
    return _Reader(place, source.replace("\r\n", "\n").replace("\r", "\n")).read()


class _Reader:
    """Builds the tree from what expat reports."""

    def __init__(self, place: str, source: str) -> None:
        self.place, self.source = place, source
        self.open: list[Element] = []
        self.count = 0
        self.run: list[str] = []
        self.run_began = (1, 1)
        self.root: Element | None = None
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        self.parser = parser

    def read(self) -> Element:
        try:
            self.parser.Parse(self.source, True)  # a str: what the declaration says is ignored
        except expat.ExpatError as error:
            line, column = error.lineno, error.offset + 1
            raise BrokenTei(self.place, [self._malformed(error, line, column)]) from None
        if self.root is None:
            raise AssertionError("expat accepts no document without an element")
        return self.root

    def _here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def _refuse(self, message: str, help_: str) -> None:
        raise BrokenTei(self.place, [Problem(*self._here(), message, help_)])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            self._refuse(f"elements are nested deeper than {MAX_DEPTH}", "take some out")
        self.count += 1
        if self.count > MAX_ELEMENTS:
            self._refuse(f"more than {MAX_ELEMENTS:,} elements", "one article to a file")
        namespace, _, local = name.rpartition(_SEPARATOR)
        if namespace != TEI:
            found = shortened(namespace) if namespace else "no namespace"
            self._refuse(
                f"expected an element of TEI, found <{printable(local[:60])}> in {found}",
                f'the root is <TEI xmlns="{TEI}">',
            )
        self._flush()
        named = {_attribute(key): value for key, value in attributes.items()}
        element = Element(local, named, *self._here())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self._flush()
        self.open.pop()

    def _characters(self, data: str) -> None:
        if not self.run:
            self.run_began = self._here()
        self.run.append(data)

    def _flush(self) -> None:
        if self.run:
            self.open[-1].children.append(Text("".join(self.run), *self.run_began))
            self.run.clear()

    def _doctype(self, *_: object) -> None:
        self._refuse(
            "a document type declaration (<!DOCTYPE …>) is not read",
            "delete it; write characters as they are, or as &#160;",
        )

    def _malformed(self, error: expat.ExpatError, line: int, column: int) -> Problem:
        whole = self.source.split("\n")[line - 1]
        if whole[column - 2 : column - 1] == "&":
            column -= 1
        rest = whole[column - 1 :]
        found = f"found {shortened(rest, 20)}" if rest else "found the end of the line"
        if not self.source.strip():
            return Problem(1, 1, "expected <TEI …>, found an empty file")
        inner = self.open[-1] if self.open else None
        match expat.errors.messages[error.code]:
            case expat.errors.XML_ERROR_TAG_MISMATCH if inner:
                where = f"which closes the element of {inner.line}:{inner.column}"
                expected = f"expected `</{inner.name}>`, {where}; {found}"
                help_ = "elements must not cross: for what does, see `milestone` and `anchor`"
                return Problem(line, column, expected, help_)
            case expat.errors.XML_ERROR_NO_ELEMENTS | expat.errors.XML_ERROR_UNCLOSED_TOKEN if (
                inner
            ):
                where = f"<{inner.name}> of {inner.line}:{inner.column}"
                return Problem(line, column, f"the file ends before {where} is closed")
            case expat.errors.XML_ERROR_UNDEFINED_ENTITY:
                name = _NAMED_ENTITY.match(rest)
                what = f"`&{name[1][:30]};`" if name else "this entity"
                help_ = "write the character itself, or its number: &#160;"
                return Problem(line, column, f"XML does not know {what}", help_)
            case expat.errors.XML_ERROR_INVALID_TOKEN:
                return Problem(line, column, *_bad_token(rest, found))
            case expat.errors.XML_ERROR_UNBOUND_PREFIX:
                return Problem(line, column, f"a prefix without its namespace; {found}")
            case told:
                return Problem(line, column, f"not well-formed XML: {told}; {found}")


def _bad_token(rest: str, found: str) -> tuple[str, str]:
    if rest and not is_xml_character(rest[0]):
        number = f"U+{ord(rest[0]):04X}"
        return f"XML cannot hold {code_point(rest[0])}", f'write <g n="{number}"/> for it'
    if rest.startswith(("&", "<")):
        escape = "&amp;" if rest[0] == "&" else "&lt;"
        return f"expected markup; {found}", f"write `{escape}` for a `{rest[0]}` of the text"
    return f"not well-formed XML; {found}", "look for a quotation mark or `>` that is missing"


def _attribute(name: str) -> str:
    namespace, _, local = name.rpartition(_SEPARATOR)
    if namespace == XML:
        return f"xml:{local}"
    return f"{{{namespace}}}{local}" if namespace else local
