"""A release lies on this machine whole or not at all, whatever disks and processes do."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fetching import DATES, VERSION, finished, get, is_clean
from fetching import khronika as run
from folders import content

import khronika
from khronika import fetch
from khronika.release import manifest

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
    assert content(get(served.url).path) == content(published)
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
    assert content(khronika.download(VERSION).path) == content(published)


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
    assert content(release.path) == content(published)
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
    assert content(khronika.download(VERSION).path) == content(published)


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
    whole = [content(published)]
    for moment in (1, 3, 9, 40, 75):
        to = nowhere / "to"
        command = [sys.executable, "-c", program, str(moment), VERSION, str(published), str(to)]
        done = subprocess.run(command, cwd=nowhere, check=False)
        assert done.returncode in (0, -signal.SIGKILL)
        place = to / f"khronika-{VERSION}"
        if place.exists():
            assert content(place) in whole
        release = get(published, to=to, force=True)
        assert content(release.path) in whole
        assert [path.name for path in to.iterdir() if path.is_dir()] == [place.name]
        shutil.rmtree(to)
