"""The Croissant description of a release: `croissant.json`, for machines that look for data."""

from khronika.croissant.checking import problems
from khronika.croissant.description import NAME, compose

__all__ = ["NAME", "compose", "problems"]
