"""The hooks of `.pre-commit-hooks.yaml` in a repository of someone else, run by pre-commit.

pre-commit would install khronika; here the hooks run the one that is installed.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import corpora
import golden
import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ENTITIES = corpora.layer_path("entities", corpora.BASE_ARTICLE)


@pytest.fixture
def repository(tmp_path):
    root = corpora.copy_of_base(tmp_path / "repository")
    hooks = []
    for hook in HOOKS:
        command, *arguments = shlex.split(hook["entry"])
        assert command == "khronika"
        entry = shlex.join([sys.executable, "-m", "khronika", *arguments])
        hooks.append(hook | {"language": "system", "entry": entry})
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (root / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=base")
    return root


def git(root, *arguments):
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True)


def pre_commit(root, *arguments):
    """Run the hooks on what is staged; return the exit status, and each hook's verdict."""
    git(root, "add", ".")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color=never", *arguments],
        cwd=root,
        env=os.environ | {"PRE_COMMIT_HOME": str(root.parent / "pre-commit")},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    verdicts = {}
    for hook in HOOKS:
        (line,) = (line for line in done.stdout.splitlines() if line.startswith(hook["name"]))
        verdicts[hook["id"]] = re.search(r"(Passed|Failed|Skipped)$", line)[1]
    return done.returncode, verdicts, done.stdout


def test_the_manifest_is_valid():
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    subprocess.run(command, cwd=ROOT, check=True)


def test_a_clean_corpus_passes(repository):
    status, verdicts, _ = pre_commit(repository, "--all-files")
    assert (status, verdicts) == (0, {"khronika-fmt": "Passed", "khronika-check": "Passed"})


def test_an_error_stops_the_commit(repository):
    golden.lay_out(golden.CASES / "K301/end-too-short", repository)
    status, verdicts, out = pre_commit(repository)
    assert (status, verdicts) == (1, {"khronika-fmt": "Passed", "khronika-check": "Failed"})
    assert "K301" in out


def test_what_is_not_canonical_is_mended_and_stops_the_commit(repository):
    canonical = (repository / ENTITIES).read_bytes()
    (repository / ENTITIES).write_bytes(canonical.replace(b'", "', b'",   "'))
    status, verdicts, _ = pre_commit(repository)
    assert (status, verdicts) == (1, {"khronika-fmt": "Failed", "khronika-check": "Passed"})
    assert (repository / ENTITIES).read_bytes() == canonical


def test_a_symbolic_link_is_found(repository):
    (repository / ENTITIES).unlink()
    (repository / ENTITIES).symlink_to("/dev/null")
    status, verdicts, out = pre_commit(repository)
    assert (status, verdicts["khronika-check"]) == (1, "Failed")
    assert "this is a symbolic link" in out


def test_other_files_are_left_alone(repository):
    for path in ("corpus.md", "docs/corpus/notes.json"):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text("{", encoding="utf-8")
    status, verdicts, _ = pre_commit(repository)
    assert (status, verdicts) == (0, {"khronika-fmt": "Skipped", "khronika-check": "Skipped"})
