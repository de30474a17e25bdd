"""Tables of Markdown."""

from collections.abc import Iterable


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table whose first column is words, and whose others are figures.

    Examples
    --------
    >>> print(table(("what", "ms"), [("check", "1.0")]))
    | what | ms |
    | --- | ---: |
    | check | 1.0 |
    """
    rule = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
