"""Files of a release that come over HTTP.

Proxies come from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY; certificates from the system, or
from SSL_CERT_FILE or SSL_CERT_DIR.
"""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import httpx2

from khronika.excerpt import shortened
from khronika.fetch.origin import Answer, Unavailable
from khronika.release import manifest

TIMEOUT = httpx2.Timeout(30, connect=15)
"""Seconds without a byte, and without a connection, after which one is given up."""

LONGEST_WAIT = 60.0
"""Seconds that a server may ask us to wait."""

_BUSY = (408, 425, 429, 500, 502, 503, 504)
_LATER = "it may be overloaded: try again later"


class Http:
    """A connection to whatever servers the addresses name; close it when done."""

    def __init__(self) -> None:
        try:
            self._client = httpx2.Client(
                follow_redirects=True,
                timeout=TIMEOUT,
                headers={
                    "User-Agent": f"khronika/{manifest.versions()['khronika']}",
                    "Accept-Encoding": "identity",  # a range of compressed bytes is of no use
                },
                event_hooks={"response": [_refuse_downgrade]},
            )
        except (ImportError, OSError, ValueError, httpx2.InvalidURL) as error:
            raise Unavailable(
                "the proxy or the certificates that the environment names cannot be used: "
                + _told(error),
                "see HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
            ) from error

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    @contextmanager
    def open(self, address: str, start: int, validator: str | None) -> Iterator[Answer]:
        """Ask for the file at `address` from the byte `start` on, if it is still the same."""
        headers = {"Range": f"bytes={start}-"} if start else {}
        if start and validator:
            headers["If-Range"] = validator
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and start:
                    yield Answer(0, None, None, False, iter(()))
                else:
                    yield _answer(response, start)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise _unavailable(error) from error


def _answer(response: httpx2.Response, start: int) -> Answer:
    if response.status_code not in (200, 206):
        raise _refused(response)
    first, size = 0, _number(response.headers.get("Content-Length"))
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        first, size = _range(response)
    encoded = response.headers.get("Content-Encoding", "identity") != "identity"
    if first not in (0, start) or (encoded and first):
        raise Unavailable("the server sends another part of it than was asked for", _LATER)
    etag = response.headers.get("ETag", "")
    names_bytes = etag.startswith('"') and etag.isascii()  # a weak one does not
    return Answer(
        start=first,
        size=None if encoded else size,
        validator=etag if names_bytes else None,
        is_page="html" in response.headers.get("Content-Type", ""),
        chunks=response.iter_bytes(),
    )


def _range(response: httpx2.Response) -> tuple[int, int | None]:
    """Return the first byte of a part, and the bytes of the whole if that is told."""
    told = response.headers.get("Content-Range", "")
    found = re.fullmatch(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)", told)
    if not found:
        raise Unavailable("the server does not say which part of it it sends", _LATER)
    return int(found[1]), _number(found[2])


def _number(told: str | None) -> int | None:
    return int(told) if told and re.fullmatch(r"[0-9]{1,18}", told) else None


def _refused(response: httpx2.Response) -> Unavailable:
    status = response.status_code
    reason = f"the server answers {status} {response.reason_phrase}".rstrip()
    if status in (404, 410):
        return Unavailable(reason, "see that the address is right", is_missing=True)
    if status in _BUSY:
        asked = _number(response.headers.get("Retry-After"))
        wait = None if asked is None else min(float(asked), LONGEST_WAIT)
        return Unavailable(reason, _LATER, passing=True, wait=wait)
    if status in (401, 403):
        return Unavailable(reason, "it does not let everybody in: ask its owner for access")
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return Unavailable(reason, "put user and password of the proxy into HTTPS_PROXY")
    return Unavailable(reason, "see that the address is right")


def _refuse_downgrade(response: httpx2.Response) -> None:
    if not response.has_redirect_location:
        return
    onward = response.url.join(response.headers["Location"])
    if response.url.scheme == "https" and onward.scheme != "https":
        raise Unavailable(
            "the server sends us on from https to a place without it",
            "use an address that stays with https",
        )


def _unavailable(error: Exception) -> Unavailable:
    """Return what an error of the library means for who reads the message."""
    causes = list(_causes(error))
    certificate = next((one for one in causes if isinstance(one, ssl.SSLError)), None)
    if certificate:
        return Unavailable(
            f"no secure connection: {_told(certificate)}",
            "if a proxy or server of your own stands there, name its certificate in SSL_CERT_FILE",
        )
    if any(isinstance(one, socket.gaierror) for one in causes):
        return Unavailable(
            "its host is not known here", "see that the address is right and a network is there"
        )
    if any(isinstance(one, ConnectionRefusedError) for one in causes):
        return Unavailable("nothing answers there", "see that the address, and any proxy, is right")
    return _by_kind(error)


def _by_kind(error: Exception) -> Unavailable:
    if isinstance(error, httpx2.TooManyRedirects):
        return Unavailable("the server sends us in a circle", "see that the address is right")
    if isinstance(error, httpx2.ProxyError):
        return Unavailable(
            f"the proxy refuses: {_told(error)}", "see HTTPS_PROXY, ALL_PROXY and NO_PROXY"
        )
    if isinstance(error, httpx2.TimeoutException):
        return Unavailable("the server does not answer in time", _LATER, passing=True)
    if isinstance(error, httpx2.NetworkError | httpx2.RemoteProtocolError):
        return Unavailable(f"the connection was cut: {_told(error)}", _LATER, passing=True)
    return Unavailable(_told(error), "see that the address is right")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> str:
    return shortened(str(error).split("\n")[0] or type(error).__name__, 200)
