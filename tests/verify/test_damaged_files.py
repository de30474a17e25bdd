"""Every changed byte, and every file that is missing, moved or too many, is named."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from forging import reseal, seal, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import examples
from verifying import DATES, TEST, TEST_DATES, TRAIN, found

from khronika.release import manifest
from khronika.verification import opening

# Any byte of any file


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_is_named_with_its_file(mixed_release, tmp_path_factory, data):
    names = sorted(
        path.relative_to(mixed_release).as_posix()
        for path in mixed_release.rglob("*")
        if path.is_file()
    )
    name = data.draw(st.sampled_from(names))
    whole = (mixed_release / name).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        changed = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))])
        changed += whole[place + 1 :]
    else:
        changed = whole[:place]
    folder = tmp_path_factory.mktemp("changed")
    release = shutil.copytree(mixed_release, folder / mixed_release.name)
    (release / name).write_bytes(changed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "mismatches", lambda *_: ())
        assert list(found(release)) == [name]
    shutil.rmtree(folder)


def test_what_was_damaged_cut_off_or_made_longer_is_told_apart(copy, without_datasets):
    data = (copy / TRAIN).read_bytes()
    (copy / TRAIN).write_bytes(data[:-1])
    told = f"the file has {len(data) - 1:,} bytes, and the manifest says {len(data):,}"
    assert found(copy)[TRAIN] == f"{told}: it was cut off or edited"
    (copy / TRAIN).write_bytes(data + b"\0")
    assert found(copy)[TRAIN].endswith(f" and the manifest says {len(data):,}")
    (copy / TRAIN).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert found(copy)[TRAIN].startswith("the file was damaged or edited: its SHA-256 is ")


# Files that are there or not


def test_a_missing_file_and_files_too_many(copy, without_datasets):
    (copy / TEST).unlink()
    (copy / "data/articles/train-00001-of-00002.parquet").write_bytes(b"")
    (copy / ".DS_Store").touch()
    (copy / "empty").mkdir()
    assert found(copy) == {
        TEST: "the file is missing",
        ".DS_Store": "the manifest does not name this file",
        "data/articles/train-00001-of-00002.parquet": "the manifest does not name this file",
    }


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_not_followed(copy, tmp_path, without_datasets):
    shutil.move(copy / "README.md", tmp_path / "README.md")
    (copy / "README.md").symlink_to(tmp_path / "README.md")
    shutil.move(copy / "schema", tmp_path / "schema")
    (copy / "schema").symlink_to(tmp_path / "schema")
    (copy / "LICENSE").unlink(missing_ok=True)
    os.mkfifo(copy / "LICENSE")
    (copy / "loop").symlink_to(copy)
    assert found(copy) == {
        "LICENSE": "this is no regular file",
        "README.md": "this is a symbolic link",
        "loop": "this is a symbolic link",
        "schema": "this is a symbolic link",
    }


def test_a_deep_folder_is_walked(copy, without_datasets):
    place = os.open(copy, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a", dir_fd=place)
        inner = os.open("a", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(os.open("extra", os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)
    try:
        assert [path.rsplit("/", 1)[1] for path in found(copy)] == ["extra"]
    finally:  # it is too deep for what clears pytest's folders away
        subprocess.run(["rm", "-r", copy / "a"], check=True)


# Splits


def swap(release: Path, left: str, right: str) -> None:
    (release / left).rename(release / "aside")
    (release / right).rename(release / left)
    (release / "aside").rename(release / right)


def test_swapped_files_are_told_from_damaged_ones(copy, without_datasets):
    swap(copy, DATES, TEST_DATES)
    sizes = {path: (copy / path).stat().st_size for path in (DATES, TEST_DATES)}
    assert set(found(copy)) == set(sizes)
    reseal(copy)
    messages = found(copy)
    assert "`fair-opened`, which `articles` has in `test`: were splits swapped?" in messages[DATES]


def test_swapped_files_of_one_size_are_named(copy, without_datasets):
    value = told(copy)
    for path in ("CITATION.cff", "LICENSE"):
        (copy / path).write_text(f"{path:<20}")
        value["files"].append(manifest.describe_file(copy, copy / path))
    value["files"].sort(key=lambda file: file["path"])
    seal(copy, value)
    swap(copy, "CITATION.cff", "LICENSE")
    assert found(copy)["LICENSE"] == "the file holds what belongs into CITATION.cff"


def test_swapped_splits_of_articles_are_named(copy, without_datasets):
    swap(copy, TRAIN, TEST)
    reseal(copy)
    messages = found(copy)
    assert "is in the split train, but belongs into `test`: were splits swapped?" in messages[TRAIN]
    assert "is in the split test, but belongs into `train`: were splits swapped?" in messages[TEST]
