"""What tables and descriptions say otherwise than the articles, under a manifest that agrees."""

import shutil
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest
from forging import reseal, rewrite, seal, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import examples
from verifying import DATES, ENTITIES, REGISTRY, TRAIN, found

from khronika import verification
from khronika.release import manifest
from khronika.verification import opening

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
