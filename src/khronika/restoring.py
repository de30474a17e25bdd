"""Withheld texts put back into a config of a release, by whoever holds them.

What a build would have cut from a text is cut again by the same code: from the text, whose SHA-256
has to be right, and from the annotations in the config `articles`.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from khronika.document import Document
from khronika.errors import NotRestored, ReleaseNotFound
from khronika.excerpt import printable, shortened
from khronika.heldtexts import HeldTexts, Texts
from khronika.load import load_dataset
from khronika.refilling import MARKERS, Refilling, document_of
from khronika.release.columns import COLUMNS

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, IterableDataset, IterableDatasetDict

    Loaded: TypeAlias = Dataset | DatasetDict | IterableDataset | IterableDatasetDict
    Table: TypeAlias = Dataset | IterableDataset

_Given = TypeVar("_Given", bound="Loaded")


def restore(dataset: _Given, texts: Texts, *, articles: "Loaded | None" = None) -> _Given:
    """Put withheld texts back into a config of a release, and all that is cut from them.

    The result has the rows, features and order that a release has whose texts are not withheld;
    only titles, `dct_evidence` and `redistribute` stay as they are, for no text tells them. Rows of
    other articles are not touched, and neither is `dataset` itself.

    Parameters
    ----------
    dataset : datasets.Dataset, datasets.DatasetDict or an iterable form of them
        Any config as it was loaded. Rows may have been left out or reordered and columns added,
        but none of its own dropped, renamed or changed. What streams is restored as it is read.
    texts : mapping, str, os.PathLike or callable
        The texts by article id; or a folder that has them as ``<article id>.txt``, at any depth;
        or a function from id to text. Only those of withheld articles in `dataset` are asked for.
    articles : like `dataset`, optional
        The config `articles` of the same release, with all splits that `dataset` has rows of: it
        knows the hashes of the texts, and the annotations that sentences and tokens depend on.
        Without it, that of the same version as `load_dataset` finds it. Not needed for `dataset`s
        of that config, or if nothing in it is withheld.

    Returns
    -------
    datasets.Dataset, datasets.DatasetDict or an iterable form of them
        As `dataset`.

    Raises
    ------
    NotRestored
        If a text is missing or not the one that was annotated, if `dataset` has not the columns of
        a config, or if `articles` are of another release; for what streams, when that row is read.

    Examples
    --------
    >>> articles = load_dataset("dist/my-news-1.0.0", "articles")  # doctest: +SKIP
    >>> dates = load_dataset("dist/my-news-1.0.0", "dates")  # doctest: +SKIP
    >>> restore(dates, "my-texts", articles=articles)["train"][0]["surface"]  # doctest: +SKIP
    'пятницу'
    """
    held, release = HeldTexts(texts), _Release(articles)
    if isinstance(dataset, dict):
        restored = {split: _restored(table, held, release) for split, table in dataset.items()}
        return cast(_Given, type(dataset)(restored))
    return cast(_Given, _restored(dataset, held, release))


def _restored(table: "Table", held: HeldTexts, release: "_Release") -> Any:
    """Return a single split with its withheld rows made whole."""
    from datasets import Dataset
    from datasets.fingerprint import Hasher

    config = _config_of(table)
    if config not in MARKERS:
        return table
    find = partial(release.document, version=str(table.info.version))
    refill = Refilling(config, table.features, held, find)
    if not isinstance(table, Dataset):
        return table.map(refill, batched=True, features=table.features)
    if not table.data[MARKERS[config]].null_count:
        return table
    restored = table.with_format(None).map(
        refill,
        batched=True,
        features=table.features,
        load_from_cache_file=False,  # an earlier result says nothing of the texts given now
        new_fingerprint=Hasher.hash([table._fingerprint, __name__]),
        desc="Restoring",
    )
    looks = dict(table.format)
    return restored.with_format(**looks.pop("format_kwargs"), **looks)


def _config_of(table: "Table") -> str:
    """Return the config that has the columns of `table`; it may have more."""
    if table.features is None:
        raise NotRestored(
            "the columns of this dataset are not known any more; restore it as it was loaded, "
            "before `map` and the like"
        )
    found = set(table.features)
    lacking = {
        config: [column.name for column in columns if column.name not in found]
        for config, columns in COLUMNS.items()
    }
    nearest = min(lacking, key=lambda config: len(lacking[config]) / len(COLUMNS[config]))
    if lacking[nearest]:
        known = {column.name for column in COLUMNS[nearest]}
        others = [shortened(name) for name in sorted(found - known)]
        raise NotRestored(
            f"expected all columns of a config; of {nearest}, the nearest, it lacks "
            f"{', '.join(map(shortened, lacking[nearest]))}"
            + (f", and has {', '.join(others)} beside" if others else "")
            + "; restore it as it was loaded, before columns are dropped or renamed"
        )
    return nearest


class _Release:
    """The withheld articles of a release, read when the first of them is asked for."""

    def __init__(self, articles: "Loaded | None") -> None:
        self._given = articles
        self._documents: dict[str, Document] | None = None

    def document(self, article_id: str, version: str) -> Document:
        """Return a withheld article of a dataset that says that it is of `version`."""
        if self._documents is None:
            loaded = self._given if self._given is not None else _found(version)
            parts = loaded.values() if isinstance(loaded, dict) else [loaded]
            self._documents = {one.id: one for part in parts for one in _withheld(part)}
        if article_id not in self._documents:
            raise NotRestored(
                f"the article {printable(article_id)} is withheld in the dataset, and no withheld "
                f"one of `articles`, which has {len(self._documents):,}: give the config `articles`"
                " of the same release as `articles=`, with all its splits"
            )
        return self._documents[article_id]


def _found(version: str) -> Any:
    try:
        return load_dataset("articles", version=version)
    except ReleaseNotFound as error:
        raise NotRestored(
            "expected the config `articles` of the same release, which has the hashes of the "
            f"texts, as `articles=`, found none: {error}"
        ) from error


def _withheld(articles: "Table") -> Iterator[Document]:
    """Yield the withheld documents of a split of the config `articles`."""
    from datasets import Dataset

    if (config := _config_of(articles)) != "articles":
        raise NotRestored(f"expected the config articles as `articles`, found {config}")
    if isinstance(articles, Dataset):
        articles = articles.with_format(None)
        flags = enumerate(articles["redistribute"])
        articles = articles.select([place for place, may_be_shown in flags if not may_be_shown])
    for row in articles:
        if not row["redistribute"]:
            yield document_of(row, articles.features)
