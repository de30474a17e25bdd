"""Read a release without khronika, and print what was found in it as JSON.

`reading.py read RELEASE CONTENT` reads every config and split with every library that is installed;
`CONTENT` is the file `content.py` of khronika, which needs no other file of it. `reading.py swap
OLDER NEWER PLACE` loads the first release at `PLACE`, puts the other there, and loads that.
"""

import datetime
import hashlib
import importlib.util
import json
import math
import os
import shutil
import sys
from pathlib import Path

import datasets
import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq


def digest(rows) -> str:
    """Return a hash of rows, whatever a library makes of null, of numbers beside it, of lists."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(plain(row), sort_keys=True, ensure_ascii=False).encode())
    return found.hexdigest()


def plain(value):
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if hasattr(value, "tolist"):  # an array or a number of numpy
        value = value.tolist()
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else as_integer(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if type(value) is datetime.date:
        return value.isoformat()
    raise TypeError(f"{value!r} is a {type(value)}, which no column of a release holds")


def as_integer(value: float) -> int:
    if not value.is_integer():
        raise TypeError(f"{value} should be an integer")
    return int(value)


def with_names(value, feature):
    """Return a value of `datasets` with the names of labels for their integers."""
    if value is None:
        return None
    if isinstance(feature, datasets.ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, dict):
        return {name: with_names(value[name], inner) for name, inner in feature.items()}
    if (inner := of_list(feature)) is not None:
        return [with_names(one, inner) for one in value]
    return value


def of_list(feature):
    """Return the feature of the items of a list, which each version has its own way to write."""
    return feature[0] if isinstance(feature, list) else getattr(feature, "feature", None)


def described(feature):
    if isinstance(feature, datasets.ClassLabel):
        return {"labels": feature.names}
    if isinstance(feature, dict):
        return {name: described(inner) for name, inner in feature.items()}
    if (inner := of_list(feature)) is not None:
        return [described(inner)]
    return feature.dtype


def by_datasets(release: Path, config: str, *, streaming: bool) -> dict:
    loaded = datasets.load_dataset(str(release), config, streaming=streaming)
    found = {}
    for split, rows in loaded.items():
        features = dict(rows.features)
        found[split] = {
            "rows": digest(with_names(row, features) for row in rows),
            "features": described(features),
        }
    return found


def by_duckdb(pattern: str) -> list[dict]:
    with duckdb.connect() as connection:
        connection.execute("select * from read_parquet(?)", [pattern])
        names = [name for name, *_ in connection.description]
        return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]


def by_pandas(files: list[Path]) -> list[dict]:
    return [row for file in files for row in pandas.read_parquet(file).to_dict("records")]


def by_files(release: Path, config: str, split: str) -> dict[str, str]:
    pattern = str(release / "data" / config / f"{split}-*.parquet")
    files = sorted((release / "data" / config).glob(f"{split}-*.parquet"))
    rows = pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()
    return {
        "pyarrow": digest(rows),
        "pandas": digest(by_pandas(files)),
        "polars": digest(polars.read_parquet(pattern).to_dicts()),
        "duckdb": digest(by_duckdb(pattern)),
    }


def content_hashes(release: Path, content: Path) -> dict[str, str]:
    """Return the logical hash of every table, as this version of pyarrow reads it."""
    spec = importlib.util.spec_from_file_location("content", content)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        path.relative_to(release).as_posix(): module.table_sha256(pq.read_table(path))
        for path in sorted(release.glob("data/*/*.parquet"))
    }


def read(release: Path, content: Path) -> dict:
    found = {"content": content_hashes(release, content), "configs": {}}
    for folder in sorted((release / "data").iterdir()):
        loaded, streamed = (
            by_datasets(release, folder.name, streaming=streaming) for streaming in (False, True)
        )
        found["configs"][folder.name] = {
            split: {
                "features": loaded[split]["features"],
                "streamed features": streamed[split]["features"],
                "rows": {
                    "datasets": loaded[split]["rows"],
                    "datasets, streamed": streamed[split]["rows"],
                    **by_files(release, folder.name, split),
                },
            }
            for split in loaded
        }
    return found


def swap(older: Path, newer: Path, place: Path) -> list[str]:
    """Return the genres of the articles at `place`, of one release and then of the other."""
    seen = []
    for release in (older, newer):
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(release, place)
        for file in place.rglob("*"):
            os.utime(file, (1, 1))
        seen += list(datasets.load_dataset(str(place), "articles", split="train")["genre"])
    return seen


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    json.dump({"read": read, "swap": swap}[command](*map(Path, paths)), sys.stdout)
