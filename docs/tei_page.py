"""The reference page of the TEI subset, from the tables that the reader and the writer follow."""

from collections.abc import Iterator

from khronika import model
from khronika.tei.header import ARTICLE_FIELDS, LAYER_FIELDS, LISTS
from khronika.tei.vocabulary import ATTRIBUTES, MENTIONS, OWN_ATTRIBUTES, TEI

_HEADINGS = {
    "mention": ("Mentions", "The attributes of each of the elements above."),
    "date": ("Dates", "`date`, or `time` for a TIME. The value is in `when` or in `value`."),
    "said": ("Quotes", "`said` is the content of a quote, or one part of it."),
    "seg": ("Roles and zones", "`seg` is a role of a quote, or a zone of the text."),
    "milestone": (
        "What crosses",
        "`milestone` and `anchor` stand where an element that would cross another, or the edge of "
        "a paragraph, begins and ends.",
    ),
    "anchor": ("", ""),
    "g": ("Characters", "`g` is a character that XML 1.0 cannot hold."),
}

_OWN = ", ".join(f"`{name}`" for name in OWN_ATTRIBUTES) + ", and `type` of `said` and `item`"

_LEAD = f"""# TEI elements

What `khronika import tei` reads and `khronika export tei` writes: elements of TEI P5, in the
namespace `{TEI}`. [Write an article with its annotations
inside](../how-to/tei.md) shows them at work.

Some attributes are not TEI's but named like the fields of our own files: {_OWN}.
Tools that read TEI pass over them; a validator for TEI as it stands names them.

A file is one article: `<TEI>` with `<teiHeader>`, an optional `<standOff>`, and `<text>` with one
`<body>`. It is UTF-8; a document type declaration is refused, and nothing outside the file is read.

## Text

`<body>` holds paragraphs, `<p>`; a `<head>` is a paragraph that is a `heading` zone. Both may stand
in `<div>`, or in a `<said>` that is made of whole paragraphs.

- Between two paragraphs stands a blank line: two line feeds.
- Within a paragraph every character counts. A line break of the file, with the spaces and tabs
  around it, is one space, and nothing at the edges of the paragraph or beside white space.
- `<lb/>` is a line feed of the text.
- Anything that the corpus allows can be written, ids and the order of parts included; `export`
  writes what an eye cannot see as a number, `&#xA0;`.

`<s>` marks nothing. It holds a sentence with its quote, so that cue, source and addressee find it:
without `corresp`, they belong to the only quote of the innermost `said`, `s` or paragraph around
them.
"""

_METADATA = """
## Metadata

One `<xenoData>` in `<teiHeader>` holds a JSON object; all else in the header is left alone.

- The fields of the article file: {article}.
  `id`, `dct` and `source` have to be there, and `rights` unless the article is composed.
  `dct` may be just the day that the source states.
- `annotators`: who annotated all layers; without it, the author.
- `layers`: for each layer that the article has, an object with {layer},
  each of which may be left out. Without it, the article has all layers of the corpus.

## Registry entries

`<standOff>` holds entries that the registry lacks, and may hold others as they are in it. An entry
has `xml:id`, `link` (without it `unlinked`, or `linked` with a Wikidata id) and, where the table
gives one, `type`. Its first name is `name`; each further one has a `type` of `full`, `short` or
`alias` and may have `xml:lang`. `<idno type="wikidata">` is the Wikidata id.

An XML name cannot begin with a digit: put `_` before such an id, here and where it is referred to.
`export` does so too where an id could be taken for that of an annotation.

| label | list | entry | name |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page."""
    return _LEAD + "\n".join([*_labels(), *_attributes()]) + "\n" + _header()


def _labels() -> Iterator[str]:
    yield "\n## Labels\n\nLevel may be left out where there is a usual one.\n"
    yield "| label | element | usual level |\n| --- | --- | --- |"
    for label, tag in MENTIONS.items():
        type_ = f' type="{tag.type}"' if tag.type else ""
        yield f"| {label} | `<{tag.element}{type_}>` | {tag.level or ''} |"


def _attributes() -> Iterator[str]:
    for kind, (heading, lead) in _HEADINGS.items():
        if heading:
            yield f"\n## {heading}\n\n{lead}\n"
            yield "| element | attribute | meaning |\n| --- | --- | --- |"
        element = kind if kind in ("mention", "date") else f"`{kind}`"
        for name, meaning in ATTRIBUTES[kind].items():
            yield f"| {element} | `{name}` | {meaning} |"


def _header() -> str:
    article, layer = (
        ", ".join(f"`{name}`" for name in names) for names in (ARTICLE_FIELDS, LAYER_FIELDS)
    )
    rows = []
    for label in model.ENTITY_LABELS:
        for tag in LISTS:
            for type_, other in tag.types.items():
                if other == label:
                    entry = f'<{tag.entry} type="{type_}">' if type_ else f"<{tag.entry}>"
                    rows.append(f"| {label} | `<{tag.list}>` | `{entry}` | `<{tag.name}>` |")
    return _METADATA.format(article=article, layer=layer) + "\n".join(rows) + "\n"
