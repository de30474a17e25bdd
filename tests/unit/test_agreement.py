"""Agreement: pairs, counts, statistics against worked examples, and whole comparisons."""

import json

import corpora
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import khronika
from khronika.agreement import agreement, annotators_of, measures, pairs_of, report
from khronika.agreement.matching import Marked, match, shared
from khronika.model import LAYERS

ID = corpora.BASE_ARTICLE


def span(start, end, label="CITY"):
    return Marked(((start, end),), label)


# Pairs


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        ([], [span(0, 4)], []),
        ([span(0, 4)], [span(4, 8)], []),
        ([span(0, 4), span(10, 14)], [span(10, 14), span(0, 4)], [(0, 1), (1, 0)]),
        # One long annotation does not take two: it takes the one that shares more.
        ([span(0, 20)], [span(0, 9), span(10, 20)], [(0, 1)]),
        # Each would share something with each; the pair that shares most decides first.
        ([span(0, 10), span(8, 30)], [span(9, 29), span(0, 9)], [(0, 1), (1, 0)]),
        # Equal overlap: the pair that covers less, so that equal spans find each other.
        ([span(0, 20), span(0, 5)], [span(0, 5)], [(1, 0)]),
        # Equal spans: those with one label, whatever their order.
        ([span(0, 5, "CITY"), span(0, 5, "COUNTRY")], [span(0, 5, "COUNTRY")], [(1, 0)]),
        # All equal: the one that stands first.
        ([span(5, 10)], [span(8, 12), span(3, 7)], [(0, 1)]),
    ],
)
def test_pairs_are_one_to_one_by_what_they_share(first, second, pairs):
    assert match(first, second) == pairs
    assert match(second, first) == sorted((other, one) for one, other in pairs)


def test_parts_of_an_interrupted_quote_count_together():
    one = Marked(((0, 10), (20, 30)), "direct")
    assert match([one], [Marked(((10, 20),), "direct")]) == []
    assert match([one], [span(0, 8), Marked(((5, 10), (20, 26)), "direct")]) == [(0, 1)]


edges = st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from(["CITY", "PERSON"]))
sides = st.lists(edges.map(lambda one: span(one[0], one[0] + one[1], one[2])), max_size=7)


@given(sides, sides)
def test_pairs_hold_whatever_is_marked(first, second):
    pairs = match(first, second)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert all(shared(first[one].parts, second[other].parts) for one, other in pairs)
    turned = {(second[one], first[other]) for one, other in match(second, first)}
    assert {(second[other], first[one]) for one, other in pairs} == turned
    left = set(range(len(first))) - {one for one, _ in pairs}
    alone = set(range(len(second))) - {other for _, other in pairs}
    assert not any(shared(first[one].parts, second[other].parts) for one in left for other in alone)


# Statistics


def table(first, second):
    labels = sorted({*first, *second})
    counts = np.zeros((len(labels), len(labels)), dtype=int)
    for one, other in zip(first, second, strict=True):
        counts[labels.index(one), labels.index(other)] += 1
    return counts


@pytest.mark.parametrize(
    ("counts", "value"),
    [([[20, 5], [10, 15]], 0.4), ([[45, 15], [25, 15]], 0.1304), ([[25, 35], [5, 35]], 0.2593)],
)
def test_cohens_kappa_of_worked_examples(counts, value):
    assert measures.kappa([np.array(counts)]).score.value == value


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_krippendorffs_alpha_of_his_own_examples(first, second, value):
    """Two observers with binary and with nominal data: Krippendorff 2011, examples A and B."""
    assert round(measures.alpha([table(first, second)]).score.value, 3) == value


@given(arrays(np.int64, (4, 4), elements=st.integers(0, 9)).filter(np.any))
def test_the_resamples_are_computed_as_the_value_is(counts):
    for measure, closed in (
        (measures.kappa, measures.cohen),
        (measures.alpha, measures.nominal_alpha),
    ):
        value = measure([counts]).score.value
        again = float(closed(counts))
        assert (value is None) == np.isnan(again)
        assert value is None or value == pytest.approx(again, abs=1e-4)


def test_one_label_only_measures_nothing():
    for measure in (measures.kappa, measures.alpha):
        assert measure([np.array([[7, 0], [0, 0]])] * 2).score == measures.Score(None, None, None)


def test_an_f1_by_hand():
    found = measures.overlap([(3, 4, 3), (1, 4, 2)])
    assert [found.precision.value, found.recall.value, found.f1.value] == [0.8, 0.5, 0.6154]


def test_an_interval_is_that_of_the_resamples():
    """Of two articles, a quarter of the resamples has only the one, a quarter only the other."""
    found = measures.share([(10, 10), (0, 10)]).score
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
    steady = measures.share([(9, 10), (18, 20), (27, 30)]).score
    assert (steady.low, steady.value, steady.high) == (0.9, 0.9, 0.9)
    many = measures.share([(k % 2, 1) for k in range(100)]).score
    assert 0.38 < many.low < 0.42 and 0.58 < many.high < 0.62  # 0.5 ± 1.96 · 0.05
    assert many == measures.share([(k % 2, 1) for k in range(100)]).score


# Whole comparisons


def keep_pass(root, layer, annotator="case-writer", **replaced):
    """Keep the released annotation as a pass, each annotation as `replaced` says by its id."""
    value = corpora.read_json(root, corpora.layer_path(layer, ID))
    del value["$schema"]
    changed = [one | replaced.get(one["id"], {}) for one in value["annotations"]]
    value["annotations"] = [one for one in changed if "gone" not in one]
    path = f"annotations/passes/{annotator}/{layer}/v1/2025/{ID}.json"
    corpora.write_json(root, path, layer, value)


def compared(root, first=None, second="case-writer"):
    (found,) = agreement(list(khronika.open_corpus(root)), [(first, second)])
    return found.layers


def values(layer):
    found = {}
    for name, measure in layer.measures.items():
        score = measure.f1 if isinstance(measure, measures.Overlap) else measure.score
        found[name] = score.value
    return found


def test_equal_passes_agree_in_everything(base_tree):
    for layer in LAYERS:
        keep_pass(base_tree, layer)
    layers = compared(base_tree)
    assert list(layers) == list(LAYERS)
    for layer in layers.values():
        assert set(values(layer).values()) == {1.0}


def test_an_empty_pass_has_nothing(base_tree):
    gone = {f"{kind}{number}": {"gone": True} for kind in "deq" for number in range(1, 20)}
    for layer in LAYERS:
        keep_pass(base_tree, layer, **gone)
    entities = compared(base_tree)["entities"]
    assert entities.annotations == (11, 0)
    exact = entities.measures["exact"]
    assert (exact.precision.value, exact.recall.value, exact.f1.value) == (None, 0.0, 0.0)
    assert values(entities)["label"] is None
    assert values(entities)["alpha"] < 0
    (turned,) = agreement(list(khronika.open_corpus(base_tree)), [("case-writer", None)])
    exact = turned.layers["entities"].measures["exact"]
    assert (exact.precision.value, exact.recall.value, exact.f1.value) == (0.0, None, 0.0)


def test_dates_are_compared_field_by_field(base_tree):
    keep_pass(
        base_tree,
        "dates",
        d1={"value": "2025-10-17"},
        d2={
            "start": 197,
            "surface": "трёх лет",
            "mod": "LESS_THAN",
            "type": "DATE",
            "value": "2022",
        },
        d3={"anchor": "d1"},
    )
    layers = compared(base_tree)
    assert list(layers) == ["dates"]
    assert values(layers["dates"]) == pytest.approx(
        {
            "exact": 0.75, "overlap": 1.0, "exact_label": 0.75, "label": 0.75, "kappa": 0.5556,
            "value": 0.5, "mod": 0.75, "anchor": 0.75, "alpha": values(layers["dates"])["alpha"],
        }
    )  # fmt: skip
    assert 0 < values(layers["dates"])["alpha"] < 1


def test_an_anchor_is_equal_if_the_dates_are_a_pair(base_tree):
    path = corpora.layer_path("dates", ID)
    value = corpora.read_json(base_tree, path)
    value["annotations"][2]["anchor"] = "d1"
    corpora.write_json(base_tree, path, "dates", value)
    keep_pass(base_tree, "dates", d1={"id": "d9"}, d3={"anchor": "d9"})
    assert values(compared(base_tree)["dates"])["anchor"] == 1.0
    keep_pass(base_tree, "dates", d3={"anchor": "dct"})
    assert values(compared(base_tree)["dates"])["anchor"] == 0.75


def test_roles_are_counted_over_all_quotes(base_tree):
    keep_pass(base_tree, "quotes", q2={"cue": []}, q5={"gone": True})
    found = compared(base_tree)["quotes"].measures
    cue = found["cue_exact"]
    assert (cue.precision.value, cue.recall.value) == (1.0, 0.6)  # three of five cues
    characters = found["cue_characters"]
    assert characters.recall.value == round(24 / 40, 4)  # сообщила, обещал, рассказала
    assert found["source_exact"].f1.value == round(8 / 9, 4)
    assert found["speakers"].of == 4


OWN = {"anna-vereskova": "vereskova", "mark-luzhin": "anna-vereskova", "town-hall": "mayor"}


def renamed(root, layer, field):
    value = corpora.read_json(root, corpora.layer_path(layer, ID))
    changes = {}
    for one in value["annotations"]:
        if field == "entity" and one.get("entity") in OWN:
            changes[one["id"]] = {"entity": OWN[one["entity"]]}
        elif field == "speakers":
            changes[one["id"]] = {field: [OWN[id_] for id_ in one[field]]}
    keep_pass(root, layer, **changes)


def test_speakers_go_by_their_mentions_and_not_by_their_ids(base_tree):
    """The pass calls Mark Luzhin `anna-vereskova`, which is another one's id in the registry."""
    renamed(base_tree, "quotes", "speakers")
    assert values(compared(base_tree)["quotes"])["speakers"] == 0.0
    renamed(base_tree, "entities", "entity")
    assert values(compared(base_tree)["quotes"])["speakers"] == 1.0


def test_speakers_that_were_left_open_do_not_count(base_tree):
    keep_pass(base_tree, "quotes", q1={"speakers": []}, q2={"speakers": ["mark-luzhin"]})
    speakers = compared(base_tree)["quotes"].measures["speakers"]
    assert (speakers.score.value, speakers.of) == (0.75, 4)
    keep_pass(base_tree, "quotes", q1={"speakers": [], "resolution": "unknown"})
    speakers = compared(base_tree)["quotes"].measures["speakers"]
    assert (speakers.score.value, speakers.of) == (0.8, 5)
    keep_pass(base_tree, "quotes", **{f"q{n}": {"speakers": []} for n in range(1, 6)})
    speakers = compared(base_tree)["quotes"].measures["speakers"]
    assert (speakers.score.value, speakers.of) == (None, 0)


def test_tokens_have_the_outermost_label(base_tree):
    """«мэрии Ясногорска» is an organization with a city in it; without it, one token is a city."""
    keep_pass(base_tree, "entities", e8={"gone": True})
    found = compared(base_tree)["entities"].measures["alpha"]
    text = khronika.open_corpus(base_tree)[ID].text
    assert found.of == len(khronika.text.tokens(text, 0, len(text)))
    keep_pass(base_tree, "entities", e9={"gone": True})
    assert compared(base_tree)["entities"].measures["alpha"].score.value == 1.0


# Who is compared, and how it is shown


def test_passes_are_compared_with_what_is_released_and_among_themselves(base_tree):
    annotators = corpora.read_json(base_tree, "annotations/annotators.json")
    annotators["annotators"].append({"id": "reader", "kind": "human", "name": "somebody"})
    corpora.write_json(base_tree, "annotations/annotators.json", "annotators", annotators)
    keep_pass(base_tree, "dates", d1={"gone": True})
    keep_pass(base_tree, "dates", annotator="reader", d1={"gone": True})
    documents = list(khronika.open_corpus(base_tree))
    assert annotators_of(documents) == ["case-writer", "reader"]
    pairs = pairs_of(annotators_of(documents), among=True)
    found = agreement(documents, pairs)
    f1 = [one.layers["dates"].measures["exact"].f1.value for one in found]
    assert f1 == [0.8571, 0.8571, 1.0]
    assert [one.layers for one in agreement(documents, pairs, ["quotes"])] == [{}, {}, {}]


def test_the_reports_hold_everything_within_their_width(base_tree):
    for layer in LAYERS:
        keep_pass(base_tree, layer)
    corpus = khronika.open_corpus(base_tree)
    found = agreement(list(corpus), [(None, "case-writer")])
    text = report.as_text(found, corpus.annotators)
    assert max(map(len, text.splitlines())) <= 80
    shown = json.loads(report.as_json(found, corpus.annotators))
    assert shown["annotators"] == {"case-writer": "model"}
    assert shown["bootstrap"]["resamples"] == measures.RESAMPLES
    (comparison,) = shown["comparisons"]
    assert (comparison["first"], comparison["second"]) == (None, "case-writer")
    for name, layer in found[0].layers.items():
        assert list(comparison["layers"][name]["measures"]) == sorted(layer.measures)
        assert set(layer.measures) <= report.TITLES.keys()
        assert all(report.TITLES[measure] in text for measure in layer.measures)
    assert report.as_json(found, corpus.annotators) == report.as_json(
        agreement(list(corpus), [(None, "case-writer")]), corpus.annotators
    )


def test_the_card_says_how_far_who_agrees(base_tree, tmp_path):
    khronika.build(path=base_tree, out=tmp_path / "before")
    (card,) = (tmp_path / "before").glob("*/README.md")
    assert "## Agreement" not in card.read_text("utf-8")
    keep_pass(base_tree, "dates", d3={"value": "2025-12-01"})
    khronika.build(path=base_tree, out=tmp_path / "after")
    (card,) = (tmp_path / "after").glob("*/README.md")
    section = card.read_text("utf-8").split("## Agreement")[1].split("\n## ")[0]
    assert "`case-writer` is a model. No human annotated" in section
    assert "| TIMEX value | 0.750 |" in section
