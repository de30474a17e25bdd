"""Reading TEI: white space, ids, defaults, what belongs together, and what is refused."""

import re

import pytest

from khronika import tei
from khronika.tei import BrokenTei
from khronika.tei.markup import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MOST_TOLD, parse

META = '{"id": "a", "dct": "2025-10-24", "source": {"kind": "composed", "author": "me"}}'
HEAD = f"<teiHeader><xenoData>{META}</xenoData></teiHeader>"
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0">'


def source(body: str, head: str = HEAD) -> bytes:
    return f"{TEI}{head}<text><body>{body}</body></text></TEI>".encode()


def read(body: str, head: str = HEAD, **options) -> tei.Reading:
    return tei.read(source(body, head), "a.xml", **options)


def annotations(layer: str, body: str) -> list[dict]:
    return read(body).layers[layer]["annotations"]


def problems(data: bytes, **options) -> list[tuple[int, int, str, str | None]]:
    with pytest.raises(BrokenTei) as caught:
        tei.read(data, "a.xml", **options)
    return [tuple(problem) for problem in caught.value.problems]


def messages(body: str, **options) -> list[str]:
    return [message for _, _, message, _ in problems(source(body), **options)]


# White space


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>а</p><p>б</p>", "а\n\nб"),
        ("\n  <p>а</p>\n\n  <p>б</p>\n", "а\n\nб"),
        ("<p>а\n   б</p>", "а б"),
        ("<p>\n  а \n</p>", "а"),
        ("<p>а  б</p>", "а  б"),
        ("<p> а </p>", " а "),
        ("<p>а<lb/>б</p>", "а\nб"),
        ("<p>а<lb/>\n  б</p>", "а\nб"),
        ("<p>а\n  <lb/>б</p>", "а\nб"),
        ("<p>а <num>1</num>\n  б</p>", "а 1 б"),
        ("<p>а\n<num>1</num></p>", "а 1"),
        ("<p>а \n<num>\n1</num></p>", "а 1"),
        ("<p>а<num>1\n</num>б</p>", "а1 б"),
        ("<p>а&#160;б&#9;в</p>", "а\u00a0б\tв"),
        ('<p>а<g n="U+0001"/>б</p>', "а\x01б"),
        ("<p>а<!-- не\nтекст -->б</p>", "аб"),
        ("<p><![CDATA[<а>]]></p>", "<а>"),
        ("<p/><p>б</p>", "\n\nб"),
        ("<head>а</head><div><p>б</p></div>", "а\n\nб"),
    ],
)
def test_white_space_counts_by_one_rule(body, text):
    assert read(body).text == text


def test_no_edge_of_an_element_is_a_line_break_of_the_file():
    (number,) = annotations("entities", "<p>а\n <num>\n 1\n </num>\n б</p>")
    assert (number["start"], number["end"], number["surface"]) == (2, 3, "1")


def test_line_ends_of_other_systems_are_read_alike():
    assert tei.read(source("<p>а\r\nб</p>"), "a.xml").text == "а б"


# Ids


def test_ids_are_given_in_text_order_around_those_that_the_author_gave():
    body = '<p><num>1</num> <num xml:id="e1">2</num> <num xml:id="x">3</num> <num>4</num></p>'
    found = {one["surface"]: one["id"] for one in annotations("entities", body)}
    assert found == {"1": "e2", "2": "e1", "3": "e3", "4": "e4"}


def test_a_name_stands_for_the_id_that_its_element_gets():
    body = (
        '<p><date when="2025" anchor="#first">в</date> '
        '<date xml:id="first" when="2024">г</date></p>'
    )
    assert [one.get("anchor") for one in annotations("dates", body)] == ["d2", None]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<p><num xml:id="e1">1</num><num xml:id="e1">2</num></p>', "the id `e1` is that of"),
        ('<p><num xml:id="d1">1</num></p>', "`d1` cannot be the id of a <num>"),
        ('<p><date when="2025" anchor="#x">1</date></p>', "nothing here has the id `x`"),
        (
            '<p><num xml:id="x">1</num><date when="2025" anchor="#x">1</date></p>',
            "expected the id of a date, found `e1`",
        ),
    ],
)
def test_ids_that_cannot_be(body, message):
    assert any(message in one for one in messages(body))


# Quotes


def quotes(body: str) -> list[dict]:
    return annotations("quotes", body)


SAYS = '<seg type="cue">сказал</seg> <seg type="source">он</seg>'


def test_roles_belong_to_the_only_quote_of_the_paragraph():
    one, other = quotes(f'<p><said who="#a">А</said> {SAYS}</p><p><said who="#b">Б</said></p>')
    assert [part["surface"] for part in one["cue"] + one["source"]] == ["сказал", "он"]
    assert (one["resolution"], other["resolution"]) == ("pronoun", "implicit")
    assert other["cue"] == []


def test_s_keeps_the_quotes_of_a_paragraph_apart():
    body = f'<p><s><said who="#a">А</said> {SAYS}</s> <s>{SAYS} <said who="#b">Б</said></s></p>'
    assert [quote["source"][0]["start"] for quote in quotes(body)] == [9, 19]


def test_a_quote_in_a_quote_has_it_for_parent_and_its_own_roles():
    body = (
        f'<p><said who="#a">А, {SAYS}, <said who="#b">Б</said></said> <seg type="cue">да</seg></p>'
    )
    outer, inner = quotes(body)
    assert (outer["parent"], inner["parent"]) == (None, "q1")
    assert [part["surface"] for part in outer["cue"]] == ["да"]
    assert [part["surface"] for part in inner["source"]] == ["он"]


def test_one_role_can_belong_to_several_quotes():
    body = (
        '<p><said xml:id="x" who="#a">А</said> <seg type="cue" corresp="#x #y">сказал</seg> '
        '<said xml:id="y" who="#a">Б</said></p>'
    )
    assert [quote["cue"][0]["surface"] for quote in quotes(body)] == ["сказал", "сказал"]


def test_parts_of_interrupted_content_are_one_quote():
    (quote,) = quotes(
        f'<p>«<said xml:id="q1" who="#a">А</said>, — {SAYS}, — <said prev="#q1">б</said>»</p>'
    )
    assert [part["surface"] for part in quote["content"]] == ["А", "б"]


def test_a_block_of_paragraphs_is_one_content():
    (quote,) = quotes('<p>Он:</p><said who="#a"><p>А</p><p>Б</p></said><p>Всё.</p>')
    assert quote["content"] == [{"start": 5, "end": 9, "surface": "А\n\nБ"}]


@pytest.mark.parametrize(
    ("type_", "form"), [("direct", "verbatim"), ("mixed", "clause"), ("indirect", "clause")]
)
def test_form_follows_from_the_type(type_, form):
    (quote,) = quotes(f'<p><said type="{type_}" who="#a">А</said></p>')
    assert (quote["form"], quote["attitude"]) == (form, "statement")


@pytest.mark.parametrize(
    ("source_", "resolution"),
    [
        ('<seg type="source"><persName ref="#a">Лужин</persName></seg>', "name"),
        ('<persName ref="#a" ana="#source">Лужин</persName>', "name"),
        ('<seg type="source">брат <persName ref="#b">Лужина</persName></seg>', "nominal"),
        ('<placeName type="city" ref="#a" ana="#source">Баку</placeName>', "metonym"),
        ('<seg type="source">она</seg>', "pronoun"),
        ('<seg type="source">политолог</seg>', "nominal"),
        ("", "implicit"),
    ],
)
def test_resolution_follows_from_the_source(source_, resolution):
    (quote,) = quotes(f'<p>{source_} <said who="#a">А</said></p>')
    assert quote["resolution"] == resolution


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"<p>{SAYS}</p>", "a cue without `corresp`, and no quote in <p> of 1:"),
        (f"<p><said>А</said><said>Б</said>{SAYS}</p>", "a source without `corresp`, and 2 quotes"),
        ('<p><said prev="#q7">А</said></p>', "`prev` is `#q7`, no quote"),
        (
            '<p><said xml:id="q1">А</said><said prev="#q1" who="#a">Б</said></p>',
            "a further part of a quote has no `who`",
        ),
        ('<p><seg type="cue" corresp="#q1">А</seg></p>', "`corresp` is `#q1`, no quote"),
        ('<p><said>А</said> <seg type="source">он</seg></p>', "but no speakers in `who`"),
        ('<p><num ana="#sorce">1</num></p>', "`ana` is `sorce`"),
        ('<p><num corresp="#q1">1</num></p>', "`corresp` without `ana`"),
        (
            '<p><said xml:id="q1" n="1">А</said><said prev="#q1">Б</said></p>',
            "`n` is a number, and on every part",
        ),
    ],
)
def test_what_does_not_belong_together(body, message):
    assert any(message in one for one in messages(body))


# Crossing


def test_what_crosses_is_written_as_a_pair_of_points():
    body = (
        '<p>а <milestone unit="said" who="#a" spanTo="#x"/>б <persName>в</persName></p>'
        '<p><num>1<anchor xml:id="x"/>2</num></p>'
    )
    reading = read(body)
    assert reading.layers["quotes"]["annotations"][0]["content"][0]["surface"] == "б в\n\n1"
    assert len(reading.layers["entities"]["annotations"]) == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<p><milestone unit="said" spanTo="#x"/>а</p>', "no <anchor> ends this: `x`"),
        ('<p>а<anchor xml:id="x"/></p>', "nothing ends at `x`"),
        ('<p><milestone unit="sad" spanTo="#x"/>а</p>', "`unit` is `sad`"),
        ('<p><milestone unit="said"/>а</p>', "`spanTo` must name an <anchor>"),
        ('<p>а<milestone unit="said" spanTo="#x"/><anchor xml:id="x"/></p>', "marks no text"),
    ],
)
def test_pairs_that_are_none(body, message):
    assert any(message in one for one in messages(body))


# What is refused, and how it is told


@pytest.mark.parametrize(
    ("body", "message", "help_"),
    [
        ("<p><persNam>а</persNam></p>", "<persNam> is not read here", "did you mean `persName`?"),
        ('<p><num typ="x">1</num></p>', "<num> has no `typ`", "did you mean `type`?"),
        ('<p><num type="prcent">1</num></p>', "`type` of <num> is `prcent`", "`percent`?"),
        ("<p><placeName>а</placeName></p>", "`type` of <placeName> is missing", "one of country"),
        ('<p><persName type="x">а</persName></p>', "`type` of <persName> is `x`", "leave it out"),
        ('<p><rs type="event">а</rs></p>', "`level` is missing", "add `level`"),
        ('<p><num level="NOUN">а</num></p>', "`level` is `NOUN`; allowed: NAM, NOM, ADJ", ""),
        ("<p><date>а</date></p>", "<date> has neither `when` nor `value`", "give one"),
        ('<p><date when="2025" value="2025">а</date></p>', "both `when` and `value`", "give one"),
        ('<p><time type="TIME" value="T">а</time></p>', "<time> has no `type`", "leave it out"),
        ('<p><seg type="cu">а</seg></p>', "`type` of <seg> is `cu`", "did you mean `cue`?"),
        ('<p><num literal="CITY">а</num></p>', "`metonymy` is missing", "add `metonymy`"),
        ('<p><persName ref="#a #b">а</persName></p>', "expected one registry entry", "its-id"),
        ('<p><num prev="#q1">1</num></p>', "<num> has no `prev`", "it takes"),
        ("<p>а<num/></p>", "<num> marks no text", "put text into it"),
        ("<p>а<p>б</p></p>", "<p> cannot stand within a paragraph", "close the paragraph"),
        ("<num>а</num>", "<num> cannot stand between paragraphs", "put it into a <p>"),
        ("а", "expected <p>, found text: `а`", "put it into a <p>"),
        ("", "there is no text in <body>", "write it in <p>"),
        ('<p>а<g n="D"/></p>', "expected a code point such as `U+0001` in `n`, found `D`", ""),
        ("<p>а&#13;</p>", "no text may hold U+000D", "take it out"),
    ],
)
def test_what_is_not_of_the_subset_is_told_with_what_to_do(body, message, help_):
    found = problems(source(body))
    assert any(message in one[2] and re.search(help_, one[3] or "") for one in found), found


def test_everything_is_told_at_once_in_order_of_place():
    body = "\n<p>а <sad>б</sad>\n<num>в</num> <nim>г</nim></p>\nд"
    found = [(line, column) for line, column, *_ in problems(source(body))]
    assert found == [(2, 6), (3, 14), (4, 1)]


def test_no_more_than_a_page_of_it_is_printed():
    with pytest.raises(BrokenTei) as caught:
        read("<p>" + "<x>а</x>" * (MOST_TOLD + 7) + "</p>")
    assert len(caught.value.problems) == MOST_TOLD + 7
    assert caught.value.lines()[-1] == "a.xml: and 7 more"


def test_an_unknown_registry_id_is_told_where_it_stands():
    data = source('<p>а\n <persName ref="#anna-vereskva">Анна</persName></p>')
    ((line, column, message, help_),) = problems(data, registry={"anna-vereskova"})
    assert (line, column) == (2, 2)
    assert message == "`anna-vereskva` is neither in the registry nor in <standOff>"
    assert help_ == "did you mean `anna-vereskova`?"


# Metadata and registry entries


@pytest.mark.parametrize(
    ("json", "place", "message"),
    [
        ('{"id": "a",\n "dct": }', (2, 9), "not JSON: unexpected character"),
        ('{"id": "a",\n "id": "b"}', (2, 2), "the key `id` occurs twice"),
        ("[]", (1, 63), "expected a JSON object"),
        (META.replace('"id"', '\n"identity"'), (2, 13), "`identity` is not a field here"),
        (META.replace("{", '{\n"genre": "nws", ', 1), (2, 10), "`genre` is `nws`; allowed"),
        (META.replace("{", '{"layers":\n{"dats": {}}, ', 1), (2, 10), "`dats` is not a field"),
        (META.replace("{", '{"layers":\n{"dates": 1}, ', 1), (2, 11), "expected an object"),
        (
            META.replace("{", '{"layers":\n{"dates": {"status": "x"}}, ', 1),
            (2, 22),
            "`status` is `x`; allowed",
        ),
        (META.replace("2025-10-24", "24 октября"), (1, 82), "`value` is `24 октября`"),
    ],
)
def test_metadata_is_told_by_line_and_column(json, place, message):
    head = f"<teiHeader><xenoData>{json}</xenoData></teiHeader>"
    found = problems(source("<p>а</p>", head))
    assert any(one[:2] == place and message in one[2] for one in found), found


def test_metadata_must_be_there():
    assert "expected one <xenoData> in <teiHeader>, found none" in [
        problem[2] for problem in problems(source("<p>а</p>", "<teiHeader/>"))
    ]


def test_what_the_metadata_leaves_out_is_filled_in():
    reading = read("<head>Заголовок</head><p>Текст</p>", splits={"train": 1.0})
    article = reading.article
    assert (article["title"], article["genre"], article["group"]) == ("Заголовок", "news", "a")
    assert article["dct"] == {"value": "2025-10-24", "status": "stated"}
    assert article["rights"] == {"license": "CC-BY-4.0", "redistribute": True}
    assert article["zones"] == [{"kind": "heading", "start": 0, "end": 9}]
    assert article["source"]["received_sha256"] == article["text"]["sha256"]
    assert reading.layers["dates"]["annotators"] == ["me"]
    assert set(reading.layers) == {"entities", "dates", "quotes"}


def test_an_annotation_needs_its_layer():
    head = HEAD.replace("{", '{"layers": {"quotes": {}}, ', 1)
    (problem,) = problems(source("<p><num>1</num></p>", head))
    assert problem[2:] == (
        "this belongs to the layer `entities`, which the article does not have",
        "add `entities` to `layers`",
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('<listPeople><person xml:id="a"/></listPeople>', "<listPeople> is not read in <standOff>"),
        ('<listPerson><org xml:id="a"/></listPerson>', "expected <person> in <listPerson>"),
        ('<listPerson><person xml:id="a"/></listPerson>', "expected a <persName> in <person>"),
        (
            '<listPlace><place xml:id="a"><placeName>А</placeName></place></listPlace>',
            "`type` of <place> is `missing`",
        ),
        (
            '<listPerson><person xml:id="a" lnk="nil"><persName>А</persName></person></listPerson>',
            "<person> has no `lnk`",
        ),
        (
            '<listPerson><person xml:id="A!"><persName>А</persName></person></listPerson>',
            "`id` is `A!`, which is not well-formed",
        ),
        (
            '<listPerson><person xml:id="a"><persName>А</persName><idn/></person></listPerson>',
            "<idn> is not read in <person>",
        ),
    ],
)
def test_entries_that_cannot_be(entry, message):
    data = source("<p>а</p>", f"{HEAD}<standOff>{entry}</standOff>")
    assert any(message in problem[2] for problem in problems(data))


def test_an_entry_listed_twice_is_told():
    person = '<person xml:id="a"><persName>А</persName></person>'
    data = source("<p>а</p>", f"{HEAD}<standOff><listPerson>{person * 2}</listPerson></standOff>")
    assert any("is listed at" in problem[2] for problem in problems(data))


# Hostile files


BOMB = (
    b'<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<TEI>&b;</TEI>"
)
EXTERNAL = b'<!DOCTYPE TEI [<!ENTITY a SYSTEM "file:///etc/hostname">]><TEI>&a;</TEI>'
SUBSET = b'<!DOCTYPE TEI SYSTEM "http://example.org/tei.dtd"><TEI/>'


@pytest.mark.parametrize("data", [BOMB, EXTERNAL, SUBSET])
def test_no_document_type_is_read(data):
    ((_, _, message, _),) = problems(data)
    assert message == "a document type declaration (<!DOCTYPE …>) is not read"


def test_nothing_is_included_from_elsewhere():
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>'
    (message,) = messages(f"<p>{include}</p>")
    assert message == (
        "expected an element of TEI, found <include> in `http://www.w3.org/2001/XInclude`"
    )


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"", (1, 1), "expected <TEI …>, found an empty file"),
        (b"\xff\xfe<", (1, 1), "expected UTF-8, found the byte 0xff"),
        ("<TEI>\nщ\udcff".encode(errors="surrogateescape"), (2, 2), "expected UTF-8"),
        (source("<p>щ <num></p>"), None, "expected `</num>`, which closes the element of 1:"),
        (source("<p>щ &nbsp;</p>"), None, "XML does not know `&nbsp;`"),
        (source("<p>A & B</p>"), None, "expected markup; found `& B"),
        (source("<p>\x01</p>"), None, "XML cannot hold U+0001"),
        (source("<p a=1/>"), None, "not well-formed XML"),
        (source("<p a='1' a='2'/>"), None, "duplicate attribute"),
        (source("<x:p/>"), None, "a prefix without its namespace"),
        (f"{TEI}\n<p>щ".encode(), (2, 5), "the file ends before <p> of 2:1 is closed"),
        (b'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"/>', (1, 1), "expected <TEI>, found"),
        (b" " * (MAX_BYTES + 1), (1, 1), "the file has more than"),
        (source("<s>" * MAX_DEPTH), None, "elements are nested deeper than"),
        (source("<p>" + "<lb/>" * MAX_ELEMENTS + "</p>"), None, "more than 50,000 elements"),
    ],
)
def test_broken_markup_is_told_by_line_and_column(data, place, message):
    ((line, column, told, _),) = problems(data)
    assert message in told
    assert place in ((line, column), None)


def test_what_a_file_holds_reaches_no_terminal_unescaped():
    found = problems(source('<p><num type="&#155;31m\u202e">1</num></p>'))
    assert "`\\x9b31m\\u202e`" in found[0][2]


def test_columns_count_code_points():
    root = parse(f"{TEI}<p>щ🚢<num/></p></TEI>".encode(), "a.xml")
    assert root.elements()[0].elements()[0].column == len(TEI) + len("<p>щ🚢") + 1
