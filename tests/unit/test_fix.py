"""`check --fix` mends what is safe to mend, and nothing else."""

import json
import re
import shutil
import tempfile
from functools import partial
from pathlib import Path

import corpora
import golden
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika import fix
from khronika.checker import check
from khronika.diagnostics import Report

ENTITIES = corpora.layer_path("entities", corpora.BASE_ARTICLE)
DATES = corpora.layer_path("dates", corpora.BASE_ARTICLE)


def edit(path, old, new):
    content = path.read_text("utf-8")
    assert content.count(old) == 1
    path.write_text(content.replace(old, new), "utf-8")


def run(root):
    return fix.apply_safe_fixes(root, partial(check, root))


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_end_that_slipped_is_set_right(base_tree):
    clean = files(base_tree)
    edit(base_tree / ENTITIES, '"end": 120, "surface"', '"end": 119, "surface"')
    fixed, report = run(base_tree)
    assert [(finding.code, finding.fix.title) for finding in fixed] == [
        ("K301", "set `end` to 120")
    ]
    assert report.findings == ()
    assert files(base_tree) == clean


def test_white_space_is_trimmed_and_the_form_is_written(base_tree):
    clean = files(base_tree)
    path = base_tree / DATES
    edit(path, '38, "end": 45, "surface": "пятницу"', '37, "end": 45, "surface": " пятницу"')
    path.write_text(path.read_text("utf-8").replace("\n  ", "\n    "), "utf-8")
    fixed, report = run(base_tree)
    assert sorted(finding.code for finding in fixed) == ["K014", "K303"]
    assert (report.findings, files(base_tree)) == ((), clean)


def test_what_needs_a_look_is_left(base_tree):
    """The surface occurs in three places, and none of them begins where the span does."""
    edit(base_tree / ENTITIES, '"start": 51, "end": 60', '"start": 60, "end": 69')
    broken = files(base_tree)
    fixed, report = run(base_tree)
    assert (fixed, [finding.code for finding in report.findings]) == ([], ["K301"])
    assert files(base_tree) == broken


def test_a_file_that_breaks_its_schema_is_not_written(base_tree):
    edit(base_tree / ENTITIES, '"end": 120, "surface"', '"end": 119, "surface"')
    edit(base_tree / ENTITIES, '"label": "NUMBER"', '"label": "NUMBR"')
    broken = files(base_tree)
    fixed, report = run(base_tree)
    assert (fixed, [finding.code for finding in report.findings]) == ([], ["K102"])
    assert files(base_tree) == broken


def test_a_round_that_makes_things_worse_is_taken_back(base_tree, tmp_path):
    edit(base_tree / ENTITIES, '"end": 120, "surface"', '"end": 119, "surface"')
    broken = files(base_tree)
    report = check(base_tree)
    worse = Report(report.findings * 2, report.articles, report.annotations)
    reports = iter([report, worse])
    fixed, left = fix.apply_safe_fixes(base_tree, lambda: next(reports))
    assert (fixed, left) == ([], report)
    assert files(base_tree) == broken


def test_modes_are_kept(base_tree):
    edit(base_tree / ENTITIES, '"end": 120, "surface"', '"end": 119, "surface"')
    (base_tree / ENTITIES).chmod(0o640)
    run(base_tree)
    assert (base_tree / ENTITIES).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("layer", ["entities", "dates", "quotes"])
@given(data=st.data())
def test_no_shift_gets_worse_and_a_second_run_changes_nothing(layer, data):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(golden.CASES / "base", root, dirs_exist_ok=True)
        path = root / corpora.layer_path(layer, corpora.BASE_ARTICLE)
        content = path.read_text("utf-8")
        offsets = list(re.finditer(r'"(?:start|end)": (\d+)', content))
        chosen = data.draw(st.sets(st.integers(0, len(offsets) - 1), max_size=4))
        for match in (offsets[index] for index in sorted(chosen, reverse=True)):
            moved = max(int(match[1]) + data.draw(st.integers(-3, 3)), 0)
            content = content[: match.start(1)] + str(moved) + content[match.end(1) :]
        path.write_text(content, "utf-8")
        surfaces = re.findall(r'"surface": ("[^"]*")', content)
        before = check(root)
        _, after = run(root)
        assert len(after.findings) <= len(before.findings)
        kept = re.findall(r'"surface": ("[^"]*")', path.read_text("utf-8"))
        assert sorted(map(json.loads, kept)) == sorted(map(json.loads, surfaces))
        settled = files(root)
        assert run(root)[0] == []
        assert files(root) == settled
