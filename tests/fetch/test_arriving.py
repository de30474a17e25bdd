"""A release comes over HTTP from servers that do what servers do."""

import itertools
import shutil

import pytest
import servers
import trustme
from fetching import DATES, VERSION, is_clean
from folders import content

import khronika
from khronika.fetch import arriving, http


def fetch(server, **options):
    return khronika.download(VERSION, source=server.url, **options)


def same(release, published):
    return content(release.path) == content(published)


def test_it_comes_whole_and_the_manifest_comes_first(served, published, surroundings):
    release = fetch(served)
    assert release.is_new
    assert same(release, published)
    assert served.paths()[0] == "manifest.json"
    assert len(served.asked) == len(list(content(published)))
    assert release.path.is_relative_to(surroundings)
    assert is_clean(release.path)


def test_once_there_nobody_is_asked(served, published):
    first = fetch(served)
    asked = len(served.asked)
    second = fetch(served)
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
    assert same(fetch(served), published)
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
        fetch(served)
    served.tricks.clear()
    served.asked.clear()
    assert same(fetch(served), published)
    assert [one.start for one in served.asked if one.path == DATES] == [have]


def test_files_that_arrived_are_not_fetched_again(served, published):
    served.tricks[DATES] = [servers.status(404)]
    with pytest.raises(khronika.DownloadFailed, match=r"404 .*the release there is not whole"):
        fetch(served)
    before = set(served.paths())
    served.asked.clear()
    assert same(fetch(served), published)
    assert set(served.paths()) & before == {"manifest.json", DATES}


@pytest.mark.parametrize("trick", [servers.without_range, servers.without_length])
def test_a_server_without_ranges_starts_anew(served, published, trick):
    served.tricks[DATES] = [servers.cut_after(100), trick]
    assert same(fetch(served), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100]


def test_a_file_that_changed_in_between_is_fetched_anew(served, published):
    """The server honours If-Range, and so sends all of what is another file now."""
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [
        lambda handler, _: handler.give(b"x" * len(data), only=100),
    ]
    assert same(fetch(served), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100]


def test_so_it_is_by_its_hash_where_the_server_tells_no_etag(served, published):
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [
        lambda handler, _: handler.give(b"x" * len(data), only=100, ETag=None),
        lambda handler, data: handler.give(data, ETag=None),
    ]
    assert same(fetch(served), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0, 100, 0]


def test_a_part_that_is_too_long_for_the_server_is_dropped(served, published):
    served.tricks[DATES] = [servers.cut_after(100), servers.status(416)]
    assert same(fetch(served), published)
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
        fetch(served)


def test_compressed_bytes_are_unpacked_even_if_nobody_asked_for_them(served, published):
    import gzip

    served.tricks["manifest.json"] = [
        lambda handler, data: handler.give(gzip.compress(data), Content_Encoding="gzip")
    ]
    served.tricks[DATES] = [
        lambda handler, data: handler.give(gzip.compress(data), Content_Encoding="gzip")
    ]
    assert same(fetch(served), published)
    assert {one.headers["Accept-Encoding"] for one in served.asked} == {"identity"}


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("path", ["manifest.json", DATES])
def test_a_busy_server_is_asked_again(served, published, pauses, code, path):
    served.tricks[path] = [servers.status(code)] * 2
    assert same(fetch(served), published)
    assert pauses == [1.0, 2.0]


def test_a_server_may_say_how_long_to_wait_within_reason(served, published, pauses):
    served.tricks["manifest.json"] = [
        servers.status(503, Retry_After=7),
        servers.status(503, Retry_After=10**9),
        servers.status(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    ]
    assert same(fetch(served), published)
    assert pauses == [7.0, http.LONGEST_WAIT, 4.0]


def test_a_server_that_stays_busy_is_left_alone_after_a_while(served, pauses):
    served.forever = True
    served.tricks["*"] = [servers.status(503)]
    message = r"manifest.json`: the server answers 503 .*; it may be overloaded: try again later$"
    with pytest.raises(khronika.DownloadFailed, match=message):
        fetch(served)
    assert len(served.asked) == arriving.ATTEMPTS
    assert pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_server_that_gives_a_little_each_time_is_asked_as_often_as_it_takes(served, published):
    served.forever = True
    size = (published / DATES).stat().st_size
    served.tricks[DATES] = [servers.cut_after(size // 9)]
    assert same(fetch(served), published)
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
        fetch(served)
    assert len(served.tricks[DATES]) >= 50 - arriving.ATTEMPTS - 1


# What is refused, and what it leaves


def refused(served, match, error=khronika.DownloadFailed):
    """Fetch in vain, and see that nothing is served that is not whole, and the next call works."""
    with pytest.raises(error, match=match) as caught:
        fetch(served)
    assert "\n" not in str(caught.value)
    assert is_clean(None)
    served.tricks.clear()
    served.forever = False


NO_WAY = [
    (401, "answers 401 .*ask its owner for access"),
    (403, "answers 403 .*ask its owner for access"),
    (407, "answers 407 .*of the proxy into HTTPS_PROXY"),
    (418, "answers 418 .*see that the address is right"),
    (204, "answers 204 .*see that the address is right"),
]


@pytest.mark.parametrize(("code", "message"), NO_WAY)
@pytest.mark.parametrize("path", ["manifest.json", DATES])
def test_a_server_that_says_no_is_asked_once(served, published, path, code, message):
    served.tricks[path] = [servers.status(code)] * 2
    refused(served, message)
    assert served.paths().count(path) == 1
    assert same(fetch(served), published)


def test_a_version_that_is_not_there(served, published):
    served.tricks["manifest.json"] = [servers.status(404)]
    message = (
        r"^there is no release 0\.9\.0 of khronika there: `http.*/manifest\.json`: .* 404 .*--list"
    )
    refused(served, message, khronika.ReleaseNotFound)
    assert same(fetch(served), published)


@pytest.mark.parametrize("path", ["manifest.json", DATES, "README.md"])
def test_a_web_page_instead_of_a_file_is_called_one(served, published, path):
    served.tricks[path] = [servers.sign_in]
    error = (khronika.ReleaseUnreadable, khronika.DownloadFailed)
    refused(served, "web page.*; a proxy or a login may stand in between: open the address", error)
    assert same(fetch(served), published)


def test_a_short_web_page_without_a_length_is_called_one_too(served, published):
    page = servers.PAGE[:100]
    served.tricks[DATES] = [servers.instead(page, Content_Type="text/html", Content_Length=None)]
    refused(served, "a web page came instead of the file")
    assert same(fetch(served), published)


def test_a_wrong_hash_is_refused_and_not_kept(served, published):
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [servers.instead(data[:-1] + bytes([data[-1] ^ 1]))]
    refused(served, r"its SHA-256 is not [0-9a-f]{12}…, .*tell whoever keeps the release there")
    served.asked.clear()
    assert same(fetch(served), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0]


@pytest.mark.parametrize("more", [-1, 1, 10**6])
def test_another_size_is_refused_before_it_is_read(served, published, more):
    data = (published / DATES).read_bytes()
    other = data[:more] if more < 0 else data + b"x" * more
    served.tricks[DATES] = [servers.instead(other)]
    refused(served, f"it has {len(other):,} bytes, where the manifest says {len(data):,}")
    assert same(fetch(served), published)


def test_so_it_is_where_the_server_does_not_tell_the_size(served, published):
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [servers.instead(data + b"x", Content_Length=None)]
    refused(served, f"more bytes came, where the manifest says {len(data):,}")
    assert same(fetch(served), published)


def test_no_more_is_read_than_the_manifest_says(served, published):
    """A body without end ends our reading, and not our disk."""
    sent = []

    def pour(handler, _):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        for _ in range(100_000):
            try:
                handler.wfile.write(b"x" * 100_000)
            except OSError:
                break
            sent.append(100_000)

    served.tricks[DATES] = [pour]
    refused(served, "more bytes came")
    assert len(sent) < 1000
    assert same(fetch(served), published)


@pytest.mark.parametrize("told", [True, False])
def test_a_manifest_without_end_is_refused(served, monkeypatch, told):
    monkeypatch.setattr("khronika.fetch.received.MAX_BYTES", 10_000)
    length = {} if told else {"Content_Length": None}
    served.tricks["manifest.json"] = [servers.instead(b" " * 100_000, **length)]
    refused(served, "a manifest of at most 10,000 bytes, found more")


def test_a_circle_of_redirects(served, published):
    served.forever = True
    served.tricks["manifest.json"] = [servers.redirect("/manifest.json")]
    refused(served, "the server sends us in a circle; see that the address is right")
    assert same(fetch(served), published)


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://[x"])
def test_a_redirect_to_nowhere(served, to):
    served.tricks["manifest.json"] = [servers.redirect(to)]
    refused(served, "manifest.json`: .*see that the address is right")


def test_an_unknown_host():
    with pytest.raises(khronika.DownloadFailed, match=r"its host is not known here; .*a network"):
        khronika.download(VERSION, source="http://khronika.invalid/{version}")


def test_nothing_listens(published):
    with servers.serving(published) as gone:
        url = gone.url
    with pytest.raises(khronika.DownloadFailed, match=r"nothing answers there; .*any proxy"):
        khronika.download(VERSION, source=url)


def test_a_silent_server_is_not_waited_for_for_ever(served, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.05)
    blocked = []
    served.forever = True
    served.tricks["manifest.json"] = [lambda handler, _: blocked.append(handler.rfile.read(1))]
    refused(served, "the server does not answer in time; .*try again later")


def test_bytes_that_are_no_http(served):
    served.tricks["manifest.json"] = [lambda handler, _: handler.send(b"220 ready\r\n\r\n")] * 9
    refused(served, "the connection was cut: .*")


# Secrets, certificates, proxies


def test_a_password_is_used_and_never_told(served, published):
    source = served.url.replace("//", "//reader:geheim@")
    served.tricks["manifest.json"] = [servers.status(404)]
    with pytest.raises(khronika.ReleaseNotFound) as caught:
        khronika.download(VERSION, source=source)
    assert "geheim" not in str(caught.value)
    assert same(khronika.download(VERSION, source=source), published)
    assert all(one.headers["Authorization"].startswith("Basic ") for one in served.asked)


def test_a_proxy_of_the_environment_is_used(served, published, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("http_proxy", served.url)
    for path in content(published):
        served.tricks[f"http://khronika.invalid/{path}".lstrip("/")] = [
            servers.instead((published / path).read_bytes())
        ]
    release = khronika.download(VERSION, source="http://khronika.invalid/{path}")
    assert same(release, published)


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "gopher://x"), ("ALL_PROXY", "socks5://127.0.0.1:1"),
     ("SSL_CERT_FILE", "/nowhere/ca.pem")],
)  # fmt: skip
def test_an_environment_that_cannot_be_used_is_named(served, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    refused(served, "that the environment names cannot be used: .*; see HTTPS_PROXY, .*SSL_CERT")


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def secure(published, authority):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with servers.serving(published, context) as server:
        yield server


def test_a_certificate_nobody_vouches_for(secure, pauses):
    message = r"no secure connection: .*CERTIFICATE_VERIFY_FAILED.*; .*SSL_CERT_FILE"
    refused(secure, message)
    assert pauses == []


def test_a_certificate_of_the_environment(secure, published, authority, tmp_path, monkeypatch):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert same(fetch(secure), published)


def test_nobody_sends_us_from_https_to_http(secure, served, authority, tmp_path, monkeypatch):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    secure.tricks["manifest.json"] = [servers.redirect(f"{served.url}/manifest.json")]
    refused(secure, "sends us on from https to a place without it")
    assert served.asked == []


def test_https_where_there_is_none(served):
    source = served.url.replace("http:", "https:")
    with pytest.raises(khronika.DownloadFailed, match="no secure connection: "):
        khronika.download(VERSION, source=source)
