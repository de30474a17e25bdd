"""`khronika verify`: a sound release is sound, and the command says so, or what is wrong."""

import json
from pathlib import Path

import corpora
import pytest
from forging import reseal, rewrite, seal, told
from verifying import DATES, found, run

from khronika.release import builder
from khronika.verification import verify
from khronika.verification.report import MOST_SHOWN

# Sound


def stamps(release: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in [release, *release.rglob("*")]}


@pytest.mark.parametrize("name", ["own_release", "mixed_release"])
def test_a_release_is_sound(name, request):
    release = request.getfixturevalue(name)
    before = stamps(release)
    verification = verify(release)
    assert stamps(release) == before  # nothing is written
    assert (verification.findings, verification.notes) == ((), ())
    assert verification.files == sum(path.is_file() for path in release.rglob("*"))
    assert verification.rows == sum(config["rows"] for config in told(release)["configs"])


def test_a_forger_s_tools_do_no_harm_by_themselves(copy, without_datasets):
    before = (copy / "manifest.json").read_bytes()
    reseal(copy)
    assert (copy / "manifest.json").read_bytes() == before


def test_a_release_with_a_withheld_text_is_sound(base_tree, tmp_path, without_datasets):
    path = corpora.article_path(corpora.BASE_ARTICLE)
    article = corpora.read_json(base_tree, path)
    article["rights"] |= {"redistribute": False}
    corpora.write_json(base_tree, path, "article", article)
    text = "Лёд на реке сошёл 18 октября. Рыбаки ждут тепла."
    date = {"id": "d1", **corpora.span(text, "18 октября"), "type": "DATE", "anchor": "dct"}
    shown = corpora.article("ice-on-the-river", text)
    corpora.add(base_tree, shown, text, dates=[date | {"value": "2025-10-18"}])
    release = builder.build(base_tree, out=tmp_path / "out").path
    assert verify(release).findings == ()


def test_a_release_of_some_configs_is_sound_as_far_as_it_tells(
    base_tree, tmp_path, without_datasets
):
    release = builder.build(base_tree, out=tmp_path, configs=["entities", "dates"]).path
    verification = verify(release)
    assert verification.ok
    (note,) = verification.notes
    assert note.startswith("the release was built without articles and registry: ")


def test_a_release_of_another_version_of_khronika_is_not_held_to_what_ours_derives(
    copy, without_datasets
):
    value = told(copy)
    value["built_with"]["khronika"] = "0.0.9"
    seal(copy, value)
    rewrite(copy, DATES, lambda rows: [row | {"sentence": "…", "edtf": None} for row in rows])
    verification = verify(copy)
    assert verification.ok
    assert "made with khronika 0.0.9" in verification.notes[0]
    rewrite(copy, DATES, lambda rows: [row | {"value": "2024"} for row in rows])
    assert list(found(copy)) == [DATES]


# The command


def test_the_status_tells_sound_from_damaged_from_unusable(copy, tmp_path, without_datasets):
    done = run(copy)
    assert (done.exit_code, done.stdout) == (
        0, f"verified cases-0.1.0, {len(told(copy)['files']) + 1} files with 45 rows: sound\n",
    )  # fmt: skip
    (copy / "README.md").unlink()
    done = run(copy)
    assert done.exit_code == 1
    assert done.stdout.startswith("error: the file is missing\n  --> README.md\n  = help: get the ")
    assert "1 finding\nnote: datasets was not tried" in done.stdout
    for folder in (tmp_path, tmp_path / "nowhere", copy / "manifest.json"):
        done = run(folder)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "is no release: expected a folder with manifest.json" in done.stderr


def test_programs_get_json(copy, without_datasets):
    (copy / "ta\x1b[31mb\n").touch()
    done = run(copy, "--format", "json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["schema"], report["ok"]) == ("khronika-verification/1", False)
    assert [finding["path"] for finding in report["findings"]] == ["ta\x1b[31mb\n"]
    assert "\x1b" not in done.stdout
    assert "\x1b" not in run(copy).stdout


def test_many_findings_are_counted(copy, without_datasets):
    for number in range(MOST_SHOWN + 5):
        (copy / f"extra-{number}").touch()
    done = run(copy)
    assert done.stdout.count("error: ") == MOST_SHOWN
    assert "\n5 more findings\n" in done.stdout


def test_the_corpus_at_hand_is_built_again(copy, mixed_tree, monkeypatch, without_datasets):
    monkeypatch.chdir(mixed_tree)
    done = run(copy, "--rebuild")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        "note: built again: the same bytes",
    )
