"""The Croissant description of a release: `croissant.json`, for machines that look for data."""

from khronika.croissant.checking import problems
from khronika.croissant.description import NAME, compose
from khronika.croissant.facts import Facts

__all__ = ["NAME", "Facts", "compose", "problems"]
