"""A file is there whole or not at all."""

import pytest

from khronika.wholefile import whole_file


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
