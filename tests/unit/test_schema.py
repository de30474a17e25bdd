"""The schemas: sound in themselves, one verdict from two validators, and plain explanations."""

import copy
import re
import unicodedata
from pathlib import PurePosixPath

import corpora
import jsonschema
import jsonschema_rs
import orjson
import pytest
import referencing.exceptions
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika import bundled, schema
from khronika.explanation import Violation, explain, reference_validator
from khronika.schema import is_valid
from khronika.source.layout import place

FOLDER = bundled.root() / "schema" / "v1"
SHARED = "common.schema.json"


def read_corpus():
    """Return one file of every kind that the corpus of the real article has."""
    files = corpora.real_article()
    kinds = {path: place(path).kind for path in files}
    return {kind: orjson.loads(files[path]) for path, kind in kinds.items() if kind != "text"}


def from_examples(kind, *, everything=False):
    """Return a file put together from the examples in its schema."""
    described = schema.load(kind)
    return {
        key: copy.deepcopy(value["examples"][0])
        for key, value in described["properties"].items()
        if everything or key in described["required"] or key == "$schema"
    }


CORPUS = read_corpus()
BASE = {kind: from_examples(kind) for kind in schema.KINDS}
BASE |= {kind: CORPUS[kind] for kind in ("article", "entities", "dates", "quotes", "registry")}
BASE["corpus"] = from_examples("corpus", everything=True)

DROP = object()


def changed(document, path, value):
    """Return a copy of `document` with the value at `path` set, dropped, or appended (`+`)."""
    document = copy.deepcopy(document)
    *way, last = path
    node = document
    for step in way:
        node = node[step]
    if value is DROP:
        del node[last]
    elif isinstance(node, list) and last == "+":
        node.append(value)
    else:
        node[last] = value
    return document


def first(kind, **wanted):
    """Return the place of the first annotation of the corpus that has what is `wanted`."""
    return next(
        index
        for index, annotation in enumerate(CORPUS[kind]["annotations"])
        if all(annotation.get(key) == value for key, value in wanted.items())
    )


def in_annotation(index, *path):
    return ("annotations", index, *path)


def verdict(kind, document):
    """Return the verdict, on which the two implementations must agree."""
    fast, reference = is_valid(kind, document), reference_validator(kind).is_valid(document)
    assert fast == reference, f"jsonschema-rs says {fast}, jsonschema says {reference}"
    return fast


# --- the schema files themselves


@pytest.mark.parametrize("name", schema.files())
def test_schema_file_is_sound_and_plainly_written(name):
    described = schema.files()[name]
    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema_rs.meta.validate(described)
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["title"]
    assert described["description"].endswith(".")
    data = (FOLDER / name).read_bytes()
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    assert b"\t" not in data


def test_every_kind_has_a_schema_and_nothing_else_lies_there():
    names = {f"{kind}.schema.json" for kind in schema.KINDS} | {SHARED}
    assert set(schema.files()) == names
    assert {path.name for path in FOLDER.iterdir()} == names


class Node:
    """A place in a schema file; `is_condition` where the contract is narrowed, not set."""

    def __init__(self, file, pointer, schema_, *, is_condition=False, is_named=False):
        self.file, self.pointer, self.schema = file, pointer, schema_
        self.is_condition, self.is_named = is_condition, is_named

    def __repr__(self):
        return f"{self.file}#{self.pointer}"

    def children(self):
        def child(key, value, *, is_condition=False, is_named=False):
            return Node(
                self.file,
                f"{self.pointer}/{key}",
                value,
                is_condition=self.is_condition or is_condition,
                is_named=is_named,
            )

        for group in ("properties", "$defs"):
            for key, value in self.schema.get(group, {}).items():
                yield child(f"{group}/{key}", value, is_named=True)
        for key in ("items", "additionalProperties", "propertyNames"):
            if key in self.schema:
                yield child(key, self.schema[key])
        for index, value in enumerate(self.schema.get("allOf", [])):
            yield child(f"allOf/{index}", value, is_condition=True)
        for key in ("if", "then", "else", "not"):
            if key in self.schema:
                yield child(key, self.schema[key], is_condition=True)


def walk(node):
    if isinstance(node.schema, dict):
        yield node
        for child in node.children():
            yield from walk(child)


NODES = [node for name, root in schema.files().items() for node in walk(Node(name, "", root))]
CONTRACT = [node for node in NODES if not node.is_condition]


# Any hierarchical base will do, so that relative references resolve; none is ever opened.
ADDRESS = "file:///schemas/"
RESOURCES = [(ADDRESS + name, content) for name, content in schema.files().items()]
REFERENCE_REGISTRY = referencing.Registry().with_resources(
    (uri, referencing.Resource.from_contents(content)) for uri, content in RESOURCES
)
FAST_REGISTRY = jsonschema_rs.Registry(RESOURCES, draft=jsonschema_rs.Draft202012)


def accepts(node, value):
    """Return the verdict of both implementations on one part of a schema."""
    pointer = node.pointer.replace("$", "%24")
    root = {
        "$schema": schema.load("article")["$schema"],
        "$ref": f"{ADDRESS}{node.file}#{pointer}",
    }
    reference = jsonschema.Draft202012Validator(root, registry=REFERENCE_REGISTRY).is_valid(value)
    fast = jsonschema_rs.Draft202012Validator(
        root,
        registry=FAST_REGISTRY,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(),
    ).is_valid(value)
    assert fast == reference
    return fast


def test_the_walk_reaches_everything():
    assert len(CONTRACT) > 150
    assert len(NODES) > len(CONTRACT)


@pytest.mark.parametrize("node", [node for node in CONTRACT if node.is_named], ids=repr)
def test_every_field_has_a_description_and_a_valid_example(node):
    assert node.schema["description"].endswith(".")
    assert node.schema["examples"]
    for example in node.schema["examples"]:
        assert accepts(node, example)


@pytest.mark.parametrize("node", CONTRACT, ids=repr)
def test_every_object_is_closed(node):
    if node.schema.get("type") == "object" or "properties" in node.schema:
        assert "additionalProperties" in node.schema


@pytest.mark.parametrize("node", [node for node in NODES if "$ref" in node.schema], ids=repr)
def test_references_stay_among_the_schema_files(node):
    target = node.schema["$ref"]
    assert re.fullmatch(r"(common\.schema\.json)?#/\$defs/[a-z0-9_]+", target)
    found, _ = schema.follow(target, node.file)
    assert isinstance(found, dict)


def test_no_schema_takes_a_name_that_others_could_load_it_by():
    for node in NODES:
        assert not {"$id", "$anchor", "$dynamicRef", "$dynamicAnchor"} & node.schema.keys()


@pytest.mark.parametrize(
    "node", [n for n in CONTRACT if "pattern" in n.schema and "$comment" not in n.schema], ids=repr
)
def test_patterns_are_whole_ascii_and_refuse_a_line_break(node):
    pattern = node.schema["pattern"]
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(r"\\[dwsDWSb]", pattern), "\\d and its kin differ between engines"
    assert "maxLength" in node.schema
    for example in filter(None, node.schema["examples"]):
        for end in ("\n", "\r", "\r\n"):
            assert not accepts(node, example + end)


def test_every_condition_is_explained_in_a_sentence():
    for node in NODES:
        for condition in node.schema.get("allOf", []):
            if "if" in condition or "pattern" in condition:
                assert condition["$comment"].endswith(".")
        if "if" in node.schema:
            # Without it the condition would also hold where the field is missing.
            assert "required" in node.schema["if"]


@pytest.mark.parametrize(
    "reference",
    [
        "https://example.org/x.json",
        "http://127.0.0.1:9/x.json",
        "file:///etc/hostname",
        "other.json",
    ],
)
def test_nothing_is_fetched(reference, monkeypatch):
    bad = {"$schema": schema.load("article")["$schema"], "$ref": reference}
    monkeypatch.setattr(schema, "load", lambda kind: bad)
    with pytest.raises((ValueError, referencing.exceptions.Unresolvable)):
        schema._verdict.__wrapped__("article").is_valid({})
    validator = reference_validator("article")
    with pytest.raises(Exception, match=r"(?i)unresolvable|retriev"):
        validator.evolve(schema=bad).is_valid({})


# --- verdicts


@pytest.mark.parametrize(("kind", "document"), [*CORPUS.items(), *BASE.items()])
def test_files_of_the_corpus_and_of_the_examples_are_valid(kind, document):
    assert verdict(kind, document)
    assert explain(kind, document) == []


# The places of a mention that is a PROFESSION, of a DURATION, and of a mention with `metonymy`.
JOB = first("entities", label="PROFESSION")
DURATION = first("dates", type="DURATION")
METONYM = next(
    index
    for index, mention in enumerate(CORPUS["entities"]["annotations"])
    if "literal" in mention.get("metonymy", {})
)
A = in_annotation
SPAN = {"start": 1, "end": 2, "surface": "а"}
SET = {"id": "d1", "start": 1, "end": 2, "surface": "а", "type": "SET", "value": "P1M"}
COMPOSED = {"kind": "composed", "author": "a", "received_sha256": "0" * 64}
SHA256 = CORPUS["article"]["text"]["sha256"]

# fmt: off
INVALID = [
    ("article", ("id",), DROP),
    ("article", ("title",), DROP),
    ("article", ("group",), DROP),
    ("article", ("zones",), DROP),
    ("article", ("dct", "value"), DROP),
    ("article", ("title",), ""),
    ("article", ("title",), "a" * 1001),
    ("article", ("id",), "Путин-и-Алиев"),
    ("article", ("id",), "a--b"),
    ("article", ("id",), "-a"),
    ("article", ("id",), "a/b"),
    ("article", ("id",), ".."),
    ("article", ("id",), "abc\n"),
    ("article", ("id",), "\nabc"),
    ("article", ("id",), "a\nb"),
    ("article", ("id",), "a" * 81),
    ("article", ("id",), ""),
    ("article", ("id",), 5),
    ("article", ("id",), "A-b"),
    ("article", ("id",), "ab١"),
    ("article", ("unknown",), 1),
    ("article", ("$schema",), ""),
    ("article", ("$schema",), None),
    ("article", ("text", "sha256"), "b2ba49d3"),
    ("article", ("text", "sha256"), SHA256.upper()),
    ("article", ("text", "sha256"), SHA256 + "\n"),
    ("article", ("text", "length"), 0),
    ("article", ("text", "length"), 2**31),
    ("article", ("text", "length"), 10**30),
    ("article", ("text", "length"), -1),
    ("article", ("text", "length"), 3.5),
    ("article", ("text", "length"), "3451"),
    ("article", ("text", "length"), True),
    ("article", ("language",), "en"),
    ("article", ("language",), None),
    ("article", ("genre",), "analyses"),
    ("article", ("dct", "value"), "2025-10-24T09:00"),
    ("article", ("dct", "value"), "2025-13-01"),
    ("article", ("dct", "value"), "2025-10-32"),
    ("article", ("dct", "value"), "0000-10-01"),
    ("article", ("dct", "value"), "2025-10-24\n"),
    ("article", ("dct", "value"), "٢٠٢٥-10-24"),
    ("article", ("dct", "value"), None),
    ("article", ("dct", "value"), 20251024),
    ("article", ("dct", "claimed"), DROP),
    ("article", ("dct", "evidence"), DROP),
    ("article", ("dct", "evidence"), ""),
    ("article", ("dct", "evidence"), "a" * 4001),
    ("article", ("dct", "status"), "unknown"),
    ("article", ("dct", "status"), "guessed"),
    ("article", ("dct", "claimed"), None),
    ("article", ("dct",), {"value": "2025-10-24", "status": "inferred"}),
    ("article", ("dct",), {"value": None, "status": "stated"}),
    ("article", ("dct",), {"value": "2025-10-24", "status": "contradicted", "evidence": "x"}),
    ("article", ("dct",), {"value": "2025-10-24"}),
    ("article", ("source", "publisher"), DROP),
    ("article", ("source", "kind"), "composed"),
    ("article", ("source", "kind"), DROP),
    ("article", ("source", "author"), "somebody"),
    ("article", ("source",), {"kind": "composed", "received_sha256": "0" * 64}),
    ("article", ("source",), {**COMPOSED, "url": "https://a.ru/"}),
    ("article", ("source", "url"), "javascript:alert(1)"),
    ("article", ("source", "url"), "ftp://a.ru/"),
    ("article", ("source", "url"), "https://a.ru/\n"),
    ("article", ("source", "url"), "https://a.ru/\"><script>"),
    ("article", ("source", "url"), "https:///etc/passwd"),
    ("article", ("source", "received_sha256"), DROP),
    ("article", ("rights", "license"), "CC BY 4.0"),
    ("article", ("rights", "redistribute"), "yes"),
    ("article", ("rights", "note"), None),
    ("article", ("rights", "redistribute"), 1),
    ("article", ("zones", 0, "kind"), "footer"),
    ("article", ("zones", 0, "start"), -1),
    ("article", ("zones", 0, "extra"), 1),
    ("article", ("zones",), None),
    ("article", ("split",), "all"),
    ("article", ("split",), "train-1"),
    ("article", ("split",), "1st"),
    ("article", ("split",), "train\n"),
    ("article", ("split",), "Train"),
    ("entities", ("layer",), "dates"),
    ("entities", ("annotators",), []),
    ("entities", ("annotators",), ["a", "a"]),
    ("entities", ("annotators",), "a"),
    ("entities", ("preannotated_by",), []),
    ("entities", ("preannotated_by",), None),
    ("entities", ("status",), "adjudicated"),
    ("entities", ("adjudicator",), "a"),
    ("entities", ("status",), "human"),
    ("entities", ("revision",), 0),
    ("entities", ("revision",), DROP),
    ("entities", ("annotations",), DROP),
    ("entities", ("annotations",), {}),
    ("entities", A(0, "id"), "e0"),
    ("entities", A(0, "id"), "d1"),
    ("entities", A(0, "id"), "e01"),
    ("entities", A(0, "id"), "e1\n"),
    ("entities", A(0, "id"), "e" + "1" * 80),
    ("entities", A(0, "label"), "PERSONS"),
    ("entities", A(0, "label"), "GPE"),
    ("entities", A(0, "label"), DROP),
    ("entities", A(0, "level"), "PRO"),
    ("entities", A(0, "surface"), ""),
    ("entities", A(0, "surface"), DROP),
    ("entities", A(0, "start"), -1),
    ("entities", A(0, "start"), "17"),
    ("entities", A(0, "end"), None),
    ("entities", A(0, "entity"), None),
    ("entities", A(0, "holders"), ["vladimir-putin"]),
    ("entities", A(JOB, "holders"), []),
    ("entities", A(JOB, "holders"), ["a", "a"]),
    ("entities", A(0, "comment"), "x"),
    ("entities", A(METONYM, "metonymy"), {"kind": "place-for-institution"}),
    ("entities", A(METONYM, "metonymy", "referent"), "russia"),
    ("entities", A(METONYM, "metonymy"), {"literal": "FACILITY"}),
    ("entities", A(METONYM, "metonymy", "kind"), "part-for-whole"),
    ("entities", A(METONYM, "metonymy", "literal"), "BUILDING"),
    ("entities", A(METONYM, "metonymy"), None),
    ("dates", A(0, "type"), "EVENT"),
    ("dates", A(0, "value"), ""),
    ("dates", A(0, "value"), "24 октября"),
    ("dates", A(0, "value"), "2025-10-24\n"),
    ("dates", A(0, "value"), "2" * 65),
    ("dates", A(0, "value"), 2025),
    ("dates", A(0, "value"), "past_ref"),
    ("dates", A(0, "mod"), "ABOUT"),
    ("dates", A(0, "mod"), None),
    ("dates", A(0, "anchor"), "DCT"),
    ("dates", A(0, "anchor"), "e1"),
    ("dates", A(0, "anchor"), "dct\n"),
    ("dates", A(0, "begin"), "dct"),
    ("dates", A(0, "end_point"), "dct"),
    ("dates", A(0, "quant"), "EACH"),
    ("dates", A(0, "freq"), "2X"),
    ("dates", A(DURATION, "anchor"), "dct"),
    ("dates", A(DURATION, "quant"), "EACH"),
    ("dates", A(DURATION, "end_point"), None),
    ("dates", A(DURATION, "type"), "SET"),
    ("dates", A(0, "label"), "PERSON"),
    ("dates", A(0, "id"), "q1"),
    ("dates", ("layer",), "entities"),
    ("dates", A(0), {**CORPUS["dates"]["annotations"][0], "type": "SET"}),
    ("dates", A(0), {**SET, "freq": "twice"}),
    ("dates", A(0), {**SET, "freq": "0X"}),
    ("dates", A(0), {**SET, "quant": "each"}),
    ("quotes", A(0, "content"), []),
    ("quotes", A(0, "content"), DROP),
    ("quotes", A(0, "cue"), None),
    ("quotes", A(0, "source"), DROP),
    ("quotes", A(0, "addressee"), DROP),
    ("quotes", A(0, "speakers"), DROP),
    ("quotes", A(0, "speakers"), ["a", "a"]),
    ("quotes", A(0, "speakers"), ["A"]),
    ("quotes", A(0, "parent"), DROP),
    ("quotes", A(0, "parent"), "e1"),
    ("quotes", A(0, "parent"), ""),
    ("quotes", A(0, "parent"), "q1\n"),
    ("quotes", A(0, "type"), "Direct"),
    ("quotes", A(0, "resolution"), "noun"),
    ("quotes", A(0, "form"), "word"),
    ("quotes", A(0, "attitude"), "fact"),
    ("quotes", A(0, "cue", "+"), {"start": 1, "end": 2}),
    ("quotes", A(0, "cue", "+"), {**SPAN, "label": "X"}),
    ("quotes", A(0, "cue", "+"), {**SPAN, "surface": ""}),
    ("quotes", A(0, "start"), 1),
    ("registry", ("$schema",), DROP),
    ("registry", ("entities", 0, "wikidata"), "227"),
    ("registry", ("entities", 0, "wikidata"), "Q0"),
    ("registry", ("entities", 0, "wikidata"), "Q1\n"),
    ("registry", ("entities", 0, "wikidata"), DROP),
    ("registry", ("entities", 0, "wikidata"), "Q" + "1" * 16),
    ("registry", ("entities", 0, "link"), "found"),
    ("registry", ("entities", 0, "names"), []),
    ("registry", ("entities", 0, "name"), ""),
    ("registry", ("entities", 0, "name"), "а" * 1001),
    ("registry", ("entities", 0, "names"), [{"lang": "Russian", "kind": "full", "name": "а"}]),
    ("registry", ("entities", 0, "names"), [{"lang": "ru", "kind": "nick", "name": "а"}]),
    ("registry", ("entities", 0, "type"), "PERSON"),
    ("layer", ("version",), "1.0"),
    ("layer", ("version",), "01.0.0"),
    ("layer", ("version",), "1.0.0\n"),
    ("layer", ("layer",), "events"),
    ("layer", ("labels",), []),
    ("layer", ("labels", 0, "definition"), DROP),
    ("layer", ("license",), ""),
    ("layer", ("$schema",), DROP),
    ("corpus", ("layers",), {}),
    ("corpus", ("layers", "entities"), "v2"),
    ("corpus", ("layers", "events"), "v1"),
    ("corpus", ("splits",), {}),
    ("corpus", ("splits", "train"), 1.5),
    ("corpus", ("splits", "train"), -0.1),
    ("corpus", ("splits", "tr-ain"), 0.5),
    ("corpus", ("splits", "train\n"), 0.5),
    ("corpus", ("splits", "train"), "0.8"),
    ("corpus", ("configs",), []),
    ("corpus", ("configs",), ["articles", "articles"]),
    ("corpus", ("configs",), ["sentences"]),
    ("corpus", ("released",), "soon"),
    ("corpus", ("released",), DROP),
    ("corpus", ("version",), "v0.3.0"),
    ("corpus", ("name",), "Khronika"),
    ("corpus", ("homepage",), "example.org"),
    ("corpus", ("homepage",), None),
    ("corpus", ("release_url",), "https://example.org/{path}"),
    ("corpus", ("release_url",), "https://example.org/{version}"),
    ("corpus", ("release_url",), "ftp://example.org/{version}/{path}"),
    ("corpus", ("release_url",), "https://example.org/{version}/{path}\n"),
    ("corpus", ("release_url",), "file://{version}/{path}"),
    ("corpus", ("$schema",), DROP),
    ("corpus", ("licence",), "CC-BY-4.0"),
    ("annotators", ("annotators", 0, "kind"), "person"),
    ("annotators", ("annotators", 0, "version"), None),
    ("annotators", ("annotators", 0, "name"), DROP),
    ("annotators", ("$schema",), DROP),
    ("annotators", ("annotators",), None),
    ("retired", ("retired", 0, "reason"), DROP),
    ("retired", ("retired", 0, "date"), "20.11.2025"),
    ("retired", ("retired", 0, "replacement"), None),
    ("retired", ("retired", 0, "reason"), "a" * 2001),
    ("waivers", ("waivers", 0, "code"), "K1"),
    ("waivers", ("waivers", 0, "code"), "K301\n"),
    ("waivers", ("waivers", 0, "reason"), "typo"),
    ("waivers", ("waivers", 0, "annotation"), "x1"),
    ("waivers", ("waivers", 0, "annotation"), None),
    ("waivers", ("waivers", 0, "article"), DROP),
    ("scores", ("scores", 0, "metrics"), {}),
    ("scores", ("scores", 0, "metrics", "f1"), 1.01),
    ("scores", ("scores", 0, "metrics", "loss"), 0.5),
    ("scores", ("scores", 0, "items"), -1),
    ("scores", ("scores", 0, "config"), "sentences"),
    ("scores", ("content_sha256",), "0" * 63),
    ("scores", ("made_with",), {}),
    ("scores", ("made_with",), {"Some Package": "1.0"}),
    ("scores", ("version",), DROP),
    ("manifest", ("format",), "khronika-release/2"),
    ("manifest", ("schema_major",), "v2"),
    ("manifest", ("built_with", "pyarrow"), DROP),
    ("manifest", ("built_with", "numpy"), "2.0.0"),
    ("manifest", ("configs",), []),
    ("manifest", ("configs", 0, "rows"), -1),
    ("manifest", ("configs", 0, "schema_sha256"), DROP),
    ("manifest", ("configs", 0, "splits", 0, "content_sha256"), DROP),
    ("manifest", ("files", 0, "path"), "../README.md"),
    ("manifest", ("files", 0, "path"), "/etc/passwd"),
    ("manifest", ("files", 0, "path"), "a//b"),
    ("manifest", ("files", 0, "path"), "a/../b"),
    ("manifest", ("files", 0, "path"), "a/./b"),
    ("manifest", ("files", 0, "path"), "a\\b"),
    ("manifest", ("files", 0, "path"), "a/"),
    ("manifest", ("files", 0, "path"), "README.md\n"),
    ("manifest", ("files", 0, "path"), "C:x"),
    ("manifest", ("files", 0, "path"), ""),
    ("manifest", ("files", 0, "rows"), 5),
    ("manifest", ("files", 0, "path"), "data/a.parquet"),
    ("manifest", ("files", 1, "config"), DROP),
    ("manifest", ("files", 1, "rows"), DROP),
    ("manifest", ("files", 1, "content_sha256"), DROP),
    ("manifest", ("files", 0, "content_sha256"), "0" * 64),
    ("manifest", ("files", 1, "sha256"), "0" * 63),
    ("manifest", ("released",), ""),
    ("manifest", ("$schema",), DROP),
    ("report", ("schema",), "khronika-report/2"),
    ("report", ("summary", "errors"), DROP),
    ("report", ("findings", 0, "severity"), "fatal"),
    ("report", ("findings", 0, "line"), 0),
    ("report", ("findings", 0, "fix"), DROP),
    ("report", ("findings", 0, "help"), DROP),
    ("report", ("findings", 0, "code"), "k301"),
    ("report", ("findings", 0, "name"), "Surface mismatch"),
    ("report", ("findings", 0, "path"), None),
    ("report", ("findings", 0, "fix", "edits"), []),
    ("report", ("findings", 0, "fix", "edits", 0, "pointer"), "annotations"),
    ("report", ("findings", 0, "fix", "edits", 0, "pointer"), "/a~2"),
    ("report", ("findings", 0, "fix", "edits", 0, "value"), DROP),
    ("report", ("findings", 0, "fix", "safe"), None),
    ("report", ("$schema",), "x"),
    ("report", ("findings", 0, "start"), "17"),
]
INVALID += [
    ("corpus", ("release_url",), f"https://example.org/{character}{{version}}/{{path}}")
    for character in "<>\"\\^`| é"
]
VALID = [
    ("article", ("$schema",), DROP),
    ("entities", ("$schema",), DROP),
    ("article", ("title",), "Заголовок"),
    ("article", ("zones",), []),
    ("article", ("source", "url"), DROP),
    ("article", ("dct",), {"value": None, "status": "unknown"}),
    ("article", ("source",), COMPOSED),
    ("article", ("text", "length"), 1.0),
    ("article", ("rights", "note"), DROP),
    ("article", ("id",), "a" * 80),
    ("entities", A(0, "surface"), None),
    ("entities", A(0, "surface"), "а\nб" * 5000),
    ("entities", ("annotations",), []),
    ("entities", ("preannotated_by",), ["tagger"]),
    ("entities", A(0, "entity"), DROP),
    ("entities", A(0, "metonymy"), {"kind": "company-for-product", "literal": "PRODUCT"}),
    ("entities", A(0, "start"), 2**31 - 1),
    ("dates", A(0, "mod"), "END"),
    ("dates", A(0, "anchor"), DROP),
    ("dates", A(DURATION, "begin"), "d1"),
    ("dates", A(0), {**SET, "value": "XXXX-WXX-5", "quant": "EACH", "freq": "2X"}),
    ("quotes", A(0, "parent"), "q3"),
    ("quotes", A(0, "cue"), []),
    ("registry", ("entities",), []),
    ("corpus", ("release_url",), "file:///srv/k/{version}/{path}"),
    ("corpus", ("released",), None),
    ("corpus", ("splits",), {"train": 1}),
    ("corpus", ("layers",), {"dates": "v1"}),
    ("retired", ("retired", 0, "replacement"), DROP),
    ("waivers", ("waivers", 0, "annotation"), DROP),
    ("scores", ("scores",), []),
    ("scores", ("scores", 0, "metrics"), {"accuracy": 1}),
    ("manifest", ("released",), None),
    ("manifest", ("files", 0, "path"), ".gitattributes"),
    ("report", ("findings",), []),
    ("report", ("findings", 0, "fix"), None),
    ("report", ("findings", 0, "start"), -5),
    ("report", ("findings", 0, "fix", "edits", 0, "pointer"), ""),
]
# fmt: on


@pytest.mark.parametrize(("kind", "path", "value"), VALID)
def test_both_validators_accept(kind, path, value):
    document = changed(BASE[kind], path, value)
    assert verdict(kind, document)
    assert explain(kind, document) == []


@pytest.mark.parametrize(("kind", "path", "value"), INVALID)
def test_both_validators_reject_and_say_why(kind, path, value):
    document = changed(BASE[kind], path, value)
    assert not verdict(kind, document)
    found = explain(kind, document)
    assert found
    for violation in found:
        assert len(violation.message) < 500
        assert "None" not in violation.message
        assert not re.search(
            r"does not match|is not of type|False schema|is not valid", violation.message
        )
        assert all(unicodedata.category(char) != "Cc" for char in violation.message)


def test_the_table_is_large():
    assert len(INVALID) >= 100


def test_an_adjudicated_document_is_valid_with_its_adjudicator():
    document = changed(CORPUS["entities"], ("status",), "adjudicated")
    assert not verdict("entities", document)
    assert verdict("entities", changed(document, ("adjudicator",), "second-annotator"))


def sentences():
    """Return every sentence in `$comment` that explains a condition."""
    for node in NODES:
        for part in [node.schema, *node.schema.get("allOf", [])]:
            if "$comment" in part:
                yield part["$comment"]


def test_every_condition_speaks_up_for_some_document():
    said = " ".join(
        violation.message
        for kind, path, value in INVALID
        for violation in explain(kind, changed(BASE[kind], path, value))
    )
    silent = {sentence for sentence in sentences() if sentence not in said}
    assert silent == {"This value is a single line."}
    assert "it must be a single line" in said


ODD = [
    None, True, False, 0, 1, -1, 1.0, 0.5, 2**31, 2**53 + 1, 10**40, -(10**40), 1e300, "", "a",
    "abc\n", "a\u2028", "e1", "d1", "q1", "dct", "v1", "Q1", "٣", "К", "\x00", "😀", "2025-10-24",
    [], {}, [[]], ["a"], ["a", "a"], [1, 1.0], {"a": 1}, "DATE", "SET", "DURATION", "PROFESSION",
    "adjudicated", "unknown", "composed", "x.parquet", "x.parquet\n", "russia",
]  # fmt: skip
NEW_KEYS = ["begin", "anchor", "holders", "adjudicator", "x", "referent", "$schema"]


def small(kind, document):
    """Return `document` with a few of its records, so that a change hits each part often."""
    document = copy.deepcopy(document)
    if kind in ("entities", "dates", "quotes"):
        chosen = {0, 1, 2, {"entities": METONYM, "dates": DURATION, "quotes": 3}[kind]}
        document["annotations"] = [document["annotations"][index] for index in sorted(chosen)]
    if kind == "registry":
        document["entities"] = document["entities"][5:8]
    return document


SMALL = {kind: small(kind, document) for kind, document in BASE.items()}


def paths(node, path=()):
    yield path
    if isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths(child, (*path, key))


@settings(max_examples=examples(1000), deadline=None)
@given(st.data())
def test_validators_agree_on_random_changes(data):
    kind = data.draw(st.sampled_from(sorted(SMALL)))
    document = SMALL[kind]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([path for path in paths(document) if path] or [()]))
        if not path:
            break
        if isinstance(path[-1], str) and data.draw(st.booleans()):
            path = (*path[:-1], data.draw(st.sampled_from([path[-1], *NEW_KEYS])))
            value = data.draw(st.sampled_from(ODD))
        else:
            value = data.draw(st.sampled_from([DROP, *ODD]))
        document = changed(document, path, value)
    accepted = verdict(kind, document)
    assert bool(explain(kind, document)) is not accepted


# --- explanations


def explained(kind, path, value):
    """Return message and help of each thing that is wrong after one change."""
    found = explain(kind, changed(BASE[kind], path, value))
    return [(violation.message, violation.help) for violation in found]


def test_a_label_that_is_not_one_is_told_the_nearest():
    labels = ", ".join(schema.files()[SHARED]["$defs"]["entity_label"]["enum"])
    assert explain("entities", changed(BASE["entities"], A(0, "label"), "PERSN")) == [
        Violation(
            ("annotations", 0, "label"),
            f"`label` is `PERSN`; allowed: {labels}",
            "did you mean `PERSON`?",
        )
    ]
    assert explained("entities", A(0, "level"), "PRO") == [
        ("`level` is `PRO`; allowed: NAM, NOM, ADJ", None)
    ]


def test_case_does_not_hide_what_was_meant():
    assert explained("quotes", A(0, "type"), "Direct") == [
        ("`type` is `Direct`; allowed: direct, mixed, indirect", "did you mean `direct`?")
    ]


def test_an_unknown_field_is_told_the_nearest_or_all():
    assert explained("entities", A(0, "entitty"), "vladimir-putin") == [
        ("`entitty` is not a field here", "did you mean `entity`?")
    ]
    assert explained("quotes", A(0, "cue", "+"), {**SPAN, "id": 1}) == [
        ("`id` is not a field here", "the fields here are start, end, surface")
    ]


def test_a_missing_field_comes_with_its_meaning():
    found = explain("article", changed(BASE["article"], ("split",), DROP))
    assert found == [
        Violation(
            (),
            "the field `split` is missing",
            "add `split`: Split the article belongs to, fixed at its first release.",
            "split",
        )
    ]


def test_a_condition_says_what_it_demands():
    assert explained("article", ("dct", "claimed"), DROP) == [
        (
            "the field `claimed` is missing: A `contradicted` date needs `claimed`, the date that "
            "is wrong, and `evidence`.",
            "add `claimed`: The day the source claims, `YYYY-MM-DD`, where it differs from "
            "`value`.",
        )
    ]
    assert explained("article", ("dct", "status"), "unknown") == [
        (
            f'`value` is `"{BASE["article"]["dct"]["value"]}"`: When `status` is `unknown`, '
            "`value` is null.",
            "The day the article was published, `YYYY-MM-DD`; null only when `status` is "
            "`unknown`.",
        )
    ]


def test_a_type_is_named_in_plain_words():
    assert explained("entities", A(0, "start"), "17") == [
        (
            '`start` is `"17"`; expected a whole number',
            "Position of the mention's first character, in Unicode code points from 0.",
        )
    ]
    assert explained("article", ("title",), 5) == [
        (
            "`title` is `5`; expected text or null",
            "Headline as the source gives it; null if there is none or it is withheld.",
        )
    ]
    assert explained("waivers", ("waivers",), {}) == [
        ("`waivers` is an object; expected a list", "The accepted findings; may be empty.")
    ]


@pytest.mark.parametrize("value", [None, []])
def test_an_optional_field_without_a_value_is_left_out(value):
    ((message, advice),) = explained("entities", A(JOB, "holders"), value)
    assert message == (
        "`holders` is empty" if value == [] else "`holders` is `null`; expected a list"
    )
    assert advice == "leave `holders` out where it has no value"


def test_a_form_is_shown_by_an_example():
    assert explained("registry", ("entities", 0, "wikidata"), "227") == [
        (
            "`wikidata` is `227`, which is not well-formed",
            "Wikidata item of the entity, or null if none is given. For example: `Q7779`.",
        )
    ]
    assert explained("entities", A(0, "id"), "d1") == [
        (
            "`id` is `d1`, which is not well-formed",
            "Id of an entity mention, unique in its document: `e` and a number. For example: `e1`.",
        )
    ]


@pytest.mark.parametrize("value", ["abc\n", "\nabc", "a\nb", "a\r", "a\r\n"])
def test_a_line_break_is_one_violation_and_shown_escaped(value):
    shown = value.replace("\r", "\\r").replace("\n", "\\n")
    ((message, _),) = explained("article", ("id",), value)
    assert message == f"`id` is `{shown}`; it must be a single line"


def test_a_value_that_is_too_long_or_empty_is_one_violation():
    assert explained("article", ("id",), "A" * 5000)[0][0] == (
        "`id` has 5,000 characters; at most 80 are allowed"
    )
    assert len(explained("article", ("id",), "A" * 5000)) == 1
    assert [message for message, _ in explained("article", ("id",), "")] == ["`id` is empty"]


def test_a_duration_has_no_anchor():
    assert explain("dates", changed(BASE["dates"], A(DURATION, "anchor"), "dct")) == [
        Violation(
            ("annotations", DURATION, "anchor"),
            "`anchor` is not allowed here: `anchor` belongs to DATE and TIME only.",
            "remove `anchor`",
        )
    ]


def test_both_fields_that_a_condition_forbids_are_named():
    document = changed(BASE["dates"], A(0, "begin"), "dct")
    found = explain("dates", changed(document, A(0, "end_point"), "dct"))
    assert [violation.path[-1] for violation in found] == ["begin", "end_point"]


def test_metonymy_with_both_literal_and_referent():
    both = {"kind": "place-for-institution", "literal": "FACILITY", "referent": "russia"}
    assert explained("entities", A(METONYM, "metonymy"), both) == [
        (
            "`referent` is not allowed here: `metonymy` holds exactly one of `literal` and "
            "`referent`.",
            "remove `referent`",
        )
    ]


def test_what_is_listed_twice_is_named():
    assert explained("quotes", A(0, "speakers"), ["anna-vereskova", "anna-vereskova"]) == [
        (
            "`speakers` lists `anna-vereskova` twice",
            "Who speaks: different ids from the registry; may be empty.",
        )
    ]


def test_limits_of_numbers():
    assert explained("corpus", ("splits", "train"), 1.5) == [
        ("`train` is `1.5`; at most 1 is expected", None)
    ]
    assert explained("layer", ("layer",), "events") == [
        ("`layer` is `events`; allowed: entities, dates, quotes", None)
    ]
    assert explained("dates", ("layer",), "entities") == [
        ("`layer` is `entities`; expected `dates`", None)
    ]


def test_the_name_of_a_field_may_be_what_is_wrong():
    ((message, advice),) = explained("corpus", ("splits", "tr-ain"), 0.5)
    assert message == "`tr-ain` cannot be the name of a field here"
    assert advice.startswith("Name of a split:")


def test_everything_wrong_is_said_at_once():
    document = changed(BASE["entities"], A(0, "label"), "PERSN")
    document = changed(document, A(1, "level"), DROP)
    document = changed(document, ("extra",), 1)
    assert {violation.path for violation in explain("entities", document)} == {
        ("annotations", 0, "label"),
        ("annotations", 1),
        ("extra",),
    }


@pytest.mark.parametrize("value", [None, [], "text", 5, True])
def test_a_file_that_is_no_object_is_one_violation(value):
    ((message, _),) = [(v.message, v.help) for v in explain("waivers", value)]
    assert message.startswith("the file is ")
    assert message.endswith("; expected an object")


def test_what_the_data_holds_cannot_command_a_terminal():
    nasty = "\x1b[31m\u202e" * 100
    for document in (
        changed(BASE["entities"], A(0, nasty), 1),
        changed(BASE["entities"], A(0, "label"), nasty),
        changed(BASE["entities"], A(0, "entity"), nasty),
        changed(BASE["corpus"], ("splits", nasty), 5),
    ):
        for violation in explain("corpus" if "splits" in document else "entities", document):
            assert (violation.message + (violation.help or "")).isprintable()
            assert "\u202e" not in violation.message
            assert len(violation.message) < 600


def test_key_order_follows_references():
    order = schema.key_order("quotes")
    quote = order.fields["annotations"].items
    assert list(quote.fields)[:3] == ["id", "type", "content"]
    assert list(quote.fields["content"].items.fields) == ["start", "end", "surface"]


def test_load_gives_the_file_of_the_kind():
    for kind in schema.KINDS:
        assert schema.load(kind) is schema.files()[PurePosixPath(f"{kind}.schema.json").name]
