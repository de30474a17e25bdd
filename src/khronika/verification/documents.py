"""The files beside the tables of a release: its schemas, citation, and manifest as published."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from khronika import bundled, citation
from khronika.errors import BuildRefused
from khronika.excerpt import shortened
from khronika.fetch import kept
from khronika.release import manifest
from khronika.source.layout import RELEASES
from khronika.source.reading import Unreadable, read_inside
from khronika.verification.folder import Told
from khronika.verification.report import BUILD_AGAIN, Mismatch

_MOST_BYTES = 1024 * 1024
_NOT_PUBLISHED = (
    "unless it was built anew here, do not use it: get the release from where it is published"
)


def mismatches(root: Path, told: Told, whole: frozenset[str]) -> Iterator[Mismatch]:
    """Yield what is wrong with those of the files that are `whole`."""
    if told.is_of_this_version:
        yield from _schemas(told)
    if citation.NAME in whole:
        yield from _citation(root, told)


def _schemas(told: Told) -> Iterator[Mismatch]:
    """Compare the schemas with those that the same version of khronika puts into a release."""
    ours = {
        path.relative_to(bundled.root()).as_posix(): manifest.file_sha256(path)
        for path in (bundled.root() / "schema").rglob("*.json")
    }
    theirs = {path: f["sha256"] for path, f in told.files.items() if path.startswith("schema/")}
    for path in sorted(ours.keys() | theirs.keys()):
        if ours.get(path) != theirs.get(path):
            has = (
                "lacks this schema, which" if path not in theirs else "has another schema here than"
            )
            message = (
                f"the release {has} khronika {told.value['built_with']['khronika']} puts there"
            )
            yield Mismatch(path, message, BUILD_AGAIN)


def replaced(told: Told, corpus: Path) -> Iterator[Mismatch]:
    """Yield that the release is not the published one, if `corpus` keeps another manifest of it.

    A manifest that was forged with all that it names is found by nothing else.

    Raises
    ------
    ReleaseUnreadable
        If the manifest that is kept is damaged.
    """
    published = kept.kept(corpus, told.value["version"])
    if published is None or published.name != told.value["name"]:
        return
    if orjson.loads(published.data) != told.value:
        message = (
            "it is another manifest than the corpus keeps of the published release, in "
            f"{RELEASES}/{published.version}/"
        )
        yield Mismatch(manifest.NAME, message, _NOT_PUBLISHED)


def _citation(root: Path, told: Told) -> Iterator[Mismatch]:
    try:
        cited = citation.read(read_inside(root, citation.NAME, _MOST_BYTES)).version
    except Unreadable as refused:
        yield Mismatch(citation.NAME, refused.reason, refused.advice)
    except BuildRefused:
        message = "it cannot be read: it has to be YAML with `title` and `authors`"
        yield Mismatch(citation.NAME, message, BUILD_AGAIN)
    else:
        if cited is not None and cited != told.value["version"]:
            message = (
                f"it cites version {shortened(cited)}, and the release is {told.value['version']}"
            )
            yield Mismatch(citation.NAME, message, BUILD_AGAIN)
