"""Comparing two states of a corpus, and telling what differs: `compare` does, `as_…` tell."""
