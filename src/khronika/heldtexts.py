"""Texts in the hands of whoever may hold them, each checked before it is used."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path

from khronika.errors import NotRestored
from khronika.excerpt import printable, shortened
from khronika.intake import normalised
from khronika.model import Article
from khronika.source.layout import MAX_ARTICLE_BYTES
from khronika.source.reading import Unreadable, read_named

Texts = Mapping[str, str] | str | PathLike[str] | Callable[[str], str | None]
"""What texts may be given as: by article id, as a folder of ``<article id>.txt``, or a function."""


class HeldTexts:
    """Texts by article id, however they were given.

    Parameters
    ----------
    texts : mapping, str, os.PathLike or callable
        By article id; or a folder that has them as ``<article id>.txt``, at any depth; or a
        function from id to text, which returns None or raises KeyError for what it does not have.

    Raises
    ------
    NotRestored
        If there is no such folder, or `texts` is something else.

    Examples
    --------
    >>> from khronika import open_corpus
    >>> document = next(iter(open_corpus()))
    >>> HeldTexts({document.id: document.text}).text_of(document.article) == document.text
    True
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        if isinstance(texts, str | PathLike):
            self._folder = Path(texts)
            if not self._folder.is_dir():
                raise NotRestored(
                    f"expected a folder of texts at {printable(str(texts))}, found none; texts are "
                    "given as a folder, a mapping by article id, or a function"
                )
        elif not isinstance(texts, Mapping) and not callable(texts):
            raise NotRestored(
                "expected texts as a folder, a mapping by article id, or a function, found "
                f"{type(texts).__name__}"
            )

    def text_of(self, article: Article) -> str:
        """Return the text of `article`, if it is the one that was annotated.

        Raises
        ------
        NotRestored
            If it is not there, or another one.
        """
        found, where = self._find(article.id)
        id_, expected = printable(article.id), article.text.sha256
        if found is None:
            raise NotRestored(
                f"expected the text of {id_} (SHA-256 {expected}), found none{where}; give "
                "it under that id, or take the article out of the dataset first"
            )
        data = found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found
        actual = hashlib.sha256(data).hexdigest()
        if actual == expected:
            return data.decode("utf-8")
        raise NotRestored(
            f"the text of {id_}{where} is not the one that was annotated: expected SHA-256 "
            f"{expected} and {article.text.length:,} code points, found {actual} and "
            f"{_length(data)}; {_advice(data, expected)}"
        )

    def _find(self, article_id: str) -> tuple[str | bytes | None, str]:
        """Return a text, or the bytes of its file, and where it was looked for."""
        if isinstance(self._texts, str | PathLike):
            path = self._files.get(article_id)
            if path is None:
                return None, f" as {printable(article_id)}.txt in {printable(str(self._folder))}"
            return _read(path), f" in {printable(str(path))}"
        look_up = self._texts.__getitem__ if isinstance(self._texts, Mapping) else self._texts
        try:
            found = look_up(article_id)
        except KeyError:
            return None, ""
        if not isinstance(found, str | None):
            raise NotRestored(
                f"expected the text of {printable(article_id)} as str, found "
                f"{type(found).__name__}; decode it as UTF-8 first"
            )
        return found, ""

    @cached_property
    def _files(self) -> dict[str, Path]:
        return {path.stem: path for path in sorted(self._folder.rglob("*.txt"))}


def _read(path: Path) -> bytes:
    try:
        return read_named(path, MAX_ARTICLE_BYTES)
    except Unreadable as error:
        raise NotRestored(f"{printable(str(path))} cannot be read: {error.reason}") from error


def _length(data: bytes) -> str:
    try:
        return f"{len(data.decode('utf-8')):,}"
    except UnicodeDecodeError as error:
        return f"what is not UTF-8 at byte {error.start:,}"


def _advice(data: bytes, expected: str) -> str:
    """Say what to do about a wrong text; often, only its line ends or its encoding are others."""
    try:
        text = normalised(data.decode("utf-8"))
    except UnicodeDecodeError:
        return "give it as UTF-8"
    if hashlib.sha256(text.encode()).hexdigest() == expected:
        return (
            "give it without a byte order mark, with line ends as LF and letters composed (NFC), "
            f"as {shortened('khronika new')} writes it: then it is the same"
        )
    return "look for the version that the corpus was made of"
