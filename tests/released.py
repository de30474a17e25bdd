"""What a release folder holds, as pyarrow and the manifest give it."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def manifest_of(release: Path) -> dict:
    return json.loads((release / "manifest.json").read_bytes())


def table(release: Path, config: str) -> pa.Table:
    """Return all rows of a config, those of the split first whose name comes first."""
    files = sorted((release / "data" / config).glob("*.parquet"))
    return pa.concat_tables([pq.read_table(file) for file in files])


def tables_in_order(release: Path, config: str) -> list[tuple[str, pa.Table]]:
    """Return the tables of a config with their splits, in the order of the manifest's splits."""
    entries = {entry["config"]: entry for entry in manifest_of(release)["configs"]}
    return [
        (split["split"], pq.read_table(file))
        for split in entries[config]["splits"]
        for file in sorted((release / "data" / config).glob(f"{split['split']}-*.parquet"))
    ]
