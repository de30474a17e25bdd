"""How direct speech and its author are put together: the schemes of Russian punctuation."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from khronika.marks import Pair
from khronika.model import Quote
from khronika.text import Paragraph, index_at

SCHEMES = (
    "А: «П».",
    "А: «П!/?/…»",
    "«П», — а.",
    "«П!/?/…» — а.",
    "«П, — а, — п».",
    "«П, — а. — П».",
    "«П! — а. — П».",
    "«П… — а, — п».",
    "А: «П», — а.",
    "А: «П» — и а.",
    "— П, — а. — П.",
    "block quote",
)
"""П speech, А author; « » stands for any marks, — for any dash, ! for any of !, ? and …."""

_DASHES = "-–—"
_DASH_START = re.compile(rf"\s*[{_DASHES}]\s")
_AFTER = re.compile(rf"\s*+(?P<comma>,?)\s*+(?P<dash>[{_DASHES}])\s")
_GAP = re.compile(rf"\s*+(?P<first>[,.!?…]*+)[»”“\"]?,?\s*+(?P<dash>[{_DASHES}])\s")
_FINAL = "!?…"


class Scheme(NamedTuple):
    """How one direct quote is written.

    `name` is one of `SCHEMES`; `mark` the opening mark of its content and `dash` the dash before
    the author's words, None where there is none.
    """

    name: str
    mark: str | None
    dash: str | None


def scheme_of(
    text: str, paragraphs: Sequence[Paragraph], pairs: Sequence[Pair], quote: Quote
) -> Scheme | None:
    """Return the scheme that a direct quote follows; None if it stands by itself in the text.

    Parameters
    ----------
    text : str
        The article's text.
    paragraphs : sequence of Paragraph
        Its paragraphs.
    pairs : sequence of Pair
        The quotation marks that belong together, as `khronika.marks.pair_marks` finds them.
    quote : Quote
        A quote of type `direct` whose offsets are sound.

    Examples
    --------
    >>> from khronika.marks import pair_marks
    >>> from khronika.model import Span
    >>> text = "«Мост открыт», — сказал Лужин."
    >>> quote = Quote("q1", "direct", (Span(1, 12, "Мост открыт"),), (), (), (), (), "name", None,
    ...               "verbatim", "statement")
    >>> lines = [Paragraph(0, len(text), None)]
    >>> scheme_of(text, lines, pair_marks(text, lines).pairs, quote)
    Scheme(name='«П», — а.', mark='«', dash='—')
    """
    start, end = quote.content[0].start, quote.content[-1].end
    place = index_at(paragraphs, start)
    if place is None:
        return None
    paragraph = paragraphs[place]
    if _DASH_START.match(text, paragraph.start, paragraph.end):
        dash = text[paragraph.start : start].strip()[:1]
        return Scheme("— П, — а. — П.", None, dash or None)
    pair = _around(text, pairs, start, end, quote)
    if pair is None:
        is_block = not text[paragraph.start : start].strip() and not _rest(text, paragraphs, end)
        return Scheme("block quote", None, None) if is_block else None
    mark = text[pair.opening]
    if len(quote.content) > 1 and (found := _interrupted(text, quote)):
        return Scheme(found[0], mark, found[1])
    return _whole(text, mark, pair, end)


def _rest(text: str, paragraphs: Sequence[Paragraph], end: int) -> str:
    """Return what stands between `end` and the end of its paragraph."""
    last = index_at(paragraphs, end - 1)
    return "" if last is None else text[end : paragraphs[last].end].strip()


def _around(text: str, pairs: Sequence[Pair], start: int, end: int, quote: Quote) -> Pair | None:
    """Return the marks that delimit the content, or its first part if each part has its own."""
    for last in (end, quote.content[0].end):
        for pair in pairs:
            if pair.opening < start and last <= pair.closing:
                inside = text[pair.opening + 1 : start] + text[last : pair.closing].rstrip(".,!?…")
                if not inside.strip():
                    return pair
    return None


def _interrupted(text: str, quote: Quote) -> tuple[str, str] | None:
    """Return the scheme of a speech with its author's words inside, and the dash before them."""
    for left, right in pairwise(quote.content):
        gap = text[left.end : right.start]
        begun = _GAP.match(gap)
        author = gap.rstrip().rstrip('«„“"').rstrip()
        if begun is None or author[-1:] not in _DASHES:
            continue
        final = begun["first"] or text[left.end - 1 : left.end]
        goes_on = author[:-1].rstrip().endswith(",")
        if final[-1:] in _FINAL:
            name = "«П… — а, — п»." if goes_on else "«П! — а. — П»."
        else:
            name = "«П, — а, — п»." if goes_on else "«П, — а. — П»."
        return name, begun["dash"]
    return None


def _whole(text: str, mark: str, pair: Pair, end: int) -> Scheme | None:
    """Return the scheme of a speech in one piece, with its author before it, behind it, or both."""
    follows_colon = text[: pair.opening].rstrip()[-1:] == ":"
    after = _AFTER.match(text, pair.closing + 1)
    dash = after["dash"] if after else None
    is_final = text[end - 1 : pair.closing].strip(" \u00a0")[-1:] in _FINAL
    if follows_colon and after:
        name = "А: «П», — а." if after["comma"] else "А: «П» — и а."
    elif follows_colon:
        name = "А: «П!/?/…»" if is_final else "А: «П»."
    elif after:
        name = "«П!/?/…» — а." if is_final else "«П», — а."
    else:
        return None
    return Scheme(name, mark, dash)
