"""Golden cases: what one change to a small clean corpus makes `khronika check` say.

`tests/cases/base/` is a corpus without findings. A case, `tests/cases/<code>/<name>/`, changes
a copy of it:

- `edit.toml` lists exact replacements (`file`, `find`, `replace`); with `rehash = true` the
  hashes and the length of the article follow a change of its text; with `copies = 19` the
  article is there that many times more, under ids that end in `-1`, `-2`, …, each with a last
  sentence of its own; with `released = true` the base is a release, `v0.1.0`, that the corpus is
  checked against, and the changelog and the version of the corpus go on from it before the changes
  are made;
- `input/` holds files that are laid over it;
- `remove.txt` lists files that are taken away.

A case with `bundle/` has nothing of the base: that folder, of shards, is the corpus.

`expected.txt` and `expected.json` are the report, to the letter. A case whose name starts with
`silent-` has none: it comes close, and its code must not appear. After a deliberate change of
wording, `python tests/golden.py` writes the expectations anew; read the diff.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from khronika.checker import check
from khronika.diagnostics import Report
from khronika.reporters import json as json_reporter
from khronika.reporters import text as text_reporter

CASES = Path(__file__).parent / "cases"
RELEASE = "v0.1.0"
ID = "yasnogorsk-2025-10-24-pier"
ARTICLE = f"corpus/articles/2025/{ID}"


def cases() -> list[Path]:
    return sorted(folder for code in CASES.glob("K*") for folder in code.iterdir())


def lay_out(case: Path, root: Path) -> str | None:
    """Make the changed corpus of `case` in the empty folder `root`; return its baseline, if any."""
    if is_bundle(case):
        shutil.copytree(case / "bundle", root, dirs_exist_ok=True)
        return None
    shutil.copytree(CASES / "base", root, dirs_exist_ok=True)
    edits = _edits(case)
    if edits.get("released"):
        release(root)
        changelog = root / "CHANGELOG.md"
        changelog.write_text("## Unreleased\n\n- Dates corrected.\n\n" + changelog.read_text())
        info = root / "corpus/corpus.json"
        info.write_text(info.read_text("utf-8").replace('"0.1.0"', '"0.2.0"'), "utf-8")
    _edit(edits, root)
    if (case / "input").exists():
        shutil.copytree(case / "input", root, dirs_exist_ok=True)
    if (case / "remove.txt").exists():
        for path in (case / "remove.txt").read_text(encoding="utf-8").split():
            (root / path).unlink()
    return RELEASE if edits.get("released") else None


def _edits(case: Path) -> dict:
    file = case / "edit.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def release(root: Path) -> None:
    """Make a Git repository of the corpus at `root`, whose state is tagged as a release."""
    (root / "CHANGELOG.md").write_text("## 0.1.0\n\n- First article.\n", encoding="utf-8")
    commit = ("-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "--message", "A")
    for command in (("init", "--quiet"), ("add", "."), commit, ("tag", RELEASE)):
        subprocess.run(["git", *command], cwd=root, check=True)


def _edit(edits: dict, root: Path) -> None:
    for number in range(1, edits.get("copies", 0) + 1):
        _copy(root, number)
    for edit in edits.get("edit", []):
        path = root / edit["file"]
        content = path.read_bytes().decode("utf-8", errors="surrogateescape")
        found = content.count(edit["find"])
        assert found == 1, f"{edit['find']!r} occurs {found} times in {edit['file']}"
        content = content.replace(edit["find"], edit["replace"])
        path.write_bytes(content.encode("utf-8", errors="surrogateescape"))
    if edits.get("rehash"):
        _rehash(root)


def _copy(root: Path, number: int) -> None:
    copy = f"{ID}-{number}"
    for path in [*root.rglob(f"{ID}.*")]:
        content = path.read_text(encoding="utf-8").replace(f'"{ID}"', f'"{copy}"')
        own = f"Копия {number}.\n" if path.suffix == ".txt" else ""
        path.with_stem(copy).write_text(content + own, encoding="utf-8")
    _rehash(root, copy)


def _rehash(root: Path, id_: str = ID) -> None:
    article = root / f"corpus/articles/2025/{id_}.json"
    old = json.loads(article.read_text(encoding="utf-8"))["text"]
    data = article.with_suffix(".txt").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    length = len(data.decode("utf-8", errors="replace"))
    for path in root.rglob(f"{id_}.json"):
        content = path.read_text(encoding="utf-8")
        path.write_text(content.replace(old["sha256"], digest), encoding="utf-8")
    content = article.read_text(encoding="utf-8")
    changed = content.replace(f'"length": {old["length"]}', f'"length": {length}')
    article.write_text(changed, encoding="utf-8")


def is_bundle(case: Path) -> bool:
    return (case / "bundle").exists()


def run(case: Path, root: Path) -> Report:
    return check(root, against=lay_out(case, root))


def rendered(report: Report) -> dict[str, str]:
    return {
        "expected.txt": text_reporter.render(report),
        "expected.json": json_reporter.render(report),
    }


if __name__ == "__main__":
    for case in cases():
        if case.name.startswith("silent-") or not any(a in str(case) for a in sys.argv[1:] or [""]):
            continue
        with tempfile.TemporaryDirectory() as folder:
            for name, content in rendered(run(case, Path(folder))).items():
                (case / name).write_text(content, encoding="utf-8")
