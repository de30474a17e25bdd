"""The dataset card: `README.md` of a release, which also tells `datasets` what is in it.

All of it is computed from the corpus at hand; what cannot be computed comes from its own files
(`corpus.json`, `annotators.json`, `CITATION.cff`), or is left out.
"""

from khronika.card.body import body
from khronika.card.checking import NAME, problems
from khronika.card.front_matter import front_matter
from khronika.release.described import Described

__all__ = ["NAME", "compose", "problems"]


def compose(release: Described) -> bytes:
    """Return the bytes of the card."""
    return f"---\n{front_matter(release)}---\n\n{body(release)}\n".encode()
