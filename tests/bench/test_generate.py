"""Documents made for measuring are such as the corpus might hold."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

import khronika

ROOT = Path(__file__).parents[2]
ARTICLES = 250


def generate(folder: Path, *options: str) -> Path:
    command = [sys.executable, "-m", "bench.generate", str(folder), *options]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "bundle"
    return generate(folder, "--articles", f"{ARTICLES}")


def test_check_finds_nothing(bundle: Path) -> None:
    report = khronika.check(source=bundle)
    assert report.articles == ARTICLES
    assert not report.findings


def test_documents_are_of_the_size_and_density_of_news(bundle: Path) -> None:
    lines = (bundle / "articles-00000.jsonl").read_bytes().splitlines()
    assert all(19_000 <= len(line) <= 27_000 for line in lines)
    documents = [orjson.loads(line) for line in lines]
    annotations = sum(
        len(layer["annotations"]) for one in documents for layer in one["layers"].values()
    )
    letters = sum(len(one["text"]) for one in documents)
    assert 0.03 < annotations / letters < 0.037  # 115 in 3,451 in the real article


def test_number_of_processes_and_shards_does_not_show(bundle: Path, tmp_path: Path) -> None:
    options = ("--articles", "12", "--shard-articles", "5", "--workers", "2")
    other = generate(tmp_path / "other", *options, "--ending", ".jsonl.zst")
    assert [path.name for path in sorted(other.glob("articles-*"))] == [
        f"articles-0000{number}.jsonl.zst" for number in range(3)
    ]
    exported = khronika.open_corpus(other)
    assert [one.text for one in exported] == [
        orjson.loads(line)["text"]
        for line in (bundle / "articles-00000.jsonl").read_bytes().splitlines()[:12]
    ]
