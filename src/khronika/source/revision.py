"""The corpus as a revision of its Git repository holds it, checked out nowhere."""

import os
import subprocess
from pathlib import Path
from typing import IO, Any, Self

from khronika.errors import BaselineNotFound
from khronika.source import DOCUMENTS, RawFile, Refusal
from khronika.source.layout import MARKER, TOPS, Layout, limit_of
from khronika.source.reading import LINK, REGULAR, too_large

_LINK_MODE, _FILE_MODES = b"120000", (b"100644", b"100755")


class Revision(Layout):
    """Reads a corpus from a revision of the Git repository that its folder lies in.

    What Git stores is what is read: no attribute, filter or line-end setting has a say. Use it
    as a context manager, since it keeps a `git` process for reading.

    Parameters
    ----------
    root : pathlib.Path
        The folder of the working tree that holds `corpus/` and `annotations/`.
    revision : str
        A tag, branch, hash, or anything else that ``git rev-parse`` understands.

    Raises
    ------
    khronika.errors.BaselineNotFound
        If there is no Git, no repository or no such revision, or no corpus in it.
    """

    def __init__(self, root: Path, revision: str) -> None:
        super().__init__()
        self.root = root
        commit = self._commit(revision)
        self._blobs = self._listed(commit)
        if MARKER not in self._blobs:
            raise BaselineNotFound(
                f"expected a corpus in {root} at the Git revision {revision}, found no {MARKER}"
            )
        self._reader = _start(root, "cat-file", "--batch")
        try:
            for path in self._blobs:
                if path not in DOCUMENTS:
                    self._sort(path)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads."""
        self._reader.communicate()

    def _commit(self, revision: str) -> str:
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        inside = _run(self.root, "rev-parse", "--is-inside-work-tree")
        if inside.returncode:
            said = inside.stderr.decode(errors="replace").strip().splitlines()
            raise BaselineNotFound(
                f"expected a release folder or a Git revision, found no folder {revision}, and "
                f"{self.root} is in no Git repository that can be read"
                + (f" ({said[0]})" if said else "")
            )
        found = _run(self.root, *asked)
        if found.returncode:
            raise BaselineNotFound(
                f"expected a release folder or a Git revision, found neither called {revision}; "
                "`git tag` and `git log` list revisions. In a shallow clone, fetch it first: "
                "`git fetch --tags --unshallow`"
            )
        return found.stdout.decode().strip()

    def _listed(self, commit: str) -> dict[str, tuple[bytes, str, int]]:
        """Return mode, object and size of every file of the corpus, by path."""
        listing = _run(self.root, "ls-tree", "-r", "-z", "-l", commit, "--", *TOPS, *DOCUMENTS)
        if listing.returncode:
            raise BaselineNotFound(
                f"Git cannot list {commit}: {listing.stderr.decode(errors='replace').strip()}"
            )
        blobs = {}
        for entry in listing.stdout.split(b"\0")[:-1]:
            facts, path = entry.split(b"\t", 1)
            mode, _, blob, size = facts.split()
            blobs[os.fsdecode(path)] = mode, blob.decode(), int(size) if size.isdigit() else 0
        return blobs

    def _has(self, name: str) -> bool:
        return name in self._blobs

    def _read(self, path: str) -> RawFile | Refusal:
        if path not in self._blobs:
            return Refusal(path, "the revision has no such file", REGULAR, unexpected=False)
        mode, blob, size = self._blobs[path]
        if mode == _LINK_MODE:
            return Refusal(path, *LINK, unexpected=False)
        if mode not in _FILE_MODES:
            return Refusal(path, "this is not a regular file", REGULAR, unexpected=False)
        if size > limit_of(path):
            refused = too_large(size, limit_of(path))
            return Refusal(path, refused.reason, refused.advice, unexpected=False)
        return RawFile(path, self._content(blob, size))

    def _content(self, blob: str, size: int) -> bytes:
        requests, answers = _pipes(self._reader)
        requests.write(f"{blob}\n".encode())
        requests.flush()
        header = answers.readline().split()
        data = answers.read(size + 1)
        if header[1:] != [b"blob", str(size).encode()] or len(data) != size + 1:
            raise BaselineNotFound(
                f"Git cannot read the object {blob}; see whether `git fsck` finds damage, or "
                "fetch what a partial clone left out"
            )
        return data[:-1]


def commits_adding(root: Path, path: str) -> list[str]:
    """Return the commits that added the file at `path`, relative to `root`, the latest first.

    None where there is no Git or no repository; in a shallow clone, its oldest commit seems to add
    every file.
    """
    try:
        listed = _run(root, "log", "--diff-filter=A", "--format=%H", "--", path)
    except BaselineNotFound:
        return []
    return listed.stdout.decode().split() if listed.returncode == 0 else []


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def _run(root: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    with _start(root, *arguments) as process:
        output, errors = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, output, errors)


def _start(root: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start Git in `root`, unmoved by the variables it sets for its hooks."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    try:
        return subprocess.Popen(["git", *arguments], cwd=root, env=environment, **pipes)  # noqa: S603, S607
    except FileNotFoundError as error:
        raise BaselineNotFound(
            "comparing with a Git revision needs Git, which is not installed; a release folder "
            "works without it"
        ) from error
