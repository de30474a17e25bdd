"""Taking a TEI file in as an independent pass: its annotations, and nothing else of it."""

import re
from pathlib import Path

import corpora
import pytest

import khronika
from khronika.intake import NotTaken
from khronika.tei.markup import BrokenTei
from khronika.tei.passes import import_pass

ID = corpora.BASE_ARTICLE
BODY = """
<head>Порт <placeName type="city" ref="#port-town">Ясногорск</placeName> открыл новый причал</head>
<p>В <date when="2025-10-24" anchor="dct">пятницу</date> порт Ясногорск открыл новый причал,
  сообщила директор порта <persName>Анна Верескова</persName>. Она добавила, что Марк Лужин обещал
  продлить навигацию.</p>
<p>«<said xml:id="q1">Работы шли около трёх лет</said>, — <seg type="cue">рассказала</seg>
  журналистам <persName ref="#own-id" ana="#source">Верескова</persName>. — <said prev="#q1">Первое
  судно придёт 1 ноября</said>».</p>
<p>В мэрии Ясногорска уточнили, что причал «Северный» примет до двадцати судов в год.</p>
"""
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0">{}<text><body>{}</body></text></TEI>'


def written(tmp_path, body=BODY, header="", name=ID) -> Path:
    path = tmp_path / f"{name}.xml"
    metadata = f"<teiHeader><xenoData>{header}</xenoData></teiHeader>" if header else ""
    path.write_text(TEI.format(metadata, body), "utf-8")
    return path


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_layers_are_kept_and_nothing_else_changes(base_tree, tmp_path):
    before = files(base_tree)
    done = import_pass(base_tree, written(tmp_path), "case-writer")
    assert done.annotations == {"entities": 3, "dates": 1, "quotes": 1}
    after = files(base_tree)
    assert {path: after[path] for path in before} == before
    assert {path.relative_to(base_tree).as_posix() for path in after.keys() - before.keys()} == {
        f"annotations/passes/case-writer/{layer}/v1/2025/{ID}.json"
        for layer in ("entities", "dates", "quotes")
    }
    assert khronika.check(base_tree).findings == ()


def test_ids_stay_the_annotators_own_and_speakers_may_be_left_out(base_tree, tmp_path):
    import_pass(base_tree, written(tmp_path), "case-writer")
    kept = khronika.open_corpus(base_tree)[ID].passes["case-writer"]
    ids = [mention.entity_id for mention in kept["entities"].annotations]
    assert ids == ["port-town", None, "own-id"]
    (quote,) = kept["quotes"].annotations
    assert (quote.speaker_ids, quote.resolution, len(quote.content)) == ((), "name", 2)
    for layer in kept.values():
        assert (layer.status, layer.annotators) == ("single", ("case-writer",))


def test_a_whole_export_is_a_pass_too(base_tree, tmp_path):
    from khronika.tei import writer

    document = khronika.open_corpus(base_tree)[ID]
    path = tmp_path / "any.xml"
    exported = writer.write(document)
    path.write_bytes(exported if isinstance(exported, bytes) else exported.encode())
    import_pass(base_tree, path, "case-writer")
    document = khronika.open_corpus(base_tree)[ID]
    for name, layer in document.passes["case-writer"].items():
        assert layer.annotations == document.layers[name].annotations


def test_metadata_may_name_the_article_and_its_layers(base_tree, tmp_path):
    header = f'{{"id": "{ID}", "layers": {{"entities": {{}}, "quotes": {{}}}}}}'
    body = re.sub("</?date[^>]*>", "", BODY)
    done = import_pass(base_tree, written(tmp_path, body, header, "other"), "case-writer")
    assert done.annotations == {"entities": 3, "quotes": 1}
    with pytest.raises(BrokenTei, match="`dates`, which the article does not have"):
        import_pass(base_tree, written(tmp_path, BODY, header), "case-writer", update=True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("двадцати", "тридцати"), r"differs from .* at code point 338: .*`двадц.*, here `тридц"),
        (("<head>", "<head> "), r"at code point 0: there `Порт .*, here ` Порт"),
        (("судов в год.", "судов в год"), r"at code point 358: there `\.\\n`, here ``"),
    ],
)
def test_the_text_is_the_same_to_the_letter(base_tree, tmp_path, change, told):
    path = written(tmp_path, BODY.replace(*change))
    before = files(base_tree)
    with pytest.raises(NotTaken, match=told):
        import_pass(base_tree, path, "case-writer")
    assert files(base_tree) == before


def test_what_is_there_is_replaced_only_when_asked(base_tree, tmp_path):
    import_pass(base_tree, written(tmp_path), "case-writer")
    other = written(tmp_path, BODY.replace("2025-10-24", "2025-10-17"))
    with pytest.raises(NotTaken, match="exists; replace it with --update"):
        import_pass(base_tree, other, "case-writer")
    done = import_pass(base_tree, other, "case-writer", update=True)
    assert [path.split("/")[3] for path in done.paths] == ["dates"]


@pytest.mark.parametrize(
    ("name", "annotator", "told"),
    [
        (ID, "case-writter", "did you mean `case-writer`"),
        (ID, "../case-writer", "annotators.json has no `../case-writer`"),
        (ID[:-1], "case-writer", f"did you mean `{ID}`"),
        ("other", "case-writer", "name the file after its article"),
    ],
)
def test_article_and_annotator_are_known(base_tree, tmp_path, name, annotator, told):
    with pytest.raises(NotTaken, match=re.escape(told)):
        import_pass(base_tree, written(tmp_path, name=name), annotator)


def test_all_that_is_wrong_with_the_file_is_told(base_tree, tmp_path):
    body = BODY.replace('when="2025-10-24"', 'when="24 October"').replace("<persName>", "<persNam>")
    with pytest.raises(BrokenTei):
        import_pass(base_tree, written(tmp_path, body), "case-writer")
    with pytest.raises(BrokenTei, match="not JSON"):
        import_pass(base_tree, written(tmp_path, BODY, "{id"), "case-writer")
