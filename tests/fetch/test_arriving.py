"""A release comes over HTTP from servers that do what servers do."""

import itertools
import shutil

import pytest
import servers
from fetching import DATES, VERSION, get, is_clean, same
from folders import content

import khronika
from khronika.fetch import arriving, http


def test_it_comes_whole_and_the_manifest_comes_first(served, published, surroundings):
    release = get(served.url)
    assert release.is_new
    assert same(release, published)
    assert served.paths()[0] == "manifest.json"
    assert len(served.asked) == len(list(content(published)))
    assert release.path.is_relative_to(surroundings)
    assert is_clean(release.path)


def test_once_there_nobody_is_asked(served, published):
    first = get(served.url)
    asked = len(served.asked)
    second = get(served.url)
    assert (second.is_new, second.path, len(served.asked)) == (False, first.path, asked)


def test_the_hub_sends_on_to_where_its_files_are(published, tmp_path):
    stored = tmp_path / "cdn"
    shutil.copytree(published, stored / "blobs")
    with servers.serving(stored) as server:
        server.forever = True
        for path in content(published):
            address = f"datasets/k/khronika/resolve/v{VERSION}/{path}"
            server.tricks[address] = [servers.redirect(f"/blobs/{path}")]
        source = f"{server.url}/datasets/k/{{name}}/resolve/v{{version}}/{{path}}"
        assert same(khronika.download(VERSION, source=source), published)


@pytest.mark.parametrize("etag", [True, False])
@pytest.mark.parametrize("cut", [servers.cut_after, servers.reset_after])
def test_what_was_cut_goes_on_where_it_was(served, published, etag, cut, pauses):
    size = (published / DATES).stat().st_size
    changes = {} if etag else {"ETag": None}
    served.tricks[DATES] = [
        lambda handler, data: handler.give(data, only=size // 3, **changes),
        cut(size // 3),
    ]
    assert same(get(served.url), published)
    asked = [one for one in served.asked if one.path == DATES]
    starts = [one.start for one in asked]
    assert starts[0] == 0
    assert starts[1] == size // 3
    assert starts[2] >= size // 3
    assert ("If-Range" in asked[1].headers) is etag
    assert pauses == [1.0, 1.0]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.99])
def test_a_call_resumes_what_an_earlier_one_left(served, published, share):
    """At an arbitrary byte: the first call gives up, the second asks for the rest only."""
    size = (published / DATES).stat().st_size
    have = int(size * share)
    served.tricks[DATES] = [servers.cut_after(have), *[servers.hang_up] * arriving.ATTEMPTS]
    with pytest.raises(khronika.DownloadFailed, match=r"the connection was cut.*try again later"):
        get(served.url)
    served.tricks.clear()
    served.asked.clear()
    assert same(get(served.url), published)
    assert [one.start for one in served.asked if one.path == DATES] == [have]


def test_files_that_arrived_are_not_fetched_again(served, published):
    served.tricks[DATES] = [servers.status(404)]
    with pytest.raises(khronika.DownloadFailed, match=r"404 .*the release there is not whole"):
        get(served.url)
    before = set(served.paths())
    served.asked.clear()
    assert same(get(served.url), published)
    assert set(served.paths()) & before == {"manifest.json", DATES}


@pytest.mark.parametrize("trick", [servers.without_range, servers.without_length])
def test_a_server_without_ranges_starts_anew(served, published, trick):
    served.tricks[DATES] = [servers.cut_after(100), trick]
    assert same(get(served.url), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100]


def test_a_file_that_changed_in_between_is_fetched_anew(served, published):
    """The server honours If-Range, and so sends all of what is another file now."""
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [
        lambda handler, _: handler.give(b"x" * len(data), only=100),
    ]
    assert same(get(served.url), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100]


def test_so_it_is_by_its_hash_where_the_server_tells_no_etag(served, published):
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [
        lambda handler, _: handler.give(b"x" * len(data), only=100, ETag=None),
        lambda handler, data: handler.give(data, ETag=None),
    ]
    assert same(get(served.url), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100, 0]


def test_a_part_that_is_too_long_for_the_server_is_dropped(served, published):
    served.tricks[DATES] = [servers.cut_after(100), servers.status(416)]
    assert same(get(served.url), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100, 0]


@pytest.mark.parametrize(
    "told", ["bytes 3-9/10", "bytes 0-9", "nonsense", "bytes 99999999999999999999-1/2"]
)
def test_another_part_than_was_asked_for_is_refused(served, told):
    served.tricks[DATES] = [
        servers.cut_after(100),
        lambda handler, data: handler.give(data, Content_Range=told),
    ]
    with pytest.raises(khronika.DownloadFailed, match="part of it"):
        get(served.url)


def test_compressed_bytes_are_unpacked_even_if_nobody_asked_for_them(served, published):
    import gzip

    served.tricks["manifest.json"] = [
        lambda handler, data: handler.give(gzip.compress(data), Content_Encoding="gzip")
    ]
    served.tricks[DATES] = [
        lambda handler, data: handler.give(gzip.compress(data), Content_Encoding="gzip")
    ]
    assert same(get(served.url), published)
    assert {one.headers["Accept-Encoding"] for one in served.asked} == {"identity"}


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("path", ["manifest.json", DATES])
def test_a_busy_server_is_asked_again(served, published, pauses, code, path):
    served.tricks[path] = [servers.status(code)] * 2
    assert same(get(served.url), published)
    assert pauses == [1.0, 2.0]


def test_a_server_may_say_how_long_to_wait_within_reason(served, published, pauses):
    served.tricks["manifest.json"] = [
        servers.status(503, Retry_After=7),
        servers.status(503, Retry_After=10**9),
        servers.status(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    ]
    assert same(get(served.url), published)
    assert pauses == [7.0, http.LONGEST_WAIT, 4.0]


def test_a_server_that_stays_busy_is_left_alone_after_a_while(served, pauses):
    served.forever = True
    served.tricks["*"] = [servers.status(503)]
    message = r"manifest.json`: the server answers 503 .*; it may be overloaded: try again later$"
    with pytest.raises(khronika.DownloadFailed, match=message):
        get(served.url)
    assert len(served.asked) == arriving.ATTEMPTS
    assert pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_server_that_gives_a_little_each_time_is_asked_as_often_as_it_takes(served, published):
    served.forever = True
    size = (published / DATES).stat().st_size
    served.tricks[DATES] = [servers.cut_after(size // 9)]
    assert same(get(served.url), published)
    assert [one.path for one in served.asked].count(DATES) > arriving.ATTEMPTS


def test_a_server_that_never_gets_further_is_left_alone(served, published):
    served.tricks[DATES] = [
        lambda handler, data, bytes_=bytes_: (
            handler.headers.__delitem__("Range"),
            handler.give(data, only=bytes_, ETag=None),
        )
        for bytes_ in itertools.islice(itertools.cycle([500, 300]), 50)
    ]
    with pytest.raises(khronika.DownloadFailed, match="the connection was cut"):
        get(served.url)
    assert len(served.tricks[DATES]) >= 50 - arriving.ATTEMPTS - 1
