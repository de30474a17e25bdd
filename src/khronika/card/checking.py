"""Whether a card tells the truth of the release that it lies in."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import yaml
from markdown_it import MarkdownIt

from khronika.excerpt import shortened
from khronika.explanation import explain
from khronika.release import manifest
from khronika.release.content import type_of

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "README.md"
"""Name of the card in a release."""

_FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)

Entry = dict[str, Any]


def problems(folder: Path) -> Iterator[str]:
    """Yield what the card in a release folder has wrong, one message for each thing.

    Its front matter is held against its schema, against the manifest and against the Parquet
    files: configs, splits, rows, bytes, columns and their types. Every picture must be there.

    Parameters
    ----------
    folder : pathlib.Path
        A release folder with a sound manifest and Parquet files that can be read.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        yield f"{NAME} cannot be read: {error}"
        return
    matter = _FRONT_MATTER.match(text)
    if not matter:
        yield f"{NAME} has no front matter: it has to begin with YAML between two lines of `---`"
        return
    yield from _broken_links(folder, text[matter.end() :])
    try:
        value = yaml.safe_load(matter[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        yield f"{NAME}: the front matter is no YAML: {shortened(str(error), 200)}"
        return
    violations = explain("card", value)
    for violation in violations:
        where = ".".join(map(str, violation.path)) or "the front matter"
        yield f"{NAME}: {where}: {violation.message}"
    if not violations:
        told = orjson.loads((folder / manifest.NAME).read_bytes())
        yield from _compared(folder, value, told)


def _broken_links(folder: Path, body: str) -> Iterator[str]:
    for target in dict.fromkeys(_targets(body)):
        if not re.match(r"\w+:|#", target) and not (folder / target).is_file():
            yield f"{NAME} links to {shortened(target)}, which is not in the release"


def _targets(body: str) -> Iterator[str]:
    """Yield what links and pictures of some Markdown point to."""
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        for child in token.children or ():
            yield from (str(child.attrs[name]) for name in ("href", "src") if name in child.attrs)


def _compared(folder: Path, value: Entry, told: Entry) -> Iterator[str]:
    """Yield where the front matter differs from the manifest and from the files it names."""
    loadable = {entry["config"]: entry for entry in told["configs"] if entry["splits"]}
    for key, name in (("configs", "config_name"), ("dataset_info", "config_name")):
        named = [entry[name] for entry in value[key]]
        if sorted(named) != sorted(loadable):
            yield _differ(key, ", ".join(named), ", ".join(loadable), "configs")
    for config in value["configs"]:
        if entry := loadable.get(config["config_name"]):
            yield from _config(config, entry, told)
    for info in value["dataset_info"]:
        if entry := loadable.get(info["config_name"]):
            yield from _info(folder, info, entry, told)
    defaults = [config["config_name"] for config in value["configs"] if config.get("default")]
    if defaults != [name for name in ("articles",) if name in loadable]:
        yield f"{NAME}: the default config is {', '.join(defaults) or 'missing'}, not articles"


def _differ(where: str, found: object, expected: object, what: str) -> str:
    return f"{NAME}: {where}: {what} {found}; the release has {expected}"


def _config(config: Entry, entry: Entry, told: Entry) -> Iterator[str]:
    where = f"configs, {config['config_name']}"
    if config["version"] != told["version"]:
        yield _differ(where, config["version"], told["version"], "version")
    if config["description"] != f"content {entry['content_sha256']}":
        yield _differ(where, config["description"], entry["content_sha256"], "hash")
    for split in entry["splits"]:
        files = set(_files(told, config["config_name"], split["split"]))
        patterns = [one["path"] for one in config["data_files"] if one["split"] == split["split"]]
        paths = [file["path"] for file in told["files"]]
        matched = {path for path in paths for pattern in patterns if fnmatchcase(path, pattern)}
        if matched != files:
            here = f"{where}, {split['split']}"
            yield _differ(here, ", ".join(sorted(matched)), ", ".join(sorted(files)), "files")
    extra = {one["split"] for one in config["data_files"]} - {s["split"] for s in entry["splits"]}
    for split in sorted(extra):
        yield f"{NAME}: {where}: there is no split {split} in the release"


def _files(told: Entry, config: str, split: str) -> Mapping[str, Entry]:
    """Return the Parquet files of one split of one config, by path."""
    return {
        file["path"]: file
        for file in told["files"]
        if (file.get("config"), file.get("split")) == (config, split)
    }


def _info(folder: Path, info: Entry, entry: Entry, told: Entry) -> Iterator[str]:
    import pyarrow.parquet as pq

    where = f"dataset_info, {info['config_name']}"
    splits = {split["name"]: split for split in info["splits"]}
    if set(splits) != {split["split"] for split in entry["splits"]}:
        names = ", ".join(split["split"] for split in entry["splits"])
        yield _differ(where, ", ".join(splits), names, "splits")
    sizes = 0
    for name, split in splits.items():
        files = _files(told, info["config_name"], name)
        rows = sum(pq.read_metadata(folder / path).num_rows for path in files)
        size = sum((folder / path).stat().st_size for path in files)
        sizes += size
        if split["num_examples"] != rows:
            yield _differ(f"{where}, {name}", split["num_examples"], rows, "num_examples")
        if split["num_bytes"] != size:
            yield _differ(f"{where}, {name}", split["num_bytes"], size, "num_bytes")
        for path in files:
            yield from _columns(where, info["features"], pq.read_schema(folder / path), path)
    for key in ("download_size", "dataset_size"):
        if info[key] != sizes:
            yield _differ(where, info[key], sizes, key)


def _columns(where: str, features: list[Entry], schema: "pa.Schema", path: str) -> Iterator[str]:
    """Yield the columns in which the card's features and a Parquet file differ."""
    from datasets import Features

    try:
        read = Features._from_yaml_list(features)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield f"{NAME}: {where}: `datasets` cannot read the features: {shortened(str(error), 200)}"
        return
    told = {name: _of_feature(feature) for name, feature in read.items()}
    there = {field.name: type_of(field.type) for field in schema}
    for name in sorted(told.keys() | there.keys()):
        if told.get(name) != there.get(name):
            found, expected = told.get(name, "missing"), there.get(name, "no such column")
            yield _differ(where, found, f"{expected} in {path}", f"column {shortened(name)} is")
    if list(told) != list(there) and told == there:
        yield f"{NAME}: {where}: the columns are in another order than in {path}"


def _of_feature(feature: Any) -> Any:
    """Describe a feature as `type_of` describes its column; labels are strings in Parquet."""
    from datasets import ClassLabel, List

    if isinstance(feature, dict):
        return {name: _of_feature(inner) for name, inner in feature.items()}
    if isinstance(feature, List):
        return [_of_feature(feature.feature)]
    return "string" if isinstance(feature, ClassLabel) else str(feature.pa_type)
