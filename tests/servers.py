"""A web server that misbehaves on purpose: it serves a folder, and does to a file what it is told.

It listens on 127.0.0.1 in threads of the test's process, so that no network is used.
"""

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Trick = Callable[["Handler", bytes], None]
"""Answers a request for a file, whose bytes it gets, in its own way."""


@dataclass
class Asked:
    """A request that came: its path, the byte it begins with, and its headers."""

    path: str
    start: int
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """Serves `server.folder` with ranges and ETags, unless a trick is up for the path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # which waits 40 ms between the headers and the body of a file
    server: "Server"

    def do_GET(self) -> None:
        path = self.path.lstrip("/").split("?")[0]
        start = int(re.sub("[^0-9]", "", self.headers.get("Range", "0")) or 0)
        self.server.asked.append(Asked(path, start, dict(self.headers)))
        tricks = self.server.tricks[path] or self.server.tricks["*"]
        file = self.server.folder / path
        data = file.read_bytes() if file.is_file() else b""
        if tricks:
            trick = tricks[0] if self.server.forever else tricks.pop(0)
            trick(self, data)
        elif file.is_file():
            self.give(data)
        else:
            self.send_error(404)

    def give(self, data: bytes, *, only: int | None = None, **changes: Any) -> None:
        """Answer as a good server does, but for `changes` of headers; None drops one.

        With `only`, the connection ends after that many bytes of the body.
        """
        start = int(re.sub("[^0-9]", "", self.headers.get("Range", "0")) or 0)
        etag = f'"{hash(data)}"'
        if self.headers.get("If-Range") not in (None, etag):
            start = 0
        headers: dict[str, Any] = {"Content-Type": "application/octet-stream", "ETag": etag}
        status = 200
        if start:
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        headers["Content-Length"] = len(data) - start
        headers |= {name.replace("_", "-"): value for name, value in changes.items()}
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, str(value))
        self.end_headers()
        body = data[start:] if only is None else data[start:][:only]
        self.send(body)
        if only is not None or headers["Content-Length"] is None:
            self.close_connection = True

    def send(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):  # they may have heard enough
            self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves a folder; `tricks` are played once each, or all the time if `forever`."""

    daemon_threads = True

    def __init__(self, folder: Path, certificate: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.asked: list[Asked] = []
        self.tricks: dict[str, list[Trick]] = defaultdict(list)
        self.forever = False
        self.scheme = "https" if certificate else "http"
        if certificate:
            self.socket = certificate.wrap_socket(self.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: what goes wrong here is what a test is about."""


@contextlib.contextmanager
def serving(folder: Path, certificate: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve `folder` until the end of the block."""
    with Server(folder, certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


# Tricks


def status(code: int, **headers: Any) -> Trick:
    """Answer with that status."""

    def trick(handler: Handler, _: bytes) -> None:
        handler.send_response(code)
        for name, value in ({"Content-Length": 0} | headers).items():
            handler.send_header(name.replace("_", "-"), str(value))
        handler.end_headers()

    return trick


def cut_after(bytes_: int) -> Trick:
    """Promise everything and hang up after so many bytes of what was asked for."""
    return lambda handler, data: handler.give(data, only=bytes_)


def reset_after(bytes_: int) -> Trick:
    """Hang up so that the other side gets an error from its system."""

    def trick(handler: Handler, data: bytes) -> None:
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.give(data, only=bytes_)
        handler.connection.close()

    return trick


def without_range(handler: Handler, data: bytes) -> None:
    """Know nothing of ranges."""
    del handler.headers["Range"]
    handler.give(data, ETag=None)


def without_length(handler: Handler, data: bytes) -> None:
    """Tell neither length nor ETag; the end of the connection is the end of the file."""
    del handler.headers["Range"]
    handler.give(data, Content_Length=None, ETag=None)


def instead(other: bytes, **headers: Any) -> Trick:
    """Give other bytes, as if they were the file."""
    return lambda handler, _: handler.give(other, **headers)


PAGE = b"<!DOCTYPE html><html><title>Sign in</title>" + b"<p>Please sign in.</p>" * 100 + b"</html>"

sign_in = instead(PAGE, Content_Type="text/html; charset=utf-8")
"""What a captive portal does."""


def redirect(to: str) -> Trick:
    """Send the other side on to another address."""
    return status(302, Location=to)


def hang_up(handler: Handler, _: bytes) -> None:
    """Say nothing at all."""
    handler.close_connection = True
