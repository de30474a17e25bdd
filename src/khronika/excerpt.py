"""Showing a place in a text: one line, a caret under the span, nothing that could do harm."""

import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len

CONTEXT = 160
"""Code points kept on either side of a marked span; a terminal line never needs more."""

LONGEST_MARK = 400
"""Code points kept of a marked span that is longer than any line of a terminal."""

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\x1b"}
# What moves the cursor, breaks the line, hides, or turns the text that follows.
_UNSAFE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Format characters without which words of some scripts, and emoji, fall apart.
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    r"""Return `text` with everything that could command a terminal or mislead an eye escaped.

    Control characters, line breaks, bidirectional overrides, invisible characters and
    unassigned code points become ``\x..``, ``\u....`` or ``\U........``.

    Examples
    --------
    >>> printable("Баку\x1b[31m\n")
    'Баку\\x1b[31m\\n'
    """
    if text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if unicodedata.category(character) not in _UNSAFE or character in _JOINERS:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, limit: int = 60) -> str:
    """Return `text` for a message: printable, in backquotes, cut to `limit` code points.

    Examples
    --------
    >>> shortened("Владимир Путин", limit=8)
    '`Владимир…`'
    """
    return f"`{printable(text[:limit])}…`" if len(text) > limit else f"`{printable(text)}`"


def code_point(character: str) -> str:
    """Name `character` for a message, for what an eye cannot tell apart.

    Examples
    --------
    >>> code_point("\\u00ad")
    'U+00AD SOFT HYPHEN'
    """
    name = unicodedata.name(character, "")
    if not name:
        name = "control character" if unicodedata.category(character) == "Cc" else "unnamed"
    return f"U+{ord(character):04X} {name}"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a text around a marked span, cut to what can be of use.

    `line` counts from 1; `before`, `marked` and `after` are pieces of that line as they are;
    `cut_left` and `cut_right` tell whether the line goes on beyond them.
    """

    line: int
    before: str
    marked: str
    after: str
    cut_left: bool
    cut_right: bool

    @classmethod
    def of(cls, text: str, start: int, end: int, line: int | None = None) -> "Excerpt":
        """Make the excerpt for ``text[start:end]``; a span over several lines shows the first.

        Give the number of that `line` where it is known, to save counting.

        Examples
        --------
        >>> Excerpt.of("Лидеры двух стран", 7, 11).marked
        'двух'
        """
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", start)
        line_end = len(text) if line_end < 0 else line_end
        end = min(max(end, start), line_end, start + LONGEST_MARK)
        left, right = max(line_start, start - CONTEXT), min(line_end, end + CONTEXT)
        return cls(
            line=line or text.count("\n", 0, start) + 1,
            before=text[left:start],
            marked=text[start:end],
            after=text[end:right],
            cut_left=left > line_start,
            cut_right=right < line_end,
        )

    def render(self, width: int = 80) -> list[str]:
        """Return the excerpt as lines of at most `width` display cells where it can be done.

        Carets are counted in display cells, so that they stand under Cyrillic, combining
        marks, CJK and emoji alike.

        Examples
        --------
        >>> print("\\n".join(Excerpt.of("Лидеры двух стран", 7, 11).render()))
          |
        1 | Лидеры двух стран
          |        ^^^^
        """
        gutter = len(str(self.line))
        room = max(width - gutter - 3, 20)
        whole = printable(self.marked)
        marked = clipped(whole, room - 2)
        left_room = max((room - cell_len(marked)) // 2, 0)
        right = printable(self.after)
        left_room = max(left_room, room - cell_len(marked) - cell_len(right) - 2)
        before = _clip_left(printable(self.before), left_room, self.cut_left)
        after_room = room - cell_len(before) - cell_len(marked)
        after = clipped(right, after_room, more=self.cut_right) if marked == whole else ""
        caret = " " * cell_len(before) + "^" * max(cell_len(marked), 1)
        blank = " " * gutter
        return [f"{blank} |", f"{self.line} | {before}{marked}{after}", f"{blank} | {caret}"]


def clipped(text: str, room: int, *, more: bool = False) -> str:
    """Return `text` cut to `room` display cells, with an ellipsis if it goes on or `more` does."""
    if cell_len(text) <= room - more:
        return text + "…" if more else text
    kept, used = [], 0
    for character in text:
        used += cell_len(character)
        if used > room - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _clip_left(text: str, room: int, cut: bool) -> str:
    if cell_len(text) <= room - cut:
        return "…" + text if cut else text
    kept, used = [], 0
    for character in reversed(text):
        used += cell_len(character)
        if used > room - 1:
            break
        kept.append(character)
    return "…" + "".join(reversed(kept))
