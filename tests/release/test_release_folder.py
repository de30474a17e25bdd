"""A release is read as its manifest says, and one that needs a later khronika says so."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from khronika import schema
from khronika.errors import ReleaseUnreadable
from khronika.release.folder import READERS, ReleaseFolder


@pytest.fixture
def copy(mixed_release, tmp_path) -> Path:
    """A copy of a release to change."""
    return Path(shutil.copytree(mixed_release, tmp_path / "release"))


def change(release: Path, **changes) -> ReleaseFolder:
    path = release / "manifest.json"
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps(told | changes), encoding="utf-8")
    return ReleaseFolder(release)


def test_the_present_major_is_read(copy):
    assert schema.MAJOR in READERS
    assert [document.id for document in ReleaseFolder(copy).documents()]
    assert [entry.id for entry in ReleaseFolder(copy).registry()]


def test_a_column_that_a_later_minor_version_added_is_no_hindrance(copy):
    before = list(ReleaseFolder(copy).documents())
    for path in (copy / "data" / "articles").iterdir():
        table = pq.read_table(path)
        more = pa.array(["new"] * table.num_rows)
        pq.write_table(table.append_column("mood", more), path)
    assert list(ReleaseFolder(copy).documents()) == before


def test_of_a_later_major_everything_but_the_documents_is_told(copy, mixed_release):
    present, later = ReleaseFolder(mixed_release), change(copy, schema_major="v2")
    assert (later.version, later.configs) == (present.version, present.configs)
    assert later.columns("dates") == present.columns("dates")
    message = (
        r"has schema major `v2`; this version of khronika reads v1: install a later one\. Until"
    )
    for read in (later.documents, later.registry):
        with pytest.raises(ReleaseUnreadable, match=message):
            list(read())


def test_a_later_major_has_a_reader_of_its_own(copy, monkeypatch):
    """The manifest decides, and not what this version writes."""
    monkeypatch.setattr("khronika.schema.MAJOR", "v2")
    monkeypatch.setitem(READERS, "v2", None)
    assert list(ReleaseFolder(copy).documents())


def test_another_layout_is_told_of_before_anything_is_read(copy):
    with pytest.raises(ReleaseUnreadable, match=r"layout `khronika-release/2`; .* install a later"):
        change(copy, format="khronika-release/2")


@pytest.mark.parametrize("format_", ["something else", None, 3])
def test_what_is_no_release_of_ours_is_told_of(copy, format_):
    with pytest.raises(ReleaseUnreadable, match="no release of ours"):
        change(copy, format=format_)
