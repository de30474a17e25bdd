"""What came of the parts of a corpus, joined, is what came of the whole."""

import pickle
import random
import shutil

import corpora
import pytest

from khronika import baseline, gathering
from khronika.gathering import Gathered, conclude
from khronika.opened import Check
from khronika.source.tree import Tree


@pytest.fixture(scope="module")
def broken(own, tmp_path_factory):
    root = tmp_path_factory.mktemp("broken")
    for folder in ("corpus", "annotations"):
        shutil.copytree(own / folder, root / folder)
    return corpora.spoilt(root)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_compared", [False, True])
def test_parts_make_the_report_of_the_whole(own, broken, seed, is_compared, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_OF_ALL", 7 if seed == 2 else 100_000)
    before = baseline.of_source(Tree(own), "before") if is_compared else None
    run = Check(Tree(broken), before)
    raws = list(run.source.documents())
    whole = conclude(gathering.gather(raws, run.corpus), run.corpus)
    assert len({finding.code for finding in whole.findings}) > 5
    assert bool(whole.notes) == (seed == 2)
    chance = random.Random(seed)
    joined = Gathered(run.corpus)
    while raws:
        count = chance.randint(0, 9)
        part = gathering.gather(raws[:count], run.corpus)
        joined.merge(pickle.loads(pickle.dumps(part)))
        raws = raws[count:]
    assert conclude(joined, run.corpus) == whole
