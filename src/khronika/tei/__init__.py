"""Inline TEI ↔ stand-off: one article with its three layers as one file, to write and correct."""

from khronika.tei.markup import BrokenTei, Problem
from khronika.tei.reader import Reading, read

__all__ = ["BrokenTei", "Problem", "Reading", "read"]
