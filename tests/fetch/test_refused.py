"""What a server sends that is no release is refused, and leaves nothing behind."""

import pytest
import servers
from fetching import DATES, VERSION, get, refused, same

import khronika
from khronika.fetch import http

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
    assert same(get(served.url), published)


def test_a_version_that_is_not_there(served, published):
    served.tricks["manifest.json"] = [servers.status(404)]
    message = (
        r"^there is no release 0\.9\.0 of khronika there: `http.*/manifest\.json`: .* 404 .*--list"
    )
    refused(served, message, khronika.ReleaseNotFound)
    assert same(get(served.url), published)


@pytest.mark.parametrize("path", ["manifest.json", DATES, "README.md"])
def test_a_web_page_instead_of_a_file_is_called_one(served, published, path):
    served.tricks[path] = [servers.sign_in]
    error = (khronika.ReleaseUnreadable, khronika.DownloadFailed)
    refused(served, "web page.*; a proxy or a login may stand in between: open the address", error)
    assert same(get(served.url), published)


def test_a_short_web_page_without_a_length_is_called_one_too(served, published):
    page = servers.PAGE[:100]
    served.tricks[DATES] = [servers.instead(page, Content_Type="text/html", Content_Length=None)]
    refused(served, "a web page came instead of the file")
    assert same(get(served.url), published)


def test_a_wrong_hash_is_refused_and_not_kept(served, published):
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [servers.instead(data[:-1] + bytes([data[-1] ^ 1]))]
    refused(served, r"its SHA-256 is not [0-9a-f]{12}…, .*tell whoever keeps the release there")
    served.asked.clear()
    assert same(get(served.url), published)
    assert [one.start for one in served.asked if one.path == DATES] == [0]


@pytest.mark.parametrize("more", [-1, 1, 10**6])
def test_another_size_is_refused_before_it_is_read(served, published, more):
    data = (published / DATES).read_bytes()
    other = data[:more] if more < 0 else data + b"x" * more
    served.tricks[DATES] = [servers.instead(other)]
    refused(served, f"it has {len(other):,} bytes, where the manifest says {len(data):,}")
    assert same(get(served.url), published)


def test_so_it_is_where_the_server_does_not_tell_the_size(served, published):
    data = (published / DATES).read_bytes()
    served.tricks[DATES] = [servers.instead(data + b"x", Content_Length=None)]
    refused(served, f"more bytes came, where the manifest says {len(data):,}")
    assert same(get(served.url), published)


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
    assert same(get(served.url), published)


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
    assert same(get(served.url), published)


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
