"""Comparing two states of a corpus: every article, annotation and record that differs, and how."""

from collections.abc import Collection, Iterator, Mapping

from msgspec import UNSET

from khronika.changes import Changes, changes, next_version, numbers
from khronika.diff.annotations import layer_difference
from khronika.diff.fields import field_changes
from khronika.diff.structs import (
    ArticleChange,
    ArticleOutline,
    Articles,
    Bump,
    Difference,
    RecordChange,
    Side,
    TextChange,
)
from khronika.document import Document
from khronika.history import (
    RECORDS,
    ArticleState,
    LayerState,
    Records,
    Snapshot,
    fields_of_article,
)
from khronika.model import LAYERS
from khronika.text import parting

SHOWN_OF_TEXT = 20
"""Code points kept of either text from where they part."""


def diff(before: Snapshot, after: Snapshot) -> Difference:
    """Compare two states of a corpus.

    Where one of them is known by hashes alone, what differs is named, and how it differs is not.

    Parameters
    ----------
    before, after : Snapshot
        What the corpus was and is, as `khronika.baseline.read` reads them.

    Returns
    -------
    Difference
        Everything that differs, and the version that it asks for.

    Examples
    --------
    >>> from khronika import baseline, bundled
    >>> ours = baseline.read(str(bundled.root()), bundled.root())
    >>> diff(ours, ours).bump.step
    'none'
    """
    both = after.articles.keys() & before.articles.keys()
    differs = {id_: id_ in both and _differ(id_, before, after) for id_ in after.articles}
    found = changes(before, after.whole, differs)
    records = {kind: list(_records(kind, before, after)) for kind in RECORDS}
    changed = list(_changed(found.changed, before, after))
    articles = Articles(
        added=[_outline(id_, after.articles[id_]) for id_ in found.added],
        removed=list(_removed(found.gone, before, after)),
        changed=changed,
    )
    return Difference(
        before=Side(before.name, before.whole.version),
        after=Side(after.name, after.whole.version),
        bump=_bump(found, before.whole.version, after.whole.version),
        widened=found.widened,
        narrowed=found.narrowed,
        articles=articles,
        records={kind: of_kind for kind, of_kind in records.items() if of_kind},
        notes=[*_not_compared(before, after), *_not_in_full(changed, before, after)],
    )


def _differ(id_: str, before: Snapshot, after: Snapshot) -> bool:
    return after.articles[id_].differs(before.articles[id_])


def _bump(found: Changes, before: str, after: str) -> Bump:
    lowest = next_version(before, found.step)
    enough = numbers(after) >= numbers(lowest)
    return Bump(found.step.name.lower(), lowest, enough, found.reasons())


def _outline(id_: str, state: ArticleState) -> ArticleOutline:
    counts = {name: len(state.layers[name].annotations) for name in LAYERS if name in state.layers}
    return ArticleOutline(id_, state.split, counts)


def _removed(ids: Collection[str], before: Snapshot, after: Snapshot) -> Iterator[ArticleOutline]:
    retired = after.records().get("retired", {}) if ids else {}
    for id_ in ids:
        outline = _outline(id_, before.articles[id_])
        if "retired" in after.whole.records:
            outline.retired = id_ in after.whole.records["retired"]
        if id_ in retired:
            outline.reason = retired[id_]["reason"]
        yield outline


def _changed(ids: Collection[str], before: Snapshot, after: Snapshot) -> Iterator[ArticleChange]:
    if not ids:
        return
    old = {document.id: document for document in before.documents(ids)}
    new = {document.id: document for document in after.documents(ids)}
    for id_ in ids:
        states = before.articles[id_], after.articles[id_]
        yield _article(id_, *states, old.get(id_), new.get(id_))


def _article(
    id_: str, old: ArticleState, new: ArticleState, was: Document | None, now: Document | None
) -> ArticleChange:
    found = ArticleChange(id_, in_full=was is not None and now is not None)
    if old.text_sha256 != new.text_sha256:
        found.text = _text(old, new, was, now)
    if was and now:
        found.fields = field_changes(fields_of_article(was.article), fields_of_article(now.article))
    else:
        told = {"split": (old.split, new.split), "group": (old.group, new.group)}
        left, right = ({key: pair[side] for key, pair in told.items()} for side in (0, 1))
        found.fields = field_changes(left, right)
        found.other_fields = old.facts != new.facts
    for name in LAYERS:
        pair = old.layers.get(name), new.layers.get(name)
        if _layers_differ(*pair):
            documents = tuple(one.layers.get(name) if one else None for one in (was, now))
            same_text = old.text_sha256 == new.text_sha256
            found.layers[name] = layer_difference(*pair, *documents, same_text=same_text)
    return found


def _layers_differ(old: LayerState | None, new: LayerState | None) -> bool:
    return old is not new and (old is None or new is None or old.differs(new))


def _text(
    old: ArticleState, new: ArticleState, was: Document | None, now: Document | None
) -> TextChange:
    found = TextChange(old.text_sha256, new.text_sha256)
    if was and now and was.text is not None and now.text is not None:
        found.at = parting(was.text, now.text)
        found.was = was.text[found.at : found.at + SHOWN_OF_TEXT]
        found.now = now.text[found.at : found.at + SHOWN_OF_TEXT]
    return found


def _records(kind: str, before: Snapshot, after: Snapshot) -> Iterator[RecordChange]:
    """Yield what differs in the records of a kind; nothing where one side does not know them."""
    old, new = before.whole.records.get(kind), after.whole.records.get(kind)
    if old is None or new is None or old == new:
        return
    was, now = _of_kind(kind, before.records()), _of_kind(kind, after.records())
    for id_ in sorted(old.keys() | new.keys()):
        if old.get(id_) != new.get(id_):
            change = "added" if id_ not in old else "removed" if id_ not in new else "changed"
            found = RecordChange(id_, change)
            found.before, found.after = was.get(id_, UNSET), now.get(id_, UNSET)
            values = found.before, found.after
            if all(isinstance(value, dict) for value in values):
                found.fields = field_changes(*values)
            yield found


def _of_kind(kind: str, records: Records) -> Mapping[str, object]:
    return records.get(kind, {})


_UNKNOWN = {
    "corpus": "what corpus.json says",
    "layers": "descriptions of layers",
    "registry": "the registry",
    "annotators": "annotators",
    "retired": "retired articles",
}


def _not_compared(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for side in (before, after):
        unknown = [told for kind, told in _UNKNOWN.items() if kind not in side.whole.records]
        if any(columns is None for columns in side.whole.columns.values()):
            unknown.append("columns")
        if unknown:
            yield f"{side.name} does not tell {', '.join(unknown)}: not compared"


def _not_in_full(changed: list[ArticleChange], before: Snapshot, after: Snapshot) -> Iterator[str]:
    unknown = sum(not article.in_full for article in changed)
    if unknown:
        articles = "one changed article" if unknown == 1 else f"{unknown} changed articles"
        hashed = dict.fromkeys(side.name for side in (before, after) if side.is_hashed)
        yield (
            f"{articles} of {' or '.join(hashed) or 'one side'} can be had by hashes alone: what "
            "differs is named, how it differs is not"
        )
