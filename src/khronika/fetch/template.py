"""From the template of a release's address to the address of each of its files."""

import os
import re
from urllib.parse import urlsplit, urlunsplit

from khronika.errors import ReleaseNotFound
from khronika.excerpt import shortened

VARIABLE = "KHRONIKA_RELEASE_URL"
"""Environment variable with a template that is used before that of `corpus.json`."""

EXAMPLE = "https://example.org/{name}/{version}/{path}"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("name", "version", "path")
_REMOTE = ("http", "https")
_OFFLINE = ("KHRONIKA_OFFLINE", "HF_HUB_OFFLINE")
_TRUE = ("1", "ON", "YES", "TRUE")  # as huggingface_hub reads it


def checked(template: str) -> str:
    """Return `template`, with ``/{path}`` behind it if it names no place for the path.

    Raises
    ------
    ReleaseNotFound
        If it has an unknown placeholder, or is a URL of a kind that we cannot fetch from.

    Examples
    --------
    >>> checked("dist/khronika-0.1.0")
    'dist/khronika-0.1.0/{path}'
    """
    for name in _PLACEHOLDER.findall(template):
        if name not in _KNOWN:
            raise ReleaseNotFound(
                f"the template {shortened(shown(template), 200)} has the unknown placeholder "
                f"{shortened('{' + name + '}')}; known are {{name}}, {{version}} and {{path}}"
            )
    scheme = scheme_of(template)
    if scheme not in (*_REMOTE, "file", ""):
        raise ReleaseNotFound(
            f"releases come from http, https, file or a folder, not from {shortened(scheme)}; "
            f"write a template such as {EXAMPLE}"
        )
    return template if "{path}" in template else template.rstrip("/") + "/{path}"


def address(template: str, *, name: str, version: str, path: str) -> str:
    """Return the address of the file `path` of a release.

    Examples
    --------
    >>> address("file:///srv/{name}/v{version}/{path}", name="k", version="0.1.0", path="a/b.md")
    'file:///srv/k/v0.1.0/a/b.md'
    """
    values = {"name": name, "version": version, "path": path}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)


def scheme_of(address: str) -> str:
    """Return the scheme of a URL in lower case; an empty string for a path.

    Examples
    --------
    >>> scheme_of("HTTPS://example.org/a"), scheme_of("dist/khronika-0.1.0")
    ('https', '')
    """
    scheme, separator, _ = address.partition("://")
    return scheme.lower() if separator else ""


def is_remote(template: str) -> bool:
    """Tell whether fetching from `template` needs a network."""
    return scheme_of(template) in _REMOTE


def from_environment() -> str | None:
    """Return the template that the environment has, if it has one."""
    return os.environ.get(VARIABLE) or None


def offline_variable() -> str | None:
    """Return the environment variable that forbids the network; None if none does."""
    return next((name for name in _OFFLINE if os.environ.get(name, "").upper() in _TRUE), None)


def shown(address: str) -> str:
    """Return `address` for a message, without the user and password that it may hold.

    Examples
    --------
    >>> shown("https://reader:secret@example.org/a")
    'https://example.org/a'
    """
    if not is_remote(address):
        return address
    try:
        parts = urlsplit(address)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:  # such as a bracket that nothing closes
        return re.sub(r"(?<=://)[^/]*@", "", address)
