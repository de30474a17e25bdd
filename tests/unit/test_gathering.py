"""What came of the parts of a corpus, joined, is what came of the whole."""

import pickle
import random
import shutil

import pytest

from khronika import baseline, gathering
from khronika.checker import Check
from khronika.gathering import Gathered, conclude
from khronika.source.tree import Tree


def spoilt(root):
    """Break a corpus so that many rules of every scope fire, in several articles."""
    texts = sorted(root.glob("corpus/articles/*/*.txt"))
    for number, text in enumerate(texts[::4]):
        text.write_text(text.read_text(encoding="utf-8") + f"\n«Нет {number}", encoding="utf-8")
    for name in ("entities", "quotes"):
        for file in sorted(root.glob(f"annotations/{name}/v1/*/*.json"))[::5]:
            changed = file.read_text(encoding="utf-8").replace('"NAM"', '"NOM"', 3)
            file.write_text(changed.replace('"start": 1', '"start": 2', 2), encoding="utf-8")
    file = root / "corpus" / "retired.json"
    entry = '{"id": "gone", "date": "2026-01-01", "reason": "x", "replacement": "nowhere"}'
    file.write_text(file.read_text(encoding="utf-8").replace("[]", f"[{entry}]"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def broken(own, tmp_path_factory):
    root = tmp_path_factory.mktemp("broken")
    for folder in ("corpus", "annotations"):
        shutil.copytree(own / folder, root / folder)
    return spoilt(root)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_compared", [False, True])
def test_parts_make_the_report_of_the_whole(own, broken, seed, is_compared, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_OF_ALL", 7 if seed == 2 else 100_000)
    before = baseline.of_source(Tree(own), "before") if is_compared else None
    run = Check(Tree(broken), before)
    raws = list(run.source.documents())
    whole = conclude(gathering.gather(raws, run.corpus, lambda _: None), run.corpus)
    assert len({finding.code for finding in whole.findings}) > 5
    assert bool(whole.notes) == (seed == 2)
    chance = random.Random(seed)
    joined = Gathered(run.corpus)
    while raws:
        count = chance.randint(0, 9)
        part = gathering.gather(raws[:count], run.corpus, lambda _: None)
        joined.merge(pickle.loads(pickle.dumps(part)))
        raws = raws[count:]
    assert conclude(joined, run.corpus) == whole
