"""A build that dies or is disturbed: the earlier release stays whole, and the next build works."""

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import corpora
import dying
import pyarrow.parquet as pq
import pytest
import stepped
from filelock import FileLock
from folders import content, only_release

from khronika import wholefolder
from khronika.exchange import exchange
from khronika.release.builder import BuildRefused, build

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="forks, signals and limits of POSIX"
)

CONFIGS = ["articles", "registry"]
ADVICE = "mend that, or name another folder with --out"


@pytest.fixture
def earlier(base_tree, tmp_path) -> Path:
    """The release of `base_tree`, whose corpus has changed since."""
    release = build(base_tree, out=tmp_path / "out", configs=CONFIGS).path
    corpora.change_info(base_tree, title="Another title")
    return release


@pytest.fixture
def later(base_tree, earlier, tmp_path) -> dict[str, bytes]:
    """What the release of `base_tree` as it is now consists of."""
    return content(build(base_tree, out=tmp_path / "later", configs=CONFIGS).path)


# At any call to the file system


def accidents(what: str, corpus: Path, earlier: Path, folder: Path) -> list[dict]:
    command = [sys.executable, dying.__file__, what, "8", corpus, earlier, folder]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) >= dying.CHOSEN
    return found


def can_exchange(folder: Path) -> bool:
    (folder / "left").mkdir()
    (folder / "right").mkdir()
    return exchange(folder / "left", folder / "right")


def test_a_build_that_is_killed_leaves_a_whole_release(base_tree, earlier, later, tmp_path):
    before, states = content(earlier), []
    at_once = can_exchange(tmp_path)
    for accident in accidents("die", base_tree, earlier, tmp_path / "killed"):
        assert accident["told"] == "", accident
        left = Path(accident["out"]) / earlier.name
        visible = [path.name for path in left.parent.iterdir() if path.name[0] != "."]
        if at_once or left.exists():
            assert visible == [earlier.name], accident
            assert content(left) in (before, later), accident
            states.append(content(left) == later)
        next_build_works(base_tree, left, later)
    assert {True, False} == set(states)


def next_build_works(corpus: Path, release: Path, later: dict[str, bytes]) -> None:
    build(corpus, out=release.parent, configs=CONFIGS, force=True)
    assert content(release) == later
    assert only_release(release)


def test_a_disk_that_is_full_at_any_call_is_told(base_tree, earlier, later, tmp_path):
    before, refused = content(earlier), 0
    for accident in accidents("full", base_tree, earlier, tmp_path / "full"):
        left = Path(accident["out"]) / earlier.name
        if accident["told"] == "built":  # such as where the lock could do without
            assert content(left) == later, accident
        else:
            assert accident["told"] == (
                f"refused: {left} cannot be written: {os.strerror(errno.ENOSPC)}; {ADVICE}"
            )
            assert content(left) == before, accident
            refused += 1
        assert only_release(left)
    assert refused > 3


def test_ctrl_c_at_any_call_leaves_a_whole_release(base_tree, earlier, later, tmp_path):
    before = content(earlier)
    for accident in accidents("interrupt", base_tree, earlier, tmp_path / "interrupted"):
        assert accident["told"] == "interrupted", accident
        left = Path(accident["out"]) / earlier.name
        assert content(left) in (before, later), accident
        if not only_release(left):
            next_build_works(base_tree, left, later)


# Where the system cannot exchange folders at once


@pytest.fixture
def two_renames(monkeypatch):
    monkeypatch.setattr(wholefolder, "exchange", lambda left, right: False)


def test_two_renames_replace_a_release_too(base_tree, earlier, later, two_renames):
    next_build_works(base_tree, earlier, later)


@pytest.mark.parametrize("error", [OSError("no"), KeyboardInterrupt()])
@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize("done", [False, True])
def test_a_failure_while_swapping_leaves_the_earlier_release(
    base_tree, earlier, monkeypatch, two_renames, which, error, done
):
    """One rename sets the old folder aside, the next puts the new one into its place.

    An interrupt may come before or after the system did it.
    """
    before, later_title = content(earlier), "Another title"
    rename, calls = Path.rename, []

    def fails(path, target):
        if earlier in (path, target):
            calls.append(path)
        if len(calls) != which:
            return rename(path, target)
        if done:
            rename(path, target)
        raise error

    monkeypatch.setattr(Path, "rename", fails)
    expected = BuildRefused if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        build(base_tree, out=earlier.parent, configs=CONFIGS, force=True)
    replaced = later_title.encode() in (earlier / "README.md").read_bytes()
    assert replaced == (which == 2 and done)
    assert replaced or content(earlier) == before
    assert only_release(earlier)


def test_what_a_build_killed_between_them_left_is_put_back(base_tree, earlier):
    before = content(earlier)
    scratch = earlier.parent / f".{earlier.name}.scratch-killed"
    scratch.mkdir()
    earlier.rename(scratch / "replaced")
    with pytest.raises(BuildRefused, match="other content"):
        build(base_tree, out=earlier.parent, configs=CONFIGS)
    assert content(earlier) == before
    assert only_release(earlier)


@contextlib.contextmanager
def not_removed(*, ignore_cleanup_errors: bool, **places: object) -> Iterator[str]:
    """Stand in for a temporary directory whose process is killed before it is removed."""
    yield tempfile.mkdtemp(**places)


def test_a_release_that_was_half_cleared_away_is_not_put_back(
    base_tree, earlier, later, monkeypatch, two_renames
):
    """Killed while it takes the replaced release apart; then the user removes the new one."""
    with monkeypatch.context() as patched:
        patched.setattr(wholefolder.tempfile, "TemporaryDirectory", not_removed)
        build(base_tree, out=earlier.parent, configs=CONFIGS, force=True)
    (scratch,) = earlier.parent.glob(".*.scratch-*")
    for path in scratch.rglob("*.parquet"):
        path.unlink()
    shutil.rmtree(earlier)
    assert build(base_tree, out=earlier.parent, configs=CONFIGS).is_new
    assert content(earlier) == later
    assert only_release(earlier)


# Killed and interrupted from outside


STEPS = ["checking 1", "writing 0", "writing 1"]


@pytest.mark.parametrize("step", random.Random(5).sample(STEPS, 3))
def test_a_killed_process_leaves_the_earlier_release(base_tree, earlier, step):
    before = content(earlier)
    with stepped.Stepped(base_tree, "--out", earlier.parent, "--force") as running:
        running.until(step)
        assert running.send(signal.SIGKILL) == (-signal.SIGKILL, "")
    assert content(earlier) == before
    later = content(build(base_tree, out=earlier.parent / "later", configs=CONFIGS).path)
    shutil.rmtree(earlier.parent / "later")
    next_build_works(base_tree, earlier, later)


def test_ctrl_c_is_told_in_one_line_and_clears_up(base_tree, earlier):
    before = content(earlier)
    with stepped.Stepped(base_tree, "--out", earlier.parent, "--force") as running:
        running.until("writing 1")
        assert running.send(signal.SIGINT) == (130, "khronika: interrupted\n")
    assert content(earlier) == before
    assert only_release(earlier)


def test_of_two_builds_at_once_the_second_is_refused(base_tree, earlier):
    before = content(earlier)
    arguments = ("--out", earlier.parent, "--force")
    with stepped.Stepped(base_tree, *arguments) as first:
        first.until("writing 1")
        with stepped.Stepped(base_tree, *arguments) as second:
            status, told = second.finish()
        assert status == 2
        assert told == (
            f"khronika: another build is writing {earlier}; wait until it is done, or name another "
            "folder with --out\n"
        )
        assert content(earlier) == before
        assert first.finish() == (0, "")
    assert len(content(earlier)) > len(before)
    assert only_release(earlier)


def test_a_lock_file_left_by_a_dead_build_stops_nobody(base_tree, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".cases-0.1.0.lock").touch()
    assert build(base_tree, out=tmp_path / "out", configs=["registry"]).path.is_dir()


def test_a_lock_that_is_held_stops_everybody(base_tree, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with (
        FileLock(out / ".cases-0.1.0.lock"),
        pytest.raises(BuildRefused, match=r"another build is writing .*cases-0\.1\.0; wait"),
    ):
        build(base_tree, out=out, configs=["registry"])
    assert not (out / "cases-0.1.0").exists()


# Disks


class Broken(Exception):
    """An error that nobody expects."""


@pytest.mark.parametrize("which", [1, 2])
def test_a_failure_in_the_midst_of_writing_leaves_nothing_behind(
    base_tree, earlier, monkeypatch, which
):
    before = content(earlier)
    write_table, calls = pq.ParquetWriter.write_table, []

    def fails(*arguments, **options):
        calls.append(arguments)
        if len(calls) == which:
            raise Broken
        write_table(*arguments, **options)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fails)
    with pytest.raises(Broken):
        build(base_tree, out=earlier.parent, configs=CONFIGS, force=True)
    assert content(earlier) == before
    assert only_release(earlier)


def khronika(corpus: Path, *command: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*map(os.fspath, command)],
        cwd=corpus,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


LIMITED = """
import resource, sys
from khronika.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.parametrize("most_bytes", [10, 1500, 6000])
def test_a_file_that_cannot_grow_is_told(base_tree, earlier, most_bytes):
    """As on a disk that is full while a file is being written, for everybody to try."""
    before = content(earlier)
    command = [sys.executable, "-c", LIMITED, str(most_bytes), "build", "--force", "--out"]
    done = khronika(base_tree, *command, earlier.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"khronika: {earlier} cannot be written: {os.strerror(errno.EFBIG)}; {ADVICE}\n"
    )
    assert content(earlier) == before
    assert only_release(earlier)


def in_own_mounts(script: str, *arguments: object) -> subprocess.CompletedProcess:
    """Run a shell script that may mount what nobody else sees."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-euc", script, "sh"]
    return khronika(Path.cwd(), *command, *map(str, arguments))


def may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    return in_own_mounts("mount -t tmpfs tmpfs /mnt").returncode == 0


FULL = """
corpus=$1 disk=$2 python=$3
cd "$corpus"
mount -t tmpfs -o size=8m tmpfs "$disk"
"$python" -m khronika build --config registry --out "$disk" >/dev/null
mount -o "remount,size=$(($(du -sk "$disk" | cut -f1) + 40))k" "$disk"
status=0; "$python" -m khronika build --force --out "$disk" || status=$?; echo "status $status"
"$python" -m khronika verify "$disk/cases-0.1.0"
ls -A "$disk"
mount -o remount,ro,size=8m "$disk"
status=0; "$python" -m khronika build --force --out "$disk" || status=$?; echo "status $status"
mount -o remount,rw "$disk"
"$python" -m khronika build --force --out "$disk" | head -1
"""


@pytest.mark.skipif(not may_mount(), reason="this user may not mount a disk")
def test_a_full_disk_and_a_read_only_one(base_tree, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    done = in_own_mounts(FULL, base_tree, disk, sys.executable)
    lines = done.stdout.splitlines()
    assert [lines[0], lines[-2]] == ["status 2", "status 2"], done.stderr
    assert lines[1].endswith("rows: sound")
    assert lines[-5:-2] == [".cases-0.1.0.built", ".cases-0.1.0.lock", "cases-0.1.0"]
    assert lines[-1] == f"built {disk}/cases-0.1.0"
    assert [line.split(": ", 2)[1:] for line in done.stderr.splitlines()] == [
        [f"{disk}/cases-0.1.0 cannot be written", f"{os.strerror(code)}; {ADVICE}"]
        for code in (errno.ENOSPC, errno.EROFS)
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder_is_told(base_tree, earlier):
    before = content(earlier)
    earlier.parent.chmod(0o555)
    try:
        with pytest.raises(BuildRefused, match=rf"{os.strerror(errno.EACCES)}; {ADVICE}"):
            build(base_tree, out=earlier.parent, configs=CONFIGS, force=True)
    finally:
        earlier.parent.chmod(0o755)
    assert content(earlier) == before
    assert only_release(earlier)
