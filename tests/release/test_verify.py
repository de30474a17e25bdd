"""`khronika verify`: a sound release is sound, and every damage is named with its file."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from forging import reseal, seal, sealed, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika import verification
from khronika.cli import main
from khronika.errors import VerificationRefused
from khronika.release import builder, manifest
from khronika.verification import opening, verify
from khronika.verification.report import MOST_SHOWN

TRAIN = "data/articles/train-00000-of-00001.parquet"
TEST = "data/articles/test-00000-of-00001.parquet"
ENTITIES = "data/entities/train-00000-of-00001.parquet"
REGISTRY = "data/registry/full-00000-of-00001.parquet"
DATES = "data/dates/train-00000-of-00001.parquet"
TEST_DATES = "data/dates/test-00000-of-00001.parquet"


@pytest.fixture
def copy(mixed_release, tmp_path) -> Path:
    """A copy of a release, to be damaged."""
    return shutil.copytree(mixed_release, tmp_path / mixed_release.name)


@pytest.fixture
def without_datasets(monkeypatch):
    """Leave out the slow step, where something else is looked for."""
    monkeypatch.setattr(opening, "mismatches", lambda *_: ())


def found(release: Path) -> dict[str, str]:
    """Return the messages of what is wrong, by file."""
    return {one.path: one.message for one in verify(release).findings}


def rewrite(release: Path, path: str, change: Callable[[list[dict]], list[dict]]) -> None:
    """Write a table anew, with the rows that `change` makes of its rows, and seal it."""
    table = pq.read_table(release / path)
    rows = change(table.to_pylist())
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), release / path)
    reseal(release)


# Sound


def stamps(release: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in [release, *release.rglob("*")]}


@pytest.mark.parametrize("name", ["own_release", "mixed_release"])
def test_a_release_is_sound(name, request):
    release = request.getfixturevalue(name)
    before = stamps(release)
    verification = verify(release)
    assert stamps(release) == before  # nothing is written
    assert (verification.findings, verification.notes) == ((), ())
    assert verification.files == sum(path.is_file() for path in release.rglob("*"))
    assert verification.rows == sum(config["rows"] for config in told(release)["configs"])


def test_a_forger_s_tools_do_no_harm_by_themselves(copy, without_datasets):
    before = (copy / "manifest.json").read_bytes()
    reseal(copy)
    assert (copy / "manifest.json").read_bytes() == before


def test_a_release_with_a_withheld_text_is_sound(base_tree, tmp_path, without_datasets):
    path = corpora.article_path(corpora.BASE_ARTICLE)
    article = corpora.read_json(base_tree, path)
    article["rights"] |= {"redistribute": False}
    corpora.write_json(base_tree, path, "article", article)
    text = "Лёд на реке сошёл 18 октября. Рыбаки ждут тепла."
    date = {"id": "d1", **corpora.span(text, "18 октября"), "type": "DATE", "anchor": "dct"}
    shown = corpora.article("ice-on-the-river", text)
    corpora.add(base_tree, shown, text, dates=[date | {"value": "2025-10-18"}])
    release = builder.build(base_tree, out=tmp_path / "out").path
    assert verify(release).findings == ()


def test_a_release_of_some_configs_is_sound_as_far_as_it_tells(
    base_tree, tmp_path, without_datasets
):
    release = builder.build(base_tree, out=tmp_path, configs=["entities", "dates"]).path
    verification = verify(release)
    assert verification.ok
    (note,) = verification.notes
    assert note.startswith("the release was built without articles and registry: ")


def test_a_release_of_another_version_of_khronika_is_not_held_to_what_ours_derives(
    copy, without_datasets
):
    value = told(copy)
    value["built_with"]["khronika"] = "0.0.9"
    seal(copy, value)
    rewrite(copy, DATES, lambda rows: [row | {"sentence": "…", "edtf": None} for row in rows])
    verification = verify(copy)
    assert verification.ok
    assert "made with khronika 0.0.9" in verification.notes[0]
    rewrite(copy, DATES, lambda rows: [row | {"value": "2024"} for row in rows])
    assert list(found(copy)) == [DATES]


# Any byte of any file


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_is_named_with_its_file(mixed_release, tmp_path_factory, data):
    names = sorted(
        path.relative_to(mixed_release).as_posix()
        for path in mixed_release.rglob("*")
        if path.is_file()
    )
    name = data.draw(st.sampled_from(names))
    whole = (mixed_release / name).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        changed = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))])
        changed += whole[place + 1 :]
    else:
        changed = whole[:place]
    folder = tmp_path_factory.mktemp("changed")
    release = shutil.copytree(mixed_release, folder / mixed_release.name)
    (release / name).write_bytes(changed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "mismatches", lambda *_: ())
        assert list(found(release)) == [name]
    shutil.rmtree(folder)


def test_what_was_damaged_cut_off_or_made_longer_is_told_apart(copy, without_datasets):
    data = (copy / TRAIN).read_bytes()
    (copy / TRAIN).write_bytes(data[:-1])
    told = f"the file has {len(data) - 1:,} bytes, and the manifest says {len(data):,}"
    assert found(copy)[TRAIN] == f"{told}: it was cut off or edited"
    (copy / TRAIN).write_bytes(data + b"\0")
    assert found(copy)[TRAIN].endswith(f" and the manifest says {len(data):,}")
    (copy / TRAIN).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert found(copy)[TRAIN].startswith("the file was damaged or edited: its SHA-256 is ")


# Files that are there or not


def test_a_missing_file_and_files_too_many(copy, without_datasets):
    (copy / TEST).unlink()
    (copy / "data/articles/train-00001-of-00002.parquet").write_bytes(b"")
    (copy / ".DS_Store").touch()
    (copy / "empty").mkdir()
    assert found(copy) == {
        TEST: "the file is missing",
        ".DS_Store": "the manifest does not name this file",
        "data/articles/train-00001-of-00002.parquet": "the manifest does not name this file",
    }


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_not_followed(copy, tmp_path, without_datasets):
    shutil.move(copy / "README.md", tmp_path / "README.md")
    (copy / "README.md").symlink_to(tmp_path / "README.md")
    shutil.move(copy / "schema", tmp_path / "schema")
    (copy / "schema").symlink_to(tmp_path / "schema")
    (copy / "LICENSE").unlink(missing_ok=True)
    os.mkfifo(copy / "LICENSE")
    (copy / "loop").symlink_to(copy)
    assert found(copy) == {
        "LICENSE": "this is no regular file",
        "README.md": "this is a symbolic link",
        "loop": "this is a symbolic link",
        "schema": "this is a symbolic link",
    }


def test_a_deep_folder_is_walked(copy, without_datasets):
    place = os.open(copy, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a", dir_fd=place)
        inner = os.open("a", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(os.open("extra", os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)
    try:
        assert [path.rsplit("/", 1)[1] for path in found(copy)] == ["extra"]
    finally:  # it is too deep for what clears pytest's folders away
        subprocess.run(["rm", "-r", copy / "a"], check=True)


# Splits


def swap(release: Path, left: str, right: str) -> None:
    (release / left).rename(release / "aside")
    (release / right).rename(release / left)
    (release / "aside").rename(release / right)


def test_swapped_files_are_told_from_damaged_ones(copy, without_datasets):
    swap(copy, DATES, TEST_DATES)
    sizes = {path: (copy / path).stat().st_size for path in (DATES, TEST_DATES)}
    assert set(found(copy)) == set(sizes)
    reseal(copy)
    messages = found(copy)
    assert "`fair-opened`, which `articles` has in `test`: were splits swapped?" in messages[DATES]


def test_swapped_files_of_one_size_are_named(copy, without_datasets):
    value = told(copy)
    for path in ("CITATION.cff", "LICENSE"):
        (copy / path).write_text(f"{path:<20}")
        value["files"].append(manifest.describe_file(copy, copy / path))
    value["files"].sort(key=lambda file: file["path"])
    seal(copy, value)
    swap(copy, "CITATION.cff", "LICENSE")
    assert found(copy)["LICENSE"] == "the file holds what belongs into CITATION.cff"


def test_swapped_splits_of_articles_are_named(copy, without_datasets):
    swap(copy, TRAIN, TEST)
    reseal(copy)
    messages = found(copy)
    assert "is in the split train, but belongs into `test`: were splits swapped?" in messages[TRAIN]
    assert "is in the split test, but belongs into `train`: were splits swapped?" in messages[TEST]


# The manifest


def change(**changes: object) -> Callable[[dict], object]:
    return lambda value: value.update(changes)


LIES: dict[str, tuple[Callable[[dict], object], str]] = {
    "a path outside": (
        lambda value: value["files"][0].update(path="../README.md"),
        "its schema refuses it at `/files/0/path`",
    ),
    "a file twice": (
        lambda value: value["files"].insert(0, value["files"][0]),
        "it names `README.md`, twice",
    ),
    "itself": (
        lambda value: value["files"][0].update(path="manifest.json"),
        "it names `manifest.json`, itself",
    ),
    "a config twice": (
        lambda value: value["configs"].append(value["configs"][0]),
        "it has the config articles twice",
    ),
    "rows of a config": (
        lambda value: value["configs"][0].update(rows=99),
        "the rows of the splits of articles do not add up to its 99",
    ),
    "rows of a split": (
        lambda value: (
            value["configs"][1]["splits"][1].update(rows=1) or value["configs"][1].update(rows=12)
        ),
        "the split validation of entities has 1 rows, and its files have 2",
    ),
    "a file in another split": (
        lambda value: next(f for f in value["files"] if "split" in f).update(split="train"),
        "where the path says otherwise",
    ),
    "a config without entry": (
        lambda value: value["configs"].pop(0),
        "it names files of articles, which is none of its configs",
    ),
    "the hash of a schema": (
        lambda value: value["configs"][0].update(schema_sha256="1" * 64),
        "the columns of articles are not those that khronika gives it",
    ),
    "the hash of all rows": (
        lambda value: value["configs"][0].update(content_sha256="1" * 64),
        "its hash of articles is not that of its files",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_manifest_that_lies_is_named(copy, lie, without_datasets):
    value = told(copy)
    LIES[lie][0](value)
    seal(copy, value)
    assert any(
        one.path == "manifest.json" and LIES[lie][1] in one.message for one in verify(copy).findings
    )


@pytest.mark.parametrize(("key", "new"), [("size", 1), ("size", 10**12), ("sha256", "1" * 64)])
def test_a_manifest_that_lies_about_a_file_is_told_with_that_file(copy, key, new, without_datasets):
    value = told(copy)
    value["files"][0][key] = new
    seal(copy, value)
    assert list(found(copy)) == ["README.md"]


def test_a_hash_of_rows_that_lies_is_told_with_what_it_is_of(copy, without_datasets):
    value = told(copy)
    value["configs"][2]["splits"][1]["content_sha256"] = "1" * 64
    seal(copy, value)
    assert found(copy) == {
        "manifest.json": "its hash of dates, test, is not that of the files of it"
    }
    (file,) = (file for file in value["files"] if file["path"] == TEST_DATES)
    file["content_sha256"] = "1" * 64
    seal(copy, value)
    assert found(copy)[TEST_DATES] == ("its rows are not those that the manifest has the hash of")


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"manifest_sha256": ""}', b"1e999",
     b'{"files": 1, "configs": {"a": null}}'],
)  # fmt: skip
def test_a_manifest_that_is_none_is_named(copy, data):
    (copy / "manifest.json").write_bytes(data)
    assert list(found(copy)) == ["manifest.json"]


def test_an_edited_manifest_is_named_though_nothing_else_tells(copy):
    text = (copy / "manifest.json").read_text("utf-8")
    (copy / "manifest.json").write_text(text.replace('"razdel": "0.5', '"razdel": "0.6'), "utf-8")
    assert "it was damaged or edited" in found(copy)["manifest.json"]


@pytest.mark.parametrize("key", ["format", "schema_major"])
def test_a_later_format_is_refused(copy, key):
    value = told(copy)
    value[key] = value[key].replace("1", "2")
    (copy / "manifest.json").write_bytes(sealed(value))
    with pytest.raises(VerificationRefused, match=r"this version of khronika reads"):
        verify(copy)


# What the rows say, with a manifest that agrees


def changed_first(**changes: object) -> Callable[[list[dict]], list[dict]]:
    return lambda rows: [rows[0] | changes, *rows[1:]]


def test_a_moved_span_is_named_by_its_rule(copy, without_datasets):
    def move(rows: list[dict]) -> list[dict]:
        annotated = next(row for row in rows if row["dates"])
        annotated["dates"][0]["start"] -= 1
        return rows

    rewrite(copy, TRAIN, move)
    assert "`yasnogorsk-2025-10-24-pier`: d1: `surface` is" in found(copy)[TRAIN]
    assert "(K301)" in found(copy)[TRAIN]


@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        (ENTITIES, changed_first(label="EVENT"), "e1`, `label` is `EVENT`, but the articles give"),
        (ENTITIES, lambda rows: rows[1:], "`mention_id` is `e2`"),
        (ENTITIES, lambda rows: rows[:-1], "it lacks the row `yasnogorsk-2025-10-24-pier e11`"),
        (ENTITIES, lambda rows: [*rows, rows[-1]], "e11`, which the articles do not give"),
        (DATES, changed_first(sentence="Нет."), "`sentence` is `Нет.`"),
        ("data/tokens/train-00000-of-00001.parquet", changed_first(ner_tags=[]), "`ner_tags`"),
        (REGISTRY, changed_first(mentions=7), "`mentions` is `7`"),
        (TRAIN, lambda rows: rows[::-1], "its rows are not in order"),
        (TRAIN, changed_first(paragraphs=[]), "`paragraphs` is `[]`"),
        (TRAIN, changed_first(text_sha256="1" * 64), "(K003)"),
        (TRAIN, changed_first(zones=None), "it cannot be read as a table"),
        (REGISTRY, lambda rows: rows[1:], None),
    ],
)  # fmt: skip
def test_rows_that_contradict_the_articles_are_named(copy, path, change, message, without_datasets):
    rewrite(copy, path, change)
    messages = found(copy)
    if message is None:
        assert "refers to `anna-vereskova`, which the registry does not have" in messages[TRAIN]
    else:
        assert message in messages[path]


def test_other_columns_are_named(copy, without_datasets):
    table = pq.read_table(copy / DATES)
    pq.write_table(table.drop_columns(["edtf"]), copy / DATES)
    reseal(copy)
    assert found(copy) == {DATES: "its columns are not those that the manifest has for dates"}


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1", b"x" * 4096])
def test_what_is_no_parquet_is_named(copy, data, without_datasets):
    (copy / DATES).write_bytes(data)
    reseal(copy, tables=False)
    assert list(found(copy)) == [DATES]


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_changed_byte_under_a_manifest_that_agrees_ends_in_no_traceback(
    mixed_release, tmp_path_factory, data
):
    whole = (mixed_release / ENTITIES).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(1, 255))
    folder = tmp_path_factory.mktemp("changed")
    release = shutil.copytree(mixed_release, folder / mixed_release.name)
    changed = whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
    (release / ENTITIES).write_bytes(changed)
    reseal(release, tables=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "mismatches", lambda *_: ())
        assert set(found(release)) <= {ENTITIES}
    shutil.rmtree(folder)


# What is beside the tables


def test_an_edited_card_is_named_even_if_the_manifest_agrees(copy):
    card = (copy / "README.md").read_text("utf-8")
    assert "num_examples: 11" in card
    (copy / "README.md").write_text(card.replace("num_examples: 11", "num_examples: 12"), "utf-8")
    assert "damaged or edited" in found(copy)["README.md"]
    reseal(copy, descriptions=False)
    assert "datasets does not open entities: " in found(copy)["README.md"]


def test_a_card_that_gives_other_columns_is_named(copy):
    card = (copy / "README.md").read_text("utf-8")
    (copy / "README.md").write_text(card.replace("'1': TIME", "'1': TIMES"), "utf-8")
    reseal(copy, descriptions=False)
    assert "dates" in found(copy)["README.md"]


def test_a_description_that_contradicts_the_tables_is_named(copy, without_datasets, monkeypatch):
    told = (("README.md", lambda folder: iter([f"{folder.name} is described otherwise"])),)
    monkeypatch.setattr(verification, "DESCRIPTIONS", told)
    assert found(copy) == {"README.md": "cases-0.1.0 is described otherwise"}


def test_another_schema_is_named(copy, without_datasets):
    path = "schema/v1/dates.schema.json"
    (copy / path).write_bytes((copy / path).read_bytes().replace(b"Dates", b"Times"))
    (copy / "schema/v1/date.schema.json").write_text("{}")
    value = told(copy)
    value["files"].append(manifest.describe_file(copy, copy / "schema/v1/date.schema.json"))
    value["files"].sort(key=lambda file: file["path"])
    seal(copy, value)
    reseal(copy)
    assert "schema/v1/date.schema.json" in found(copy)


_CITED = "title: Pier news\nauthors: [{name: The pier team}]\n"


@pytest.mark.parametrize(
    ("citation", "message"),
    [
        (f'{_CITED}version: "VERSION"\n', None),
        (_CITED, None),
        (f"{_CITED}version: 9.2.0\n", "it cites version `9.2.0`, and the release is VERSION"),
        ("- [", "it cannot be read"),
        ("[" * 50_000, "it cannot be read"),
        ("42", "it cannot be read"),
        ('version: "0.1.0"\n', "it cannot be read"),
    ],
)  # fmt: skip
def test_a_citation_of_another_release_is_named(
    release, tmp_path, citation, message, without_datasets
):
    copy = shutil.copytree(release, tmp_path / release.name)
    version = told(copy)["version"]
    (copy / "CITATION.cff").write_text(citation.replace("VERSION", version), "utf-8")
    reseal(copy)
    messages = found(copy)
    if message:
        assert message.replace("VERSION", version) in messages["CITATION.cff"]
    else:
        assert "CITATION.cff" not in messages


# What the corpus keeps of it


def test_a_forgery_that_agrees_with_itself_is_not_what_was_published(
    copy, mixed_tree, tmp_path, without_datasets, monkeypatch
):
    corpus = shutil.copytree(mixed_tree, tmp_path / "corpus")
    (corpus / "releases" / "0.1.0").mkdir(parents=True)
    shutil.copy(copy / "manifest.json", corpus / "releases" / "0.1.0")
    assert verify(copy, path=corpus).findings == ()
    (copy / "plots" / "labels.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    reseal(copy)
    assert found(copy) == {}
    (finding,) = verify(copy, path=corpus).findings
    assert (finding.path, "releases/0.1.0/" in finding.message) == ("manifest.json", True)
    monkeypatch.chdir(corpus)
    done = run(copy, "--format", "json")
    assert [one["path"] for one in json.loads(done.stdout)["findings"]] == ["manifest.json"]


# Built again


def test_built_again_it_has_the_same_bytes(copy, mixed_tree, without_datasets):
    verification = verify(copy, rebuild=True, path=mixed_tree)
    assert (verification.ok, verification.notes) == (True, ("built again: the same bytes",))


def test_rows_of_another_corpus_are_named(base_tree, tmp_path, without_datasets):
    release = builder.build(base_tree, out=tmp_path / "out").path
    path = base_tree / corpora.layer_path("dates", corpora.BASE_ARTICLE)
    path.write_text(path.read_text("utf-8").replace('"P3Y"', '"P4Y"'), "utf-8")
    verification = verify(release, rebuild=True, path=base_tree)
    assert {one.path: one.message for one in verification.findings} == {
        f"data/{config}/train-00000-of-00001.parquet": f"built again, the split train of {config} "
        "has other rows"
        for config in ("articles", "dates")
    }


def test_another_changelog_is_named(base_tree, tmp_path, without_datasets):
    (base_tree / "CHANGELOG.md").write_text("# Changelog\n")
    release = builder.build(base_tree, out=tmp_path / "out").path
    (base_tree / "CHANGELOG.md").write_text("# Changes\n")
    verification = verify(release, rebuild=True, path=base_tree)
    also = ("croissant.json", "sources/CHANGELOG.md")  # which has its hash, and its copy
    assert [one.path for one in verification.findings] == ["CHANGELOG.md", *also]
    assert verification.notes == (
        f"built again: the same rows, but other bytes in CHANGELOG.md, {', '.join(also)}",
    )


def test_other_bytes_of_another_pyarrow_are_no_fault(
    copy, mixed_tree, monkeypatch, without_datasets
):
    """The files are written anew with other settings, as another version might write them."""
    for path in copy.rglob("*.parquet"):
        pq.write_table(pq.read_table(path), path, compression="snappy")
    value = told(copy)
    value["built_with"]["pyarrow"] = "22.0.0"
    seal(copy, value)
    reseal(copy)
    verification = verify(copy, rebuild=True, path=mixed_tree)
    assert verification.ok
    (note,) = verification.notes
    assert note.startswith("built again: the same rows, but other bytes in ")
    assert f"pyarrow 22.0.0 then and {pa.__version__} now" in note


def test_a_corpus_of_another_version_is_refused(copy, mixed_tree, tmp_path, without_datasets):
    corpus = shutil.copytree(mixed_tree, tmp_path / "corpus")
    corpora.change_info(corpus, version="0.2.0")
    with pytest.raises(VerificationRefused, match=r"cases-0\.1\.0, but .* cases-0\.2\.0"):
        verify(copy, rebuild=True, path=corpus)


# The command


def run(*arguments: object):
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


def test_the_status_tells_sound_from_damaged_from_unusable(copy, tmp_path, without_datasets):
    done = run(copy)
    assert (done.exit_code, done.stdout) == (
        0, f"verified cases-0.1.0, {len(told(copy)['files']) + 1} files with 45 rows: sound\n",
    )  # fmt: skip
    (copy / "README.md").unlink()
    done = run(copy)
    assert done.exit_code == 1
    assert done.stdout.startswith("error: the file is missing\n  --> README.md\n  = help: get the ")
    assert "1 finding\nnote: datasets was not tried" in done.stdout
    for folder in (tmp_path, tmp_path / "nowhere", copy / "manifest.json"):
        done = run(folder)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "is no release: expected a folder with manifest.json" in done.stderr


def test_programs_get_json(copy, without_datasets):
    (copy / "ta\x1b[31mb\n").touch()
    done = run(copy, "--format", "json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["schema"], report["ok"]) == ("khronika-verification/1", False)
    assert [finding["path"] for finding in report["findings"]] == ["ta\x1b[31mb\n"]
    assert "\x1b" not in done.stdout
    assert "\x1b" not in run(copy).stdout


def test_many_findings_are_counted(copy, without_datasets):
    for number in range(MOST_SHOWN + 5):
        (copy / f"extra-{number}").touch()
    done = run(copy)
    assert done.stdout.count("error: ") == MOST_SHOWN
    assert "\n5 more findings\n" in done.stdout


def test_the_corpus_at_hand_is_built_again(copy, mixed_tree, monkeypatch, without_datasets):
    monkeypatch.chdir(mixed_tree)
    done = run(copy, "--rebuild")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        "note: built again: the same bytes",
    )
