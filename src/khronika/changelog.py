"""Reading a changelog in the form of `Keep a Changelog <https://keepachangelog.com>`_."""

from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import pairwise

from khronika.history import DIGITS_OF_ANNOTATION, digest

UNRELEASED = "unreleased"
CODE = "code"


def entries(text: str) -> frozenset[str]:
    """Return every entry of a changelog: the first paragraph of each item of its lists.

    Examples
    --------
    >>> sorted(entries("## Unreleased\\n- One.\\n\\n## 0.1.0\\n- First\\n  article.\\n"))
    ['First article.', 'One.']
    """
    return frozenset(entry for _, _, entry in _entries(text))


def unreleased_entries(text: str, version: str | None = None) -> frozenset[str]:
    """Return the entries under *Unreleased*, but for those about code.

    With `version`, those of that release too: where it is being made, they are there already.

    Examples
    --------
    >>> new = "## [Unreleased]\\n### Data\\n- A date.\\n### Code\\n- A flag.\\n"
    >>> unreleased_entries(new + "## 0.1.0\\n- First.\\n")
    frozenset({'A date.'})
    """
    return frozenset(
        entry
        for release, section, entry in _entries(text)
        if release in (UNRELEASED, version) and section != CODE
    )


def released(text: str) -> str:
    """Return a changelog without what is told under *Unreleased*, whose heading stays.

    It is what goes along with a release: what changes later, in the code above all, does not change
    the bytes of that release.

    Examples
    --------
    >>> released("## Unreleased\\n\\n### Code\\n\\n- A flag.\\n\\n## 0.1.0\\n\\n- First.\\n")
    '## Unreleased\\n\\n## 0.1.0\\n\\n- First.\\n'
    """
    lines = list(StringIO(text, newline=""))  # lines as Markdown has them, with their ends
    headings = [*_releases(text), ("", (len(lines), len(lines)))]
    for (release, (_, first)), (_, (last, _)) in reversed(list(pairwise(headings))):
        if release == UNRELEASED:
            lines[first:last] = ["\n"] if last < len(lines) else []
    return "".join(lines)


def fingerprints(entries: Iterable[str]) -> frozenset[str]:
    """Return a hash of each entry, by which two changelogs are compared."""
    return frozenset(digest(entry, DIGITS_OF_ANNOTATION) for entry in entries)


def _releases(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each release, and the lines that its heading takes: the first, and that after them."""
    from markdown_it import MarkdownIt  # late: a check of an article reads no changelog

    tokens = MarkdownIt().parse(text)
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag == "h2" and heading.map:
            yield _release(inline.content), (heading.map[0], heading.map[1])


def _release(heading: str) -> str:
    """Return the first word of a heading, without brackets: the date of the release may follow."""
    return " ".join(heading.split()).lower().partition(" ")[0].strip("[]")


def _entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield release, section and words of each entry; headings in lower case."""
    from markdown_it import MarkdownIt  # late: a check of an article reads no changelog

    release = section = ""
    inside = ""
    is_item = False
    for token in MarkdownIt().parse(text):
        if token.type == "heading_open":
            inside = token.tag
        elif token.type == "list_item_open":
            is_item = True
        elif token.type == "inline":
            words = " ".join(token.content.split())
            if inside == "h2":
                release, section = _release(words), ""
            elif inside == "h3":
                section = words.lower()
            elif is_item:
                yield release, section, words
            inside, is_item = "", False
