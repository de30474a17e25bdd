"""Loading: the corpus that ships with the package, or another release, as `datasets` gives it."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from khronika import bundled
from khronika.cache import CACHE_VARIABLE, cache_folder
from khronika.errors import ReleaseNotFound
from khronika.release.builder import build
from khronika.release.columns import CONFIGS
from khronika.release.manifest import versions
from khronika.source import DOCUMENTS

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, IterableDataset, IterableDatasetDict


def bundled_release() -> Path:
    """Return a release of the corpus that ships with the package, building it the first time.

    The place in the cache is named after everything that decides the release's bytes: the
    corpus, the schemas, our code and the packages that write it. So a changed corpus or an
    upgraded package never meets an older release.
    """
    folder = cache_folder() / "releases" / _content_key()
    try:
        made = sorted(folder.glob("*/manifest.json"))
        if made:
            return made[0].parent
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".loading.lock"):  # several processes may load for the first time
            return build(out=folder).path
    except OSError as error:
        raise ReleaseNotFound(
            f"the release cannot be kept in {folder} ({error.strerror or error}); set "
            f"{CACHE_VARIABLE} to a folder that can be written"
        ) from error


def _content_key() -> str:
    digest = hashlib.sha256()
    for name, version in versions().items():
        digest.update(f"{name} {version}\n".encode())
    root = bundled.root()
    tops = [root / name for name in ("corpus", "annotations", "schema", *DOCUMENTS)]
    ours = sorted(Path(__file__).parent.rglob("*.py"))
    for path in sorted(path for top in tops for path in [top, *top.rglob("*")]) + ours:
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.name} {content}\n".encode())
    return digest.hexdigest()[:24]


def load_dataset(
    config: str = "articles",
    *,
    split: str | None = None,
    version: str | None = None,
    streaming: bool = False,
) -> "Dataset | DatasetDict | IterableDataset | IterableDatasetDict":
    """Load one config of the corpus; works offline right after installation.

    A release that does not ship with the package is downloaded once, and kept: see `download`.

    Parameters
    ----------
    config : str
        One of `articles`, `entities`, `dates`, `quotes`, `tokens`, `registry`.
    split : str, optional
        One split; without it, a dictionary of all of them. `registry` has the split `full`.
    version : str, optional
        The corpus release; without it, the one that ships with the package.
    streaming : bool
        Read rows as they are asked for, without a copy in the cache of `datasets`.

    Returns
    -------
    datasets.DatasetDict or datasets.Dataset
        What ``datasets.load_dataset`` returns; their iterable forms with `streaming`.

    Raises
    ------
    ValueError
        If there is no such config; `datasets` raises it for a split that is not there.
    ReleaseNotFound
        If the release is not at hand and cannot be had, or the cache cannot be written.
    ReleaseUnreadable, DownloadFailed
        If it has to be downloaded, and what is there is no sound release, or does not arrive.

    Examples
    --------
    >>> load_dataset("dates", split="train")[1]["surface"]  # doctest: +SKIP
    '24 октября'
    """
    if config not in CONFIGS:
        raise ValueError(f"there is no config {config!r}; there are {', '.join(CONFIGS)}")
    from khronika.corpus import open_corpus

    shipped = open_corpus().info
    if version in (None, shipped.version):
        release = bundled_release()
    else:
        release = _other_release(shipped.name, version)
    import datasets  # 0.6 s, so only where it is used

    return datasets.load_dataset(str(release), config, split=split, streaming=streaming)


def _other_release(name: str, version: str) -> Path:
    """Return a release that does not ship with the package; a cached one is not hashed again."""
    from khronika import fetch

    return fetch.cached(name, version) or fetch.download(version).path
