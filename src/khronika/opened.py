"""A corpus that was opened for a check, by one process or by each of several that take part."""

import os
import uuid
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from khronika import baseline, parsed_bundle
from khronika.corpus_files import CorpusFiles
from khronika.engine import Engine
from khronika.errors import UnusableSource
from khronika.examining import Examined, examine
from khronika.gathering import Gathered, gather
from khronika.history import Snapshot
from khronika.progress import Doing, Progress
from khronika.source import Part, RawDocument, RawLine, Source
from khronika.source.layout import CHANGELOG
from khronika.source.opening import Sources, open_source
from khronika.subject import decode_utf8

Result = TypeVar("Result")

Tell = Callable[[int], None]
"""Called with the weight of each document that is done, as `Source.total` counts."""


@dataclass
class Check:
    """A check of one source, document by document, for whoever needs the documents too.

    Attributes
    ----------
    corpus : CorpusFiles
        The corpus's own files, parsed.
    baseline : Snapshot, optional
        What the corpus was before; without it, the rules of history have nothing to say.
    """

    source: Source
    baseline: Snapshot | None = None
    corpus: CorpusFiles = field(init=False)

    def __post_init__(self) -> None:
        self.corpus = parsed_bundle.corpus_files(self.source)
        if self.baseline:
            changelog = self.source.beside([CHANGELOG]).get(CHANGELOG)
            self.corpus.baseline = self.baseline
            self.corpus.changelog = decode_utf8(changelog)

    def examine_all(self, only: Collection[str] | None = None) -> Iterator[Examined]:
        """Yield what comes of each document, or of those whose id is in `only`."""
        for raw in self.source.documents(only):
            yield examine(raw, self.corpus)

    def gather(self) -> Gathered:
        """Examine all documents."""
        return gather(self.source.documents(), self.corpus)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a corpus is opened for a check.

    Attributes
    ----------
    path, shards
        The folder of the corpus, or shards in its place.
    against, root
        What it is compared with, as `check` has it, and the folder whose releases that may name.
    only
        The ids of the articles that are looked at, if not all are.
    here
        The folder that relative paths start from.
    """

    path: str | None = None
    shards: tuple[str, ...] | None = None
    against: str | Literal[False] | None = False
    root: str = ""
    only: frozenset[str] | None = None
    here: str = ""

    @classmethod
    def of(
        cls,
        path: str | Path | None,
        shards: Sources | None = None,
        against: str | Literal[False] | None = False,
        root: Path | None = None,
        only: Collection[str] | None = None,
    ) -> "Opening":
        """Return how what a user names is opened, here or in another process."""
        several = [shards] if isinstance(shards, str | PathLike) else shards
        return cls(
            os.fspath(Path(path).absolute()) if path is not None else None,
            tuple(os.fspath(one) for one in several) if several is not None else None,
            against,
            os.fspath(root.absolute()) if root else "",
            frozenset(only) if only is not None else None,
            os.fspath(Path.cwd()),
        )


class Shared:
    """A check that other processes can take part in.

    Pickled, it is no more than how it is opened; where it arrives, it is opened when asked for,
    once for all parts, and anew for the next check: files may have changed by then.
    """

    def __init__(self, check: Check, opening: Opening) -> None:
        self.opening = opening
        self._check: Check | None = check
        self._fingerprint = ""
        self._id = uuid.uuid4().hex

    def __getstate__(self) -> tuple[Opening, str, str]:
        self._fingerprint = self._fingerprint or self.check.source.fingerprint()
        return self.opening, self._fingerprint, self._id

    def __setstate__(self, state: tuple[Opening, str, str]) -> None:
        self.opening, self._fingerprint, self._id = state
        self._check = None

    @property
    def check(self) -> Check:
        """The check, in this process.

        Raises
        ------
        UnusableSource
            If what is found here is not what the process that began has found.
        """
        return self._check or _opened(self.opening, self._fingerprint, self._id)

    def parts(self) -> list[Part]:
        """Return the parts that there are to look at."""
        return self.check.source.parts(self.opening.only)

    def read(self, part: Part) -> Generator[RawDocument | RawLine, None, None]:
        """Yield the documents of a part, unparsed."""
        yield from self.check.source.read(part, self.opening.only)


@lru_cache(maxsize=1)
def _opened(opening: Opening, fingerprint: str, id_: str) -> Check:  # noqa: ARG001 - a part of the key
    here = Path(opening.here)
    source = open_source(opening.path, opening.shards, here)
    if source.fingerprint() != fingerprint:
        raise UnusableSource(
            f"{source.paths.corpus}, or another file about the corpus as a whole, changed while "
            "the corpus was read; try again when it is at rest"
        )
    if opening.against is False:
        return Check(source)
    root = Path(opening.root)
    return Check(source, baseline.chosen(opening.against, root, opening.only, here))


class Task(NamedTuple):
    """One part of a check."""

    shared: Shared
    part: Part


def in_parts(
    shared: Shared,
    parts: Sequence[Part],
    run: Engine,
    function: Callable[[Task, Tell], Result],
    progress: Progress,
) -> Iterator[Result]:
    """Yield what `function` gives for each part, in their order.

    Progress is told after each document in this process, and after each part from another one.
    """
    source = shared.check.source
    doing = Doing("checking", source.counted_in)
    total, done = source.total(shared.opening.only), 0

    def tell(weight: int) -> None:
        nonlocal done
        done += weight
        progress(doing, done, total)

    tasks = (Task(shared, part) for part in parts)
    if run.is_here:
        yield from run.map(lambda task: function(task, tell), tasks)
        return
    for weight, result in run.map(partial(_weighed, function), tasks):
        tell(weight)
        yield result


def _weighed(function: Callable[[Task, Tell], Result], task: Task) -> tuple[int, Result]:
    weights: list[int] = []
    result = function(task, weights.append)
    return sum(weights), result


def gather_part(task: Task, tell: Tell) -> Gathered:
    """Examine the documents of one part."""
    return gather(
        task.shared.read(task.part),
        task.shared.check.corpus,
        lambda raw, _: tell(raw.weight),
    )
