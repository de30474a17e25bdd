"""`CITATION.cff`, read for what a card says of it."""

from dataclasses import dataclass
from typing import Any

import yaml

from khronika.errors import BuildRefused

NAME = "CITATION.cff"


@dataclass(frozen=True, slots=True)
class Citation:
    """Who made a corpus, and where it is found; what the file does not say is None."""

    title: str
    authors: tuple[str, ...]
    doi: str | None = None
    url: str | None = None
    license: str | None = None


def read(data: bytes) -> Citation:
    """Read the bytes of a `CITATION.cff`.

    Raises
    ------
    BuildRefused
        If it is no YAML, or lacks a title or authors: it would be cited by nobody.

    Examples
    --------
    >>> read(b"title: Khronika\\nauthors: [{family-names: Olkhova, given-names: Nina}]").authors
    ('Nina Olkhova',)
    """
    try:
        value = yaml.safe_load(data)
        authors = tuple(_name(author) for author in value["authors"])
        title = str(value["title"])
    except (
        yaml.YAMLError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise BuildRefused(
            f"{NAME} cannot be read: it has to be YAML with `title` and `authors`; hold it against "
            "the schema of the Citation File Format 1.2.0"
        ) from error
    if not authors:
        raise BuildRefused(f"{NAME} names no authors; name at least one under `authors`")
    more = {name: _text(value.get(field)) for name, field in _FIELDS.items()}
    return Citation(title, authors, **more)


_FIELDS = {"doi": "doi", "url": "url", "license": "license"}


def _name(author: Any) -> str:
    author = dict(author)
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    person = " ".join(str(author[part]) for part in parts if author.get(part))
    return person or str(author.get("name") or author["alias"])


def _text(value: object) -> str | None:
    return None if value is None else str(value)
