"""Breakages of quotes: K601 to K613."""

import re

from breakages import Corpus, breaks

SOURCELESS = ("implicit", "generic_group", "unknown")


def _quotes(corpus: Corpus, *types: str) -> list[dict]:
    quotes = corpus.annotations("quotes")
    return [one for one in quotes if not types or one["type"] in types]


def _change(corpus: Corpus, code: str, quote: dict, **changes: object) -> None:
    corpus.put("quotes", quote | changes)
    corpus.expect_at(code, "quotes", quote["id"])


@breaks("K601")
def content_begins_too_late(corpus):
    quote = corpus.pick(_quotes(corpus, "direct"))
    first = quote["content"][0]
    word = re.search(r"\w+ (?=\w)", first["surface"])
    corpus.move(first, first["start"] + word.end(), first["end"])
    _change(corpus, "K601", quote)


@breaks("K601")
def content_with_its_marks(corpus):
    quote = corpus.pick(_quotes(corpus, "direct"))
    first, last = quote["content"][0], quote["content"][-1]
    corpus.move(first, first["start"] - 1, first["end"])
    corpus.move(last, last["start"], last["end"] + 1)
    _change(corpus, "K601", quote)


@breaks("K603")
def one_span_in_two_roles(corpus):
    quote = corpus.pick([one for one in _quotes(corpus) if one["source"] and one["cue"]])
    role = corpus.pick(["cue", "addressee"])
    _change(corpus, "K603", quote, **{role: [quote["source"][0]]})


@breaks("K604")
def cue_missing(corpus):
    quotes = _quotes(corpus, "indirect", "mixed")
    quote = corpus.pick([one for one in quotes if one["resolution"] != "implicit"])
    _change(corpus, "K604", quote, cue=[])


@breaks("K605")
def indirect_called_otherwise(corpus):
    type_ = corpus.pick(["direct", "mixed"])
    quotes = [one for one in _quotes(corpus, "indirect") if not one["parent"]]
    text = corpus.text
    unmarked = [
        one
        for one in quotes
        if not re.search('[«»"]', text[one["content"][0]["start"] : one["content"][-1]["end"]])
    ]
    _change(corpus, "K605", corpus.pick(unmarked), type=type_)


@breaks("K605")
def direct_called_otherwise(corpus):
    quote = corpus.pick(_quotes(corpus, "direct"))
    _change(corpus, "K605", quote, type=corpus.pick(["indirect", "mixed"]))


@breaks("K606")
def other_parent(corpus):
    quotes = _quotes(corpus)
    quote = corpus.pick(quotes)
    start, end = quote["content"][0]["start"], quote["content"][-1]["end"]
    elsewhere = [
        one
        for one in quotes
        if one["content"][-1]["end"] < start or end < one["content"][0]["start"]
    ]
    _change(corpus, "K606", quote, parent=corpus.pick(elsewhere)["id"])


@breaks("K607")
def speakers_missing(corpus):
    quotes = [one for one in _quotes(corpus) if one["resolution"] not in SOURCELESS]
    _change(corpus, "K607", corpus.pick(quotes), speakers=[])


@breaks("K608")
def other_resolution(corpus):
    quotes = [one for one in _quotes(corpus) if one["resolution"] not in SOURCELESS]
    quote = corpus.pick(quotes)
    # Not `metonym`: a place within the source may stand for the body that speaks.
    kinds = ("name", "nominal", "pronoun", "implicit")
    other = corpus.pick([one for one in kinds if one != quote["resolution"]])
    _change(corpus, "K608", quote, resolution=other)


@breaks("K608")
def source_missing(corpus):
    quotes = [one for one in _quotes(corpus) if one["resolution"] not in SOURCELESS]
    _change(corpus, "K608", corpus.pick(quotes), source=[])


@breaks("K613")
def parent_forgotten(corpus):
    quote = corpus.pick([one for one in _quotes(corpus) if one["parent"]])
    _change(corpus, "K613", quote, parent=None)


@breaks("K613")
def content_twice(corpus):
    quote = corpus.pick(_quotes(corpus)) | {"id": corpus.free_id("quotes")}
    corpus.annotate("quotes", [*_quotes(corpus), quote])
    corpus.expect_at("K613", "quotes", quote["id"])
