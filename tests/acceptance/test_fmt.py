"""`khronika fmt`."""

import json
from pathlib import Path

import corpora
import golden
from commands import DATES, ENTITIES, Outcome, edit, run


def test_fmt_mends_what_an_editor_did_and_nothing_else(base_tree):
    def stamps() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in base_tree.rglob("*") if path.is_file()}

    before, untouched = (base_tree / ENTITIES).read_bytes(), stamps()
    value = json.loads(before)
    value["annotations"].reverse()
    jumbled = dict(reversed(value.items()))
    (base_tree / ENTITIES).write_text(json.dumps(jumbled, indent="\t"), encoding="utf-8")
    (base_tree / ENTITIES).chmod(0o640)
    done = run("fmt", cwd=base_tree)
    assert done == Outcome(0, f"wrote {ENTITIES}\n1 written, 0 left alone\n", "")
    assert (base_tree / ENTITIES).read_bytes() == before
    assert (base_tree / ENTITIES).stat().st_mode & 0o777 == 0o640
    changed = {path for path, stamp in stamps().items() if untouched.get(path) != stamp}
    assert changed == {base_tree / ENTITIES}
    assert run("fmt", cwd=base_tree) == Outcome(0, "0 written, 0 left alone\n", "")


def test_fmt_leaves_a_file_that_breaks_its_schema_alone_and_fails(base_tree):
    edit(base_tree, DATES, '"type": "SET"', '"type": "SETT"')
    before = (base_tree / DATES).read_bytes()
    done = run("fmt", cwd=base_tree)
    assert (done.status, done.out) == (1, "0 written, 1 left alone\n")
    assert done.err == f"left alone, see `khronika check`: {DATES}\n"
    assert (base_tree / DATES).read_bytes() == before


def test_fmt_against_a_release(base_tree):
    golden.release(base_tree)
    edit(base_tree, DATES, '"value": "P1Y"', '"value": "P1Y", "quant": "EACH"')
    outcome = run("fmt", "--against", golden.RELEASE, cwd=base_tree)
    assert outcome.out.splitlines() == [f"wrote {DATES}", "1 written, 0 left alone"]
    assert corpora.read_json(base_tree, DATES)["revision"] == 2
