"""An editor holds each file of a corpus against its schema, even without `$schema` in it."""

import json
import re
from pathlib import Path

import golden
import pytest

from khronika.model import LAYERS
from khronika.source.layout import TOPS, place

ROOT = Path(__file__).parents[2]
SETTINGS = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
MAPPINGS = SETTINGS["json.schemas"]
FOLDERS = [
    *(f"annotations/{layer}/v1" for layer in LAYERS),
    *(f"annotations/passes/someone/{layer}/v1" for layer in LAYERS),
]
POSSIBLE = {
    "corpus/corpus.json",
    "corpus/retired.json",
    "corpus/scores.json",
    "corpus/waivers.json",
    "corpus/articles/undated/some-article.json",
    "annotations/annotators.json",
    "releases/0.1.0/manifest.json",
    "releases/0.1.0/articles.json",
    "annotations/registry/v1/registry.json",
    *(f"annotations/{layer}/v1/layer.json" for layer in LAYERS),
    *(f"{folder}/2025/some-article.json" for folder in FOLDERS),
}
PRESENT = {
    path.relative_to(root).as_posix()
    for root in (ROOT, golden.CASES / "base")
    for top in TOPS
    for path in (root / top).rglob("*.json")
}


def matches(pattern, path):
    """Return whether an editor finds `path` at `pattern`, where `*` stands for a name."""
    assert re.fullmatch(r"/[\w/.*-]+", pattern)
    assert "**" not in pattern
    return re.fullmatch(re.escape(pattern[1:]).replace(r"\*", "[^/]*"), path) is not None


@pytest.mark.parametrize("path", sorted(POSSIBLE | PRESENT))
def test_file_has_the_schema_of_its_kind(path):
    found = [
        mapping["url"]
        for mapping in MAPPINGS
        if any(matches(pattern, path) for pattern in mapping["fileMatch"])
    ]
    assert found == [f"./schema/v1/{place(path).kind}.schema.json"]


@pytest.mark.parametrize("mapping", MAPPINGS, ids=lambda mapping: mapping["url"])
def test_mapping_names_a_schema_and_serves_a_file(mapping):
    assert (ROOT / mapping["url"]).is_file()
    for pattern in mapping["fileMatch"]:
        assert any(matches(pattern, path) for path in POSSIBLE)


@pytest.mark.parametrize("path", ["annotations/dates/v1/2025/deep/a.json", "schema/v1/a.json"])
def test_other_files_have_none(path):
    assert not any(matches(p, path) for mapping in MAPPINGS for p in mapping["fileMatch"])
