"""Records: what a file says, what is absent, and references resolved."""

import datetime
import json
import types
import typing
from typing import Any

import corpora
import msgspec
import pytest

from khronika import model, open_corpus, records, schema
from khronika.document import LinkedEntity, LinkedQuote
from khronika.model import Date, DateLayer, Entity, Quote
from khronika.records import convert

ENTITY = {"id": "e1", "start": 0, "end": 4, "surface": "Баку", "label": "CITY", "level": "NAM"}
DATE = {"id": "d1", "start": 0, "end": 5, "surface": "вчера", "type": "DATE", "value": "2025-10-23"}
LAYER = {
    "article": "a",
    "layer": "dates",
    "text_sha256": "0" * 64,
    "revision": 1,
    "status": "single",
    "annotators": ["somebody"],
    "annotations": [DATE],
}


@pytest.fixture(scope="module")
def document():
    return open_corpus()[corpora.REAL_ARTICLE]


def test_a_mention_has_its_registry_entry(document):
    mention = document.entities[0]
    assert isinstance(mention, LinkedEntity)
    assert (mention.surface, mention.entity_id) == ("Владимир Путин", "vladimir-putin")
    assert mention.entity is document.registry["vladimir-putin"]
    assert mention.entity.wikidata == "Q7747"


def test_linking_changes_nothing_that_the_file_says(document):
    for linked, record in zip(document.entities, document.annotations("entities"), strict=True):
        for name in Entity.__struct_fields__:
            assert getattr(linked, name) == getattr(record, name)
        assert (linked.entity is None) == (record.entity_id is None)
        assert tuple(holder.id for holder in linked.holders) == record.holder_ids
    for linked, record in zip(document.quotes, document.annotations("quotes"), strict=True):
        assert isinstance(linked, LinkedQuote)
        for name in Quote.__struct_fields__:
            assert getattr(linked, name) == getattr(record, name)
        assert tuple(speaker.id for speaker in linked.speakers) == record.speaker_ids


def test_holders_are_linked(document):
    holders = [mention.holders for mention in document.entities if mention.holders]
    assert holders
    assert {holder.label for linked in holders for holder in linked} == {"PERSON"}


def test_a_layer_that_is_not_there_has_no_annotations(document):
    bare = msgspec.structs.replace(document, layers={})
    assert (bare.entities, bare.dates, bare.quotes) == ((), (), ())


def test_absent_fields_take_their_defaults():
    mention = convert(ENTITY, Entity)
    assert (mention.entity_id, mention.metonymy, mention.holder_ids) == (None, None, ())
    date = convert(DATE, Date)
    unset = (date.mod, date.anchor, date.begin, date.end_point, date.quant, date.freq)
    assert unset == (None,) * 6


@pytest.mark.parametrize(
    ("value", "record"), [(ENTITY, Entity), (DATE, Date), (LAYER, DateLayer)], ids=["e", "d", "l"]
)
def test_absent_fields_stay_absent(value, record):
    written = msgspec.to_builtins(convert(value, record))
    assert json.loads(json.dumps(written)) == value


def test_null_stays_where_it_has_a_meaning():
    date = convert(DATE | {"surface": None}, Date)
    assert msgspec.to_builtins(date) == DATE | {"surface": None}
    created = convert({"value": None, "status": "unknown"}, model.CreationTime)
    assert msgspec.to_builtins(created) == {"value": None, "status": "unknown"}


def test_references_have_their_plain_name_in_files():
    mention = convert(ENTITY | {"entity": "baku", "holders": ["a", "b"]}, Entity)
    assert (mention.entity_id, mention.holder_ids) == ("baku", ("a", "b"))
    written = msgspec.to_builtins(mention)
    assert (written["entity"], written["holders"]) == ("baku", ("a", "b"))


def test_calendar_dates_are_dates():
    created = convert({"value": "2025-10-24", "status": "stated"}, model.CreationTime)
    assert created.value == datetime.date(2025, 10, 24)


@pytest.mark.parametrize(
    ("value", "record", "place"),
    [
        (ENTITY | {"start": 1.5}, Entity, r"\$\.start"),
        (ENTITY | {"start": "0"}, Entity, r"\$\.start"),
        (ENTITY | {"start": True}, Entity, r"\$\.start"),
        (
            LAYER | {"annotations": [DATE, DATE | {"end": None}]},
            DateLayer,
            r"annotations\[1\]\.end",
        ),
        ({"value": "2025-02-30", "status": "stated"}, model.CreationTime, r"\$\.value"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(value, record, place):
    with pytest.raises(msgspec.ValidationError, match=place):
        convert(value, record)


def test_records_are_frozen(document):
    for record in (document, document.article, document.entities[0], document.quotes[0]):
        with pytest.raises(AttributeError):
            record.id = "other"


def test_roles_come_in_their_order():
    corpus = open_corpus(corpora.BASE)
    quote = corpus[corpora.BASE_ARTICLE].quotes[3]
    assert [(role, index, span.surface) for role, index, span in quote.roles()] == [
        ("content", 0, "Работы шли около трёх лет"),
        ("content", 1, "Первое судно придёт 1 ноября"),
        ("cue", 0, "рассказала"),
        ("source", 0, "Верескова"),
        ("addressee", 0, "журналистам"),
    ]


def test_labels_are_in_the_order_of_the_class_labels_for_ever():
    """New labels go last: a model trained on an older release must not read other classes."""
    assert model.ENTITY_LABELS[:16] == (
        *("PERSON", "ORGANIZATION", "COUNTRY", "REGION", "CITY", "LOCATION", "FACILITY", "NORP"),
        *("PROFESSION", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "MONEY", "PERCENT", "NUMBER"),
    )
    assert model.DATE_TYPES == ("DATE", "TIME", "DURATION", "SET")
    assert model.QUOTE_TYPES == ("direct", "mixed", "indirect")


@pytest.mark.parametrize("kind", ["article", *model.LAYERS])
def test_records_have_their_fields_in_the_order_of_the_schema(kind):
    assert _field_order(records.RECORDS[kind]) == _key_order(schema.key_order(kind))


def _field_order(of: Any) -> Any:
    """Return the keys of a record by what they hold; None where that is no record."""
    if typing.get_origin(of) in (tuple, types.UnionType):
        return next(filter(None, map(_field_order, typing.get_args(of))), None)
    if not (isinstance(of, type) and issubclass(of, msgspec.Struct)):
        return None
    return [(field.encode_name, _field_order(field.type)) for field in msgspec.structs.fields(of)]


def _key_order(order: schema.KeyOrder) -> Any:
    if order.items:
        return _key_order(order.items)
    keys = [(key, _key_order(inner)) for key, inner in order.fields.items() if key != "$schema"]
    return keys or None
