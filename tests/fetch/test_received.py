"""A manifest from elsewhere: not a word of it is believed before it is checked."""

import hypothesis
import orjson
import pytest
import servers
from fetching import DATES, VERSION, is_clean
from folders import content
from forging import sealed
from hypothesis import strategies as st
from thoroughness import examples

import khronika
from khronika.errors import ReleaseUnreadable
from khronika.fetch import received


@pytest.fixture
def told(published) -> dict:
    return orjson.loads((published / "manifest.json").read_bytes())


def serve(server, told):
    server.tricks["manifest.json"] = [servers.instead(sealed(told))]
    return khronika.download(VERSION, source=server.url)


def refused(served, told, match, error=ReleaseUnreadable):
    with pytest.raises(error, match=match) as caught:
        serve(served, told)
    assert "\n" not in str(caught.value)
    assert served.paths() == ["manifest.json"]
    assert is_clean(None)


def entry(path: str) -> dict:
    return {"path": path, "size": 3, "sha256": "0" * 64}


@pytest.mark.parametrize(
    "path",
    ["../outside", "/etc/passwd", "a/../../b", "a\\..\\b", "C:x", "a//b", "./a", "a/", "", "a\n",
     "~/x", "data/%2e%2e/x", "a\x00b", ".", ".."],
)  # fmt: skip
def test_paths_outside_are_refused_before_anything_is_asked_for(served, told, path, tmp_path):
    told["files"].append(entry(path))
    refused(served, told, r"this is no sound manifest: .*; see that the address is right")


@pytest.mark.parametrize(
    "paths",
    [["manifest.json"], ["Manifest.JSON"], ["a", "a"], ["a", "A"], ["a", "a/b"], ["a/b", "a"],
     ["a/b/c", "A/B"], ["manifest.json/a"]],
)  # fmt: skip
def test_paths_that_clash_are_refused(served, told, paths):
    told["files"] += map(entry, paths)
    refused(served, told, "is there twice, or where another file needs a folder")


@pytest.mark.parametrize(
    ("key", "value"),
    [("size", -1), ("size", "12"), ("size", 1.5), ("size", 2**60), ("sha256", "x"), ("path", None),
     ("url", "https://elsewhere.invalid/x")],
)  # fmt: skip
def test_what_the_schema_does_not_know_is_refused(served, told, key, value):
    told["files"][0][key] = value
    refused(served, told, "no sound manifest")


def test_a_size_that_no_disk_has_is_refused(served, told):
    told["files"][0]["size"] = 2**50
    refused(served, told, "bytes, and .* are free", khronika.DownloadFailed)


@pytest.mark.parametrize("more", [-1, 1])
def test_a_size_that_lies_is_found_out(served, told, more):
    (file,) = (file for file in told["files"] if file["path"] == DATES)
    file["size"] += more
    with pytest.raises(khronika.DownloadFailed, match="where the manifest says"):
        serve(served, told)
    assert is_clean(None)


def test_a_hash_that_lies_is_found_out(served, told):
    (file,) = (file for file in told["files"] if file["path"] == DATES)
    file["sha256"] = "0" * 64
    with pytest.raises(khronika.DownloadFailed, match="its SHA-256 is not 000000000000…"):
        serve(served, told)
    assert is_clean(None)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [("version", "0.9.1", r"release 0\.9\.0 of khronika, found release 0\.9\.1 of khronika"),
     ("name", "novosti", r"found release 0\.9\.0 of novosti; see that the address is right"),
     ("format", "khronika-release/2", r"the format khronika-release/2, .* pip install --upgrade"),
     ("schema_major", "v12", r"has the schema_major v12, and this version of khronika reads v1; "),
     ("format", "tarball/1", "no sound manifest"),
     ("format", ["khronika-release/2"], "no sound manifest"),
     ("schema_major", "v2\n", "no sound manifest"),
     ("files", [], "no sound manifest")],
)  # fmt: skip
def test_another_release_or_a_later_one(served, told, key, value, message):
    told[key] = value
    refused(served, told, message)


def test_a_later_format_is_called_one_whatever_else_it_has(served):
    refused(served, {"format": "khronika-release/3"}, "install a newer one")


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "found no JSON"), (b"{", "found no JSON"), (b"\xff\xfe", "found no JSON"),
     (b"[" * 100_000, "found no JSON"), (b"[]", "no sound manifest"), (b"null", "no sound"),
     (b'"khronika"', "no sound"), (b"  \n<html>", "found a web page"),
     (b'{"name": "\\u001b[2J"}', "no sound")],
)  # fmt: skip
def test_what_is_no_manifest(served, data, message):
    served.tricks["manifest.json"] = [servers.instead(data)]
    with pytest.raises(ReleaseUnreadable, match=message) as caught:
        khronika.download(VERSION, source=served.url)
    assert str(caught.value).isprintable()


def test_an_edited_manifest_is_refused(served, told):
    told["released"] = "2025-12-24"
    served.tricks["manifest.json"] = [servers.instead(orjson.dumps(told))]
    with pytest.raises(ReleaseUnreadable, match="it was cut off, damaged or edited; fetch it"):
        khronika.download(VERSION, source=served.url)
    assert is_clean(None)


def test_other_files_are_not_taken_along(served, published):
    """What the manifest does not name is neither asked for nor there."""
    release = khronika.download(VERSION, source=served.url)
    named = {file["path"] for file in release.manifest["files"]}
    assert set(served.paths()) == content(release.path).keys() == named | {"manifest.json"}


scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=20)
keys = st.sampled_from(["format", "schema_major", "files", "name"]) | st.text(max_size=9)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)


@hypothesis.given(st.binary(max_size=200) | values.map(orjson.dumps))
@hypothesis.settings(max_examples=examples(200))
def test_any_bytes_get_one_clear_line(data):
    with pytest.raises(ReleaseUnreadable) as caught:
        received.read(data, "there")
    assert str(caught.value).startswith("there: ")
    assert "\n" not in str(caught.value)
