"""`CITATION.cff`: whom to cite for a corpus, and how."""

from dataclasses import dataclass
from typing import Any

import yaml

from khronika.corpus_model import CorpusInfo
from khronika.errors import BuildRefused
from khronika.excerpt import printable

NAME = "CITATION.cff"


@dataclass(frozen=True, slots=True)
class Author:
    """One of those to be cited: a person, or a body with a name of its own."""

    name: str
    is_person: bool
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Who made a corpus, and where it is found; what the file does not say is None or empty."""

    title: str
    authors: tuple[Author, ...]
    keywords: tuple[str, ...] = ()
    version: str | None = None
    doi: str | None = None
    url: str | None = None


def read(data: bytes) -> Citation:
    """Read the bytes of a `CITATION.cff`.

    Raises
    ------
    BuildRefused
        If it is no YAML, or lacks a title or authors: it would be cited by nobody.

    Examples
    --------
    >>> read(b"title: Khronika\\nauthors: [{family-names: Olkhova, given-names: Nina}]").authors
    (Author(name='Nina Olkhova', is_person=True, url=None),)
    """
    try:
        citation = _citation(yaml.safe_load(data))
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
    if not citation.authors:
        raise BuildRefused(f"{NAME} names no authors; name at least one under `authors`")
    return citation


def _citation(value: Any) -> Citation:
    return Citation(
        str(value["title"]),
        tuple(map(_author, value["authors"])),
        tuple(map(str, value.get("keywords") or ())),
        _text(value.get("version")),
        _text(value.get("doi")),
        _text(value.get("url") or value.get("repository-code")),
    )


def _author(value: Any) -> Author:
    author = dict(value)
    url = _text(author.get("website") or author.get("orcid"))
    if name := author.get("name"):
        return Author(str(name), False, url)
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    person = " ".join(str(author[part]) for part in parts if author.get(part))
    return Author(person or str(author["alias"]), True, url)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def bibtex(info: CorpusInfo, citation: Citation | None) -> str:
    """Return how to cite a release, in BibTeX; without a `CITATION.cff`, by the corpus alone.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> print(bibtex(open_corpus().info, None).splitlines()[1])
      title = {khronika: annotated Russian news},
    """
    cited = citation or Citation(info.title, ())
    fields = {
        "title": _plain(cited.title),
        "author": " and ".join(f"{{{_plain(author.name)}}}" for author in cited.authors),
        "year": str(info.released.year) if info.released else "",
        "version": info.version,
        "doi": _plain(cited.doi or ""),
        "url": _plain(cited.url or info.homepage or ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{info.name}-{info.version},", *lines, "}"])


def _plain(text: str) -> str:
    """Return `text` without what would end a field of BibTeX or a block of code."""
    return printable(text).translate(str.maketrans("`", "'", "{}\\"))
