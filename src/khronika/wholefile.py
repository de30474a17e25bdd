"""Writing a file that is there whole or not at all, even if several write it."""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_HALF = ".half-"


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream into a file that gets the name `path` once all of it is written."""
    half = path.with_name(f"{_HALF}{uuid.uuid4().hex}")
    try:
        with half.open("wb") as stream:  # pyarrow itself cannot open every path that Python can
            yield stream
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
