"""Making a tampered release agree with itself again, as a careful forger would."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from huggingface_hub import DatasetCardData

from khronika import canonical, card, croissant
from khronika.release import manifest
from khronika.release.content import ContentHash, table_sha256

Json = dict[str, Any]


def told(release: Path) -> Json:
    """Return what the manifest says."""
    return json.loads((release / manifest.NAME).read_bytes())


def sealed(value: Json, to_bytes: Callable[[Json], bytes] = orjson.dumps) -> bytes:
    """Return a manifest that is whole, whatever it says."""
    empty = to_bytes(value | {manifest.OWN_HASH: "0" * 64})
    return to_bytes(value | {manifest.OWN_HASH: hashlib.sha256(empty).hexdigest()})


def seal(release: Path, value: Json) -> None:
    """Write a manifest that is whole and in its form, whatever it says."""
    to_bytes = partial(canonical.to_bytes, kind="manifest")
    (release / manifest.NAME).write_bytes(sealed(value, to_bytes))


def reseal(release: Path, *, tables: bool = True, descriptions: bool = True) -> None:
    """Make the manifest agree with what is in the folder.

    `tables` are read for their rows if they can be read; `descriptions` are the card and the
    Croissant description, which say of the files what the manifest says.
    """
    value = told(release)
    for file in value["files"]:
        file |= manifest.describe_file(release, release / file["path"])
    if tables:
        _count(release, value)
    if descriptions:
        for name, describe in ((card.NAME, _card), (croissant.NAME, _croissant)):
            if (release / name).is_file():
                (release / name).write_bytes(describe((release / name).read_bytes(), value))
                _entry(value, name).update(manifest.describe_file(release, release / name))
    seal(release, value)


def _entry(value: Json, path: str) -> Json:
    (entry,) = (file for file in value["files"] if file["path"] == path)
    return entry


def _files(value: Json, config: str, split: str) -> list[Json]:
    of = (config, split)
    return [file for file in value["files"] if (file.get("config"), file.get("split")) == of]


def _count(release: Path, value: Json) -> None:
    for file in value["files"]:
        if "rows" in file:
            table = pq.read_table(release / file["path"])
            file |= {"rows": table.num_rows, "content_sha256": table_sha256(table)}
    for config in value["configs"]:
        whole = ContentHash()
        for split in config["splits"]:
            own = ContentHash()
            files = _files(value, config["config"], split["split"])
            for file in files:
                own.add(file["content_sha256"])
                whole.add(file["content_sha256"])
            split["rows"] = sum(file["rows"] for file in files)
            split["content_sha256"] = own.hexdigest()
        config["rows"] = sum(split["rows"] for split in config["splits"])
        config["content_sha256"] = whole.hexdigest()


def _card(data: bytes, value: Json) -> bytes:
    matter, body = re.fullmatch(r"---\n(.*?\n)---\n(.*)", data.decode(), re.DOTALL).groups()
    front = yaml.safe_load(matter)
    hashes = {config["config"]: config["content_sha256"] for config in value["configs"]}
    for config in front["configs"]:
        config["description"] = f"content {hashes[config['config_name']]}"
    for info in front["dataset_info"]:
        for split in info["splits"]:
            files = _files(value, info["config_name"], split["name"])
            split["num_bytes"] = sum(file["size"] for file in files)
            split["num_examples"] = sum(file["rows"] for file in files)
        size = sum(split["num_bytes"] for split in info["splits"])
        info |= {"download_size": size, "dataset_size": size}
    return f"---\n{DatasetCardData(**front).to_yaml()}\n---\n{body}".encode()


def _croissant(data: bytes, value: Json) -> bytes:
    described = orjson.loads(data)
    for one in described["distribution"]:
        if one["@type"] == "cr:FileObject":
            file = _entry(value, one["@id"])
            one |= {"contentSize": f"{file['size']} B", "sha256": file["sha256"]}
    rows = {f"{config['config']}/rows": config["rows"] for config in value["configs"]}
    for config in value["configs"]:
        for split in config["splits"]:
            rows[f"{config['config']}/rows/{split['split']}"] = split["rows"]
    for records in described["recordSet"]:
        for one in records.get("cr:annotation", ()):
            one["value"] = rows[one["@id"]]
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def rewrite(release: Path, path: str, change: Callable[[list[dict]], list[dict]]) -> None:
    """Write a table anew, with the rows that `change` makes of its rows, and seal it."""
    table = pq.read_table(release / path)
    rows = change(table.to_pylist())
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), release / path)
    reseal(release)
