"""A file is there whole or not at all."""

import pytest

from khronika.wholefile import remove_halves, whole_file


def test_a_file_has_its_name_when_it_is_whole(tmp_path):
    path = tmp_path / "a"
    with whole_file(path) as stream:
        stream.write(b"one")
        assert not path.exists()
        with whole_file(path) as other:
            other.write(b"two")
        assert path.read_bytes() == b"two"
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_of_what_failed(tmp_path):
    with pytest.raises(KeyboardInterrupt), whole_file(tmp_path / "a") as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed(tmp_path):
    (tmp_path / "data").mkdir()
    kept = tmp_path / "data" / "whole"
    kept.touch()
    held = whole_file(tmp_path / "data" / "a")
    held.__enter__()  # and never left
    assert len(list((tmp_path / "data").iterdir())) == 2
    remove_halves(tmp_path)
    assert list((tmp_path / "data").iterdir()) == [kept]
