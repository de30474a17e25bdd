"""A check by several processes: the same report, and a clean end whatever happens to them."""

import os
import signal
import sys
import time

import corpora
import pytest
from parted import Parted, is_alive

from khronika import gathering, opened
from khronika.checker import check
from khronika.errors import UnusableSource
from khronika.opened import Check, Opening, Shared
from khronika.source.layout import MARKER
from khronika.source.opening import open_source

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.mark.parametrize("kind", ["tree", "bundle", "compressed", "spoilt", "spoilt_bundle"])
def test_a_report_does_not_depend_on_the_number_of_processes(kind, request):
    folder = request.getfixturevalue(kind)
    alone = check(folder)
    assert (len({finding.code for finding in alone.findings}) > 5) == kind.startswith("spoilt")
    assert check(folder, workers=3) == alone


def test_neither_do_comparisons_notes_and_findings_in_some_articles(
    tree, spoilt, spoilt_bundle, monkeypatch
):
    monkeypatch.setattr(gathering, "MOST_OF_ALL", 7)
    for named in (
        {"path": spoilt, "against": str(tree)},
        {"path": spoilt, "only": ["annotations/quotes", "corpus/articles/2025"]},
        {"source": sorted(spoilt_bundle.glob("*.jsonl"))[:1]},
    ):
        alone = check(**named)
        assert alone.findings
        assert check(**named, workers=2) == alone
    assert check(spoilt).notes


def test_a_corpus_of_one_part_starts_no_process(base_tree, monkeypatch):
    monkeypatch.setitem(sys.modules, "khronika.processes", None)
    assert check(base_tree, workers=8).ok


@pytest.mark.parametrize("kind", ["tree", "bundle"])
@pytest.mark.parametrize("workers", [1, 2])
def test_progress_ends_at_the_whole(kind, workers, request):
    folder, seen = request.getfixturevalue(kind), []
    check(folder, workers=workers, progress=lambda *told: seen.append(told))
    total = open_source(folder).total()
    assert {(doing, of) for doing, _, of in seen} == {("checking", total)}
    done = [done for _, done, _ in seen]
    assert done == sorted(done)
    assert done[-1] == total


def test_a_corpus_that_changes_between_processes_is_refused(base_tree):
    shared = Shared(Check(open_source(base_tree)), Opening.of(base_tree))
    state = shared.__getstate__()
    elsewhere = Shared.__new__(Shared)
    elsewhere.__setstate__(state)
    assert elsewhere.check.corpus.info == shared.check.corpus.info
    opened._opened.cache_clear()
    corpora.change_info(base_tree, title="Another title")
    with pytest.raises(UnusableSource, match=f"{MARKER}, or another file .* changed while"):
        elsewhere.check  # noqa: B018


@posix
def test_ctrl_c_ends_all_processes_with_one_message(spoilt):
    with Parted(spoilt, "check", "--workers", 2) as command:
        processes = command.until("checking")
        assert len(processes) == 2
        command.interrupt()
        assert command.finish() == (130, "khronika: interrupted\n")
        assert not any(map(is_alive, processes))


@posix
def test_a_killed_process_ends_the_check_with_one_message(bundle):
    with Parted(bundle, "check", ".", "--workers", 2) as command:
        processes = command.until("checking")
        for process in processes:
            os.kill(process, signal.SIGKILL)
        status, told = command.finish()
        assert (status, told.count("\n")) == (2, 1)
        assert told.startswith("khronika: a worker process was killed, perhaps because memory ran")
        assert not any(map(is_alive, processes))


@posix
def test_processes_end_with_the_one_that_started_them(bundle):
    with Parted(bundle, "check", ".", "--workers", 2) as command:
        processes = command.until("checking")
        command.kill()
        for _ in range(200):
            if not any(map(is_alive, processes)):
                break
            time.sleep(0.1)
        assert not any(map(is_alive, processes))
