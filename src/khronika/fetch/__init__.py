"""Fetching a release by its version: the manifest first, then every file, checked by its hash."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from khronika import bundled
from khronika.corpus import open_corpus
from khronika.errors import DownloadFailed, ReleaseNotFound, ReleaseUnreadable
from khronika.excerpt import shortened
from khronika.fetch import kept, received, template
from khronika.fetch.arriving import fetch_small
from khronika.fetch.local import Local
from khronika.fetch.origin import Origin, Unavailable
from khronika.fetch.placing import Placing
from khronika.fetch.received import Received
from khronika.progress import Progress, silent
from khronika.release import manifest
from khronika.release.builder import Release
from khronika.source.layout import is_version


def download(
    version: str,
    *,
    path: str | Path | None = None,
    source: str | None = None,
    to: str | Path | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> Release:
    """Fetch a release, or find it where it was put before.

    Nothing is used before its size and hash are those of the release's manifest. What was
    interrupted is resumed by the next call.

    Parameters
    ----------
    version : str
        The corpus release, such as ``0.1.0``.
    path : str or pathlib.Path, optional
        The corpus whose release it is; without it, the one that ships with the package.
    source : str, optional
        Where it comes from: a URL (http, https, file) or a folder, with ``{name}``, ``{version}``
        and ``{path}`` where name, version and the path of a file go. Without it, the environment
        variable KHRONIKA_RELEASE_URL, then `release_url` in `corpus.json`.
    to : str or pathlib.Path, optional
        Make the folder `<name>-<version>` in there instead of in the cache.
    force : bool
        Ask `source` again though it is cached, or replace another one in `to`.
    progress : callable, optional
        Called with what is being done, the bytes that are there, and how many there will be.

    Returns
    -------
    Release
        The release folder, new or already there.

    Raises
    ------
    ReleaseNotFound
        If there is no such release, or nothing says where to get it, or the network is forbidden
        by KHRONIKA_OFFLINE or HF_HUB_OFFLINE.
    ReleaseUnreadable
        If the manifest is unsound, or the release is not the one that was published.
    DownloadFailed
        If it does not arrive whole.

    Examples
    --------
    >>> import tempfile
    >>> from khronika import build
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     built = build(out=folder)
    ...     got = download(built.version, source=str(built.path), to=f"{folder}/here")
    ...     got.rows == built.rows
    True
    """
    wanted = _wanted(version, path)
    found = kept.cached(wanted.name, version, wanted.known)
    if found and not force:
        told, place = found
        if not kept.is_whole(place, told):
            wanted = replace(wanted, lack=f"is damaged at {place}")
        elif to is None:
            return _release(told, place, False)
        else:
            source = source or str(place)
    wanted = replace(wanted, source=wanted.template(source))
    with _origin(wanted) as origin:
        told = _manifest(wanted, origin)
        placing = Placing(told, wanted.address, origin, progress)
        if to is None:
            return _release(told, *placing.into_cache())
        return _release(told, *placing.into(Path(to).absolute(), force=force))


def cached(name: str, version: str) -> Path | None:
    """Return the folder of a release of the shipped corpus that was downloaded before.

    Its files are there and have their sizes; they were hashed when they came.
    """
    found = kept.cached(name, version, kept.kept(bundled.root(), _checked(version)))
    return found[1] if found else None


def _checked(version: str) -> str:
    """Return `version` if it is one; it becomes part of paths."""
    if not is_version(version):
        raise ReleaseNotFound(f"{shortened(version)} is no version; write it as in 0.1.0")
    return version


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The release that is asked for.

    `known` is its manifest, where the corpus keeps that; `lack` says why it has to be fetched.
    """

    name: str
    version: str
    known: Received | None
    release_url: str | None
    source: str = ""
    lack: str = "is not at hand"

    def address(self, path: str) -> str:
        """Return where a file of it is."""
        return template.address(self.source, name=self.name, version=self.version, path=path)

    def template(self, given: str | None) -> str:
        """Return where to get it: what is given, else the environment's, else the corpus's."""
        chosen = given or template.from_environment() or self.release_url
        if not chosen:
            raise ReleaseNotFound(
                f"{self} {self.lack}, and nothing says where to get it: corpus.json has no "
                f"`release_url`; name the place with --from (in Python: source=), or in "
                f"{template.VARIABLE}, such as {template.EXAMPLE}"
            )
        forbidding = template.offline_variable()
        if forbidding and template.is_remote(chosen):
            raise ReleaseNotFound(
                f"{self} {self.lack}, and {forbidding} forbids to download it; unset that, or "
                "name a folder with --from (in Python: source=)"
            )
        return template.checked(chosen)

    def __str__(self) -> str:
        return f"release {self.version} of {self.name}"


def _wanted(version: str, path: str | Path | None) -> _Wanted:
    info = open_corpus(path).info
    root = Path(path) if path is not None else bundled.root()
    return _Wanted(info.name, version, kept.kept(root, _checked(version)), info.release_url)


@contextlib.contextmanager
def _origin(wanted: _Wanted) -> Iterator[Origin]:
    if not template.is_remote(wanted.source):
        yield Local()
        return
    from khronika.fetch.http import Http  # late, since a folder does not need it

    try:
        origin = Http()
    except Unavailable as error:
        raise DownloadFailed(f"{wanted} cannot be fetched: {error}") from error
    with contextlib.closing(origin):
        yield origin


def _manifest(wanted: _Wanted, origin: Origin) -> Received:
    """Fetch the manifest, and see that it is that of the release that is wanted."""
    address = wanted.address(manifest.NAME)
    try:
        data = fetch_small(origin, address, received.MAX_BYTES)
    except ReleaseNotFound as error:
        raise ReleaseNotFound(
            f"there is no {wanted} there: {error}; khronika download --list shows which are known"
        ) from error
    place = shortened(template.shown(address), 300)
    told = received.read(data, place)
    if (told.name, told.version) != (wanted.name, wanted.version):
        raise ReleaseUnreadable(
            f"{place}: expected {wanted}, found release {told.version} of {told.name}; see that "
            "the address is right"
        )
    if wanted.known and wanted.known.data != data:
        raise ReleaseUnreadable(
            f"{place}: this is another manifest than that of {wanted} as it was published, which "
            "is kept here; do not use what is there, and tell whoever keeps it"
        )
    return told


def _release(told: Received, place: Path, is_new: bool) -> Release:
    return Release(place, orjson.loads(told.data), is_new)
