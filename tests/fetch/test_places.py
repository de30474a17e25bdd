"""Where a release may come from: folders, templates and URLs of files."""

import os
import shutil
import sys

import pytest
from fetching import DATES, VERSION, get, is_clean
from folders import content

import khronika
from khronika import fetch


def test_from_a_folder_a_template_or_a_file_url(published, tmp_path):
    template = str(published).replace(VERSION, "{version}").replace("khronika-", "{name}-")
    sources = [str(published), f"{template}/{{path}}", published.as_uri(), f"file://{template}"]
    for number, source in enumerate(
        [*sources, published.as_uri().replace(":///", "://localhost/")]
    ):
        release = get(source, to=tmp_path / str(number))
        assert release.is_new
        assert content(release.path) == content(published)


def test_a_file_url_of_another_machine(published):
    with pytest.raises(khronika.DownloadFailed, match="a file URL names a file of this machine"):
        get(published.as_uri().replace(":///", "://elsewhere/"))


def test_paths_with_spaces_and_letters_of_any_script(published, tmp_path):
    shutil.copytree(published, tmp_path / "новый выпуск 100%")
    for source in (tmp_path / "новый выпуск 100%", (tmp_path / "новый выпуск 100%").as_uri()):
        assert content(get(source, to=tmp_path / "to").path) == content(published)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("s3://bucket/{version}/{path}", "come from http, https, file or a folder, not from `s3`"),
        ("https://example.org/{ver}/{path}", "unknown placeholder `{ver}`; known are {name}, "),
        ("/nowhere/{version}/{path}", "`/nowhere/0.9.0/manifest.json`: there is no such file"),
    ],
)
def test_a_source_that_is_none(source, message):
    with pytest.raises(khronika.ReleaseNotFound) as caught:
        get(source)
    assert message in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("path", ["manifest.json", DATES])
def test_what_is_no_file_is_not_waited_for(published, tmp_path, path):
    shutil.copytree(published, tmp_path / "source")
    (tmp_path / "source" / path).unlink()
    os.mkfifo(tmp_path / "source" / path)
    with pytest.raises(khronika.DownloadFailed, match="this is not a regular file"):
        get(tmp_path / "source")
    assert is_clean(None)


@pytest.mark.parametrize(
    "version", ["1", "v0.9.0", "0.9.0\n", "../../0.9.0", "*", "0.9.0-rc1", "٠.٩.٠"]
)
def test_a_version_that_is_none(published, version):
    for call in (khronika.download, lambda version, source: fetch.cached("khronika", version)):
        with pytest.raises(
            khronika.ReleaseNotFound, match=r"is no version; write it as in 0\.1\.0"
        ):
            call(version, source=str(published))
