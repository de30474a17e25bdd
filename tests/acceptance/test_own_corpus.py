"""The corpus that docs/how-to/own-corpus.md describes checks clean and builds."""

import re
from pathlib import Path

import khronika
from khronika.formatting import format_tree

PAGE = Path(__file__).parents[2] / "docs/how-to/own-corpus.md"
PATHS = (
    "corpus/corpus.json",
    "annotations/annotators.json",
    "annotations/registry/v1/registry.json",
    "corpus/articles/2025/pier.json",
    "annotations/entities/v1/2025/pier.json",
)


def test_the_corpus_of_the_page_builds(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    for path, block in zip(PATHS, blocks, strict=True):
        assert f"`{path}`" in page
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(block, encoding="utf-8")
    text = re.search(r"«(Выступила .*?)»", page)[1] + "\n"
    (tmp_path / "corpus/articles/2025/pier.txt").write_bytes(text.encode())
    format_tree(tmp_path)
    report = khronika.check(tmp_path)
    assert report.findings == ()
    release = khronika.build(tmp_path, out=tmp_path / "dist")
    assert release.path.name == "harbour-news-0.1.0"
    assert release.rows == {"articles": 1, "entities": 1, "registry": 1}
