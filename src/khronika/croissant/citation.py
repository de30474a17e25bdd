"""What a corpus's `CITATION.cff` says about whom to cite."""

from dataclasses import dataclass
from typing import Any

from khronika.errors import BuildRefused
from khronika.excerpt import printable
from khronika.model import CorpusInfo

Node = dict[str, Any]


@dataclass(frozen=True)
class Citation:
    """The fields of a `CITATION.cff` that a description uses; empty without such a file."""

    authors: tuple[Node, ...] = ()
    keywords: tuple[str, ...] = ()
    url: str | None = None

    @classmethod
    def parse(cls, data: bytes | None) -> "Citation":
        """Read the bytes of a `CITATION.cff`; None is no such file.

        Raises
        ------
        khronika.errors.BuildRefused
            If it is no YAML with the fields of the Citation File Format.
        """
        if data is None:
            return cls()
        import yaml  # late, as it is needed for releases only

        try:
            told = yaml.safe_load(data) or {}  # an empty file says nothing
            authors = tuple(_author(author) for author in told.get("authors") or ())
            keywords = tuple(printable(str(keyword)) for keyword in told.get("keywords") or ())
            url = told.get("url") or told.get("repository-code")
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError) as error:
            raise BuildRefused(
                "CITATION.cff is not what the Citation File Format asks for "
                f"({printable(str(error).splitlines()[0])}): mend it, or take it away"
            ) from error
        return cls(authors, keywords, printable(str(url)) if url else None)

    def bibtex(self, info: CorpusInfo) -> str:
        """Return how to cite the release, in BibTeX."""
        fields = {
            "title": info.title,
            "author": " and ".join(_plain(author["name"]) for author in self.authors),
            "version": info.version,
            "year": str(info.released.year) if info.released else "",
            "url": info.homepage or self.url or "",
        }
        told = ", ".join(f"{name} = {{{_plain(of)}}}" for name, of in fields.items() if of)
        return f"@misc{{{info.name}-{info.version}, {told}}}"


def _author(author: Node) -> Node:
    """Return an author as schema.org has it: a name of its own, or that of a person."""
    link = author.get("website") or author.get("orcid")
    more = {"url": printable(str(link))} if link else {}
    if name := author.get("name"):
        return {"@type": "sc:Organization", "name": printable(str(name))} | more
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    said = " ".join(str(author[part]) for part in parts if author.get(part))
    return {"@type": "sc:Person", "name": printable(said or str(author.get("alias", "")))} | more


def _plain(text: str) -> str:
    """Return `text` without what BibTeX would take for its own."""
    return printable(text).replace("{", "(").replace("}", ")").replace("\\", "/")
