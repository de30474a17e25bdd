"""Closed word lists that the rules use, one module each."""
