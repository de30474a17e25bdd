"""Lines and stretches of them, whatever pieces a stream is read in."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.source import lines as module
from khronika.source.lines import Stretch, cuts, lines

streams = st.lists(st.sampled_from([b"\n", b"a", b"bc", b"\r\n", b"dddd"]), max_size=40).map(
    b"".join
)


@pytest.fixture(params=[1, 3, 1024])
def chunk(request, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", request.param)


@pytest.mark.usefixtures("chunk")
@given(streams, st.integers(1, 12))
def test_stretches_are_the_stream_cut_behind_lines(data, size):
    found = list(cuts(io.BytesIO(data), size))
    assert b"".join(data[start:end] for start, end, _ in found) == data
    for start, end, line in found:
        assert line == data.count(b"\n", 0, start) + 1
        assert end == len(data) or data[end - 1 : end] == b"\n"
    for start, end, _ in found[:-1]:
        assert end - start >= size
        assert b"\n" not in data[start + size - 1 : end - 1]  # the first line end that will do


@pytest.mark.usefixtures("chunk")
@given(streams, st.integers(1, 12))
def test_stretches_have_the_lines_of_the_stream(data, size):
    stream = io.BytesIO(data)
    apart = [
        line
        for start, end, number in cuts(io.BytesIO(data), size)
        for line in lines(Stretch(stream, start, end), None, number, start)
    ]
    assert apart == list(lines(io.BytesIO(data)))
