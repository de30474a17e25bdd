"""A manifest that lies about a release is named."""

from collections.abc import Callable

import pytest
from forging import seal, sealed, told
from verifying import TEST_DATES, found

from khronika.errors import VerificationRefused
from khronika.verification import verify


def change(**changes: object) -> Callable[[dict], object]:
    return lambda value: value.update(changes)


LIES: dict[str, tuple[Callable[[dict], object], str]] = {
    "a path outside": (
        lambda value: value["files"][0].update(path="../README.md"),
        "its schema refuses it at `/files/0/path`",
    ),
    "a file twice": (
        lambda value: value["files"].insert(0, value["files"][0]),
        "it names `README.md`, twice",
    ),
    "itself": (
        lambda value: value["files"][0].update(path="manifest.json"),
        "it names `manifest.json`, itself",
    ),
    "a config twice": (
        lambda value: value["configs"].append(value["configs"][0]),
        "it has the config articles twice",
    ),
    "rows of a config": (
        lambda value: value["configs"][0].update(rows=99),
        "the rows of the splits of articles do not add up to its 99",
    ),
    "rows of a split": (
        lambda value: (
            value["configs"][1]["splits"][1].update(rows=1) or value["configs"][1].update(rows=12)
        ),
        "the split validation of entities has 1 rows, and its files have 2",
    ),
    "a file in another split": (
        lambda value: next(f for f in value["files"] if "split" in f).update(split="train"),
        "where the path says otherwise",
    ),
    "a config without entry": (
        lambda value: value["configs"].pop(0),
        "it names files of articles, which is none of its configs",
    ),
    "the hash of a schema": (
        lambda value: value["configs"][0].update(schema_sha256="1" * 64),
        "the columns of articles are not those that khronika gives it",
    ),
    "the hash of all rows": (
        lambda value: value["configs"][0].update(content_sha256="1" * 64),
        "its hash of articles is not that of its files",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_manifest_that_lies_is_named(copy, lie, without_datasets):
    value = told(copy)
    LIES[lie][0](value)
    seal(copy, value)
    assert any(
        one.path == "manifest.json" and LIES[lie][1] in one.message for one in verify(copy).findings
    )


@pytest.mark.parametrize(("key", "new"), [("size", 1), ("size", 10**12), ("sha256", "1" * 64)])
def test_a_manifest_that_lies_about_a_file_is_told_with_that_file(copy, key, new, without_datasets):
    value = told(copy)
    value["files"][0][key] = new
    seal(copy, value)
    assert list(found(copy)) == ["README.md"]


def test_a_hash_of_rows_that_lies_is_told_with_what_it_is_of(copy, without_datasets):
    value = told(copy)
    value["configs"][2]["splits"][1]["content_sha256"] = "1" * 64
    seal(copy, value)
    assert found(copy) == {
        "manifest.json": "its hash of dates, test, is not that of the files of it"
    }
    (file,) = (file for file in value["files"] if file["path"] == TEST_DATES)
    file["content_sha256"] = "1" * 64
    seal(copy, value)
    assert found(copy)[TEST_DATES] == ("its rows are not those that the manifest has the hash of")


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"manifest_sha256": ""}', b"1e999",
     b'{"files": 1, "configs": {"a": null}}'],
)  # fmt: skip
def test_a_manifest_that_is_none_is_named(copy, data):
    (copy / "manifest.json").write_bytes(data)
    assert list(found(copy)) == ["manifest.json"]


def test_an_edited_manifest_is_named_though_nothing_else_tells(copy):
    text = (copy / "manifest.json").read_text("utf-8")
    (copy / "manifest.json").write_text(text.replace('"razdel": "0.5', '"razdel": "0.6'), "utf-8")
    assert "it was damaged or edited" in found(copy)["manifest.json"]


@pytest.mark.parametrize("key", ["format", "schema_major"])
def test_a_later_format_is_refused(copy, key):
    value = told(copy)
    value[key] = value[key].replace("1", "2")
    (copy / "manifest.json").write_bytes(sealed(value))
    with pytest.raises(VerificationRefused, match=r"this version of khronika reads"):
        verify(copy)
