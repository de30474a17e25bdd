"""Where a rule is spared, or looks only in some places, the whole look would find nothing more."""

import corpora
import documents
import golden
import orjson
import pytest
from breakages import CORPORA
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from khronika import bundled
from khronika.corpus_files import CorpusFiles, parse_corpus_files
from khronika.model import Entity
from khronika.parsed import parse
from khronika.rules import (
    RULES,
    k008_mixed_script_word,
    k009_lookalike_token,
    k011_crawler_residue,
    k306_unbalanced_mark,
    k407_name_mismatch,
    k503_weekday_mismatch,
    k513_unmarked_date,
)
from khronika.source import RawDocument, RawFile, RawLayer
from khronika.source.layout import place
from khronika.source.tree import Tree
from khronika.spans import RoleSpan
from khronika.subject import Subject, parse_subject

SPARED = [rule for rule in RULES if rule.spares]
PIECES = (
    *("Анна", "Верескова", "анна", "в", "ПЯТНИЦУ", "пятницу", "среда", "вчера", "Вчера", "24"),
    *("октября", "24.10.2025", "2025", "года", "г.", "1 мая", "ёж", "Ё", "ß", "İ", "c", "a", "BBC"),
    *("aн", "SMSок", "а\u0301a", "Фото:", "ФОТО:", "Подробнее", "http://a.b", "date: 2025-10-24"),
    *("2025-10-24 10:00", "©", "&nbsp;", "Читайте также", "ctrl+Enter", "Ctrl+Enter"),
    *("«", "»", '"', "„", "“", "”", "(", ")", "[", "]", "{", "1)", "-", "–", "—", "--", ",", "."),
    *("!", ":", "\n", " ", " ", " ", "\u00a0", "\t"),
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)
CORPUS = parse_corpus_files(
    {
        path: RawFile(path, data)
        for path, data in CORPORA["base"][0].items()
        if place(path) and not place(path).article
    },
    [],
)


def subject_of(files: dict[str, bytes]) -> Subject:
    kinds = {path: place(path).kind for path in files}
    document = RawDocument("2025", place(min(files)).article)
    for path, kind in kinds.items():
        file = RawFile(path, files[path])
        if kind == "article":
            document.article = file
        elif kind == "text":
            document.text = file
        else:
            document.layers.append(RawLayer(kind, file))
    return parse_subject(document)


@st.composite
def subjects(draw) -> Subject:
    """Return a document with spans at any place, one of which may be off or lack its surface."""
    files = draw(documents.file_sets(TEXTS))
    layers = [path for path in sorted(files) if path.startswith("annotations/")]
    if layers and draw(st.booleans()):
        path = draw(st.sampled_from(layers))
        value = orjson.loads(files[path])
        if value["annotations"]:
            broken = draw(st.sampled_from(value["annotations"]))
            span = broken if "start" in broken else broken["content"][0]
            span |= draw(
                st.fixed_dictionaries({}, optional={"start": st.integers(0, 99)})
                | st.fixed_dictionaries({"end": st.integers(0, 99)})
                | st.fixed_dictionaries({"surface": st.none() | TEXTS})
            )
            files[path] = orjson.dumps(value)
    return subject_of(files)


@given(subjects())
@settings(max_examples=examples(400))
def test_a_rule_that_is_spared_would_find_nothing(subject):
    assert_spared_in_vain(subject, CORPUS)


@pytest.fixture(scope="module")
def articles() -> list[Subject]:
    return [parse_subject(raw) for raw in Tree(bundled.root()).documents()]


@pytest.mark.parametrize("rule", SPARED, ids=lambda rule: rule.code)
def test_a_rule_is_spared_for_some_article_and_finds_nothing_there(rule, articles):
    corpus = parse_corpus_files(Tree(bundled.root()).corpus_files(), [])
    spared = [subject.released for subject in articles if rule.spares(subject.released, corpus)]
    assert spared
    assert not [problem for subject in spared for problem in rule.document(subject, corpus)]


@pytest.mark.parametrize("code", sorted({case.parent.name for case in golden.cases()}))
def test_a_rule_that_is_spared_in_a_golden_case_would_find_nothing(code, tmp_path):
    for case in golden.cases():
        if case.parent.name == code and not golden.is_bundle(case):
            (tmp_path / case.name).mkdir()
            golden.lay_out(case, tmp_path / case.name)
            tree = Tree(tmp_path / case.name)
            corpus = parse_corpus_files(tree.corpus_files(), tree.refusals())
            for raw in tree.documents():
                assert_spared_in_vain(parse_subject(raw), corpus)


def assert_spared_in_vain(subject: Subject, corpus: CorpusFiles) -> None:
    for rule in SPARED:
        held = subject if rule.of_passes else subject.released
        if rule.spares(held, corpus):
            assert list(rule.document(held, corpus)) == [], rule.code


def plain(text: str) -> Subject:
    article = corpora.article("port", text)
    path = corpora.article_path("port")
    return Subject(
        RawDocument("2025", "port", text=RawFile(f"{path[:-5]}.txt", text.encode())),
        text,
        parse(
            RawFile(path, orjson.dumps({"$schema": "v1/article.schema.json"} | article)), "article"
        ),
        [],
    )


@given(TEXTS)
@settings(max_examples=examples(400))
def test_words_are_looked_for_only_where_they_can_be(text):
    subject = plain(text)
    assert subject.article is not None
    dates = [match.span() for match in k513_unmarked_date._matches(subject, text)]
    assert dates == [match.span() for match in k513_unmarked_date._DATE.finditer(text)]
    if not k011_crawler_residue._may_have_residue(subject, text):
        assert not k011_crawler_residue._RESIDUE.search(text)
    if subject.vocabulary.isdisjoint(k009_lookalike_token._FOLDED):
        assert not k009_lookalike_token._TOKEN.search(text)
    runs = k008_mixed_script_word._LATIN_RUN.finditer(text)
    if not any(k008_mixed_script_word._touches(text, run) for run in runs):
        assert not k008_mixed_script_word._SEAM.search(text)
    if not k503_weekday_mismatch._ends_in_weekday(text):
        assert not k503_weekday_mismatch._BEFORE.search(text)


@given(st.lists(TEXTS, min_size=1, max_size=3))
@settings(max_examples=examples(400))
def test_marks_that_pair_at_sight_pair(parts):
    if not any(map(k306_unbalanced_mark._may_be_alone, parts)):
        text = "".join(parts)
        start, places = 0, []
        for part in parts:
            span = RoleSpan(None, "quotes", "q1", "content", (), start, start + len(part), part)
            marks = k306_unbalanced_mark._MARK.finditer(part)
            places += [(span, start + mark.start()) for mark in marks]
            start += len(part)
        assert k306_unbalanced_mark._unpaired(text, places) == []


@given(TEXTS, TEXTS, st.sampled_from(["NAM", "ADJ"]))
@settings(max_examples=examples(400))
def test_names_that_begin_alike_resemble_each_other(surface, name, level):
    for other in (name, surface + name):
        if k407_name_mismatch._begins_alike(surface, other):
            mention = Entity("e1", 0, len(surface), surface, "PERSON", level)
            assert k407_name_mismatch._resemble(surface, other, mention)
