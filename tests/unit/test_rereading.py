"""Documents read again are what the check has understood them to be."""

from pathlib import Path

import msgspec
import pytest

from khronika import parsed_bundle, parsed_shards
from khronika.export_bundle import export_bundle
from khronika.release.rereading import read_again
from khronika.source import RawDocument, RawFile
from khronika.source.opening import open_source
from khronika.withholding import published


def assert_same(root: Path) -> int:
    source = open_source(root)
    registry = parsed_bundle.corpus_files(source).registry
    raws = list(source.documents())
    for raw in raws:
        checked = parsed_shards.subject(raw).document(registry)
        assert checked is not None
        assert published(read_again(raw, registry)) == published(checked)
    return len(raws)


@pytest.mark.parametrize("corpus", ["own", "mixed_tree"])
def test_files_of_a_tree_and_lines_of_a_bundle(corpus, request, tmp_path):
    root = request.getfixturevalue(corpus)
    bundle = export_bundle(root, tmp_path / "bundle").path
    assert assert_same(root) == assert_same(bundle) > 1


def test_what_is_no_document_is_refused():
    raw = RawDocument("2025", "a", RawFile("corpus/articles/2025/a.json", b"{}"))
    with pytest.raises(msgspec.DecodeError):
        read_again(raw, {})
