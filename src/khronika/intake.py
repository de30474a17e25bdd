"""Taking a raw text in: from bytes to an article file, a text and empty layers.

Everything that can be derived is proposed, with where it comes from; what cannot be known is
left for the check to ask for. Nothing that exists is ever overwritten.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from khronika import canonical
from khronika.corpus_files import CorpusFiles, parse_corpus_files
from khronika.corpus_model import CorpusInfo
from khronika.errors import KhronikaError
from khronika.excerpt import shortened
from khronika.formatting import create_all, link_above
from khronika.lexicon.months import GENITIVES
from khronika.lexicon.transliteration import LATIN
from khronika.source.layout import MAX_ARTICLE_BYTES, is_article_id
from khronika.source.reading import Unreadable, read_named
from khronika.source.tree import Tree
from khronika.text import normal_form, paragraphs

_ISO = r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_HEADER = re.compile(rf"\s*date\s+{_ISO}\s*")
_FULL_DATES = (
    re.compile(rf"(?<![0-9]){_ISO}(?![0-9])"),
    re.compile(r"(?<![0-9.])(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[12][0-9]{3})"),
    re.compile(
        rf"(?<![0-9])(?P<day>[0-9]{{1,2}})\s+(?P<month>{'|'.join(GENITIVES)})\s+(?P<year>[12][0-9]{{3}})",
        re.IGNORECASE,
    ),
)
_SENTENCE_ENDS = tuple('.!?…:;»"”')

LONGEST_HEADING = 120
"""Code points of a heading at most; a longer paragraph is running text."""


class NotTaken(KhronikaError):
    """A text cannot be made an article; nothing was written for it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What only a person can know about the texts that are taken in; all of it is optional."""

    id: str | None = None
    publisher: str | None = None
    url: str | None = None
    author: str | None = None
    license: str = "LicenseRef-unstated"
    genre: str = "news"
    annotator: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written for one text (paths relative to the corpus), and why it says so."""

    id: str
    paths: tuple[str, ...]
    remarks: tuple[str, ...]


def take_in(root: Path, file: Path, choices: Choices) -> Taken:
    """Make an article with empty layers from the raw text in `file`.

    Parameters
    ----------
    root : pathlib.Path
        The corpus to add it to.
    file : pathlib.Path
        A text in UTF-8, in UTF-16 with a byte order mark, or in `choices.encoding`.
    choices : Choices
        What cannot be derived.

    Raises
    ------
    NotTaken
        If the text cannot be read or decoded, is in the corpus already, or its id is taken or
        none, or if a folder of the corpus that it would go to is a link.
    """
    try:
        received = read_named(file, MAX_ARTICLE_BYTES)
    except Unreadable as error:
        raise NotTaken(f"{error.reason}; expected a text that can be read as a whole") from None
    text = normalised(_decoded(received, choices.encoding))
    if not text.strip():
        raise NotTaken("there is no text in it")
    tree, corpus, info = receiving(root)
    id_ = choices.id or proposed_id(file.stem)
    if not is_article_id(id_):
        raise NotTaken(
            f"{shortened(id_)} cannot be an id: expected lower-case ASCII words and digits joined "
            "by single hyphens, at most 80 characters, and no name that Windows reserves; name "
            "one with --id"
        )
    refuse_known(tree, corpus, id_, text)
    dct, remark = creation_time(file.stem, text)
    year = dct["value"][:4] if dct["value"] else "undated"
    article = _article(id_, text, received, dct, choices, info)
    files: dict[str, tuple[str, Any]] = {
        f"corpus/articles/{year}/{id_}.txt": ("text", text.encode())
    }
    files[f"corpus/articles/{year}/{id_}.json"] = ("article", article)
    for layer in corpus.layer_names:
        path = f"annotations/{layer}/v1/{year}/{id_}.json"
        files[path] = (layer, _layer(layer, article, corpus, choices))
    if linked := next(filter(None, (link_above(root, path) for path in files)), None):
        raise NotTaken(f"{linked} is a symbolic link, and nothing is written through one")
    try:
        create_all({root / path: _bytes(path, *content) for path, content in files.items()})
    except FileExistsError as error:
        raise NotTaken(f"{error.filename} exists and is not overwritten") from error
    zones = ", ".join(f"{zone['kind']} {zone['start']}..{zone['end']}" for zone in article["zones"])
    remarks = (remark, f"zones: {zones or 'none found'}", f"split {article['split']}, by its group")
    return Taken(id_, tuple(files), remarks)


def receiving(root: Path) -> tuple[Tree, CorpusFiles, CorpusInfo]:
    """Open the corpus that something is taken into.

    Raises
    ------
    NotTaken
        If its `corpus.json` cannot be used.
    """
    tree = Tree(root)
    corpus = parse_corpus_files(tree.corpus_files(), tree.refusals())
    if corpus.info is None:
        raise NotTaken("corpus/corpus.json has errors; `khronika check` says which")
    return tree, corpus, corpus.info


def _bytes(path: str, kind: str, content: Any) -> bytes:
    if kind == "text":
        return bytes(content)
    reference = {"$schema": canonical.schema_reference(path, kind)}
    return canonical.to_bytes(reference | content, kind)


def _decoded(data: bytes, encoding: str | None) -> str:
    """Decode strictly; a byte order mark says UTF-16, and nothing else is guessed."""
    if encoding is None:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except LookupError:
        raise NotTaken(f"there is no encoding {encoding!r}") from None
    except UnicodeError as error:
        where = f"byte {error.start}" if isinstance(error, UnicodeDecodeError) else "it"
        raise NotTaken(
            f"{where} is not {encoding.removesuffix('-sig').upper()}; name the encoding "
            "it is in, such as --encoding windows-1251"
        ) from None
    if "\0" in text:
        raise NotTaken("it holds a NUL character, which no text does")
    return text


def normalised(text: str) -> str:
    r"""Return `text` without byte order mark, with LF line ends, and in NFC.

    Examples
    --------
    >>> normalised("\ufeffЮжный\r\nпорт") == "Южный\nпорт"
    True
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return normal_form(text)


def proposed_id(stem: str) -> str:
    """Return an id made of the name of a file, in Latin letters.

    Raises
    ------
    NotTaken
        If no letter or digit is left of it.

    Examples
    --------
    >>> proposed_id("2025-10-24 Порт Ясногорск")
    '2025-10-24-port-yasnogorsk'
    """
    latin = "".join(LATIN.get(letter, letter) for letter in normalised(stem).casefold())
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", latin))
    if not words:
        raise NotTaken("its name gives no id; name one with --id")
    return "-".join(words)[:80].rstrip("-")


def creation_time(stem: str, text: str) -> tuple[dict[str, Any], str]:
    """Propose the `dct` of an article, and say what it rests on.

    A header such as «date 2025-10-10» states it. The name of the file is somebody's own
    knowledge and wins over the header, which then is a claim that is contradicted. Failing
    both, the latest full date in the text is the earliest day it can have been written.

    Examples
    --------
    >>> creation_time("port", "Причал открыли 24 октября 2025 года.")[0]["value"]
    '2025-10-24'
    """
    header = _first_date(_HEADER.match(text))
    named = _first_date(_FULL_DATES[0].search(stem))
    body = text[match.end() :] if (match := _HEADER.match(text)) else text
    told = max(_dates(body), default=None)
    if named and header and named != header:
        evidence = f"The file was named {named}; the header of the text says {header}."
        dct = {"value": f"{named}", "status": "contradicted", "claimed": f"{header}"}
        remark = f"dct {named}, from the name of the file; the header says {header}: contradicted"
        return dct | {"evidence": evidence}, remark + _later(told, named)
    if header or named:
        value = header or named
        where = "the header" if header else "the name of the file"
        dct = {"value": f"{value}", "status": "stated" if header else "inferred"}
        if not header:
            dct["evidence"] = f"The file was named {named}."
        return dct, f"dct {value}, from {where}" + _later(told, value)
    if told:
        evidence = f"The latest full date in the text is {told}."
        dct = {"value": f"{told}", "status": "inferred", "evidence": evidence}
        return dct, f"dct {told}, the latest full date in the text: please confirm"
    return {"value": None, "status": "unknown"}, "dct unknown: no date in header, name or text"


def _later(told: date | None, value: date | None) -> str:
    if told and value and told > value:
        return f"; but the text names {told}, which is later: please look"
    return ""


def _first_date(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    month = match["month"].casefold()
    try:
        return date(int(match["year"]), GENITIVES.get(month) or int(month), int(match["day"]))
    except ValueError:
        return None


def _dates(text: str) -> Iterator[date]:
    for pattern in _FULL_DATES:
        for match in pattern.finditer(text):
            if found := _first_date(match):
                yield found


def _zones(text: str) -> list[dict[str, Any]]:
    """Propose a header zone, and headings: short paragraphs without an end that others follow."""
    header = _HEADER.match(text)
    start = header.end() if header else 0
    zones = [{"kind": "header", "start": 0, "end": start}] if header else []
    for paragraph, following in pairwise(paragraphs(text[start:], ())):
        words = text[start + paragraph.start : start + paragraph.end].strip()
        is_short = 0 < len(words) <= LONGEST_HEADING < 4 * (following.end - following.start)
        if is_short and not words.endswith(_SENTENCE_ENDS) and words[0] not in "-–—•":
            begin = text.index(words, start + paragraph.start)
            zones.append({"kind": "heading", "start": begin, "end": begin + len(words)})
    return zones


def _title(text: str, zones: list[dict[str, Any]]) -> str | None:
    """Return the first heading, if nothing but a header stands before it."""
    header = [zone["end"] for zone in zones if zone["kind"] == "header"]
    start = header[0] if header else 0
    heading = next((zone for zone in zones if zone["kind"] == "heading"), None)
    if heading is None or text[start : heading["start"]].strip():
        return None
    return text[heading["start"] : heading["end"]]


def _article(
    id_: str,
    text: str,
    received: bytes,
    dct: dict[str, Any],
    choices: Choices,
    info: CorpusInfo,
) -> dict[str, Any]:
    zones = _zones(text)
    title = _title(text, zones)
    source: dict[str, Any] = {"kind": "composed" if choices.author else "published"}
    if choices.author:
        source["author"] = choices.author
    else:
        source["publisher"] = choices.publisher or ""  # empty is what the check asks to fill in
    if choices.url:
        source["url"] = choices.url
    source["received_sha256"] = hashlib.sha256(received).hexdigest()
    return {
        "id": id_,
        "text": {"sha256": hashlib.sha256(text.encode()).hexdigest(), "length": len(text)},
        "language": "ru",
        "title": title,
        "dct": dct,
        "source": source,
        "rights": {"license": choices.license, "redistribute": True},
        "genre": choices.genre,
        "zones": zones,
        "group": id_,
        "split": proposed_split(id_, info.splits),
    }


def proposed_split(group: str, splits: dict[str, float]) -> str:
    """Return the split of a group of articles: by its hash, in the shares of `splits`.

    Examples
    --------
    >>> proposed_split("2025-10-24-pier", {"train": 1.0})
    'train'
    """
    share = int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) / 16**8 * sum(splits.values())
    for split, size in splits.items():
        share -= size
        if share < 0:
            return split
    return next(iter(splits))


def _layer(
    layer: str, article: dict[str, Any], corpus: CorpusFiles, choices: Choices
) -> dict[str, Any]:
    """Return an empty layer document; its annotator is the only one there is, or left open."""
    only = list(corpus.annotators) if len(corpus.annotators) == 1 else []
    return {
        "article": article["id"],
        "layer": layer,
        "text_sha256": article["text"]["sha256"],
        "revision": 1,
        "status": "single",
        "annotators": [choices.annotator] if choices.annotator else only,
        "annotations": [],
    }


def refuse_known(tree: Tree, corpus: CorpusFiles, id_: str, text: str) -> None:
    """Raise `NotTaken` if `id_` is or was in use, or the corpus has `text` already."""
    if id_ in tree.ids():
        raise NotTaken(f"the id {id_} is taken; name another with --id")
    if id_ in corpus.retired:
        raise NotTaken(f"the id {id_} was withdrawn and is never used again; name another")
    data = text.encode()
    for raw in tree.documents():
        if raw.text and raw.text.data == data:
            raise NotTaken(f"the corpus has this very text already, as {raw.id}")
