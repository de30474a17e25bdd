"""Engines: results in order, a bounded number of tasks under way, and nothing left behind."""

import multiprocessing
import os
import sys
import time

import pytest
import working

from khronika.engine import InProcess, cores, engine
from khronika.errors import WorkerLost
from khronika.processes import AHEAD

WORKERS = [1, 2, 3]


@pytest.mark.parametrize("workers", WORKERS)
def test_results_come_in_the_order_of_the_tasks(workers):
    with engine(workers) as run:
        results = list(run.map(working.slower_when_early, range(8)))
    assert [square for square, _ in results] == [number * number for number in range(8)]
    assert ({pid for _, pid in results} == {os.getpid()}) == (workers == 1) == run.is_here
    assert not multiprocessing.active_children()


def test_one_worker_is_this_process_and_starts_none():
    with engine(1) as run:
        assert isinstance(run, InProcess)
        assert list(run.map(abs, [-1])) == [1]
        assert not multiprocessing.active_children()


@pytest.mark.parametrize("workers", WORKERS)
def test_tasks_are_taken_as_they_can_be_worked_at(workers):
    taken = []

    def tasks():
        for number in range(50):
            taken.append(number)
            yield number

    with engine(workers) as run:
        for number, _ in enumerate(run.map(abs, tasks()), start=1):
            assert len(taken) <= number + AHEAD * workers
    assert taken == list(range(50))


@pytest.mark.parametrize("workers", WORKERS)
def test_an_error_in_a_task_is_raised_in_its_turn(workers):
    with engine(workers) as run:
        results = run.map(working.fail, range(8))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match="not 3"):
            next(results)
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_killed_process_is_one_clear_error():
    with pytest.raises(WorkerLost, match="fewer than 2 --workers"), engine(2) as run:
        list(run.map(working.die, range(8)))
    assert not multiprocessing.active_children()


def test_whatever_ends_the_work_ends_the_processes():
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), engine(2) as run:
        for _ in run.map(time.sleep, [0, 600, 600]):
            raise KeyboardInterrupt
    assert not multiprocessing.active_children()
    assert time.monotonic() - began < 60


def test_there_is_at_least_one_core():
    assert 1 <= cores() <= os.cpu_count()
