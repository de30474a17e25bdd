"""Markdown that says what a string says, whatever is in it."""

import re
from collections.abc import Sequence

from khronika.excerpt import printable

# What begins emphasis, code, links, tables, footnotes, formulas or mentions of people.
_SPECIAL = re.compile(r"[\\`*_\[\]|~$@^]")
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_LEADING = re.compile(r"^([-+#=:]|\d+[.)])")
_ADDRESS = re.compile(r"(?i)(?<=www)\.|:(?=//|\w+:)|(?<=mailto):")


def escaped(text: str) -> str:
    r"""Return `text` so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> escaped("<b>*Баку*</b> [x](http://example.org)")
    '&lt;b&gt;\\*Баку\\*&lt;/b&gt; \\[x\\](http&#58;//example.org)'
    """
    told = "".join(_HTML.get(character, character) for character in printable(text))
    told = _SPECIAL.sub(lambda found: f"\\{found[0]}", told)
    return _ADDRESS.sub(lambda found: f"&#{ord(found[0])};", told)


def beginning(text: str) -> str:
    r"""Return `text`, escaped, for the beginning of a line, where a list or a heading could begin.

    Examples
    --------
    >>> beginning("1. Заря")
    '1\\. Заря'
    >>> beginning("- Заря")
    '\\- Заря'
    """
    return _LEADING.sub(_escaped_beginning, escaped(text.lstrip()))


def _escaped_beginning(found: re.Match[str]) -> str:
    return f"{found[1][:-1]}\\{found[1][-1]}"


def code(text: str) -> str:
    """Return `text` as code within a line; a backquote, which would end it, becomes another mark.

    Examples
    --------
    >>> code("a`b|c")
    "`a'b\\\\|c`"
    """
    return "`" + printable(text).replace("`", "'").replace("|", "\\|") + "`"


def number_of(count: int, noun: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> number_of(1, "article"), number_of(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table; numbers stand to the right, and cells are Markdown already.

    Examples
    --------
    >>> print(table(("label", "mentions"), [("CITY", 1200)]))
    | label | mentions |
    | --- | ---: |
    | CITY | 1,200 |
    """
    numbers = [all(isinstance(row[index], int) for row in rows) for index in range(len(header))]
    rule = ["---:" if of_numbers and rows else "---" for of_numbers in numbers]
    lines = [header, rule, *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
