"""How much is tried by tests that try examples: a few in every run, many where time is given."""

import os

FULL = "KHRONIKA_THOROUGH"
"""The environment variable that asks for as many examples as each test names."""


def examples(many: int) -> int:
    """Return how many examples to try in this run of a test that would try so `many`."""
    return many if os.environ.get(FULL) else max(many // 10, 5)


def commands(*several: list[str]) -> tuple[list[str], ...]:
    """Return the commands to try in this run of a test that would try `several`: the first."""
    return several if os.environ.get(FULL) else several[:1]
