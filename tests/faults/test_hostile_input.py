"""Hostile files: each gets its finding, in bounded time and memory, and leads nowhere else.

Every command runs in a fork of its own, under the guard of `guarded.py`: the system kills what
takes too long or too much, and whatever reaches outside the corpus ends the process.
"""

import json
import os
import shutil
import socket
import sys

import corpora
import guarded
import pytest
from thoroughness import commands

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and special files of POSIX")

ID = corpora.BASE_ARTICLE
TEXT = f"corpus/articles/2025/{ID}.txt"
ARTICLE = corpora.article_path(ID)
DATES = corpora.layer_path("dates", ID)
ENTITIES = corpora.layer_path("entities", ID)
REGISTRY = "annotations/registry/v1/registry.json"


@pytest.fixture
def root(base_tree):
    return base_tree


def codes(root, **limits):
    """Check the corpus and return the codes by path; nothing else may have come of it."""
    report = json.loads(guarded.run(root, "check", "--format", "json", **limits).stdout)
    return {(finding["code"], finding["path"]) for finding in report["findings"]}


def put(root, path, data):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data if isinstance(data, bytes) else data.encode())


def swap(root, path, old, new):
    data = (root / path).read_bytes()
    assert old.encode() in data
    put(root, path, data.replace(old.encode(), new if isinstance(new, bytes) else new.encode(), 1))


READ = (
    "Порт. ".encode("windows-1251"),
    b"\xff\xfe" + "Порт".encode("utf-16-le"),
    b"\xfe\xff" + "Порт".encode("utf-16-be"),
    b"\xef\xbb\xbf" + "Порт".encode(),
    "Порт\0Порт".encode(),
    b"\xed\xa0\x80",  # half of a surrogate pair
    b"\xf4\x90\x80\x80",  # beyond the last code point
    b"\xc0\xaf",  # an overlong slash
)


@pytest.mark.parametrize("data", READ, ids=range(len(READ)))
def test_a_text_in_another_encoding(root, data):
    put(root, TEXT, data)
    assert ("K001", TEXT) in codes(root)


@pytest.mark.parametrize("data", READ, ids=range(len(READ)))
def test_json_in_another_encoding(root, data):
    put(root, DATES, data if data[:2] == b"\xef\xbb" else b'{"a": "' + data + b'"}')
    assert codes(root) == {("K101", DATES)}


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-Infinity", "1e999", "1" * 5000, '"\\ud800"', '"\\udc00\\ud800"', "01"],
    ids=lambda value: value[:12],
)
def test_what_json_is_not(root, value):
    swap(root, DATES, '"start": 38', f'"start": {value}')
    assert codes(root) == {("K101", DATES)}


@pytest.mark.parametrize("key", ['"start": 1, "start"', '"\\u0073tart": 1, "start"'])
def test_a_key_twice(root, key):
    swap(root, DATES, '"start"', key)
    assert codes(root) == {("K101", DATES)}


@pytest.mark.parametrize(
    "value",
    [f"{2**70}", f"{-(2**70)}", "-1", "true", "false", "38.0", "38.5", "3.8e1", '"38"', "[]"],
)
def test_no_offset(root, value):
    swap(root, DATES, '"start": 38', f'"start": {value}')
    assert codes(root) == {("K102", DATES)}


@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("[", ""), ('{"":[', "")]
)
@pytest.mark.parametrize("path", [DATES, ARTICLE, REGISTRY, "corpus/corpus.json"])
def test_a_hundred_thousand_brackets(root, path, opening, closing):
    put(root, path, opening * 100_000 + closing * 100_000)
    assert ("K101", path) in codes(root)


@pytest.mark.parametrize("path", [TEXT, DATES, REGISTRY])
def test_two_gigabytes(root, path):
    with open(root / path, "wb") as stream:
        stream.truncate(2 << 30)
    assert ("K012", path) in codes(root)


def test_a_million_annotations(root):
    line = '{"id":"d%d","start":38,"end":45,"surface":"пятницу","type":"DATE","value":"2025"},\n'
    put(root, DATES, "[" + "".join(line % number for number in range(1_000_000)) + "]")
    assert codes(root) == {("K012", DATES)}


def many(size):
    """Return the dates of a layer file of just about `size` bytes: the most that are read."""
    date = '    {"id": "d%d", "start": 38, "end": 45, "surface": "вторник", "type": "DATE", '
    date += '"value": "2025-10-24", "anchor": "dct"}'
    number = size // len((date % 10_000).encode() + b",\n")
    return ",\n".join(date % place for place in range(1, number))


@pytest.mark.parametrize("form", ["json", "text", "github"])
def test_as_many_annotations_as_are_read_each_of_them_wrong(root, form):
    document = (root / DATES).read_bytes().decode()
    head = document[: document.index("    {")]
    put(root, DATES, head + many((1 << 20) - len(head) - 1000) + "\n  ]\n}\n")
    assert (root / DATES).stat().st_size > 900 << 10
    told = guarded.run(root, "check", "--format", form, seconds=10).stdout
    assert b"K301" in told


@pytest.mark.parametrize(
    "text",
    ["«", "»", '"', '" ', "„“”«»", "\u0301", "\u0301\u0316", "\u0f73", "т. д. ", ". ", "\n",
     "Порт.\n", "а\u200b", "рoт ", "1", "-", " ", "24 октября ", "в пятницу, ", "<b>", "&amp;", "http://",
     "А. ", "сказал: «", "«порт\n", "\t", "ё", "e\u0301 ", "\U0001f600", "\r"],
    ids=ascii,
)  # fmt: skip
def test_a_text_of_one_thing_over_and_over(root, text):
    unit = len(text.encode())
    body = text * ((1 << 20) // unit)
    corpora.add(root, corpora.article("hostile", body), body)
    guarded.run(root, "check", "--format", "json", seconds=15)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("..%2f..%2fx", "K013"), ("...", "K013"), ("con", "K013"), ("nul", "K013"), ("aux", "K013"),
        ("com1", "K013"), ("порт", "K013"), ("a" * 200, "K013"), ("A", "K013"), ("a b", "K013"),
    ],
)  # fmt: skip
def test_a_file_name_that_is_no_id(root, name, code):
    put(root, f"corpus/articles/2025/{name}.json", "{}")
    assert codes(root) == {(code, f"corpus/articles/2025/{name}.json")}


@pytest.mark.parametrize(
    "id_",
    ["../../../etc/passwd", "/etc/passwd", "a/b", "a\\u0000b", "..", "", "a" * 10_000, "Порт"],
)
@pytest.mark.parametrize(
    ("path", "old"),
    [
        (ARTICLE, f'"id": "{ID}"'),
        (DATES, f'"article": "{ID}"'),
        (ENTITIES, '"entity": "yasnogorsk"'),
        (REGISTRY, '"id": "director"'),
        (DATES, '"id": "d1"'),
    ],
)
def test_an_id_that_is_none(root, path, old, id_):
    key = old.split(":")[0]
    swap(root, path, old, f'{key}: "{id_}"')
    assert ("K102", path) in codes(root)


SECRET = "Тайна, которой нет в корпусе"


@pytest.mark.parametrize("path", [TEXT, ARTICLE, DATES, REGISTRY, "corpus/waivers.json"])
@pytest.mark.parametrize("target", ["file", "itself", "nothing", "device"])
def test_a_link_in_place_of_a_file(root, tmp_path, path, target):
    put(tmp_path, "secret", SECRET)
    targets = {"file": tmp_path / "secret", "itself": root / path, "nothing": tmp_path / "none",
               "device": "/dev/zero"}  # fmt: skip
    (root / path).unlink()
    (root / path).symlink_to(targets[target])
    assert ("K012", path) in codes(root)
    assert SECRET.encode() not in guarded.run(root, "check").stdout
    for command in commands(["check", "--fix"], ["fmt"], ["stats"], ["show", ID]):
        guarded.run(root, *command)
    assert (tmp_path / "secret").read_text("utf-8") == SECRET


@pytest.mark.parametrize(
    "folder", ["annotations/dates", "corpus/articles/2025", "annotations", "corpus"]
)
@pytest.mark.parametrize("target", ["outside", "itself", "root"])
def test_a_link_in_place_of_a_folder(root, tmp_path, folder, target):
    outside = tmp_path / "outside"
    shutil.move(root / folder, outside)
    targets = {"outside": outside, "itself": root / folder, "root": "/"}
    (root / folder).symlink_to(targets[target])
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    if folder != "corpus":  # without it, there is no corpus to open
        assert ("K012", folder) in codes(root)
    put(tmp_path, "new.txt", "date 2025-10-24\n\nВ Ясногорске открыли причал.\n")
    put(root, "new.txt", (tmp_path / "new.txt").read_bytes())
    for command in (["fmt"], ["check", "--fix"], ["new", "new.txt"]):
        guarded.run(root, *command)
    if folder != "corpus":
        guarded.run(root, "stats")
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before


def special(path, kind):
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        here = os.getcwd()
        os.chdir(path.parent)  # the name of a socket is short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
        os.chdir(here)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        if os.geteuid() != 0:
            pytest.skip("only root makes devices")
        try:
            os.mknod(path, 0o20666, os.makedev(1, 5))  # /dev/zero
        except PermissionError:
            pytest.skip("devices cannot be made here")


@pytest.mark.parametrize("kind", ["fifo", "socket", "folder", "device"])
@pytest.mark.parametrize("path", [TEXT, DATES, REGISTRY])
def test_no_regular_file(root, path, kind):
    (root / path).unlink()
    special(root / path, kind)
    found = codes(root)
    # A folder is a place of its own, in which nothing stands: what should be there is missing.
    assert {code for code, where in found if where == path} <= {"K012", "K205"}
    assert found
    for command in commands(["check", "--fix"], ["fmt"], ["stats"]):
        guarded.run(root, *command)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("path", [TEXT, DATES, REGISTRY, "annotations/dates"])
def test_what_may_not_be_read(root, path):
    mode = (root / path).stat().st_mode
    (root / path).chmod(0)
    found = codes(root)
    (root / path).chmod(mode)
    assert ("K012", path) in found


@pytest.mark.parametrize("key", ["$schema", "$ref", "$id", "$dynamicRef"])
def test_a_reference_to_elsewhere_is_not_followed(root, tmp_path, key):
    put(tmp_path, "secret.json", json.dumps({"secret": SECRET}))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        for place in (
            f"http://127.0.0.1:{port}/v1/dates.schema.json",
            f"https://127.0.0.1:{port}/schema/v1/dates.schema.json#/x",
            f"file://{tmp_path}/secret.json",
            f"{tmp_path}/secret.json",
            "../../../../../secret.json",
        ):
            value = corpora.read_json(root, DATES) | {key: place}
            put(root, DATES, json.dumps(value, ensure_ascii=False))
            found = codes(root)
            assert found == {("K014", DATES)} or found & {("K102", DATES), ("K103", DATES)}
            assert SECRET.encode() not in guarded.run(root, "check").stdout
        with pytest.raises(BlockingIOError):
            server.accept()
