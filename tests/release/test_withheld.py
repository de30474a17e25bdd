"""Texts that may not be passed on: no string of them is in a release, everything else is.

The corpus is one in which some articles are withheld and some are not, in one shard and in splits
of their own. Wherever its texts are kept, it gives the same release.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import corpora
import datasets
import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from khronika import baseline, bundled, cli, export_bundle, parsed_shards
from khronika.checker import check
from khronika.release import columns
from khronika.release.builder import build
from khronika.source.compression import zstd
from khronika.source.tree import Tree
from khronika.withholding import NOTE

WITHHELD = (corpora.BASE_ARTICLE, "fair-opened")
"""One of several articles of its split, and the only one of another."""

CITED = "Работы шли около трёх лет"
LAYERS = ("entities", "dates", "quotes")


def change(root: Path, path: str, kind: str, **changes) -> None:
    corpora.write_json(root, path, kind, corpora.read_json(root, path) | changes)


def cite(root: Path) -> None:
    """Cite the text wherever a note may: as evidence, and as the reason of a waiver."""
    evidence = {"value": "2025-10-24", "status": "contradicted", "claimed": "2025-10-10"}
    path = corpora.article_path(corpora.BASE_ARTICLE)
    change(root, path, "article", dct=evidence | {"evidence": f"«{CITED}» was read by nobody."})
    path = corpora.layer_path("dates", corpora.BASE_ARTICLE)
    first, *others = corpora.read_json(root, path)["annotations"]
    first |= {"start": first["start"] - 2, "surface": f"В {first['surface']}"}
    change(root, path, "dates", annotations=[first, *others])
    waivers = [
        {"code": "K512", "article": corpora.BASE_ARTICLE, "reason": f"«{CITED}»: see there."}
    ]
    corpora.write_json(root, "corpus/waivers.json", "waivers", {"waivers": waivers})


def set_rights(root: Path, *, redistribute: bool) -> Path:
    for id_ in WITHHELD:
        path = corpora.article_path(id_)
        rights = corpora.read_json(root, path)["rights"] | {"redistribute": redistribute}
        change(root, path, "article", rights=rights)
    return root


def without_surfaces(value):
    """Return a layer document, or a row, with every surface null, as a public tree holds it."""
    if isinstance(value, list):
        return [without_surfaces(inner) for inner in value]
    if isinstance(value, dict):
        return {
            key: None if key == "surface" else without_surfaces(inner)
            for key, inner in value.items()
        }
    return value


def take_strings_out(root: Path) -> Path:
    """Take the strings of the texts out of the files, as a public tree has it."""
    for id_ in WITHHELD:
        change(root, corpora.article_path(id_), "article", title=None)
        for layer in LAYERS:
            path = corpora.layer_path(layer, id_)
            change(root, path, layer, **without_surfaces(corpora.read_json(root, path)))
    return root


def take_texts_out(root: Path) -> Path:
    for id_ in WITHHELD:
        (root / corpora.article_path(id_)).with_suffix(".txt").unlink()
    return root


def in_private_shards(root: Path) -> Path:
    """Return the corpus as a bundle with everything in it, as only its owner may have it."""
    bundle = root.with_name("private")
    bundle.mkdir()
    corpus = parsed_shards.subject
    lines = [export_bundle.line_of(corpus(raw), whole=True) for raw in Tree(root).documents()]
    export_bundle.export_bundle(root, bundle.with_name("public"))
    for file in bundle.with_name("public").iterdir():
        (bundle / file.name).write_bytes(file.read_bytes())
    (bundle / "articles-00000.jsonl").write_bytes(b"".join(lines))
    return bundle


def in_public_shards(root: Path) -> Path:
    return export_bundle.export_bundle(root, root.with_name("bundle"), shard_articles=2).path


WAYS = {
    "all at hand": [],
    "text at hand": [take_strings_out],
    "text gone": [take_strings_out, take_texts_out],
    "strings left": [take_texts_out],
    "private shards": [in_private_shards],
    "public shards": [in_public_shards],
    "shards without": [take_strings_out, take_texts_out, in_public_shards],
}
"""Where the texts and their strings are when the release is built."""


@pytest.fixture(scope="module")
def shown_tree(tmp_path_factory) -> Path:
    """The corpus as it would be if its texts might be passed on, with no title to lose."""
    root = corpora.mixed(tmp_path_factory.mktemp("shown") / "tree")
    cite(root)
    return root


@pytest.fixture(scope="module")
def sources(shown_tree, tmp_path_factory) -> dict[str, Path]:
    """The corpus with withheld texts, in every way that it may be kept."""
    made = {}
    for name, changes in WAYS.items():
        root = corpora.copy_of(shown_tree, tmp_path_factory.mktemp("withheld") / "tree")
        set_rights(root, redistribute=False)
        for step in changes:
            root = step(root) or root
        made[name] = root
    return made


@pytest.fixture(scope="module")
def shown(shown_tree) -> Path:
    return build(shown_tree, out=shown_tree.parent / "out").path


@pytest.fixture(scope="module")
def withheld(sources) -> Path:
    return build(sources["text gone"], out=sources["text gone"].parent / "out").path


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def rows(release: Path, config: str) -> list[dict]:
    return [
        row
        for path in sorted((release / "data" / config).glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def of_withheld(release: Path, config: str) -> list[dict]:
    return [row for row in rows(release, config) if row["article_id"] in WITHHELD]


# Not a word


SCHEMAS = sorted((bundled.root() / "schema").rglob("*.json"))
ZSTD_FRAME = re.compile(re.escape(b"\x28\xb5\x2f\xfd"))


def everything_in(folder: Path) -> Iterator[str]:
    """Yield all that the files of a folder say: their bytes, and what is compressed in them.

    Beside the values of Parquet columns that is every frame of a page, be it used or not; footers,
    statistics and the page index are not compressed.
    """
    for path, data in files(folder).items():
        yield data.decode("utf-8", "ignore")
        if path.endswith(".parquet"):
            frames = [match.start() for match in ZSTD_FRAME.finditer(data)]
            assert frames
            for start in frames:
                frame = zstd.ZstdDecompressor().decompress(data[start:])
                yield frame.decode("utf-8", "ignore")
            yield json.dumps(pq.read_table(folder / path).to_pylist(), default=str)
            yield json.dumps(
                pq.read_table(folder / path).to_pylist(), default=str, ensure_ascii=False
            )


@pytest.fixture(scope="module")
def words(shown_tree) -> set[str]:
    """Every word of the withheld texts that is long enough, and stands in no other file.

    That is, in no other text, in no name of the registry, and in no example of a schema.
    """

    registry = corpora.read_json(shown_tree, "annotations/registry/v1/registry.json")["entities"]
    secret, shown = [], [entry["name"] for entry in registry]
    shown += [path.read_text(encoding="utf-8") for path in SCHEMAS]
    for path in shown_tree.glob("corpus/articles/*/*.txt"):
        (secret if path.stem in WITHHELD else shown).append(path.read_text(encoding="utf-8"))
    found = set(re.findall(r"[а-яё]{4,}", " ".join(secret).casefold()))
    found = {word for word in found if word not in " ".join(shown).casefold()}
    assert len(found) > 25
    return found


def told(folder: Path, words: set[str]) -> set[str]:
    """Return the words that are anywhere in the folder, in letters or as JSON escapes them."""
    forms = {form: word for word in words for form in (word, json.dumps(word)[1:-1])}
    everything = "\0".join(everything_in(folder)).casefold()
    return {word for form, word in forms.items() if form in everything}


def test_the_search_would_find_every_word(shown, words):
    assert told(shown, words) == words


def test_no_word_is_anywhere_in_the_release(withheld, words):
    assert told(withheld, words) == set()


@pytest.mark.parametrize("way", [way for way in WAYS if way != "text gone"])
def test_however_the_texts_are_kept_the_release_is_the_same(sources, way, withheld, tmp_path):
    assert files(build(sources[way], out=tmp_path).path) == files(withheld)


@pytest.mark.parametrize("way", WAYS)
def test_no_word_goes_into_a_bundle(sources, way, words, tmp_path):
    bundle = export_bundle.export_bundle(sources[way], tmp_path / "bundle").path
    assert told(bundle, words) == set()
    assert check(bundle).ok


def test_a_pass_loses_its_surfaces_in_a_bundle(sources, words, tmp_path):
    root = corpora.copy_of(sources["all at hand"], tmp_path / "tree")
    for layer in LAYERS:
        value = corpora.read_json(root, corpora.layer_path(layer, corpora.BASE_ARTICLE))
        path = f"annotations/passes/case-writer/{layer}/v1/2025/{corpora.BASE_ARTICLE}.json"
        corpora.write_json(root, path, layer, value)
    assert told(export_bundle.export_bundle(root, tmp_path / "bundle").path, words) == set()
    kept = build(root, out=tmp_path / "kept").path
    take_texts_out(take_strings_out(root))
    for layer in LAYERS:
        value = corpora.read_json(root, corpora.layer_path(layer, corpora.BASE_ARTICLE))
        path = f"annotations/passes/case-writer/{layer}/v1/2025/{corpora.BASE_ARTICLE}.json"
        corpora.write_json(root, path, layer, value)
    assert files(build(root, out=tmp_path / "gone").path) == files(kept)
    assert "## Agreement" in (kept / "README.md").read_text(encoding="utf-8")
    assert told(kept, words) == set()


# All the rest


STRINGS = {
    "articles": {"title", "text", "dct_evidence", "redistribute", "paragraphs"},
    "entities": {"sentence", "sentence_start", "sentence_end"},
    "dates": {"sentence", "sentence_start", "sentence_end"},
    "quotes": {"content_text", "cue_text", "source_text"},
}
"""Columns that tell what a text reads, beside surfaces, or what only the text can tell."""


@pytest.mark.parametrize("config", STRINGS)
def test_offsets_labels_and_ids_stay(config, withheld, shown):
    def kept(row: dict) -> dict:
        row = without_surfaces(row) if row["article_id"] in WITHHELD else row
        hidden = STRINGS[config] if row["article_id"] in WITHHELD else {"redistribute"}
        return {name: value for name, value in row.items() if name not in hidden}

    assert [kept(row) for row in rows(withheld, config)] == [
        kept(row) for row in rows(shown, config)
    ]


@pytest.mark.parametrize("config", STRINGS)
def test_strings_are_null(config, withheld):
    nulls = STRINGS[config] - {"dct_evidence", "redistribute", "paragraphs"}
    found = of_withheld(withheld, config)
    assert found
    for row in found:
        assert {row[name] for name in nulls} == {None}
        assert row.get("paragraphs", []) == []
        assert orjson.dumps(row, default=str) == orjson.dumps(without_surfaces(row), default=str)
    if config == "articles":
        assert [row["dct_evidence"] for row in found] == [None, NOTE]
        assert {row["redistribute"] for row in found} == {False}


def test_a_withheld_article_has_one_row_without_tokens(withheld, shown):
    found = of_withheld(withheld, "tokens")
    nothing = dict.fromkeys(columns.arrow_schema("tokens").names)
    assert sorted(row["article_id"] for row in found) == sorted(WITHHELD)
    assert [row | {"article_id": None} for row in found] == [nothing] * 2
    others = [row for row in rows(withheld, "tokens") if row["article_id"] not in WITHHELD]
    assert others == [row for row in rows(shown, "tokens") if row["article_id"] not in WITHHELD]


@pytest.mark.parametrize("config", columns.CONFIGS)
def test_a_withheld_release_loads(config, withheld):
    for streaming in (False, True):
        loaded = datasets.load_dataset(str(withheld), config, streaming=streaming)
        found = [row for split in loaded.values() for row in split]
        assert len(found) == len(rows(withheld, config))


# Where the text is at hand, it is checked


@pytest.mark.parametrize("way", WAYS)
def test_a_withheld_corpus_passes_the_check(sources, way):
    report = check(sources[way])
    assert report.ok
    is_gone = way in ("text gone", "strings left", "public shards", "shards without")
    codes = [finding.code for finding in report.findings]
    assert codes == (["K018"] * 2 if is_gone else [])


@pytest.mark.parametrize("way", ["all at hand", "text at hand"])
def test_spans_are_checked_against_a_text_at_hand(sources, way, tmp_path):
    root = corpora.copy_of(sources[way], tmp_path / "tree")
    path = corpora.layer_path("dates", corpora.BASE_ARTICLE)
    first, *others = corpora.read_json(root, path)["annotations"]
    first["end"] += 1
    if first["surface"]:
        first["surface"] += " "
    change(root, path, "dates", annotations=[first, *others])
    (found,) = (finding for finding in check(root).findings if finding.code == "K303")
    told = {edit.pointer: edit.value for edit in found.fix.edits}
    assert ("/annotations/0/surface" in told) is (way == "all at hand")


def test_a_release_and_its_sources_are_the_same_baseline(sources, withheld):
    released = baseline.read(str(withheld), sources["text gone"])
    for way in ("all at hand", "text at hand", "strings left", "private shards"):
        found = check(sources[way], against=str(withheld)).findings
        assert {f.code for f in found} <= {"K018"}
    assert [released.text_of(id_) for id_ in WITHHELD] == [None, None]


# Other ways out


@pytest.mark.parametrize("way", ["all at hand", "text at hand", "text gone"])
def test_tei_needs_to_be_asked_for(sources, way, tmp_path, monkeypatch):
    monkeypatch.chdir(sources[way])
    export = ["export", "tei", corpora.BASE_ARTICLE, "--out", str(tmp_path / "tei")]
    refused = CliRunner().invoke(cli.main, export)
    assert refused.exit_code == 2
    assert f"the text of {corpora.BASE_ARTICLE} is withheld" in refused.output
    assert not (tmp_path / "tei").exists() or not list((tmp_path / "tei").iterdir())


@pytest.mark.parametrize("way", ["all at hand", "text at hand"])
def test_tei_of_ones_own_goes_back_without_a_change(sources, way, tmp_path, monkeypatch):
    root = corpora.copy_of(sources[way], tmp_path / "tree")
    monkeypatch.chdir(root)
    before = files(root)
    written = CliRunner().invoke(cli.main, ["export", "tei", corpora.BASE_ARTICLE, "--withheld"])
    (tmp_path / "own.xml").write_bytes(written.stdout_bytes)
    taken = CliRunner().invoke(cli.main, ["import", "tei", str(tmp_path / "own.xml"), "--update"])
    assert taken.exit_code == 0, taken.output
    assert files(root) == before


@pytest.mark.parametrize("way", WAYS)
def test_show_and_stats_do_not_fail(sources, way, words, monkeypatch):
    is_tree = (sources[way] / "corpus").is_dir()
    monkeypatch.chdir(sources[way])
    source = [] if is_tree else ["--source", str(sources[way])]
    for command in (["show", corpora.BASE_ARTICLE], ["stats"], ["stats", "--coverage"]):
        done = CliRunner().invoke(cli.main, [*command, *source])
        assert done.exit_code == 0, done.output
        if command[0] == "stats":
            assert [word for word in words if word in done.output.casefold()] == []
    if "gone" in way:
        shown = CliRunner().invoke(cli.main, ["show", corpora.BASE_ARTICLE, *source]).output
        assert "The text of this article is withheld." in shown
        assert [word for word in words if word in shown.casefold()] == []
