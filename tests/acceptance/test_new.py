"""`khronika new` from the shell."""

import subprocess
import sys


def run(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "khronika", "new", *arguments],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_failure_in_one_leaves_the_others_done(base_tree, tmp_path):
    folder = tmp_path / "тексты"
    folder.mkdir()
    (folder / "2025-10-24-a.txt").write_text("Пошёл снег.\n", "utf-8")
    (folder / "2025-10-24-b.txt").write_bytes("Пошёл дождь.\n".encode("windows-1251"))
    (folder / "2025-10-24-c.txt").write_text("Взошло солнце.\n", "utf-8")
    done = run(base_tree, str(folder), "--composed-by", "case-writer", "--license", "CC-BY-4.0")
    assert done.returncode == 1
    assert "2 taken in, 1 not" in done.stdout
    assert "b.txt: byte 0 is not UTF-8" in done.stderr
    made = {path.name for path in (base_tree / "corpus/articles/2025").iterdir()}
    assert {"2025-10-24-a.txt", "2025-10-24-c.json"} <= made
    assert not any("-b." in name for name in made)


def test_outside_of_a_corpus_it_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("Пошёл снег.\n", "utf-8")
    done = run(tmp_path, "a.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected a corpus" in done.stderr
