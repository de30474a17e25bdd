"""Inline TEI ↔ stand-off: one article with its three layers as one file, to write and correct."""

from khronika.tei.markup import BrokenTei, Problem
from khronika.tei.reader import Reading, read
from khronika.tei.writer import NotWritten, write

__all__ = ["BrokenTei", "NotWritten", "Problem", "Reading", "read", "write"]
