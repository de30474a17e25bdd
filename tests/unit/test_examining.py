"""What a check keeps of a document that it has examined."""

import gc
import weakref

from khronika import bundled
from khronika.corpus_files import parse_corpus_files
from khronika.diagnostics import Severity
from khronika.examining import examine
from khronika.rules import RULES
from khronika.source.tree import Tree

ERRORS = [rule for rule in RULES if rule.severity is Severity.ERROR]


def test_a_document_goes_as_soon_as_it_is_done_with():
    """So no collector of garbage has to find it, among all that is kept."""
    tree = Tree(bundled.root())
    corpus = parse_corpus_files(tree.corpus_files(), [])
    gc.disable()
    try:
        kept = [weakref.ref(examine(raw, corpus, ERRORS).subject) for raw in tree.documents()]
        assert kept
        assert not any(subject() for subject in kept)
    finally:
        gc.enable()
