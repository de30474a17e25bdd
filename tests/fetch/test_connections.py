"""Passwords, proxies and certificates: those of the address and of the environment."""

import pytest
import servers
import trustme
from fetching import VERSION, get, refused, same
from folders import content

import khronika


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
    assert same(get(secure.url), published)


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
