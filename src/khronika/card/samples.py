"""The card's preview: a few sentences with what is annotated in them."""

from collections.abc import Iterator, Sequence

from khronika.card.markdown import beginning, code, escaped, table
from khronika.model import Date, Entity, Quote, Span
from khronika.release.derived import JOINER
from khronika.release.described import Described
from khronika.release.preview import Annotation, Sentence

_SHOWN = 3


def section(release: Described) -> Iterator[str]:
    """Yield the preview, if there is a sentence that may be shown."""
    sentences = release.counts.preview.best(_SHOWN)
    if not sentences:
        return
    yield (
        "## What it looks like\n\nSentences of the corpus with all that is annotated within them; "
        "mentions and dates are bold. Offsets count from the beginning of the article."
    )
    for sentence in sentences:
        yield f"> {_marked(sentence)}"
        rows = [_row(annotation) for annotation in sentence.annotations]
        yield table(("annotated", "offsets", "as"), rows)
        yield _from(sentence)


def _marked(sentence: Sentence) -> str:
    """Return the sentence with mentions and dates in bold, in Markdown."""
    pieces, reached = [], 0
    for start, end in _united((*sentence.entities, *sentence.dates)):
        start, end = start - sentence.start, end - sentence.start
        before, bold = sentence.text[reached:start], sentence.text[start:end]
        pieces.append(escaped(before) if reached else beginning(before))
        # Stars would not do: next to letters and marks, Markdown does not take them for emphasis.
        pieces.append(f"<b>{escaped(bold)}</b>")
        reached = end
    rest = sentence.text[reached:]
    return "".join([*pieces, escaped(rest) if reached else beginning(rest)])


def _united(annotations: Sequence[Entity | Date]) -> list[tuple[int, int]]:
    """Return the stretches that annotations cover, in text order."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in annotations):
        if covered and start < covered[-1][1]:
            covered[-1] = covered[-1][0], max(end, covered[-1][1])
        else:
            covered.append((start, end))
    return covered


def _row(annotation: Annotation) -> tuple[str, str, str]:
    if isinstance(annotation, Quote):
        return _shown(annotation.content), _offsets(annotation.content), _quote(annotation)
    told = _entity(annotation) if isinstance(annotation, Entity) else _date(annotation)
    return escaped(annotation.surface or ""), f"{annotation.start}–{annotation.end}", told


def _shown(spans: Sequence[Span]) -> str:
    return escaped(JOINER.join(span.surface or "" for span in spans))


def _offsets(spans: Sequence[Span]) -> str:
    return ", ".join(f"{span.start}–{span.end}" for span in spans)


def _entity(mention: Entity) -> str:
    told = f"{code(mention.label)}, {mention.level}"
    if mention.metonymy:
        told += f", {mention.metonymy.kind}"
    return f"{told}, {code(mention.entity_id)}" if mention.entity_id else told


def _date(date: Date) -> str:
    told = f"{code(date.type)} {code(date.value)}"
    told += f", {date.mod}" if date.mod else ""
    return f"{told}, from {code(date.anchor)}" if date.anchor else told


def _quote(quote: Quote) -> str:
    speakers = ", ".join(code(speaker) for speaker in quote.speaker_ids) or "no known speaker"
    cue = f", cue «{_shown(quote.cue)}»" if quote.cue else ""
    return f"{quote.type} quote, {speakers}{cue}"


def _from(sentence: Sentence) -> str:
    article = sentence.article
    source = article.source
    told = escaped(source.publisher) if source.publisher else source.kind
    told += f", {escaped(source.url)}" if source.url else ""
    return f"From {code(article.id)} ({told}); text under {code(article.rights.license)}."
