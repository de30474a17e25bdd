"""Reading a changelog in the form of `Keep a Changelog <https://keepachangelog.com>`_."""

from collections.abc import Iterable, Iterator

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


def fingerprints(entries: Iterable[str]) -> frozenset[str]:
    """Return a hash of each entry, by which two changelogs are compared."""
    return frozenset(digest(entry, DIGITS_OF_ANNOTATION) for entry in entries)


def _entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield release, section and words of each entry; headings in lower case.

    Of the heading of a release it is the first word, without brackets: the date may follow.
    """
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
                release, section = words.lower().partition(" ")[0].strip("[]"), ""
            elif inside == "h3":
                section = words.lower()
            elif is_item:
                yield release, section, words
            inside, is_item = "", False
