"""Building a release again, and how what comes out compares with it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from khronika.errors import VerificationRefused
from khronika.progress import Progress
from khronika.release import builder, manifest
from khronika.source.opening import Sources
from khronika.verification.folder import Told
from khronika.verification.report import Mismatch

_ANOTHER = (
    "the corpus is not what the release was built from: name the one that it was, as with "
    "`git checkout` of its tag"
)


def rebuild(
    told: Told, path: Path | None, source: Sources | None, progress: Progress
) -> tuple[list[Mismatch], str]:
    """Build the release again and compare: first the bytes, then what the rows say.

    Returns
    -------
    tuple
        What is wrong, and a sentence on how the two compare.

    Raises
    ------
    VerificationRefused
        If the corpus is of another release.
    CorpusHasErrors, CorpusNotFound, UnusableSource
        As `khronika.build` has it.
    """
    with tempfile.TemporaryDirectory(prefix="khronika-verify-") as folder:
        again = builder.build(
            path, source=source, out=folder, configs=list(told.configs), progress=progress
        )
        rebuilt = Told(again.manifest)
    if rebuilt.release != told.release:
        raise VerificationRefused(
            f"the release is {told.release}, but the corpus makes {rebuilt.release}: {_ANOTHER}"
        )
    files = sorted(_differing_files(told, rebuilt))
    rows = list(_differing_rows(told, rebuilt))
    if not files:
        return rows, "built again: the same bytes"
    reasons = _reasons(told, rebuilt)
    if rows:
        return rows, f"built again: other rows, and other bytes in {_listed(files)}"
    if reasons:
        return [], (
            f"built again: the same rows, but other bytes in {_listed(files)}, as is to be "
            f"expected of other versions: {reasons}"
        )
    return [
        Mismatch(path, "built again with the same versions, it has other bytes", _ANOTHER)
        for path in files
    ], f"built again: the same rows, but other bytes in {_listed(files)}"


def _differing_files(told: Told, rebuilt: Told) -> Iterator[str]:
    before, after = (
        {path: file["sha256"] for path, file in one.files.items()} for one in (told, rebuilt)
    )
    return (path for path in before | after if before.get(path) != after.get(path))


def _differing_rows(told: Told, rebuilt: Told) -> Iterator[Mismatch]:
    for config, entry in told.configs.items():
        before, after = (
            {split["split"]: split["content_sha256"] for split in one["splits"]}
            for one in (entry, rebuilt.configs[config])
        )
        for split in sorted(before | after):
            if before.get(split) != after.get(split):
                paths = told.files_of(config, split) or [manifest.NAME]
                message = f"built again, the split {split} of {config} has other rows"
                yield Mismatch(paths[0], message, _ANOTHER)


def _reasons(told: Told, rebuilt: Told) -> str:
    before, after = told.value["built_with"], rebuilt.value["built_with"]
    return ", ".join(
        f"{name} {before[name]} then and {after[name]} now"
        for name in before
        if before[name] != after[name]
    )


def _listed(paths: list[str]) -> str:
    first = ", ".join(paths[:3])
    return first if len(paths) <= 3 else f"{first} and {len(paths) - 3} more"
