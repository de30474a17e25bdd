"""Releases kept on this machine: never one for another, and never a damaged one."""

import os
import shutil
from pathlib import Path

import corpora
import orjson
import pytest
from fetching import DATES, VERSION, get, is_clean
from folders import content

import khronika
from khronika import bundled, fetch
from khronika.fetch import kept
from khronika.release import manifest

# The cache


def test_the_cache_does_without_its_source(published, tmp_path):
    shutil.copytree(published, tmp_path / "source")
    first = get(tmp_path / "source")
    shutil.rmtree(tmp_path / "source")
    assert khronika.download(VERSION).path == first.path
    copied = khronika.download(VERSION, to=tmp_path / "to")
    assert content(copied.path) == content(published)


@pytest.mark.parametrize("name", ["KHRONIKA_OFFLINE", "HF_HUB_OFFLINE"])
@pytest.mark.parametrize("value", ["1", "on", "Yes", "TRUE"])
def test_the_network_may_be_forbidden(served, published, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(khronika.ReleaseNotFound, match=f"{name} forbids to download it; unset"):
        get(served.url)
    assert served.asked == []
    assert get(published).is_new
    assert get(served.url).is_new is False


def test_the_network_may_be_allowed(served, monkeypatch):
    monkeypatch.setenv("KHRONIKA_OFFLINE", "0")
    assert get(served.url).is_new


def test_the_template_of_the_environment_and_that_of_the_corpus(
    served, published, tmp_path, monkeypatch
):
    root = corpora.copy_of_base(tmp_path / "tree")
    corpora.change_info(root, name="khronika", version="1.0.0")
    with pytest.raises(khronika.ReleaseNotFound, match=r"nothing says where .*--from"):
        khronika.download(VERSION, path=root)
    corpora.change_info(root, release_url=f"{served.url}/{{version}}/{{path}}")
    with pytest.raises(khronika.ReleaseNotFound, match=r"/0\.9\.0/manifest\.json.*404"):
        khronika.download(VERSION, path=root)
    monkeypatch.setenv("KHRONIKA_RELEASE_URL", served.url)
    assert khronika.download(VERSION, path=root).is_new


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_cache_is_mended(served, published, harm):
    place = get(served.url).path
    served.asked.clear()
    data = (place / DATES).read_bytes()
    (place / DATES).unlink()
    if harm != "remove":
        (place / DATES).write_bytes(data[:-1] + (b"\0" if harm == "flip" else b""))
    with pytest.raises(khronika.ReleaseNotFound, match=r"not at hand|is damaged at .*khronika-0"):
        khronika.download(VERSION)
    again = get(served.url)
    assert (again.path, again.is_new) == (place, True)
    assert content(place) == content(published)
    assert served.paths() == ["manifest.json", DATES]
    assert is_clean(place)


def test_a_damaged_manifest_in_the_cache_is_as_none(published):
    place = get(published).path
    (place / "manifest.json").write_bytes(b"{}")
    assert fetch.cached("khronika", VERSION) is None
    assert get(published).is_new
    assert content(place) == content(published)


def test_another_release_of_the_version_has_another_place(published, other):
    first = get(published)
    assert get(other).path == first.path
    second = get(other, force=True)
    assert second.path != first.path
    assert khronika.download(VERSION).path == second.path
    assert get(published, force=True).path == first.path
    assert khronika.download(VERSION).path == first.path
    assert content(second.path) == content(other)


# Manifests that the corpus keeps


def test_what_comes_has_to_be_what_was_published(published, other, keeping):
    message = "this is another manifest than that of release 0.9.0 of khronika as it was published"
    with pytest.raises(khronika.ReleaseUnreadable, match=message):
        get(other, path=keeping)
    assert is_clean(None)
    assert get(published, path=keeping).is_new


def test_a_cached_one_that_is_not_the_published_one_is_not_used(published, other, keeping):
    cached = get(other)
    fetched = get(published, path=keeping)
    assert fetched.is_new
    assert fetched.path != cached.path
    assert khronika.download(VERSION, path=keeping).path == fetched.path


def test_known_releases(published, keeping):
    info = khronika.open_corpus(keeping).info
    size = sum(
        file["size"] for file in orjson.loads((published / "manifest.json").read_bytes())["files"]
    )
    before = [kept.KnownRelease(VERSION, None, size, False, None),
              kept.KnownRelease("1.0.0", None, None, True, None)]  # fmt: skip
    assert kept.known(keeping, info) == before
    place = get(published).path
    assert kept.known(keeping, info)[0].cached == place


def test_the_releases_kept_here_are_sound():
    for path in (bundled.root() / "releases").glob("*/manifest.json"):
        assert kept.kept(bundled.root(), path.parent.name).version == path.parent.name


# A folder of one's own


def test_what_is_in_the_way_stays(published, other, tmp_path):
    target = tmp_path / "to" / f"khronika-{VERSION}"
    target.mkdir(parents=True)
    (target / "diary.txt").write_text("Дорогой дневник", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(khronika.DownloadFailed, match="exists and is no release: move it away"):
            get(published, to=target.parent, force=force)
    assert content(target).keys() == {"diary.txt"}
    shutil.rmtree(target)
    get(other, to=target.parent)
    with pytest.raises(
        khronika.DownloadFailed, match=r"has other content: .* replace it with --force"
    ):
        get(published, to=target.parent)
    assert content(target) == content(other)
    assert get(published, to=target.parent, force=True).is_new
    assert content(target) == content(published)
    assert [path.name for path in target.parent.glob(".*scratch*")] == []
    assert not Path(os.environ["KHRONIKA_CACHE"]).exists()


def test_links_in_a_folder_of_ones_own_are_replaced(published, tmp_path):
    place = get(published, to=tmp_path).path
    secret = tmp_path / "secret"
    shutil.move(place / DATES, secret)
    (place / DATES).symlink_to(secret)
    assert get(published, to=tmp_path, force=True).is_new
    assert not (place / DATES).is_symlink()


# What is served


def test_load_dataset_by_version(served, published, monkeypatch):
    monkeypatch.setenv("KHRONIKA_RELEASE_URL", f"{served.url}/{{path}}")
    dates = khronika.load_dataset("dates", split="train", version=VERSION)
    assert list(dates["value"])[1] == "P3Y"
    asked = len(served.asked)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert khronika.load_dataset("quotes", split="train", version=VERSION).num_rows
    assert len(served.asked) == asked


def test_loading_never_serves_rows_of_another_release(published, other):
    """The files have the same names, sizes and times, so only their place tells them apart."""
    values = []
    for source in (published, other):
        place = get(source, force=True).path
        for path in place.rglob("*"):
            os.utime(path, (1, 1))
        kept.prefer(place)
        loaded = khronika.load_dataset("dates", split="train", version=VERSION)
        values.append(list(loaded["value"])[1])
    assert values == ["P3Y", "P4Y"]


def test_loading_without_a_place_says_so():
    with pytest.raises(khronika.ReleaseNotFound, match=r"release 9\.9\.9 of khronika is not at"):
        khronika.load_dataset("dates", version="9.9.9")


def test_loading_looks_at_sizes_before_it_trusts_the_cache(served, published, monkeypatch):
    monkeypatch.setenv("KHRONIKA_RELEASE_URL", served.url)
    place = get(served.url).path
    (place / DATES).write_bytes(b"")
    assert khronika.load_dataset("dates", split="train", version=VERSION).num_rows
    assert manifest.file_sha256(place / DATES) == manifest.file_sha256(published / DATES)
