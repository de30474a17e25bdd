"""Tasks for the tests of engines, in a module that other processes can import."""

import os
import signal
import time


def slower_when_early(number):
    time.sleep(max(0, 0.05 - number / 100))
    return number * number, os.getpid()


def fail(number):
    if number == 3:
        raise ValueError(f"not {number}")
    return number


def fail_at_first(path):
    if not os.path.exists(path):
        with open(path, "w"):
            raise OSError("out of reach")
    return path


def die(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
