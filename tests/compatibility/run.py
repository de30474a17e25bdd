"""Open a release with the oldest versions of what people read it with, and without our package.

A virtual environment with the versions of `oldest.txt` is made from the package index; in it and in
the environment that runs this, every config and split is read: by `datasets`, streamed and not, by
pyarrow, pandas, polars and duckdb. Rows and types must be the same everywhere, labels must have
their names, and the logical hashes must be those of the manifest under either pyarrow. Nor may the
older `datasets` serve the rows of an older release that lay in the same place.

Run it as `python tests/compatibility/run.py RELEASE`, on a folder that `khronika build` made.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
import corpora

from khronika.release import columns, content
from khronika.release.builder import build

HERE = Path(__file__).parent
APART = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
}
READERS = ("datasets", "pyarrow", "pandas", "polars", "duckdb")


def oldest(folder: Path) -> Path:
    """Make the environment of `oldest.txt`; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = ["--quiet", "--no-deps", "--only-binary=:all:", "-r", str(HERE / "oldest.txt")]
    subprocess.run([python, "-m", "pip", "install", *packages], check=True)
    looking = [python, "-c", "import khronika"]
    done = subprocess.run(looking, cwd=folder, env=APART, check=False, capture_output=True)
    assert done.returncode, "our package is in the environment that should do without it"
    return python


def told(python: str | Path, scratch: Path, *arguments: str | Path) -> Any:
    """Return what `reading.py` prints, run with a cache of its own."""
    command = [python, HERE / "reading.py", *arguments]
    apart = APART | {"HF_HOME": str(scratch / "huggingface")}
    done = subprocess.run(command, cwd=scratch, env=apart, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def described(column: columns.Column) -> Any:
    """Return the type of a column as `reading.py` tells it."""
    one: Any = {field.name: described(field) for field in column.fields} or column.type
    one = {"labels": list(column.labels)} if column.labels else one
    return [one] if column.many else one


def compare(release: Path, readings: dict[str, Any]) -> None:
    """Hold what was read against the columns, the manifest, and one another."""
    manifest = json.loads((release / "manifest.json").read_bytes())
    hashes = {
        file["path"]: file["content_sha256"] for file in manifest["files"] if "config" in file
    }
    for name, reading in readings.items():
        assert reading["content"] == hashes, f"{name}: other content hashes than the manifest's"
        for entry in manifest["configs"]:
            config = entry["config"]
            expected = {column.name: described(column) for column in columns.COLUMNS[config]}
            splits = reading["configs"][config]
            assert list(splits) == [split["split"] for split in entry["splits"]], (name, config)
            for split, found in splits.items():
                place = f"{name}, {config}, {split}"
                assert found["features"] == expected, f"{place}: other types than the columns'"
                assert found["streamed features"] == expected, f"{place}: other types streamed"
                assert len(set(found["rows"].values())) == 1, f"{place}: {found['rows']}"
    first, second = (reading["configs"] for reading in readings.values())
    assert first == second, "rows differ from one environment to the other"


def releases(scratch: Path) -> list[Path]:
    """Build two releases of a small corpus, of which the newer has another genre."""
    root = corpora.copy_of_base(scratch / "tree")
    path = corpora.article_path(corpora.BASE_ARTICLE)
    made = []
    for number, genre in (("0.1.0", "news"), ("0.2.0", "report")):
        corpora.change_info(root, version=number)
        article = corpora.read_json(root, path)
        corpora.write_json(root, path, "article", article | {"genre": genre})
        made.append(build(root, out=scratch / "out", configs=["articles"]).path)
    return made


def main(release: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        older = oldest(scratch / "oldest")
        environments = {"these versions": Path(sys.executable), "the oldest versions": older}
        readings = {
            name: told(python, scratch, "read", release, content.__file__)
            for name, python in environments.items()
        }
        compare(release, readings)
        seen = told(older, scratch, "swap", *releases(scratch), scratch / "place")
        assert seen == ["news", "report"], f"an older release was served from the cache: {seen}"
    pins = dict(line.split("==") for line in (HERE / "oldest.txt").read_text().split("\n")[1:-1])
    for name in READERS:
        sys.stdout.write(f"{name}: {pins[name]} and {version(name)} read the same\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
