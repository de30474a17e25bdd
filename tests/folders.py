"""What is in a folder, for tests that compare one before and after."""

from pathlib import Path


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below `folder`, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def only_release(release: Path) -> bool:
    """Tell whether a release is there, and nothing beside it but what a build keeps for itself."""
    there = {path.name for path in release.parent.iterdir()}
    beside = {f".{release.name}.{what}" for what in ("lock", "built")}
    return there <= {release.name, *beside} and release.name in there
