"""What the card tells people, from top to bottom."""

from collections.abc import Iterator

from khronika.card import contents, datasheet, making, rights, samples
from khronika.card.markdown import beginning, escaped, number_of
from khronika.model import LAYERS
from khronika.release.described import Described


def body(release: Described) -> str:
    """Return the card below its front matter, in Markdown."""
    return "\n\n".join(_parts(release))


def _parts(release: Described) -> Iterator[str]:
    info = release.info
    yield f"# {escaped(info.title)}"
    yield f"{beginning(info.description)} Release {info.version}."
    yield _at_a_glance(release)
    yield from samples.section(release)
    yield from contents.sections(release)
    yield from making.sections(release)
    yield from rights.sections(release)
    yield from datasheet.section(release)


def _at_a_glance(release: Described) -> str:
    """Say how much there is, and who made it, before anybody reads on."""
    counts = release.counts
    sources = ", ".join(f"{count:,} {kind}" for kind, count in counts.values("source").items())
    layers = ", ".join(layer for layer in LAYERS if layer in release.info.layers)
    kinds = release.annotator_kinds()
    by = " and ".join(f"{kind}s" for kind in kinds) if kinds else "nobody"
    told = f"Annotated by {by}." if "human" in kinds else f"Annotated by {by}; no human annotated."
    return (
        f"**{number_of(counts.total, 'article')}** ({sources}) with "
        f"**{number_of(counts.labels.total(), 'annotation')}** "
        f"in the layers {layers}. {told} Read the [known limits](#known-limits) before you rely "
        "on it."
    )
