"""Where releases lie on this machine: whole or not at all, and never one for another."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import corpora
import orjson
import pytest
import servers
from fetching import DATES, VERSION, files_of, is_clean
from fetching import khronika as run

import khronika
from khronika import bundled, fetch, manifest
from khronika.builder import build
from khronika.fetch import kept


def get(source, **options):
    return khronika.download(VERSION, source=str(source), **options)


@pytest.fixture
def nowhere(tmp_path) -> Path:
    """A folder that no corpus is at or above of."""
    (tmp_path / "nowhere").mkdir()
    return tmp_path / "nowhere"


@pytest.fixture
def other(tmp_path) -> Path:
    """Another release under the version of `published`."""
    root = corpora.copy_of_base(tmp_path / "other")
    corpora.change_info(root, name="khronika", version=VERSION, title="Another one")
    path = corpora.layer_path("dates", corpora.BASE_ARTICLE)
    (root / path).write_text((root / path).read_text("utf-8").replace('"P3Y"', '"P4Y"'), "utf-8")
    return build(root, out=tmp_path / "others").path


# Folders and file URLs


def test_from_a_folder_a_template_or_a_file_url(published, tmp_path):
    template = str(published).replace(VERSION, "{version}").replace("khronika-", "{name}-")
    sources = [str(published), f"{template}/{{path}}", published.as_uri(), f"file://{template}"]
    for number, source in enumerate(
        [*sources, published.as_uri().replace(":///", "://localhost/")]
    ):
        release = get(source, to=tmp_path / str(number))
        assert release.is_new
        assert files_of(release.path) == files_of(published)


def test_a_file_url_of_another_machine(published):
    with pytest.raises(khronika.DownloadFailed, match="a file URL names a file of this machine"):
        get(published.as_uri().replace(":///", "://elsewhere/"))


def test_paths_with_spaces_and_letters_of_any_script(published, tmp_path):
    shutil.copytree(published, tmp_path / "новый выпуск 100%")
    for source in (tmp_path / "новый выпуск 100%", (tmp_path / "новый выпуск 100%").as_uri()):
        assert files_of(get(source, to=tmp_path / "to").path) == files_of(published)


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


# The cache


def test_the_cache_does_without_its_source(published, tmp_path):
    shutil.copytree(published, tmp_path / "source")
    first = get(tmp_path / "source")
    shutil.rmtree(tmp_path / "source")
    assert khronika.download(VERSION).path == first.path
    copied = khronika.download(VERSION, to=tmp_path / "to")
    assert files_of(copied.path) == files_of(published)


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
    assert files_of(place) == files_of(published)
    assert served.paths() == ["manifest.json", DATES]
    assert is_clean(place)


def test_a_damaged_manifest_in_the_cache_is_as_none(published):
    place = get(published).path
    (place / "manifest.json").write_bytes(b"{}")
    assert fetch.cached("khronika", VERSION) is None
    assert get(published).is_new
    assert files_of(place) == files_of(published)


def test_another_release_of_the_version_has_another_place(published, other):
    first = get(published)
    assert get(other).path == first.path
    second = get(other, force=True)
    assert second.path != first.path
    assert khronika.download(VERSION).path == second.path
    assert get(published, force=True).path == first.path
    assert khronika.download(VERSION).path == first.path
    assert files_of(second.path) == files_of(other)


# Manifests that the corpus keeps


@pytest.fixture
def keeping(published, tmp_path) -> Path:
    """A corpus that keeps the manifest of `published`."""
    root = corpora.copy_of_base(tmp_path / "keeping")
    corpora.change_info(root, name="khronika", version="1.0.0")
    (root / "releases" / VERSION).mkdir(parents=True)
    shutil.copy(published / "manifest.json", root / "releases" / VERSION)
    return root


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
    assert files_of(target).keys() == {"diary.txt"}
    shutil.rmtree(target)
    get(other, to=target.parent)
    with pytest.raises(
        khronika.DownloadFailed, match=r"has other content: .* replace it with --force"
    ):
        get(published, to=target.parent)
    assert files_of(target) == files_of(other)
    assert get(published, to=target.parent, force=True).is_new
    assert files_of(target) == files_of(published)
    assert [path.name for path in target.parent.glob(".*scratch*")] == []
    assert not Path(os.environ["KHRONIKA_CACHE"]).exists()


def test_links_in_a_folder_of_ones_own_are_replaced(published, tmp_path):
    place = get(published, to=tmp_path).path
    secret = tmp_path / "secret"
    shutil.move(place / DATES, secret)
    (place / DATES).symlink_to(secret)
    assert get(published, to=tmp_path, force=True).is_new
    assert not (place / DATES).is_symlink()


# Disks


def test_too_little_room_is_said_before_anything_is_fetched(served, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(khronika.DownloadFailed, match=r"has [0-9,]+ bytes, and 1,000 are free at "):
        get(served.url)
    assert served.paths() == ["manifest.json"]


class Full:
    """A file on a disk that is full after some bytes."""

    def __init__(self, stream, room):
        self.stream, self.room = stream, room

    def flush(self):
        self.stream.flush()

    def write(self, data):
        self.stream.write(data[: self.room])
        self.stream.flush()
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()


def test_a_disk_that_gets_full_keeps_what_has_arrived(served, published, monkeypatch):
    real = Path.open

    def opened(path, mode="r", *options, **others):
        stream = real(path, mode, *options, **others)
        return Full(stream, 3000) if path.suffix == ".part" and mode == "ab" else stream

    monkeypatch.setattr(Path, "open", opened)
    message = r"cannot be written: No space left on device; make room, .* set KHRONIKA_CACHE"
    with pytest.raises(khronika.DownloadFailed, match=message):
        get(served.url)
    assert is_clean(None)
    monkeypatch.setattr(Path, "open", real)
    served.asked.clear()
    assert files_of(get(served.url).path) == files_of(published)
    assert 0 < next(one.start for one in served.asked if one.start) <= 3000


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_limit_of_the_system_is_said_in_one_line(published, nowhere):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    command = [sys.executable, "-m", "khronika", "download", VERSION, "--from", str(published)]
    done = subprocess.run(
        command, cwd=nowhere, capture_output=True, text=True, check=False, preexec_fn=limit
    )
    told = done.stderr.splitlines()[-1]
    assert done.returncode == 2
    assert told.startswith("khronika: ")
    assert "cannot be written: File too large; make room" in told
    assert finished(run("download", VERSION, "--from", published, cwd=nowhere))[0] == 0


def test_a_cache_that_cannot_be_written_is_named(published, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("KHRONIKA_CACHE", str(tmp_path / "file" / "cache"))
    message = r"file.cache.*cannot be written: Not a directory; .* or set KHRONIKA_CACHE"
    with pytest.raises(khronika.DownloadFailed, match=message):
        get(published)
    assert get(published, to=tmp_path / "to").is_new


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_cache_that_may_only_be_read_still_serves(published, surroundings):
    place = get(published).path
    folders = [surroundings, *(path for path in surroundings.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert khronika.download(VERSION).path == place
    finally:
        for folder in folders:
            folder.chmod(0o755)


# Several processes, and the end of one


def finished(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_several_processes_fetch_once(served, published, nowhere):
    started = [run("download", VERSION, "--from", served.url, cwd=nowhere) for _ in range(3)]
    ended = [finished(process) for process in started]
    assert {(status, err.count("\n")) for status, _, err in ended} == {(0, 1)}
    assert sorted(out.split()[0] for _, out, _ in ended) == [
        "downloaded",
        "unchanged:",
        "unchanged:",
    ]
    assert served.paths().count(DATES) == 1
    assert files_of(khronika.download(VERSION).path) == files_of(published)


@pytest.fixture
def half(served, published):
    """The server gives half of a file and then waits for the end of the test."""
    import threading

    over = threading.Event()
    size = (published / DATES).stat().st_size

    def trick(handler, data):
        handler.give(data[: size // 2], Content_Length=size)
        over.wait(60)

    served.tricks[DATES] = [trick]
    yield size // 2
    over.set()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("event", [signal.SIGINT, signal.SIGKILL])
def test_a_process_that_ends_leaves_what_the_next_goes_on_with(
    half, served, published, nowhere, surroundings, event
):
    process = run("download", VERSION, "--from", served.url, cwd=nowhere)
    name = f"{manifest.file_sha256(published / DATES)}.part"
    while not any(part.stat().st_size for part in surroundings.rglob(name)):
        assert process.poll() is None
    os.kill(process.pid, event)
    status, _, err = finished(process)
    if event == signal.SIGINT:
        told = "khronika: interrupted; what has arrived is kept, and the same command goes on"
        assert (status, err.splitlines()[-1]) == (130, told)
    else:
        assert status == -signal.SIGKILL
    assert is_clean(None)
    assert fetch.cached("khronika", VERSION) is None
    served.asked.clear()
    release = get(served.url)
    assert files_of(release.path) == files_of(published)
    assert is_clean(release.path)
    (asked,) = [one for one in served.asked if one.path == DATES]
    assert 0 < asked.start <= half


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_another_process_takes_over_when_one_is_killed(half, served, published, nowhere):
    first = run("download", VERSION, "--from", served.url, cwd=nowhere)
    while DATES not in served.paths():
        assert first.poll() is None
    second = run("download", VERSION, "--from", served.url, cwd=nowhere)
    while served.paths().count("manifest.json") < 2:
        assert second.poll() is None
    first.kill()
    finished(first)
    status, out, _ = finished(second)
    assert (status, out.split()[0]) == (0, "downloaded")
    assert files_of(khronika.download(VERSION).path) == files_of(published)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_at_any_moment_nothing_half_is_there(published, nowhere, surroundings):
    """Every call of the system that changes a name in the cache is a moment to be killed at."""
    program = (
        "import os, sys\n"
        "left = int(sys.argv.pop(1))\n"
        "def hook(event, arguments):\n"
        "    global left\n"
        "    if event in ('os.rename', 'os.mkdir', 'os.remove', 'os.rmdir', 'shutil.copyfile'):\n"
        "        left -= 1\n"
        "        if not left:\n"
        "            os.kill(os.getpid(), 9)\n"
        "sys.addaudithook(hook)\n"
        "from khronika.fetch import download\n"
        "download(sys.argv[1], source=sys.argv[2], to=sys.argv[3], force=True)\n"
    )
    whole = [files_of(published)]
    for moment in (1, 3, 9, 40, 75):
        to = nowhere / "to"
        command = [sys.executable, "-c", program, str(moment), VERSION, str(published), str(to)]
        done = subprocess.run(command, cwd=nowhere, check=False)
        assert done.returncode in (0, -signal.SIGKILL)
        place = to / f"khronika-{VERSION}"
        if place.exists():
            assert files_of(place) in whole
        release = get(published, to=to, force=True)
        assert files_of(release.path) in whole
        assert [path.name for path in to.iterdir() if path.is_dir()] == [place.name]
        shutil.rmtree(to)


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


# The command


def test_the_command_tells_what_it_did(served, published, nowhere, tmp_path):
    arguments = ("download", VERSION, "--from", served.url, "--to", "to")
    status, out, err = finished(run(*arguments, cwd=nowhere))
    size = sum(
        file["size"] for file in orjson.loads((published / "manifest.json").read_bytes())["files"]
    )
    count = len(files_of(published)) - 1
    assert (status, out) == (
        0,
        f"downloaded to/khronika-{VERSION}\n  {count} files, {size:,} bytes\n",
    )
    assert err == "khronika: no corpus here; using the one that ships with this package\n"
    status, out, _ = finished(run(*arguments, cwd=nowhere))
    assert (status, out.split("\n")[0]) == (0, f"unchanged: to/khronika-{VERSION}")
    status, out, err = finished(run("download", cwd=nowhere))
    assert (status, out, err.splitlines()[-1]) == (
        2, "", "khronika: expected a VERSION such as 0.1.0; --list shows which are known"
    )  # fmt: skip


def test_the_command_lists_what_is_known(published, nowhere):
    assert finished(run("download", VERSION, "--from", published, cwd=nowhere))[0] == 0
    status, out, _ = finished(run("download", "--list", cwd=nowhere))
    shipped = khronika.open_corpus().info.version
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert status == 0
    assert "ships with this package" in lines[shipped]
    assert f"cached: {khronika.download(VERSION).path}" in lines[VERSION]


def test_the_command_is_for_the_corpus_that_it_stands_in(published, keeping, tmp_path):
    status, out, err = finished(run("download", "--list", cwd=keeping))
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [VERSION, "1.0.0"]
    assert out.splitlines()[1].split(maxsplit=2)[1:] == ["unreleased", "the corpus here"]


def test_a_failure_is_one_line(served, nowhere):
    served.forever = True
    served.tricks["*"] = [servers.sign_in]
    status, out, err = finished(run("download", VERSION, "--from", served.url, cwd=nowhere))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert err.splitlines()[-1].startswith(
        f"khronika: `{served.url}/manifest.json`: expected a man"
    )
