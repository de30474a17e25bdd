"""From a TEI file to an article, its text, its layers and new registry entries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from khronika import explanation, model
from khronika.excerpt import shortened
from khronika.intake import proposed_split
from khronika.suggest import did_you_mean
from khronika.tei.annotations import Annotations
from khronika.tei.header import Metadata, registry_entries
from khronika.tei.inline import Inline
from khronika.tei.markup import BrokenTei, Element, Problem, parse

Json = dict[str, Any]

_SCHEMA = "v1/{}.schema.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a TEI file says, in the form of the corpus's files but for `$schema`.

    Attributes
    ----------
    text, article, layers
        The text, the article's JSON, and that of each layer by name.
    entries : list of dict
        Registry entries of `standOff`.
    """

    text: str
    article: Json
    layers: dict[str, Json]
    entries: list[Json]

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.article["id"])


def read(
    data: bytes,
    place: str,
    *,
    layers: Iterable[str] = model.LAYERS,
    splits: Mapping[str, float] | None = None,
    registry: Collection[str] | None = None,
) -> Reading:
    """Read one TEI file.

    Parameters
    ----------
    data : bytes
        Its content.
    place : str
        What to call it in messages.
    layers : iterable of str
        The layers that an article gets if the file does not say which.
    splits : mapping of str to float, optional
        The splits of the corpus and their shares, from which one is proposed.
    registry : collection of str, optional
        The ids of the registry; if given, an id that is neither there nor in the file is wrong.

    Raises
    ------
    BrokenTei
        With everything that is wrong with it.

    Examples
    --------
    >>> reading = read('''<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><xenoData>
    ...   {"id": "pier", "dct": "2025-10-24", "source": {"kind": "composed", "author": "me"}}
    ... </xenoData></teiHeader><text><body>
    ...   <p>Причал открыли <date when="2025-10-18" anchor="dct">18 октября</date>.</p>
    ... </body></text></TEI>'''.encode(), "pier.xml")
    >>> reading.text
    'Причал открыли 18 октября.'
    >>> reading.layers["dates"]["annotations"][0]["start"]
    15
    """
    root = _tei(data, place)
    metadata = Metadata(root)
    entries, problems = registry_entries(root)
    inline = Inline(_body(root, problems))
    annotations = Annotations(inline)
    problems += inline.problems + annotations.problems
    if not inline.text:
        problems.append(root.problem("there is no text in <body>", "write it in <p>"))
    problems += [
        root.problem(f"no text may {holds}", "take it out of <body>")
        for holds, is_so in (
            ("hold U+000D, a carriage return", "\r" in inline.text),
            ("hold U+0000", "\0" in inline.text),
            ("begin with U+FEFF, a byte order mark", inline.text.startswith("\ufeff")),
        )
        if is_so
    ]
    article = _article(metadata, inline, splits or {"train": 1.0})
    documents = _layers(metadata, article, layers)
    _judge_article(metadata, article)
    _judge_layers(metadata, documents, annotations, problems)
    _judge_entries(entries, problems)
    if registry is not None:
        known = {entry["id"] for entry, _ in entries}
        _resolve(annotations.registry_references, known, registry, problems)
    if problems or metadata.problems:
        raise BrokenTei(place, list(dict.fromkeys(problems + metadata.problems)))
    return Reading(inline.text, article, documents, [entry for entry, _ in entries])


def read_pass(
    data: bytes, place: str, article: str, annotator: str, *, layers: Iterable[str] = model.LAYERS
) -> Reading:
    """Read one TEI file for the annotations in its text; the rest of it does not count.

    Parameters
    ----------
    data, place
        As for `read`.
    article : str
        The id of the article, if the metadata does not say it.
    annotator : str
        Who annotated.
    layers : iterable of str
        The layers that were annotated, if the metadata does not say it.

    Raises
    ------
    BrokenTei
        With everything that is wrong with it.
    """
    root = _tei(data, place)
    metadata = Metadata(root)
    has_metadata = any(header.elements("xenoData") for header in root.elements("teiHeader"))
    problems = metadata.problems if has_metadata else []
    inline = Inline(_body(root, problems))
    annotations = Annotations(inline, needs_speakers=False)
    problems += inline.problems + annotations.problems
    digest = sha256(inline.text.encode(errors="surrogatepass")).hexdigest()
    id_ = str(metadata.value.get("id", article))
    given = metadata.value.get("layers", layers)
    documents: dict[str, Json] = {
        name: {"article": id_, "layer": name, "text_sha256": digest}
        | {"revision": 1, "status": "single", "annotators": [annotator]}
        for name in model.LAYERS
        if name in given
    }
    _judge_layers(metadata, documents, annotations, problems)
    if problems:
        raise BrokenTei(place, list(dict.fromkeys(problems)))
    return Reading(inline.text, {"id": id_}, documents, [])


def _tei(data: bytes, place: str) -> Element:
    root = parse(data, place)
    if root.name != "TEI":
        message = f"expected <TEI>, found <{shortened(root.name).strip('`')}>"
        raise BrokenTei(place, [root.problem(message)])
    return root


def _body(root: Element, problems: list[Problem]) -> Element:
    texts = root.elements("text")
    bodies = [body for text in texts for body in text.elements("body")]
    if len(bodies) != 1:
        message = f"expected one <body> in <text>, found {len(bodies) or 'none'}"
        problems.append(root.problem(message))
        return Element("body", {}, root.line, root.column)
    for outer, known in ((root, ("teiHeader", "standOff", "text")), (texts[0], ("body",))):
        for element in outer.elements():
            if element.name not in known:
                help_ = did_you_mean(element.name, known) or f"known are {', '.join(known)}"
                name = shortened(element.name).strip("`")
                problems.append(element.problem(f"<{name}> is not read here", help_))
    return bodies[0]


def _article(metadata: Metadata, inline: Inline, splits: Mapping[str, float]) -> Json:
    """Return the article's JSON: what the metadata says, what follows, and what is usual."""
    given = {key: value for key, value in metadata.value.items() if key not in _NOT_ARTICLE}
    digest = sha256(inline.text.encode(errors="surrogatepass")).hexdigest()
    zones = [
        {"kind": kind, "start": mark.start, "end": mark.end}
        for kind, mark in sorted(inline.zones, key=lambda zone: (zone[1].start, zone[1].end))
    ]
    article = {
        "id": None,
        "text": {"sha256": digest, "length": len(inline.text)},
        "language": "ru",
        "title": _title(inline),
        "genre": "news",
        **given,
        "zones": zones,
    }
    if isinstance(article.get("dct"), str):
        article["dct"] = {"value": article["dct"], "status": "stated"}
    if isinstance(article.get("source"), dict):
        article["source"] = {"received_sha256": digest} | article["source"]
        if article["source"].get("kind") == "composed":
            article.setdefault("rights", {"license": "CC-BY-4.0", "redistribute": True})
    article.setdefault("group", article["id"])
    article.setdefault("split", proposed_split(str(article["group"]), dict(splits)))
    if article["id"] is None:
        del article["id"], article["group"]
    return article


_NOT_ARTICLE = ("annotators", "layers")


def _title(inline: Inline) -> str | None:
    """Return the heading that the text begins with, if it does."""
    for kind, mark in inline.zones:
        start = mark.start or 0
        if kind == "heading" and not inline.text[:start].strip():
            return inline.text[start : mark.end] or None
    return None


def _layers(metadata: Metadata, article: Json, layers: Iterable[str]) -> dict[str, Json]:
    """Return the layers without their annotations: what the metadata says, and what is usual."""
    given = metadata.value.get("layers", {name: {} for name in layers})
    source = article.get("source")
    author = source.get("author") if isinstance(source, dict) else None
    annotators = metadata.value.get("annotators", [author] if author else [])
    usual = {"revision": 1, "status": "single", "annotators": annotators}
    return {
        name: {"article": article.get("id"), "layer": name}
        | {"text_sha256": article["text"]["sha256"]}
        | usual
        | given[name]
        for name in model.LAYERS
        if name in given
    }


def _judge_article(metadata: Metadata, article: Json) -> None:
    value = {"$schema": _SCHEMA.format("article"), **article}
    for violation in explanation.explain("article", value):
        if violation.path == ("group",) and "group" not in metadata.value:
            continue  # it was taken from `id`, which then is wrong too
        metadata.problem(violation.path, violation.message, violation.help)


def _judge_layers(
    metadata: Metadata,
    documents: dict[str, Json],
    annotations: Annotations,
    problems: list[Problem],
) -> None:
    """Complete the layers with their annotations, and note what their schemas refuse."""
    blamed = {problem[:2] for problem in problems}
    for name, pairs in annotations.layers.items():
        if name not in documents:
            for _, element in pairs[:1]:
                message = f"this belongs to the layer `{name}`, which the article does not have"
                problems.append(element.problem(message, f"add `{name}` to `layers`"))
            continue
        document = documents[name]
        document["annotations"] = [annotation for annotation, _ in pairs]
        value = {"$schema": _SCHEMA.format(name), **document}
        for violation in explanation.explain(name, value):
            match violation.path:
                case ("annotations", int(index), *_):
                    element = pairs[index][1]
                    if (element.line, element.column) not in blamed:
                        problems.append(element.problem(violation.message, violation.help))
                case ("article", *_):
                    pass  # the article's own schema has said so
                case path:
                    metadata.problem(("layers", name, *path), violation.message, violation.help)


def _judge_entries(entries: list[tuple[Json, Element]], problems: list[Problem]) -> None:
    value = {"$schema": _SCHEMA.format("registry"), "entities": [entry for entry, _ in entries]}
    for violation in explanation.explain("registry", value):
        element = entries[int(violation.path[1])][1]
        problems.append(element.problem(violation.message, violation.help))
    seen: dict[str, Element] = {}
    for entry, element in entries:
        first = seen.setdefault(entry["id"], element)
        if first is not element:
            message = f"the entry `{entry['id']}` is listed at {first.line}:{first.column} too"
            problems.append(element.problem(message, "keep one of them"))


def _resolve(
    references: list[tuple[str, Element]],
    listed: set[str],
    registry: Collection[str],
    problems: list[Problem],
) -> None:
    known = listed | set(registry)
    for id_, element in references:
        if id_ not in known:
            message = f"{shortened(id_)} is neither in the registry nor in <standOff>"
            help_ = did_you_mean(id_, known) or "add it to <standOff>"
            problems.append(element.problem(message, help_))
